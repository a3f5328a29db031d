"""The forest whose trees see their own rows only, against scikit-learn's that sees all."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import ExtraTreesClassifier

from scotus_forecast.core.learners.forests import SampledForest


def drawn(n_rows, share, seed=3):
    """Features and labels, the later classes the rarer."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n_rows, 12)).astype(np.float32).round(1)
    y = np.digitize(X[:, 0] + rng.normal(size=n_rows), np.quantile(X[:, 0], share))
    return X, y


@pytest.mark.parametrize("max_features", ["sqrt", 0.3, 1.0])
@pytest.mark.parametrize(
    ("n_rows", "share", "max_samples"),
    [
        pytest.param(2000, [0.6], 100, id="one row in twenty"),
        pytest.param(80, [0.6], 80, id="as many rows as there are"),
        pytest.param(500, [0.6, 0.99], 30, id="a class that most trees never see"),
    ],
)
def test_it_is_the_forest_of_scikit_learn_bit_for_bit(n_rows, share, max_samples, max_features):
    X, y = drawn(n_rows, share)
    settings = {"max_samples": max_samples, "min_samples_leaf": 2, "max_features": max_features}
    theirs = ExtraTreesClassifier(n_estimators=7, bootstrap=True, random_state=5, **settings)
    ours = SampledForest(trees=7, seed=5, **settings)
    expected = theirs.fit(X, y).predict_proba(X)
    np.testing.assert_array_equal(ours.fit(X, y).predict_proba(X), expected)
    np.testing.assert_array_equal(ours.classes_, theirs.classes_)


def test_fewer_rows_than_a_tree_draws_are_drawn_as_often_as_there_are_rows():
    X, y = drawn(50, [0.5])
    settings = {"trees": 3, "min_samples_leaf": 2, "max_features": "sqrt", "seed": 5}
    few, many = (SampledForest(max_samples=n, **settings).fit(X, y) for n in (50, 12_000))
    np.testing.assert_array_equal(few.predict_proba(X), many.predict_proba(X))
