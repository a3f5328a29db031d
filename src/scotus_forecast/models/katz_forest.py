"""The paper's method made to finish: one forest of votes that grows from term to term.

Katz, Bommarito & Blackman (2017, doi:10.1371/journal.pone.0174698) fit 130 to 1,120 trees from
scratch for every term, some 560 core-hours today. Here each term adds a few trees fitted on what
was known at its opening, and a forecast averages the trees of the last terms: the same
information, the same three classes, a few core-minutes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.ensemble import RandomForestClassifier

from scotus_forecast.court.outcomes import AFFIRM, OTHER, REVERSE
from scotus_forecast.evaluation.walk_forward import Run, Split, Walk, forecast_terms
from scotus_forecast.evaluation.walk_forward.inputs import Forecast, Inputs, Labels
from scotus_forecast.features.names import is_ordered

_CLASSES = np.array([OTHER, AFFIRM, REVERSE])
_REVERSE = 2


@dataclass(frozen=True)
class Grower:
    """Fits the trees one term adds and lets them vote on this and the following terms.

    Attributes
    ----------
    X : np.ndarray, shape (n_votes, n_features)
    labels : Labels
    settings : dict
        Of the forest; see `katz_forest`.
    """

    X: np.ndarray
    labels: Labels
    settings: dict[str, Any]

    def ahead(self, term: int) -> np.ndarray:
        """Rows the trees of `term` may vote on."""
        lifetime = self.settings["lifetime"]
        return np.flatnonzero((self.labels.term >= term) & (self.labels.term < term + lifetime))

    def __call__(self, split: Split, seed: int) -> np.ndarray:
        """Class probabilities of the rows ahead, shape (n_ahead, 3)."""
        placed = np.zeros((len(rows := self.ahead(split.term)), len(_CLASSES)))
        if not len(split.train):
            return placed
        outcome = self.labels.outcome[split.train]
        forest = RandomForestClassifier(
            n_estimators=self.settings["trees"],
            min_samples_leaf=self.settings["min_samples_leaf"],
            max_features=self.settings["max_features"],
            max_samples=self.settings["max_samples"],
            class_weight=_class_frequency(outcome),
            random_state=seed,
            n_jobs=1,
        ).fit(self.X[split.train], outcome)
        placed[:, np.searchsorted(_CLASSES, forest.classes_)] = forest.predict_proba(self.X[rows])
        return placed


def _class_frequency(outcome: np.ndarray) -> dict[int, float]:
    """The paper's class weights, which favour the more frequent class (its flaw 7)."""
    counts = Counter(outcome.tolist())
    return {label: count / len(outcome) for label, count in counts.items()}


def katz_forest(inputs: Inputs, settings: dict[str, Any], run: Run) -> Forecast:
    """Forecast votes in three classes, and cases as the share of votes forecast to reverse.

    Settings
    --------
    trees : int
        Trees fitted each time.
    refit_every : int
        Terms between fits.
    lifetime : int
        Terms for which a tree votes.
    min_samples_leaf, max_features, max_samples
        As in ``RandomForestClassifier``.
    """
    of_case = inputs.case_features[[name for name in inputs.case_features if _is_simple(name)]]
    X = np.column_stack([of_case.to_numpy()[inputs.case_of_vote], inputs.vote_features.to_numpy()])
    shares = _grow(Grower(X, inputs.vote, settings), run)
    outcome = _CLASSES[shares.argmax(axis=1)]
    forecast = inputs.vote.term >= run.first_term
    p_vote = np.where(forecast, _against_the_rest(shares), np.nan)
    votes_to_reverse = np.where(forecast, outcome == REVERSE, np.nan)
    return Forecast(inputs.mean_over_votes(votes_to_reverse), p_vote, outcome)


def _is_simple(feature: str) -> bool:
    """Codes, dates and the longer histories of single columns: what the paper one-hot codes."""
    return (
        not is_ordered(feature)
        or feature.startswith(("month_", "decision_delay", "reversed_by_court", "other_by_"))
        or (feature.startswith("reversed_by_") and feature.endswith("_15") and _one_key(feature))
    )


def _one_key(feature: str) -> bool:
    return feature.count("_") == "reversed_by_key_15".count("_")


def _grow(grower: Grower, run: Run) -> np.ndarray:
    """Sum of the class probabilities of all trees alive, shape (n_votes, 3)."""
    labels, settings = grower.labels, grower.settings
    first = run.first_term - settings["lifetime"] + 1
    walk = Walk(grower, labels.term, labels.revealed, settings["refit_every"])
    total = np.zeros((len(grower.X), len(_CLASSES)))
    for split, part in forecast_terms(walk, replace(run, first_term=first)):
        total[grower.ahead(split.term)] += part
    return total


def _against_the_rest(shares: np.ndarray) -> np.ndarray:
    """Share of reversal against the stronger other class: at least 1/2 where it is the largest."""
    rest = np.delete(shares, _REVERSE, axis=1).max(axis=1)
    reverse = shares[:, _REVERSE]
    return np.divide(
        reverse, reverse + rest, out=np.full(len(shares), 0.5), where=reverse + rest > 0
    )
