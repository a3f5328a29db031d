"""Couplings: what they may not change, and what they must."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

import vote_split_factory
from scotus_forecast.core.walk_forward.execution import Execution
from scotus_forecast.vote_splits.benches import SEATS, benches_of
from scotus_forecast.vote_splits.couplings import (
    Coupling,
    distributions_of,
    every_coupling,
    factor_distribution,
    factor_law,
    most_unanimity,
    thresholds,
)
from scotus_forecast.vote_splits.distributions import comonotone, poisson_binomial

SERIAL = Execution("serial", 1)
COUPLINGS = every_coupling([0.0, 0.4, 0.9], [0.0, 0.3, 0.85], [0.0, 0.7])


def describe(coupling: Coupling) -> str:
    return f"u{coupling.unanimity}-rho{coupling.rho}-ideology{coupling.ideology}"


@pytest.mark.parametrize("coupling", COUPLINGS, ids=describe)
def test_distributions_sum_to_one_and_keep_within_the_bench(coupling):
    benches = vote_split_factory.benches()
    split = coupling.distribution(benches)
    assert split.sum(axis=0) == pytest.approx(1)
    assert (split >= 0).all()
    beyond = np.arange(SEATS + 1)[:, None] > benches.size
    assert (split[beyond] == 0).all()


@pytest.mark.parametrize("coupling", COUPLINGS, ids=describe)
def test_expected_votes_are_the_sum_of_the_chances(coupling):
    benches = vote_split_factory.benches()
    expected = benches.marginal.sum(axis=0)
    assert vote_split_factory.mean_votes(coupling.distribution(benches)) == pytest.approx(
        expected, abs=1e-6
    )


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.6, 0.85, 0.95])
@pytest.mark.parametrize("ideology", [0.0, 0.7, 2.0])
def test_thresholds_keep_every_chance(rho, ideology):
    case = np.repeat(np.arange(40), 9)
    p = np.random.default_rng(1).permutation(np.geomspace(1e-5, 1 - 1e-5, len(case)))
    benches = benches_of(case, p, np.zeros(len(case)), np.tile(np.linspace(0.2, 0.8, 9), 40))
    law = factor_law(benches, rho, ideology)
    kept = sum(
        w * chance for w, _, chance in law.chances(thresholds(law, benches.p, benches.seated))
    )
    assert np.abs(kept - benches.p).max() < 1e-6  # fmt: skip


def test_without_factors_votes_are_independent():
    benches = vote_split_factory.benches()
    alone = Coupling(0.0, 0.0, 0.0).distribution(benches)
    assert alone == pytest.approx(poisson_binomial(benches.marginal))


def test_stronger_case_factors_make_unanimity_likelier():
    even = benches_of(np.zeros(9, int), np.full(9, 0.5), np.zeros(9), np.zeros(9))
    divided = [factor_distribution(even, rho, 0.0)[1:9].sum() for rho in (0.0, 0.3, 0.6, 0.85)]
    assert (np.diff(divided) < 0).all()


def test_two_alike_justices_agree_as_the_bivariate_normal_says():
    """Sheppard 1899: both above the median with chance 1/4 + arcsin(rho) / 2 pi."""
    benches = benches_of(np.zeros(2, int), np.full(2, 0.5), np.zeros(2), np.full(2, 0.5))
    both = factor_distribution(benches, 0.6, 0.0)[2, 0]
    assert both == pytest.approx(0.25 + np.arcsin(0.6) / (2 * np.pi), abs=1e-4)


def test_ideology_sets_the_ends_of_the_bench_against_each_other():
    liberal = np.array([0.3, 0.3, 0.7, 0.7])
    benches = benches_of(np.zeros(4, int), np.full(4, 0.5), np.zeros(4), liberal)
    with_, without = (
        factor_distribution(benches, 0.0, 1.0)[:, 0],
        factor_distribution(benches, 0.0, 0.0)[:, 0],
    )
    assert with_[2] > without[2] + 0.2


def test_comonotone_by_hand():
    benches = benches_of(np.zeros(3, int), np.array([0.2, 0.7, 0.4]), np.zeros(3), np.zeros(3))
    assert comonotone(benches)[:4, 0] == pytest.approx([0.3, 0.3, 0.2, 0.2])


def test_no_coupling_is_likelier_unanimous_than_the_comonotone():
    benches = vote_split_factory.benches()
    *others, most = distributions_of(benches, COUPLINGS, SERIAL)
    for split in others:
        assert (split[0] <= most[0] + 1e-9).all()


def test_coalitions_come_in_their_order_wherever_they_are_computed():
    benches = vote_split_factory.benches()
    beside_one_another = distributions_of(benches, COUPLINGS, Execution("processes", 2))
    assert beside_one_another.tobytes() == distributions_of(benches, COUPLINGS, SERIAL).tobytes()
    assert np.array_equal(beside_one_another[0], COUPLINGS[0].distribution(benches))


def test_unanimity_goes_no_further_than_the_chances_allow():
    far_apart = benches_of(np.zeros(3, int), np.array([0.05, 0.5, 0.95]), np.zeros(3), np.zeros(3))
    assert most_unanimity(far_apart)[0] == pytest.approx(0.1, abs=1e-3)
    alike = benches_of(np.zeros(3, int), np.full(3, 0.4), np.zeros(3), np.zeros(3))
    assert most_unanimity(alike)[0] == pytest.approx(0.999)


def test_absences_keep_the_forecast_of_the_vote():
    p, absent = np.array([0.3, 0.95, 0.99999]), np.array([0.2, 0.4, 0.9])
    benches = benches_of(np.zeros(3, int), p, absent, np.zeros(3))
    assert benches.marginal[:3, 0] == pytest.approx(p)
    assert (benches.p <= 1).all()


def test_thresholds_of_a_law_without_factors_are_probits():
    benches = vote_split_factory.benches()
    law = factor_law(benches, 0.0, 0.0)
    t = thresholds(law, benches.p, benches.seated)
    assert t[benches.seated] == pytest.approx(ndtri(benches.p[benches.seated]))
    assert np.isneginf(t[~benches.seated]).all()
