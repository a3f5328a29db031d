"""Stage diagnose: the price of hindsight, the learning curve and importance, by logistic models.

A cheap forecaster of cases stands in for the flagship: what matters are differences between runs
of one model.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.bootstrap import draw_clusters
from scotus_forecast.evaluation.diagnoses.column_groups import declared, groups
from scotus_forecast.evaluation.diagnoses.held_out import HeldOut
from scotus_forecast.evaluation.diagnoses.hindsight import Sighted, hindsight_table, variants
from scotus_forecast.evaluation.diagnoses.importance import Shuffling, importance_table, moved
from scotus_forecast.evaluation.diagnoses.learning_curve import WINDOWS, learning_curve
from scotus_forecast.evaluation.walk_forward import Run, walk_forward
from scotus_forecast.evaluation.walk_forward.assemble import load_inputs, read_labels, walk_of
from scotus_forecast.evaluation.walk_forward.execution import Execution
from scotus_forecast.evaluation.walk_forward.inputs import Inputs
from scotus_forecast.models.logistic import learners
from scotus_forecast.models.two_level import Fitter, case_fitter
from scotus_forecast.project.atomic import write_parquet
from scotus_forecast.project.config import Params
from scotus_forecast.project.layout import Layout
from scotus_forecast.project.tables import read_table

logger = logging.getLogger(__name__)

MODEL = "logistic"
LEAD = "argument"
#: Some fifty walks: each fit serves five terms.
REFIT_EVERY = 5
ORDER = ("strict", LEAD, "paper")


@dataclass(frozen=True)
class Diagnosis:
    """The one forecaster that every table asks again.

    Attributes
    ----------
    inputs : Inputs
        Labels, and the features of `LEAD`.
    settings : dict
        Of `MODEL`.
    run : Run
    """

    inputs: Inputs
    settings: dict[str, Any]
    run: Run

    def fitter(self, features: pd.DataFrame | None = None, **settings: int | None) -> Fitter:
        """Fitter of cases on other features or with other settings."""
        inputs = self.inputs if features is None else self.inputs.with_case_features(features)
        return case_fitter(inputs, learners(self.settings | settings))

    def forecasts(self, fitters: Iterable[Fitter]) -> np.ndarray:
        """Walk each fitter forward, shape (n_cases, n_fitters)."""
        return np.column_stack([fitter.forecast(self.run) for fitter in fitters])


def run(layout: Layout, params: Params, execution: Execution | None = None) -> None:
    """Write `hindsight.parquet`, `learning_curve.parquet` and `importance.parquet`."""
    horizons = {name: read_sighted(layout, name) for name in ORDER}
    walk = walk_of(layout, params, LEAD, MODEL, execution)
    settings = params.settings_of(MODEL) | {"refit_every": REFIT_EVERY}
    diagnosis = Diagnosis(load_inputs(layout, LEAD), settings, walk)
    held_out = _held_out(layout, params)
    tables = {
        "hindsight": price_of_hindsight(diagnosis, horizons, held_out),
        "learning_curve": curve(diagnosis, held_out),
        "importance": importance(diagnosis, horizons[LEAD], held_out),
    }
    for name, table in tables.items():
        write_parquet(layout.diagnoses / f"{name}.parquet", table)
    logger.info("diagnose: %s", ", ".join(f"{n} {len(t)} rows" for n, t in tables.items()))


def read_sighted(layout: Layout, horizon: str) -> Sighted:
    """Case features of a horizon, with the columns each looks at."""
    folder = layout.features(horizon)
    records = json.loads((folder / "features.json").read_text(encoding="utf-8"))
    columns = declared(records)
    return Sighted(read_table(folder / "cases.parquet", columns=list(columns)), columns)


def _held_out(layout: Layout, params: Params) -> HeldOut:
    cases, _ = read_labels(layout)
    evaluation = params.evaluation
    forecast = cases["caseId"][cases["term"] >= evaluation.first_term]
    rng = np.random.default_rng(params.seed)
    bootstrap = draw_clusters(forecast, evaluation.bootstrap_samples, rng)
    return HeldOut(cases, bootstrap, evaluation.confidence)


def price_of_hindsight(
    diagnosis: Diagnosis, horizons: dict[str, Sighted], held_out: HeldOut
) -> pd.DataFrame:
    """What each group of columns adds to a horizon or takes away from it."""
    steps = list(variants(horizons))
    p = diagnosis.forecasts(diagnosis.fitter(step.features) for step in steps)
    return hindsight_table(steps, p, held_out)


def curve(diagnosis: Diagnosis, held_out: HeldOut) -> pd.DataFrame:
    """Scores by terms of history."""
    p = diagnosis.forecasts(diagnosis.fitter(case_window=window) for window in WINDOWS)
    return learning_curve(WINDOWS, p, held_out, LEAD)


def importance(diagnosis: Diagnosis, sighted: Sighted, held_out: HeldOut) -> pd.DataFrame:
    """Losses when a group of features is shuffled within held-out terms."""
    fitter, case = diagnosis.fitter(), diagnosis.inputs.case
    places = _places(diagnosis, sighted)
    p = walk_forward(
        Shuffling(fitter, places), case.term, case.revealed, diagnosis.run, fitter.refit_every
    )
    table = pd.DataFrame(
        {
            "group": list(places),
            "features": [len(columns) for columns in places.values()],
            "moved": list(moved(fitter.X, case.term, places).values()),
        }
    )
    return importance_table(p, table, held_out, LEAD)


def _places(diagnosis: Diagnosis, sighted: Sighted) -> dict[str, np.ndarray]:
    """Columns of the fitter's matrix by group; codes are not in it."""
    prepared = learners(diagnosis.settings).prepare(diagnosis.inputs).case_features.columns
    return {
        group: np.flatnonzero(prepared.isin(names))
        for group, names in groups(sighted.declared).items()
    }
