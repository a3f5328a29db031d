"""L03: labels permuted within their term cannot be forecast."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from scotus_forecast.evaluation.audit.check import AuditCheck, Question
from scotus_forecast.evaluation.audit.ranks import WithinTerm, within_term_auc
from scotus_forecast.evaluation.audit.worlds import Recipe, Tables, inputs_of, permuted
from scotus_forecast.evaluation.walk_forward import split_at, term_seed
from scotus_forecast.evaluation.walk_forward.inputs import Inputs, Labels
from scotus_forecast.models.two_level import Fitter

QUESTION = Question("L03", "Permuted labels give no skill")

HORIZON = "argument"
#: Terms that train each forecast, and standard errors within which an AUC is chance.
WINDOW, ERRORS = 15, 3.0


class Unit(NamedTuple):
    """Features and labels of cases or of votes."""

    X: np.ndarray
    labels: Labels


@QUESTION.guards
def check(tables: Tables, recipe: Recipe, terms: list[int]) -> AuditCheck:
    """Permute what was decided within each term, rebuild features, forecast `terms`.

    The AUC is taken over pairs of the same term: base rates, which permuting leaves alone, may
    be learned, but which case of a term was reversed may not.
    """
    world = permuted(tables, recipe.seed)
    skill = {
        name: _skill(unit, terms, recipe.seed)
        for name, unit in _units(inputs_of(world, recipe.build(world, HORIZON))).items()
    }
    told = {name: f"{name} AUC {s.auc:.3f} ± {ERRORS * s.error:.3f}" for name, s in skill.items()}
    faults = [told[name] for name, s in skill.items() if not abs(s.auc - 0.5) <= ERRORS * s.error]
    return QUESTION.verdict(faults, f"{', '.join(told.values())}, {len(terms)} terms on {HORIZON}")


def _units(inputs: Inputs) -> dict[str, Unit]:
    return {
        "case": Unit(inputs.case_features.to_numpy(), inputs.case),
        "vote": Unit(inputs.vote_features.to_numpy(), inputs.vote),
    }


def _skill(unit: Unit, terms: list[int], seed: int) -> WithinTerm:
    fitter = Fitter(learner, unit.X, unit.labels, window=WINDOW)
    tasks = [split_at(term, unit.labels.term, unit.labels.revealed) for term in terms]
    p = np.concatenate([fitter(task, term_seed(seed, "audit", term=task.term)) for task in tasks])
    rows = np.concatenate([task.test for task in tasks])
    told = ~np.isnan(p)
    y, term = unit.labels.reversed[rows[told]] == 1, unit.labels.term[rows[told]]
    return within_term_auc(y, p[told], term)


def learner(seed: int) -> HistGradientBoostingClassifier:
    """Boosting small enough for an audit, large enough to find what a history gives away."""
    return HistGradientBoostingClassifier(
        max_iter=20, max_leaf_nodes=8, max_bins=63, early_stopping=False, random_state=seed
    )
