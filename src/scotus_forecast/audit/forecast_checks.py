"""L03, L07, L08: no skill on permuted labels, none beyond the truth; frames keep their contract."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

from scotus_forecast.audit.check import (
    BAYES_CEILING_QUESTION,
    ERRORS,
    PERMUTED_LABELS_QUESTION,
    PREDICTION_FRAMES_QUESTION,
    AuditCheck,
    Status,
    WithinTerm,
    within_term_auc,
)
from scotus_forecast.audit.worlds import KEY, FeatureRecipe, Tables, inputs_of, permuted
from scotus_forecast.core.learners.fitting import Fitter
from scotus_forecast.core.project.horizons import LEAD
from scotus_forecast.core.walk_forward.inputs import ForecastInputs, Labels
from scotus_forecast.core.walk_forward.splits import split_at, term_seed


@BAYES_CEILING_QUESTION.guards
def check_bayes_ceiling(regret: pd.DataFrame | None) -> AuditCheck:
    """Look for a model more accurate than the truth by more than its interval.

    Parameters
    ----------
    regret : pd.DataFrame or None
        `scores/regret.parquet`; None where no true probabilities are known. On horizon `paper` they
        are those given the codes chosen after the decision.
    """
    if regret is None:
        return BAYES_CEILING_QUESTION.answer(
            Status.SKIPPED, "no true probabilities scored; see the audit of the simulated Court"
        )
    beaten = regret[regret["ci_low"] > 0]
    return BAYES_CEILING_QUESTION.verdict(
        [_named(row) for _, row in beaten.iterrows()], _found(regret)
    )


def _found(regret: pd.DataFrame) -> str:
    nearest = regret.iloc[regret["difference"].to_numpy().argmax()]
    return f"{len(regret)} comparisons; nearest {_named(nearest)}"


def _named(row: pd.Series) -> str:
    return (
        f"{row['horizon']} {row['model']} {row['unit']} {row['difference']:+.3f} "
        f"[{row['ci_low']:+.3f}, {row['ci_high']:+.3f}]"
    )


#: Terms that train each forecast. Fixed: a longer window only costs time.
WINDOW = 15


class Unit(NamedTuple):
    """Features and labels of cases or of votes."""

    X: np.ndarray
    labels: Labels


@PERMUTED_LABELS_QUESTION.guards
def check_permuted_labels(tables: Tables, recipe: FeatureRecipe, terms: list[int]) -> AuditCheck:
    """Permute what was decided within each term, rebuild features, forecast `terms`.

    The AUC counts pairs of the same term. Permuting leaves base rates alone, so they may be
    learned; which case of a term was reversed may not.
    """
    world = permuted(tables, recipe.seed)
    skill = {
        name: _skill(unit, terms, recipe.seed)
        for name, unit in _units(inputs_of(world, recipe.build(world, LEAD))).items()
    }
    found = {name: f"{name} AUC {s.auc:.3f} ± {ERRORS * s.error:.3f}" for name, s in skill.items()}
    faults = [found[name] for name, s in skill.items() if not abs(s.auc - 0.5) <= ERRORS * s.error]
    return PERMUTED_LABELS_QUESTION.verdict(
        faults, f"{', '.join(found.values())}, {len(terms)} terms on {LEAD}"
    )


def _units(inputs: ForecastInputs) -> dict[str, Unit]:
    return {
        "case": Unit(inputs.case_features.to_numpy(), inputs.case),
        "vote": Unit(inputs.vote_features.to_numpy(), inputs.vote),
    }


def _skill(unit: Unit, terms: list[int], seed: int) -> WithinTerm:
    fitter = Fitter(learner, unit.X, unit.labels, window=WINDOW)
    tasks = [split_at(term, unit.labels.term, unit.labels.revealed) for term in terms]
    p = np.concatenate([fitter(task, term_seed(seed, "audit", term=task.term)) for task in tasks])
    rows = np.concatenate([task.test for task in tasks])
    made = ~np.isnan(p)
    y, term = unit.labels.reversed[rows[made]] == 1, unit.labels.term[rows[made]]
    return within_term_auc(y, p[made], term)


def learner(seed: int) -> HistGradientBoostingClassifier:
    """Unfitted boosting, small enough for an audit and large enough to find a leaking history."""
    return HistGradientBoostingClassifier(
        max_iter=20, max_leaf_nodes=8, max_bins=63, early_stopping=False, random_state=seed
    )


#: SCDB numbers of justices are below this, so that case and justice make one integer key.
_JUSTICES = 10_000


@PREDICTION_FRAMES_QUESTION.guards
def check_prediction_frames(
    frames: Iterable[tuple[str, pd.DataFrame]], tables: Tables, dataset: str, first_term: int
) -> AuditCheck:
    """Compare every frame with the prepared tables.

    Parameters
    ----------
    frames : iterable of (str, pd.DataFrame)
        Stem of the file, `<horizon>-<model>`, and what it holds; taken one at a time.
    tables : Tables
    dataset : str
    first_term : int
        From this term on every row must be forecast.
    """
    truths = truth_by_unit(tables, first_term)
    faults, count, rows = [], 0, 0
    for name, frame in frames:
        faults += [f"{name}: {fault}" for fault in _faults(name, frame, truths, dataset)]
        count, rows = count + 1, rows + len(frame)
    if not count:
        return PREDICTION_FRAMES_QUESTION.answer(Status.SKIPPED, "no forecasts yet")
    return PREDICTION_FRAMES_QUESTION.verdict(faults, f"{count} frames, {rows} forecasts")


def truth_by_unit(tables: Tables, first_term: int) -> dict[str, pd.DataFrame]:
    """Truth of every row that must be forecast, by unit: its key, term, reversed and outcome."""
    votes = tables.votes
    return {
        unit: pd.DataFrame(
            {
                "key": _keys(tables.cases, table[KEY], justice),
                **{name: table[name].to_numpy(int) for name in ("term", "reversed", "outcome")},
            }
        )[table["term"].to_numpy(int) >= first_term].set_index("key")
        for unit, table, justice in (
            ("case", tables.cases, None),
            ("vote", votes, votes["justice"]),
        )
    } | {"cases": tables.cases}


def _keys(cases: pd.DataFrame, case_id: pd.Series, justice: pd.Series | None) -> np.ndarray:
    row = pd.Index(cases[KEY]).get_indexer(case_id)
    seat = 0 if justice is None else justice.fillna(0).to_numpy(int)
    return np.where(row >= 0, row * _JUSTICES + seat, -1)


def _faults(
    name: str, frame: pd.DataFrame, truths: dict[str, pd.DataFrame], dataset: str
) -> list[str]:
    horizon, _, model = name.partition("-")
    named = {"dataset": dataset, "horizon": horizon, "model": model}
    found = {
        "a cutoff not before its term": (frame["cutoff"] >= frame["term"]).any(),
        "p_reverse outside [0, 1] or missing": not frame["p_reverse"].between(0, 1).all(),
        **{f"{key} is not '{value}'": (frame[key] != value).any() for key, value in named.items()},
    }
    units = frame.groupby("unit", observed=True)
    return [fault for fault, is_so in found.items() if is_so] + [
        f"{unit}: {fault}" for unit, rows in units for fault in _against(rows, unit, truths)
    ]


def _against(rows: pd.DataFrame, unit: str, truths: dict[str, pd.DataFrame]) -> list[str]:
    truth = truths[unit]
    justice = None if unit == "case" else rows["justice"]
    keys = _keys(truths["cases"], rows["case_id"], justice)
    if not np.array_equal(np.sort(keys), np.sort(truth.index)):
        return ["not one forecast for each prepared row"]
    expected = truth.loc[keys]
    return [
        f"{column} is not the prepared one"
        for column in ("term", "reversed", "outcome")
        if (rows[column].to_numpy(int) != expected[column].to_numpy()).any()
    ]
