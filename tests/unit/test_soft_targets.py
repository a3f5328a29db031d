"""Soft targets by hand, and fitting on them against a second method."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import expit, log_expit
from sklearn.linear_model import LogisticRegression

from scotus_forecast.core.court.outcomes import AFFIRM, OTHER, REVERSE
from scotus_forecast.core.learners.soft_targets import (
    SoftTargetClassifier,
    SoftTargets,
    soft_targets,
)
from scotus_forecast.core.walk_forward.inputs import ForecastInputs, Labels

R, A, X = REVERSE, AFFIRM, OTHER

CASES = [
    # revealed in, outcome, its votes, how far they are from the outcome, how far is usual
    (2001, R, [R, R, R, R], 0.0, -0.2),  # unanimous
    (2001, R, [R, R, R, A, A], -0.4, -0.2),  # three to two
    (2001, A, [A, A, R], 1 / 3, 1 / 6),
    (2001, A, [X, X], 0.0, 1 / 6),  # no vote on the merits is known: the outcome stands
    (2002, R, [R, R, A, X], -1 / 3, -1 / 3),  # one did not take part; alone in its term
]
NO_MERITS = (2001, X, [X, R, A])


def inputs() -> ForecastInputs:
    revealed, outcomes, benches = zip(*(case[:3] for case in [*CASES, NO_MERITS]), strict=True)
    of_case = np.repeat(np.arange(len(benches)), [len(bench) for bench in benches])
    votes = np.concatenate(benches)
    return ForecastInputs(
        case=_labels(np.array(outcomes), np.array(revealed)),
        vote=_labels(votes, np.array(revealed)[of_case]),
        case_of_vote=of_case,
        justice=np.zeros(len(votes), int),
        case_features=pd.DataFrame(),
        vote_features=pd.DataFrame(),
    )


def _labels(outcome: np.ndarray, revealed: np.ndarray) -> Labels:
    return Labels(np.full(len(outcome), 2000), revealed, outcome, (outcome == R).astype(int))


@pytest.mark.parametrize("vote_weight", [0.0, 0.5, 1.0])
def test_votes_move_a_target_by_how_unusual_they_are(vote_weight):
    by_hand = [
        (outcome == R) + vote_weight * (moved - usual) for _, outcome, _, moved, usual in CASES
    ]
    found = soft_targets(inputs(), vote_weight)
    assert found.share[found.on_merits] == pytest.approx(by_hand)
    assert found.on_merits.tolist() == [True] * len(CASES) + [False]


def test_soft_targets_have_the_mean_of_their_outcomes_whatever_the_dissent():
    found, outcomes = soft_targets(inputs(), 1.0).share, inputs().case.outcome
    first = inputs().case.revealed == 2001
    for outcome, mean in ((R, 1.0), (A, 0.0)):
        assert found[first & (outcomes == outcome)].mean() == pytest.approx(mean)


def test_later_cases_do_not_change_what_is_usual():
    known, later = inputs(), inputs()
    later.vote.outcome[later.vote.revealed == 2002] = A
    first = known.case.revealed == 2001
    one, other = (soft_targets(given, 1.0)[first] for given in (known, later))
    assert one.share.tobytes() == other.share.tobytes()


def test_without_votes_soft_targets_are_outcomes():
    assert soft_targets(inputs(), 0.0).share.tolist() == inputs().case.reversed.tolist()


def drawn(rows=300):
    rng = np.random.default_rng(5)
    features = rng.normal(size=(rows, 3))
    return features, expit(features @ [1.0, -0.5, 0.0] + rng.normal(size=rows))


@pytest.mark.parametrize("beyond", [0.0, 0.3])
def test_fitting_on_soft_targets_minimises_cross_entropy(beyond):
    """Against a general minimiser of the same penalised loss, shares in and beyond [0, 1]."""
    features, share = drawn()
    share = share + beyond * (2 * share - 1)
    model = (
        SoftTargetClassifier(LogisticRegression(C=0.1, tol=1e-10, max_iter=1000))
        .fit(features, share)
        .model
    )

    def loss(line):
        z = features @ line[:-1] + line[-1]
        entropy = share * log_expit(z) + (1 - share) * log_expit(-z)
        return -entropy.sum() + line[:-1] @ line[:-1] / (2 * 0.1)

    found = minimize(loss, np.zeros(4), tol=1e-12).x
    assert [*model.coef_[0], model.intercept_[0]] == pytest.approx(found, abs=1e-4)


def test_targets_of_nought_and_one_are_labels():
    features, share = drawn()
    label = (share > 0.5).astype(int)
    plain = LogisticRegression(C=0.1, tol=1e-10).fit(features, label)
    told = SoftTargetClassifier(LogisticRegression(C=0.1, tol=1e-10)).fit(features, label)
    np.testing.assert_allclose(
        told.predict_proba(features), plain.predict_proba(features), atol=1e-6
    )


def test_a_case_without_merits_counts_as_not_reversed():
    features, share = drawn()
    on_merits = np.arange(len(share)) >= 40
    zeroed = np.where(on_merits, share, 0.0)
    told, zero = (
        SoftTargetClassifier(LogisticRegression(C=0.1)).fit(features, y)
        for y in (SoftTargets(zeroed, on_merits), zeroed)
    )
    assert told.predict_proba(features).tobytes() == zero.predict_proba(features).tobytes()
