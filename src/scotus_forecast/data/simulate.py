"""The embedded control: a Court whose every probability is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.config import SimulatedParams
from scotus_forecast.data.simulation.behaviour import Expectation, decide, expect
from scotus_forecast.data.simulation.coding import code_decisions
from scotus_forecast.data.simulation.docket import Docket, draw_docket
from scotus_forecast.data.simulation.justices import Bench, draw_bench
from scotus_forecast.data.simulation.propensities import draw_inclination
from scotus_forecast.data.simulation.records import case_ids, records
from scotus_forecast.errors import UserError


@dataclass(frozen=True)
class SimulatedCourt:
    """A simulated justice-centered file and the truth behind it.

    Attributes
    ----------
    rows : pd.DataFrame
        The 61 SCDB columns in file order, all text, blanks as ``""``, dates m/d/yyyy; one row
        for each justice on the roster of a case.
    truth : pd.DataFrame
        ``case_id``, ``justice`` (Int16, null for the case) and ``p_reverse``, the probability,
        before the outcome was drawn, that it is reverse against not-reverse. Cases first, then
        votes, both in file order.
    """

    rows: pd.DataFrame
    truth: pd.DataFrame


def simulate(params: SimulatedParams, seed: int) -> SimulatedCourt:
    """Simulate a Court from `params.first_term` to `params.last_term`.

    Parameters
    ----------
    params : SimulatedParams
    seed : int
        The same seed gives the same court, whatever the number of cases asked of it, and the
        same seed and parameters the same rows.

    Raises
    ------
    UserError
        When the span holds no term.

    Notes
    -----
    ``p_reverse`` conditions on everything a forecaster could know at argument and on what none
    can: ideologies, propensities and the law of every draw. Only the case's shock, each
    justice's own, absences and the coders' blanks are open. So "reverse iff p_reverse >= 0.5"
    is a ceiling for the horizons `argument` and `strict`. On `paper` blanks and no-merits codes
    written after the decision tell the outcome, as in the real data, and a model may pass it.
    """
    _check(params)
    streams = np.random.SeedSequence(seed).spawn(6)
    rngs = [np.random.default_rng(stream) for stream in streams]
    bench = draw_bench(rngs[0], params.last_term)
    docket = draw_docket(rngs[1], bench, params.cases, params.first_term, params.last_term)
    expectation = expect(bench, docket, draw_inclination(rngs[2], docket))
    decisions = decide(rngs[3], bench, docket, expectation)
    coding = code_decisions(rngs[4], bench, docket, decisions)
    rows = records(rngs[5], bench, docket, coding)
    return SimulatedCourt(rows=rows, truth=_truth(bench, docket, expectation))


def _check(params: SimulatedParams) -> None:
    if params.last_term < params.first_term:
        raise UserError(
            f"datasets.simulated: last_term {params.last_term} is before "
            f"first_term {params.first_term}"
        )


def _truth(bench: Bench, docket: Docket, expectation: Expectation) -> pd.DataFrame:
    case_id = case_ids(docket)
    members = bench.members[docket.court]
    of_case, seat = np.nonzero(members)
    cases = pd.DataFrame(
        {
            "case_id": case_id,
            "justice": pd.array([pd.NA] * len(docket), dtype="Int16"),
            "p_reverse": expectation.case,
        }
    )
    votes = pd.DataFrame(
        {
            "case_id": case_id.array.take(of_case),
            "justice": pd.array(members[of_case, seat], dtype="Int16"),
            "p_reverse": expectation.votes[of_case, seat],
        }
    )
    return pd.concat([cases, votes], ignore_index=True)
