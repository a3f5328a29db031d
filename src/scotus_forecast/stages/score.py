"""Stage score: from prediction frames to tidy tables of scores."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.core.learners.registry import forecasts_of
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import read_table, write_parquet
from scotus_forecast.core.project.horizons import TRANSCRIPT
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.core.walk_forward.execution import Execution, execution_of
from scotus_forecast.evaluation.bootstrap import Resamples, draw_resamples
from scotus_forecast.evaluation.calibration import calibration_table, reliability_table
from scotus_forecast.evaluation.codings import coding_table
from scotus_forecast.evaluation.groups import group_table
from scotus_forecast.evaluation.leads import lead_table
from scotus_forecast.evaluation.paired import horizon_step_table, paired_table, with_holm
from scotus_forecast.evaluation.panel import (
    Forecaster,
    Panel,
    case_attributes,
    justice_names,
    panel_of,
    row_attributes,
)
from scotus_forecast.evaluation.periods import Period, periods_until
from scotus_forecast.evaluation.references import CEILINGS, stored_runs, true_probabilities
from scotus_forecast.evaluation.scores import regret_table, score_table
from scotus_forecast.evaluation.term_tests import term_test_table

logger = logging.getLogger(__name__)

SIMULATED = "simulated"

_CASE_COLUMNS = ["caseId", "term", "chief", "issueArea", "caseSource", "caseDisposition",
                 "partyWinning", "outcome", "reversed"]  # fmt: skip
_VOTE_COLUMNS = ["caseId", "term", "justice", "justiceName", "vote", "outcome", "reversed"]

#: In place of a justice where the row is a case, and the vote its outcome is that of.
_NOBODY, _WITH_COURT = -1, 1

#: The same on every row of a frame; as categories, thirty frames fit in memory together.
_LABELS = dict.fromkeys(["dataset", "horizon", "model", "unit"], "category")


def run(layout: Layout, params: Params) -> None:
    """Score every prediction frame of a dataset; write the tables of ``docs/tables.md``.

    Raises
    ------
    UserError
        When no forecast has been made yet.
    """
    cases = read_table(layout.cases, columns=_CASE_COLUMNS)
    votes = read_table(layout.votes, columns=_VOTE_COLUMNS)
    panels = read_panels(layout, params, cases, votes)
    scoring = scoring_of(layout.dataset, params, panels, cases, votes)
    for name, table in score_panels(scoring, execution_of(params)).items():
        write_parquet(layout.scores / f"{name}.parquet", table)


def read_panels(
    layout: Layout, params: Params, cases: pd.DataFrame, votes: pd.DataFrame
) -> list[Panel]:
    """Line up all forecasts and references, one panel a unit that was forecast."""
    frames = [*read_frames(layout, params), *reference_frames(layout, params, cases, votes)]
    return [panel for unit in UNITS if (panel := panel_of(unit, frames)) is not None]


def read_frames(layout: Layout, params: Params) -> list[pd.DataFrame]:
    """Read the prediction frames of known models, in the order of their names."""
    known = set(forecasts_of(params.models))
    made = layout.forecast_files()
    for (horizon, model), path in made.items():
        # Forecasts of those heard are scored on the cases heard alone.
        if (horizon, model) not in known and horizon != TRANSCRIPT.name:
            logger.warning("%s is of no model of params.yaml and is not scored", path)
    scored = [path for names, path in made.items() if names in known]
    if not scored:
        raise UserError(f"no forecasts in {layout.forecasts}; run the forecast stages first")
    return [read_table(path).astype(_LABELS) for path in scored]


def reference_frames(
    layout: Layout, params: Params, cases: pd.DataFrame, votes: pd.DataFrame
) -> list[pd.DataFrame]:
    """Read the references: the paper's stored runs and the simulator's true probabilities."""
    frames = []
    if layout.reference.exists():
        frames += stored_runs(read_table(layout.reference), cases, layout.dataset)
    if layout.dataset == SIMULATED:
        truth, first_term = read_table(layout.truth), params.evaluation.first_term
        frames += [
            true_probabilities(truth, cases, votes, first_term, layout.dataset, horizon)
            for horizon in CEILINGS
        ]
    return frames


@dataclass(frozen=True, eq=False)
class Scoring:
    """What every table of scores is made from.

    Attributes
    ----------
    dataset : str
    params : Params
    panels : list of Panel
        One a unit.
    periods : list of Period
    resamples : Resamples
    by_case : pd.DataFrame
        See `panel.case_attributes`.
    decided : pd.DataFrame
        ``caseId, justice, vote, caseDisposition, partyWinning``: how the cases and votes ended.
    justices : pd.Series
        See `panel.justice_names`.
    """

    dataset: str
    params: Params
    panels: list[Panel]
    periods: list[Period]
    resamples: Resamples
    by_case: pd.DataFrame
    decided: pd.DataFrame
    justices: pd.Series

    def __call__(self, table: str) -> pd.DataFrame:
        """One table of all panels: the task sent to a worker."""
        parts = [TABLES[table](self, panel) for panel in self.panels]
        return pd.concat(parts, ignore_index=True)

    @property
    def confidence(self) -> float:
        """Of every interval."""
        return self.params.evaluation.confidence

    def generator(self) -> np.random.Generator:
        """Draws that depend on the seed and the dataset only."""
        return _generator(self.dataset, self.params)


def scoring_of(
    dataset: str,
    params: Params,
    panels: list[Panel],
    cases: pd.DataFrame,
    votes: pd.DataFrame,
) -> Scoring:
    """Draw the resamples and gather the attributes that all tables share.

    Parameters
    ----------
    dataset : str
    params : Params
    panels : list of Panel
        One a unit.
    cases, votes : pd.DataFrame
        Prepared tables.
    """
    return Scoring(
        dataset,
        params,
        panels,
        periods_until(max(int(panel.term.max()) for panel in panels)),
        _resamples(dataset, params, panels),
        case_attributes(cases, votes),
        _decided(cases, votes),
        justice_names(votes),
    )


def _groups(scoring: Scoring, panel: Panel) -> pd.DataFrame:
    attributes = row_attributes(panel.rows, scoring.by_case, scoring.justices)
    named = _named(scoring.params, panel.unit)
    return group_table(panel, attributes, scoring.resamples.cases, scoring.confidence, named)


def _leads(scoring: Scoring, panel: Panel) -> pd.DataFrame:
    attributes = row_attributes(panel.rows, scoring.by_case, scoring.justices)
    named = _named(scoring.params, panel.unit)
    return lead_table(panel, attributes, scoring.resamples, scoring.confidence, named)


def _codings(scoring: Scoring, panel: Panel) -> pd.DataFrame:
    keys = {"case_id": panel.rows["case_id"], "justice": panel.rows["justice"].fillna(_NOBODY)}
    facts = scoring.decided.reindex(pd.MultiIndex.from_frame(pd.DataFrame(keys)))
    periods = [period for period in scoring.periods if not period.merits_only]
    named = _named(scoring.params, panel.unit)
    resamples, confidence = scoring.resamples, scoring.confidence
    return coding_table(panel, facts.reset_index(drop=True), periods, resamples, confidence, named)


def _decided(cases: pd.DataFrame, votes: pd.DataFrame) -> pd.DataFrame:
    """How each case and vote ended, by case and justice; a case counts as a vote with the Court."""
    ended = cases[["caseId", "caseDisposition", "partyWinning"]]
    of_votes = votes[["caseId", "justice", "vote"]].merge(ended, on="caseId", how="left")
    of_cases = ended.assign(justice=_NOBODY, vote=_WITH_COURT)
    rows = pd.concat([of_cases.astype(of_votes.dtypes), of_votes], ignore_index=True)
    return rows.set_index(["caseId", "justice"])


#: By name, in the order in which they are begun: the longest first.
TABLES: dict[str, Callable[[Scoring, Panel], pd.DataFrame]] = {
    "calibration": lambda s, panel: calibration_table(panel, s.periods, s.generator()),
    "paired": lambda s, panel: paired_table(panel, s.periods, s.resamples, s.confidence),
    "scores": lambda s, panel: score_table(panel, s.periods, s.resamples, s.confidence),
    "groups": _groups,
    "leads": _leads,
    "codings": _codings,
    "reliability": lambda s, panel: reliability_table(panel, s.periods),
    "term_tests": lambda s, panel: term_test_table(panel, s.periods),
    "horizon_steps": lambda s, panel: horizon_step_table(
        panel, s.periods, s.resamples, s.confidence
    ),
    "regret": lambda s, panel: regret_table(panel, s.resamples.cases, s.confidence),
}


def score_panels(scoring: Scoring, execution: Execution) -> dict[str, pd.DataFrame]:
    """All tables of scores by name; those of regret where the truth is known."""
    names = [name for name in TABLES if name != "regret" or scoring.dataset == SIMULATED]
    tables = execution.in_order(scoring, [(name,) for name in names])
    made = dict(zip(names, tables, strict=True))
    flagships = {horizon: m.model_dump() for horizon, m in scoring.params.flagship.items()}
    return {**made, "paired": with_holm(made["paired"], flagships)}


def _named(params: Params, unit: str) -> set[Forecaster]:
    return {Forecaster(h, getattr(models, unit)) for h, models in params.flagship.items()}


def _resamples(dataset: str, params: Params, panels: list[Panel]) -> Resamples:
    rows = pd.concat([panel.rows[["case_id", "term"]] for panel in panels])
    return draw_resamples(rows, params.evaluation.bootstrap_samples, _generator(dataset, params))


def _generator(dataset: str, params: Params) -> np.random.Generator:
    return np.random.default_rng([params.seed, *dataset.encode()])
