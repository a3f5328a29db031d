"""The embedded control: a Court whose every probability is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.params import SimulatedParams
from scotus_forecast.data.simulation.behaviour import Expectation, decide, draw_inclination, expect
from scotus_forecast.data.simulation.coding import Coding, code_decisions
from scotus_forecast.data.simulation.docket import Docket, draw_docket
from scotus_forecast.data.simulation.justices import Bench, draw_bench
from scotus_forecast.data.simulation.records import case_ids, records

#: A block of text rows this long takes about a gigabyte.
CASES_AT_ONCE = 100_000


@dataclass(frozen=True)
class SimulatedCourt:
    """A simulated justice-centered file and the truth behind it.

    Attributes
    ----------
    rows : pd.DataFrame
        The 61 SCDB columns in file order, all text, blanks as ``""``, dates m/d/yyyy; one row
        for each justice on the roster of a case.
    truth : pd.DataFrame
        ``case_id``, ``justice`` (Int16, null for the case), ``p_reverse``, the probability,
        before the outcome was drawn, that it is reverse against not-reverse,
        ``p_reverse_on_paper``, the same once the blanks and codes that tell of a case without
        merits were written, and ``p_reverse_with_case``, that it is and so is its case. Cases
        first, then votes, both in file order.
    """

    rows: pd.DataFrame
    truth: pd.DataFrame


def simulate(params: SimulatedParams, seed: int) -> SimulatedCourt:
    """Simulate a Court from `params.first_term` to `params.last_term`.

    Parameters
    ----------
    params : SimulatedParams
    seed : int
        The same seed and parameters give the same rows.

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
    written after the decision tell the outcome, as in the real data: there the ceiling is that
    of ``p_reverse_on_paper``, by Bayes' theorem.
    """
    blocks = list(simulate_blocks(params, seed))
    rows = pd.concat([block.rows for block in blocks], ignore_index=True)
    return SimulatedCourt(rows=rows, truth=joined([block.truth for block in blocks]))


def joined(truths: list[pd.DataFrame]) -> pd.DataFrame:
    """Truth of all blocks, cases first."""
    whole = pd.concat(truths, ignore_index=True)
    cases_first = np.argsort(whole["justice"].notna().to_numpy(), kind="stable")
    return whole.iloc[cases_first].reset_index(drop=True)


def simulate_blocks(params: SimulatedParams, seed: int) -> Iterator[SimulatedCourt]:
    """Simulate the same Court a block of cases at a time, for sizes that outgrow memory as text.

    Yields
    ------
    SimulatedCourt
        Of `CASES_AT_ONCE` cases, the last of fewer, in file order.

    Raises
    ------
    UserError
        When the span holds no term.
    """
    _check(params)
    *rngs, stream = _streams(seed)
    bench = draw_bench(rngs[0], params.last_term)
    docket = draw_docket(rngs[1], bench, params.cases, params.first_term, params.last_term)
    expected = expect(bench, docket, draw_inclination(rngs[2], docket))
    coding = code_decisions(rngs[4], bench, docket, decide(rngs[3], bench, docket, expected))
    for start in range(0, len(docket), CASES_AT_ONCE):
        cases = slice(start, start + CASES_AT_ONCE)
        rows = records(stream, bench, docket.part(cases), coding.part(cases))
        truth = _truth(bench, docket.part(cases), expected.part(cases), coding.part(cases))
        yield SimulatedCourt(rows=rows, truth=truth)


def _streams(seed: int) -> list[np.random.Generator]:
    return [np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(6)]


def _check(params: SimulatedParams) -> None:
    if params.last_term < params.first_term:
        raise UserError(
            f"datasets.simulated: last_term {params.last_term} is before "
            f"first_term {params.first_term}"
        )


def _truth(bench: Bench, docket: Docket, expected: Expectation, coding: Coding) -> pd.DataFrame:
    case_id = case_ids(docket)
    members = bench.members[docket.court]
    of_case, seat = np.nonzero(members)
    number = np.r_[np.zeros(len(docket), dtype=int), members[of_case, seat]]
    row = np.r_[np.arange(len(docket)), of_case]
    p_reverse = np.r_[expected.case, expected.votes[of_case, seat]]
    with_case = np.r_[expected.case, expected.with_case[of_case, seat]]
    return pd.DataFrame(
        {
            "case_id": case_id.array.take(row),
            "justice": pd.Series(number, dtype="Int16").where(number > 0),
            "p_reverse": p_reverse,
            "p_reverse_on_paper": p_reverse * _merits_once_coded(expected, coding)[row],
            "p_reverse_with_case": with_case,
        }
    )


def _merits_once_coded(expected: Expectation, coding: Coding) -> np.ndarray:
    """Chance of the merits once a case is coded, over that before, by Bayes' theorem."""
    return 1 / (1 - expected.other + expected.other * coding.other_likelihood)
