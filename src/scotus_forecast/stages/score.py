"""Stage score: from prediction frames to tidy tables of scores."""

from __future__ import annotations

import logging

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.attributes import case_attributes, justice_names, row_attributes
from scotus_forecast.evaluation.bootstrap import CaseBootstrap, draw_cases
from scotus_forecast.evaluation.calibration import calibration_table, reliability_table
from scotus_forecast.evaluation.groups import group_table
from scotus_forecast.evaluation.paired import paired_table, with_holm
from scotus_forecast.evaluation.panel import Forecaster, Panel, panel_of
from scotus_forecast.evaluation.periods import periods_until
from scotus_forecast.evaluation.references import stored_runs, true_probabilities
from scotus_forecast.evaluation.regret import regret_table
from scotus_forecast.evaluation.scores import score_table
from scotus_forecast.evaluation.term_tests import term_test_table
from scotus_forecast.features.horizons import HORIZONS, NO_COLUMNS
from scotus_forecast.project.atomic import write_parquet
from scotus_forecast.project.config import Params
from scotus_forecast.project.errors import UserError
from scotus_forecast.project.frame import UNITS
from scotus_forecast.project.layout import Layout

logger = logging.getLogger(__name__)

SIMULATED = "simulated"

_CASE_COLUMNS = ["caseId", "term", "chief", "issueArea", "caseSource", "outcome", "reversed"]
_VOTE_COLUMNS = ["caseId", "term", "justice", "justiceName", "vote", "outcome", "reversed"]

#: The same on every row of a frame; as categories, thirty frames fit in memory together.
_LABELS = dict.fromkeys(["dataset", "horizon", "model", "unit"], "category")


def run(layout: Layout, params: Params) -> None:
    """Score every prediction frame of a dataset; write the tables of `docs/architecture.md`.

    Raises
    ------
    UserError
        When no forecast has been made yet.
    """
    cases = pd.read_parquet(layout.cases, columns=_CASE_COLUMNS)
    votes = pd.read_parquet(layout.votes, columns=_VOTE_COLUMNS)
    panels = read_panels(layout, params, cases, votes)
    for name, table in score_panels(layout.dataset, params, panels, cases, votes).items():
        write_parquet(layout.scores / f"{name}.parquet", table)


def read_panels(
    layout: Layout, params: Params, cases: pd.DataFrame, votes: pd.DataFrame
) -> list[Panel]:
    """Line up all forecasts and references, one panel a unit that was forecast."""
    frames = [*read_frames(layout, params), *reference_frames(layout, params, cases, votes)]
    return [panel for unit in UNITS if (panel := panel_of(unit, frames)) is not None]


def read_frames(layout: Layout, params: Params) -> list[pd.DataFrame]:
    """Read the prediction frames of known models, in the order of their names."""
    known = {f"{h}-{model}.parquet" for h in (*HORIZONS, NO_COLUMNS) for model in params.models}
    paths = sorted(layout.forecasts.glob("*.parquet"))
    for path in paths:
        if path.name not in known:
            logger.warning("%s is of no model of params.yaml and is not scored", path)
    scored = [path for path in paths if path.name in known]
    if not scored:
        raise UserError(f"no forecasts in {layout.forecasts}; run the forecast stages first")
    return [pd.read_parquet(path).astype(_LABELS) for path in scored]


def reference_frames(
    layout: Layout, params: Params, cases: pd.DataFrame, votes: pd.DataFrame
) -> list[pd.DataFrame]:
    """Read what stands beside our forecasts: the paper's stored runs, the simulator's truth."""
    frames = []
    if layout.reference.exists():
        frames += stored_runs(pd.read_parquet(layout.reference), cases, layout.dataset)
    if layout.dataset == SIMULATED:
        truth, first_term = pd.read_parquet(layout.truth), params.evaluation.first_term
        frames.append(true_probabilities(truth, cases, votes, first_term, layout.dataset))
    return frames


def score_panels(
    dataset: str,
    params: Params,
    panels: list[Panel],
    cases: pd.DataFrame,
    votes: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    """All tables of scores by name.

    Parameters
    ----------
    dataset : str
    params : Params
    panels : list of Panel
        One a unit.
    cases, votes : pd.DataFrame
        Prepared tables.

    Returns
    -------
    dict of str to pd.DataFrame
    """
    confidence = params.evaluation.confidence
    periods = periods_until(max(int(panel.term.max()) for panel in panels))
    bootstrap = _bootstrap(dataset, params, panels)
    by_case, names = case_attributes(cases, votes), justice_names(votes)
    tables = {
        "scores": [score_table(panel, periods, bootstrap, confidence) for panel in panels],
        "groups": [
            group_table(
                panel,
                row_attributes(panel.rows, by_case, names),
                bootstrap,
                confidence,
                _named(params, panel.unit),
            )
            for panel in panels
        ],
        "paired": [paired_table(panel, periods, bootstrap, confidence) for panel in panels],
        "reliability": [reliability_table(panel, periods) for panel in panels],
        "calibration": [
            calibration_table(panel, periods, _generator(dataset, params)) for panel in panels
        ],
        "term_tests": [term_test_table(panel, periods) for panel in panels],
    }
    if dataset == SIMULATED:
        tables["regret"] = [regret_table(panel, bootstrap, confidence) for panel in panels]
    joined = {name: pd.concat(parts, ignore_index=True) for name, parts in tables.items()}
    flagships = {horizon: models.model_dump() for horizon, models in params.flagship.items()}
    return {**joined, "paired": with_holm(joined["paired"], flagships)}


def _named(params: Params, unit: str) -> set[Forecaster]:
    return {Forecaster(h, getattr(models, unit)) for h, models in params.flagship.items()}


def _bootstrap(dataset: str, params: Params, panels: list[Panel]) -> CaseBootstrap:
    case_ids = pd.concat([panel.rows["case_id"] for panel in panels])
    return draw_cases(case_ids, params.evaluation.bootstrap_samples, _generator(dataset, params))


def _generator(dataset: str, params: Params) -> np.random.Generator:
    return np.random.default_rng([params.seed, *dataset.encode()])
