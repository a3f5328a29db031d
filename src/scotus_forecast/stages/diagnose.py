"""Stage diagnose: the price of hindsight, the learning curve and permutation importance.

The cheap logistic model takes the place of the flagship, because only differences between runs of
one model are reported. The price of hindsight is given for cases and votes, the rest for cases.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from scotus_forecast.core.court.columns import Level
from scotus_forecast.core.learners.fitting import Fitter
from scotus_forecast.core.project.files import read_table, write_parquet
from scotus_forecast.core.project.horizons import LEAD, NARROWEST_FIRST
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.core.walk_forward.execution import Execution
from scotus_forecast.core.walk_forward.feature_info import read_feature_info
from scotus_forecast.core.walk_forward.inputs import (
    Forecast,
    ForecastInputs,
    load_inputs,
    read_labels,
)
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.diagnoses.hindsight import HorizonFeatures, groups, hindsight_table, variants
from scotus_forecast.diagnoses.learning import (
    WINDOWS,
    HeldOut,
    Permutation,
    importance_table,
    learning_curve,
    moved,
)
from scotus_forecast.evaluation.bootstrap import draw_clusters
from scotus_forecast.models.logistic import LogisticSettings, case_then_votes

logger = logging.getLogger(__name__)

MODEL = "logistic"
#: Terms forecast with one fit. Fixed: the stage walks forward some fifty times and compares runs of
#: one model only.
REFIT_EVERY = 10


@dataclass(frozen=True)
class Diagnosis:
    """The one model that every table fits again.

    Attributes
    ----------
    inputs : ForecastInputs
        Labels, features of the lead horizon, and facts about the case features of all.
    settings : LogisticSettings
    walk : WalkForward
    """

    inputs: ForecastInputs
    settings: LogisticSettings
    walk: WalkForward

    def fitter(self, **settings: int | None) -> Fitter:
        """Fitter of cases with other settings."""
        changed = self.settings.model_copy(update=settings)
        return case_then_votes(changed).case_fitter(self.inputs)

    def forecast(self, case_features: pd.DataFrame, vote_features: pd.DataFrame) -> Forecast:
        """Walk forward over cases and votes on other features."""
        inputs = replace(self.inputs, case_features=case_features, vote_features=vote_features)
        return case_then_votes(self.settings).forecast(inputs, self.walk)

    def forecasts(self, fitters: Iterable[Fitter]) -> np.ndarray:
        """Walk each fitter forward, shape (n_cases, n_fitters)."""
        return np.column_stack([fitter.forecast(self.walk) for fitter in fitters])


def run(layout: Layout, params: Params, execution: Execution | None = None) -> None:
    """Measure what accuracy rests on, by logistic regressions refitted every tenth term.

    Rows of a table are scored on the same cases or votes, for the periods ``paper`` and
    ``y1956_2014`` and their merits variants. A feature that uses several columns is in several
    groups of columns. Intervals resample cases.

    Tables
    ------
    hindsight.parquet : one row a horizon, step, group of columns, unit and period
        base_horizon : str
            Horizon that the step starts from.
        step : str
            ``base`` (the horizon as it is), ``added`` or ``removed``; the model is fitted again.
        group, unit, period : str
            Group of columns; what is scored, over which terms.
        n : int
            Cases or votes.
        accuracy, brier, auc : float
            Of the model after the step.
        accuracy_difference, ci_low, ci_high, brier_difference : float
            From the base; the interval is of the accuracy.
    learning_curve.parquet : one row a training window and period
        horizon, unit, period : str
            What is scored, over which terms.
        case_window : Int32 or null
            Terms of training history; null for all earlier terms. The histories behind the features
            reach back to the first term whatever the window.
        n : int
            Cases.
        accuracy, accuracy_low, accuracy_high, brier, auc : float
            Scores, and the interval of the accuracy.
    importance.parquet : one row a group of columns and period
        horizon, group, unit, period : str
            What is shuffled and scored, over which terms.
        features : int
            Features of the group.
        moved : float
            Share of cases in whose term the group differs between cases. What all cases of a term
            share, shuffling within it cannot change.
        n : int
            Cases.
        accuracy_loss, ci_low, ci_high : float
            Mean loss over five shufflings within terms, models not fitted again.
        brier_loss, brier_ci_low, brier_ci_high : float
            The same of the Brier score.
    """
    horizons = {unit: read_horizons(layout, unit) for unit in UNITS}
    walk = WalkForward.of(layout, params, LEAD, MODEL, execution)
    own = params.checked_settings(MODEL, LogisticSettings)
    settings = own.model_copy(update={"refit_every": REFIT_EVERY})
    facts = {name: info for one in horizons["case"].values() for name, info in one.info.items()}
    inputs = replace(load_inputs(layout, LEAD), case_feature_info=facts)
    diagnosis = Diagnosis(inputs, settings, walk)
    held_out = _held_out(layout, params)
    tables = {
        "hindsight": price_of_hindsight(diagnosis, horizons, held_out),
        "learning_curve": curve(diagnosis, held_out["case"]),
        "importance": importance(diagnosis, horizons["case"][LEAD], held_out["case"]),
    }
    for name, table in tables.items():
        write_parquet(layout.diagnoses / f"{name}.parquet", table)
    logger.info("diagnose: %s", ", ".join(f"{n} {len(t)} rows" for n, t in tables.items()))


def read_horizons(layout: Layout, unit: str) -> dict[str, HorizonFeatures]:
    """Features of a unit and facts about them, by horizon from the narrowest to the widest."""
    return {
        horizon: _read_features(layout.features(horizon), Level(unit))
        for horizon in NARROWEST_FIRST
    }


def _read_features(folder: Path, unit: Level) -> HorizonFeatures:
    info = read_feature_info(folder, unit)
    return HorizonFeatures(read_table(folder / f"{unit}s.parquet", columns=list(info)), info)


def _held_out(layout: Layout, params: Params) -> dict[str, HeldOut]:
    """Truth by unit; the same resamples of cases serve both."""
    cases, votes = read_labels(layout)
    evaluation = params.evaluation
    forecast = cases["caseId"][cases["term"] >= evaluation.first_term]
    rng = np.random.default_rng(params.seed)
    bootstrap = draw_clusters(forecast, evaluation.bootstrap_samples, rng)
    truth = {"case": cases, "vote": votes}
    return {unit: HeldOut(unit, truth[unit], bootstrap, evaluation.confidence) for unit in UNITS}


def price_of_hindsight(
    diagnosis: Diagnosis,
    horizons: dict[str, dict[str, HorizonFeatures]],
    held_out: dict[str, HeldOut],
) -> pd.DataFrame:
    """Gains and losses when a group of columns is added to a horizon or removed, by unit."""
    steps = list(variants(horizons["case"]))
    forecasts = [
        diagnosis.forecast(case.features, vote.features)
        for case, vote in zip(steps, variants(horizons["vote"]), strict=True)
    ]
    tables = [
        hindsight_table(steps, np.column_stack([getattr(f, unit) for f in forecasts]), truth)
        for unit, truth in held_out.items()
    ]
    return pd.concat(tables, ignore_index=True)


def curve(diagnosis: Diagnosis, held_out: HeldOut) -> pd.DataFrame:
    """Scores by terms of history."""
    p = diagnosis.forecasts(diagnosis.fitter(case_window=window) for window in WINDOWS)
    return learning_curve(WINDOWS, p, held_out, LEAD)


def importance(diagnosis: Diagnosis, lead: HorizonFeatures, held_out: HeldOut) -> pd.DataFrame:
    """Losses when a group of features is permuted within held-out terms."""
    fitter, case = diagnosis.fitter(), diagnosis.inputs.case
    places = _places(diagnosis, lead)
    p = diagnosis.walk.forecast(
        Permutation(fitter, places), case.term, case.revealed, fitter.refit_every
    )
    table = pd.DataFrame(
        {
            "group": list(places),
            "features": [len(columns) for columns in places.values()],
            "moved": list(moved(fitter.X, case.term, places).values()),
        }
    )
    return importance_table(p, table, held_out, LEAD)


def _places(diagnosis: Diagnosis, lead: HorizonFeatures) -> dict[str, np.ndarray]:
    """Columns of the fitter's matrix by group; codes are not in it."""
    prepared = case_then_votes(diagnosis.settings).prepare(diagnosis.inputs).case_features.columns
    return {
        group: np.flatnonzero(prepared.isin(names)) for group, names in groups(lead.info).items()
    }
