"""A small simulated Court, prepared and laid out for forecasters."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scotus_forecast.core.learners import registry
from scotus_forecast.core.project.horizons import HORIZONS
from scotus_forecast.core.project.params import SimulatedParams, load_params
from scotus_forecast.core.walk_forward.feature_info import FeatureInfo, FeatureKind
from scotus_forecast.core.walk_forward.inputs import ForecastInputs, labels
from scotus_forecast.data.prepare import Prepared, RawTable, prepare
from scotus_forecast.data.simulate import simulate
from scotus_forecast.features.build import decided_cases
from scotus_forecast.features.declarations import Context
from scotus_forecast.features.roster import roster_of
from scotus_forecast.features.visible_columns import visible_columns

PROJECT = Path(__file__).parents[1]
SEED = 7
#: The project's own parameters of features.
FEATURES = load_params(PROJECT / "params.yaml").features
HOT_DECK = FEATURES.hot_deck


@cache
def prepared(
    cases: int = 600, first_term: int = 1960, last_term: int = 2019, late: float = 0.1
) -> Prepared:
    """Prepared tables; a share of the cases is decided two years late, so that labels wait."""
    params = SimulatedParams(cases=cases, first_term=first_term, last_term=last_term)
    rows = simulate(params, SEED).rows
    rows["dateDecision"] = _some_late(rows, late)
    return prepare([RawTable("simulated", "simulated.csv", rows)])


@cache
def simulated_truth(
    cases: int = 600, first_term: int = 1960, last_term: int = 2019
) -> pd.DataFrame:
    """True probabilities of the same Court."""
    return simulate(
        SimulatedParams(cases=cases, first_term=first_term, last_term=last_term), SEED
    ).truth


def _some_late(rows: pd.DataFrame, share: float) -> pd.Series:
    case = pd.factorize(rows["caseId"])[0]
    late = np.random.default_rng(SEED).random(case.max() + 1) < share
    years_later = "6/1/" + (rows["term"].astype(int) + 2).astype(str)
    return rows["dateDecision"].mask(late[case], years_later)


@cache
def context(horizon: str = "argument") -> Context:
    """All a feature may be computed from."""
    tables = prepared()
    return Context(
        visible=visible_columns(tables.cases, tables.votes, HORIZONS[horizon], HOT_DECK, SEED),
        terms=tables.cases["term"].to_numpy(int),
        decided_cases=decided_cases(tables.cases),
        roster=roster_of(tables.votes, tables.cases),
    )


def settings(model: str, **changes: Any) -> Any:
    """The project's settings of a model, but for `changes`; those of a level may be some of it."""
    own = load_params(PROJECT / "params.yaml").settings_of(model)
    assert set(changes) <= set(own), changes
    merged = {
        key: {**own[key], **value} if isinstance(value, dict) and key != "base" else value
        for key, value in changes.items()
    }
    return registry.load(model).settings.model_validate({**own, **merged})


def inputs(tables: Prepared, n_features: int = 3) -> ForecastInputs:
    """Labels of `tables` and a few noisy features of what is decided."""
    rng = np.random.default_rng(SEED)
    named = [f"f{k}" for k in range(n_features)]
    row = pd.Series(np.arange(len(tables.cases)), index=tables.cases["caseId"])
    return ForecastInputs(
        case=labels(tables.cases),
        vote=labels(tables.votes),
        case_of_vote=row[tables.votes["caseId"]].to_numpy(int),
        justice=tables.votes["justice"].to_numpy(int),
        case_features=_noisy(tables.cases, n_features, rng),
        vote_features=_noisy(tables.votes, n_features, rng),
        case_feature_info={name: FeatureInfo(name, (), FeatureKind.SCORE) for name in named},
    )


def _noisy(table: pd.DataFrame, n_features: int, rng: np.random.Generator) -> pd.DataFrame:
    noise = rng.normal(0, 2, (len(table), n_features))
    values = noise + table["reversed"].to_numpy(float)[:, None]
    return pd.DataFrame(values.astype("float32"), columns=[f"f{k}" for k in range(n_features)])
