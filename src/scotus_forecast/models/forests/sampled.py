"""Randomised trees, each fitted on the few rows drawn for it and never looking at the rest."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from sklearn.tree import ExtraTreeClassifier

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
