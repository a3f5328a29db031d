"""A forest that grows from term to term: each fit adds a few trees, and old trees stop voting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal, TypeAlias

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.tree import ExtraTreeClassifier

from scotus_forecast.core.project.settings import Count, Settings, Share
from scotus_forecast.core.walk_forward.feature_info import FeatureInfo, FeatureKind
from scotus_forecast.core.walk_forward.inputs import ForecastInputs, Labels
from scotus_forecast.core.walk_forward.splits import Split
from scotus_forecast.core.walk_forward.walk import TermForecaster, WalkForward

_SEEDS = np.iinfo(np.int32).max


@dataclass
class SampledForest:
    """The forest that ``ExtraTreesClassifier(bootstrap=True, max_samples=...)`` fits, bit for bit.

    That one hands every tree all rows, most of them with weight zero, and each tree sorts their
    labels; where a tree sees one row in twenty, a third of the time goes there.

    Attributes
    ----------
    trees : int
    max_samples : int
        Rows drawn for each tree, with replacement; as many as there are where there are fewer.
    min_samples_leaf, max_features
        As in ``ExtraTreesClassifier``.
    seed : int
    classes_ : np.ndarray, shape (n_classes,)
        All classes of the rows fitted, in order.
    """

    trees: int
    max_samples: int
    min_samples_leaf: int
    max_features: str | float
    seed: int
    classes_: np.ndarray = field(init=False, repr=False)
    _fitted: list[ExtraTreeClassifier] = field(init=False, repr=False)

    def fit(self, X: np.ndarray, y: np.ndarray) -> SampledForest:
        """Fit on labelled rows, shapes (n_rows, n_features) and (n_rows,)."""
        self.classes_ = np.unique(y)
        draw = np.random.RandomState(self.seed)
        self._fitted = [self._tree(X, y, draw.randint(_SEEDS)) for _ in range(self.trees)]
        return self

    def _tree(self, X: np.ndarray, y: np.ndarray, seed: int) -> ExtraTreeClassifier:
        drawn = np.random.RandomState(seed).randint(0, len(y), min(self.max_samples, len(y)))
        rows, times = np.unique(drawn, return_counts=True)
        tree = ExtraTreeClassifier(
            min_samples_leaf=self.min_samples_leaf,
            max_features=self.max_features,
            random_state=seed,
        )
        return tree.fit(X[rows], y[rows], sample_weight=times)

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Mean over the trees of the probabilities of `classes_`, shape (n_rows, n_classes)."""
        total = np.zeros((len(X), len(self.classes_)))
        for tree in self._fitted:
            total[:, np.searchsorted(self.classes_, tree.classes_)] += tree.predict_proba(X)
        return total / self.trees


class GrowingForestSettings(Settings):
    """What every growing forest can be told.

    Attributes
    ----------
    trees : int
        Trees fitted each time.
    refit_every : int
        Terms between fits.
    lifetime : int
        Terms for which a tree votes.
    min_samples_leaf, max_features
        As in scikit-learn's forests.
    """

    trees: Count
    refit_every: Count
    lifetime: Count
    min_samples_leaf: Count
    max_features: Literal["sqrt", "log2"] | Share | Count


Forest: TypeAlias = RandomForestClassifier | SampledForest

#: From a seed and the classes of the training rows to an unfitted forest.
MakeForest = Callable[[int, np.ndarray], Forest]


@dataclass(frozen=True)
class GrowingForest:
    """Fits the trees one term adds and lets them vote on this and the following terms.

    Attributes
    ----------
    X : np.ndarray, shape (n_votes, n_features)
    labels : Labels
    target : np.ndarray of int, shape (n_votes,)
        Class of each row.
    classes : np.ndarray of int, shape (n_classes,)
        All there are, in order.
    make_forest : callable
    lifetime : int
        Terms for which a tree votes.
    """

    X: np.ndarray
    labels: Labels
    target: np.ndarray
    classes: np.ndarray
    make_forest: MakeForest
    lifetime: int

    def ahead(self, term: int) -> np.ndarray:
        """Rows the trees of `term` may vote on."""
        terms = self.labels.term
        return np.flatnonzero((terms >= term) & (terms < term + self.lifetime))

    def __call__(self, split: Split, seed: int) -> np.ndarray:
        """Class probabilities of the rows ahead, shape (n_ahead, n_classes)."""
        placed = np.zeros((len(rows := self.ahead(split.term)), len(self.classes)))
        if not len(split.train):
            return placed
        target = self.target[split.train]
        forest = self.make_forest(seed, target).fit(self.X[split.train], target)
        columns = np.searchsorted(self.classes, forest.classes_)
        placed[:, columns] = forest.predict_proba(self.X[rows])
        return placed


def grow(
    inputs: ForecastInputs,
    target: np.ndarray,
    classes: np.ndarray,
    make_forest: Callable[..., Forest],
    settings: GrowingForestSettings,
    walk: WalkForward,
) -> np.ndarray:
    """Walk a forest of simple votes forward.

    Parameters
    ----------
    inputs : ForecastInputs
    target : np.ndarray of int, shape (n_votes,)
    classes : np.ndarray of int, shape (n_classes,)
    make_forest : callable
        From a seed, the classes of the training rows and ``settings`` to an unfitted forest.
    settings : GrowingForestSettings
    walk : WalkForward

    Returns
    -------
    np.ndarray, shape (n_votes, n_classes)
        Sum of the class probabilities of all trees alive.
    """
    make = partial(make_forest, settings=settings)
    growing = GrowingForest(
        simple_votes(inputs), inputs.vote, target, classes, make, settings.lifetime
    )
    forecaster = TermForecaster(
        growing, inputs.vote.term, inputs.vote.revealed, settings.refit_every
    )
    total = np.zeros((len(target), len(classes)))
    early = replace(walk, first_term=walk.first_term - growing.lifetime + 1)
    for split, part in early.forecast_terms(forecaster):
        total[growing.ahead(split.term)] += part
    return total


def simple_votes(inputs: ForecastInputs) -> np.ndarray:
    """Features of votes beside the simple features of their case, shape (n_votes, n_features)."""
    of_case = inputs.case_features[inputs.case_features_that(_is_simple(inputs))]
    return np.column_stack(
        [of_case.to_numpy()[inputs.case_of_vote], inputs.vote_features.to_numpy()]
    )


def _is_simple(inputs: ForecastInputs) -> Callable[[FeatureInfo], bool]:
    """Tell the features that stand for what the paper one-hot codes.

    These are codes and dates, the Court's own rates, rates of "other", and of each single key the
    rate of reversal with the longest half-life.
    """
    rates = [
        info
        for info in inputs.case_feature_info.values()
        if info.is_outcome_rate and not info.over_bench
    ]
    longest: dict[tuple[str, ...], float] = {}
    for info in rates:
        if len(info.keys) == 1 and info.of == "reversed":
            longest[info.keys] = max(longest.get(info.keys, 0.0), info.half_life or 0.0)
    simple = {
        info.name
        for info in rates
        if info.of == "other" or not info.keys or longest.get(info.keys) == info.half_life
    }
    coded = (FeatureKind.CODE, FeatureKind.DATE)
    return lambda info: info.kind in coded or info.name in simple
