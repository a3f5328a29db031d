"""What votes say of their case: verdicts by hand, and fitting on shares against a second method."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import expit, log_expit
from sklearn.linear_model import LogisticRegression

from scotus_forecast.court.outcomes import AFFIRM, OTHER, REVERSE
from scotus_forecast.evaluation.walk_forward.inputs import Inputs, Labels
from scotus_forecast.models.two_level import ShareClassifier
from scotus_forecast.models.two_level.verdicts import verdicts

R, A, X = REVERSE, AFFIRM, OTHER

CASES = [
    # outcome, its votes, share of the votes on the merits to reverse
    (R, [R, R, R, R], 1.0),  # unanimous
    (R, [R, R, R, A, A], 0.6),  # three to two
    (A, [A, A, R], 1 / 3),
    (R, [R, R, A, X], 2 / 3),  # one did not take part
    (A, [X, X], 0.0),  # no vote on the merits is known: the outcome stands
]
NO_MERITS = (X, [X, R, A])


def inputs() -> Inputs:
    outcomes = np.array([outcome for outcome, *_ in [*CASES, NO_MERITS]])
    benches = [bench for _, bench, *_ in [*CASES, NO_MERITS]]
    of_case = np.repeat(np.arange(len(benches)), [len(bench) for bench in benches])
    votes = np.concatenate(benches)
    return Inputs(
        case=_labels(outcomes),
        vote=_labels(votes),
        case_of_vote=of_case,
        justice=np.zeros(len(votes), int),
        case_features=pd.DataFrame(),
        vote_features=pd.DataFrame(),
    )


def _labels(outcome) -> Labels:
    term = np.full(len(outcome), 2000)
    return Labels(term, term + 1, outcome, (outcome == R).astype(int))


@pytest.mark.parametrize("weigh", [0.0, 0.5, 1.0])
def test_a_verdict_lies_between_its_outcome_and_the_share_of_its_votes(weigh):
    by_hand = [(1 - weigh) * (outcome == R) + weigh * share for outcome, _, share in CASES]
    assert verdicts(inputs(), weigh) == pytest.approx([*by_hand, OTHER])


def test_without_votes_verdicts_are_outcomes():
    assert verdicts(inputs(), 0.0).tolist() == inputs().case.outcome.tolist()


def drawn(rows=300):
    rng = np.random.default_rng(5)
    features = rng.normal(size=(rows, 3))
    return features, expit(features @ [1.0, -0.5, 0.0] + rng.normal(size=rows))


def test_fitting_on_shares_minimises_cross_entropy():
    """Against a general minimiser of the same penalised loss."""
    features, share = drawn()
    model = (
        ShareClassifier(LogisticRegression(C=0.1, tol=1e-10, max_iter=1000))
        .fit(features, share)
        .model
    )

    def loss(line):
        z = features @ line[:-1] + line[-1]
        entropy = share * log_expit(z) + (1 - share) * log_expit(-z)
        return -entropy.sum() + line[:-1] @ line[:-1] / (2 * 0.1)

    found = minimize(loss, np.zeros(4), tol=1e-12).x
    assert [*model.coef_[0], model.intercept_[0]] == pytest.approx(found, abs=1e-4)


def test_shares_of_nought_and_one_are_labels():
    features, share = drawn()
    label = (share > 0.5).astype(int)
    plain = LogisticRegression(C=0.1, tol=1e-10).fit(features, label)
    told = ShareClassifier(LogisticRegression(C=0.1, tol=1e-10)).fit(features, label)
    np.testing.assert_allclose(
        told.predict_proba(features), plain.predict_proba(features), atol=1e-6
    )


def test_a_case_without_merits_counts_as_not_reversed():
    features, share = drawn()
    without = np.where(np.arange(len(share)) < 40, OTHER, share)
    told, zero = (
        ShareClassifier(LogisticRegression(C=0.1)).fit(features, y)
        for y in (without, without.clip(0))
    )
    assert told.predict_proba(features).tobytes() == zero.predict_proba(features).tobytes()
