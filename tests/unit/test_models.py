"""Forecasters: baselines by hand, and that each learns from what was revealed and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
import pytest

import small_court
from scotus_forecast.core.court.outcomes import AFFIRM, OTHER, REVERSE
from scotus_forecast.core.learners.case_then_votes import LEAST_TERMS
from scotus_forecast.core.learners.fitting import Fitter, log_chances, logit
from scotus_forecast.core.learners.forests import GrowingForest
from scotus_forecast.core.learners.registry import load, model_named, names, stack_named
from scotus_forecast.core.learners.soft_targets import NestedDichotomies, SoftTargets
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.walk_forward.execution import Execution
from scotus_forecast.core.walk_forward.inputs import BaseForecasts, ForecastInputs, Labels
from scotus_forecast.core.walk_forward.splits import split_at
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.models.boosted import BoostedSoftTargets, BoostingSettings, boosting
from scotus_forecast.models.logistic import ridge
from scotus_forecast.models.stacked import StackedSettings, combine, mean_log_odds, vote_signals
from scotus_forecast.models.vote_forest import make_forest

SERIAL = Execution("serial", 1)

#: Votes by term: justice, outcome. The case of 1902 is revealed in 1904 only.
BENCHES = {
    1900: [(1, REVERSE), (2, REVERSE), (3, AFFIRM)],
    1901: [(1, AFFIRM), (2, AFFIRM), (3, AFFIRM)],
    1902: [(1, REVERSE), (2, REVERSE), (3, REVERSE)],
    1903: [(1, OTHER), (2, REVERSE), (3, AFFIRM)],
    1904: [(1, OTHER), (2, OTHER), (4, OTHER)],
}
LATE = {1902: 1904}


def by_hand() -> ForecastInputs:
    """One case a term."""
    terms = np.array(list(BENCHES))
    revealed = np.array([LATE.get(term, term + 1) for term in BENCHES])
    rows = [
        (case, justice, outcome)
        for case, bench in enumerate(BENCHES.values())
        for justice, outcome in bench
    ]
    of_case, justice, outcome = np.array(rows).T
    case_outcome = np.array([REVERSE, AFFIRM, REVERSE, AFFIRM, OTHER])
    return ForecastInputs(
        case=_labels(terms, revealed, case_outcome),
        vote=_labels(terms[of_case], revealed[of_case], outcome),
        case_of_vote=of_case,
        justice=justice,
        case_features=pd.DataFrame(),
        vote_features=pd.DataFrame(),
    )


def _labels(term, revealed, outcome) -> Labels:
    return Labels(term, revealed, outcome, (outcome == REVERSE).astype(int))


def walk_forward(first_term=1901, execution=SERIAL) -> WalkForward:
    return WalkForward(3, ("simulated", "argument", "m"), first_term, execution)


def forecast_by(name, inputs, settings, first_term):
    return model_named(name).forecast(inputs, settings, walk_forward(first_term))


FREQUENT = [
    # window, whether the most frequent is reverse, by term from 1901 on; a tie is a reverse
    (None, [1, 0, 0, 1]),  # reverse, affirm, other known: 2 1 0, 2 4 0, still 2 4 0, 6 5 1
    (1, [1, 0, 1, 1]),  # 2 1 0, 0 3 0, nothing (1902 is not decided yet), 1 1 1
    (2, [1, 0, 0, 1]),  # 2 1 0, 2 4 0, 0 3 0, 4 1 1
]


@pytest.mark.parametrize(("window", "forecasts"), FREQUENT)
def test_most_frequent_by_hand(window, forecasts):
    name, settings = ("all", {}) if window is None else ("10", {"window": window})
    model = model_named(f"most_frequent_{name}")
    forecast = model.forecast(by_hand(), model.settings(**settings), walk_forward())
    assert np.isnan(forecast.case[0])
    assert forecast.case[1:].tolist() == forecasts
    assert forecast.vote[3:].tolist() == np.repeat(forecasts, 3).tolist()


def test_always_reverse_from_the_first_term_on():
    forecast = forecast_by(
        "always_reverse", by_hand(), small_court.settings("always_reverse"), 1902
    )
    np.testing.assert_array_equal(forecast.case, [np.nan, np.nan, 1, 1, 1])
    np.testing.assert_array_equal(np.isnan(forecast.vote), np.arange(15) < 6)


def test_justice_rate_by_hand():
    """Half-life one term; shrunk with two votes to everyone, everyone with five to 1/2."""
    settings = small_court.settings("justice_rate", half_life=1.0, shrinkage=2.0)
    forecast = forecast_by("justice_rate", by_hand(), settings, 1901)
    everyone = {
        1901: (2 + 2.5) / (3 + 5),
        1902: (1 + 2.5) / (1.5 + 3 + 5),
        1904: (2 / 8 + 3 + 1 + 2.5) / (3 / 8 + 3 / 4 + 6 + 5),  # 1902 and 1903 entered now
    }
    votes = forecast.vote.reshape(-1, 3)
    assert np.isnan(votes[0]).all()
    assert votes[1, 0] == pytest.approx((1 + 2 * everyone[1901]) / 3)
    assert votes[1, 2] == pytest.approx((0 + 2 * everyone[1901]) / 3)
    assert votes[2, 0] == pytest.approx((0.5 + 2 * everyone[1902]) / (1.5 + 2))
    assert votes[4, 1] == pytest.approx((1 / 8 + 2 + 2 * everyone[1904]) / (1 / 8 + 1 / 4 + 4))
    assert votes[4, 2] == pytest.approx(everyone[1904])  # new on the bench
    np.testing.assert_allclose(forecast.case[1:], votes[1:].mean(axis=1))


TINY_TREES = {"max_iter": 5, "learning_rate": 0.3, "max_leaf_nodes": 4, "min_samples_leaf": 5}
SMALL = {"trees": 2, "refit_every": 1, "lifetime": 3, "min_samples_leaf": 3}
FOREST = small_court.settings("katz_forest", **SMALL)
VOTE_FOREST = small_court.settings("vote_forest", **SMALL, max_samples=200)
LEARNED = {
    "logistic": ("logistic", small_court.settings("logistic")),
    "boosted": ("boosted", small_court.settings("boosted", case=TINY_TREES, vote=TINY_TREES)),
    "katz_forest": ("katz_forest", FOREST),
    "katz_forest, fitted at times": (
        "katz_forest",
        FOREST.model_copy(update={"refit_every": 3, "lifetime": 6}),
    ),
    "vote_forest": ("vote_forest", VOTE_FOREST),
}


@pytest.fixture(scope="module")
def inputs():
    return small_court.inputs(small_court.prepared())


def altered_after(inputs: ForecastInputs, term: int) -> ForecastInputs:
    """The same Court with every label not revealed by `term` turned over."""

    def turned(labels: Labels) -> Labels:
        ahead = labels.revealed > term
        return replace(
            labels,
            outcome=np.where(ahead, AFFIRM - labels.outcome, labels.outcome),
            reversed=np.where(ahead, 1 - labels.reversed, labels.reversed),
        )

    return replace(inputs, case=turned(inputs.case), vote=turned(inputs.vote))


@pytest.mark.parametrize("model", LEARNED)
def test_labels_not_yet_revealed_change_no_bit_of_a_forecast(model, inputs):
    name, settings = LEARNED[model]
    term, first = 2005, 1996
    one = forecast_by(name, inputs, settings, first)
    other = forecast_by(name, altered_after(inputs, term), settings, first)
    for unit in ("case", "vote"):
        upto = getattr(inputs, unit).term <= term
        before, after = getattr(one, unit), getattr(other, unit)
        assert before[upto].tobytes() == after[upto].tobytes()
        assert before[~upto].tobytes() != after[~upto].tobytes()
        assert np.isnan(before[getattr(inputs, unit).term < first]).all()
        assert not np.isnan(before[getattr(inputs, unit).term >= first]).any()


@pytest.mark.parametrize("model", LEARNED)
def test_a_signal_is_learned(model, inputs):
    """With features that show the label through noise, forecasts beat a coin clearly."""
    name, settings = LEARNED[model]
    forecast = forecast_by(name, inputs, settings, 1996)
    told = inputs.vote.term >= 1996
    correct = (forecast.vote >= 0.5)[told] == (inputs.vote.reversed[told] == 1)
    assert correct.mean() > 0.6


def test_votes_wait_until_their_cases_have_been_forecast(inputs):
    """Before that a vote's forecast is its case's."""
    forecast = forecast_by("logistic", inputs, small_court.settings("logistic"), 1996)
    early = (inputs.vote.term >= 1996) & (inputs.vote.term < 1996 + LEAST_TERMS)
    given_case = forecast.case[inputs.case_of_vote]
    np.testing.assert_array_equal(forecast.vote[early], given_case[early])
    later = inputs.vote.term >= 1996 + LEAST_TERMS
    assert (forecast.vote[later] != given_case[later]).any()


@dataclass
class Remembers:
    """A classifier that says how many rows it was fitted on."""

    seed: int
    rows: int = 0

    def fit(self, X, _y):
        self.rows = len(X)
        return self

    def predict_proba(self, X):
        return np.column_stack([np.zeros(len(X)), np.full(len(X), float(self.rows))])


FITTED_ON = [
    # since, window, refit_every: rows that train, by term from 1902 on
    (0, None, 1, [6, 6, 12]),  # 1903 has no more than 1902, whose own case is late
    (0, None, 2, [6, 6, 12]),  # a fit at 1902, one at 1904
    (0, 1, 1, [3, 0, 3]),
    (1901, None, 1, [3, 3, 9]),
]


@pytest.mark.parametrize(("since", "window", "refit_every", "rows"), FITTED_ON)
def test_rows_a_fit_sees(since, window, refit_every, rows):
    known = by_hand().vote
    labels = replace(known, reversed=np.arange(len(known.term)) % 2)
    fitter = Fitter(Remembers, np.zeros((15, 1)), labels, since, window, refit_every)
    told = fitter.forecast(walk_forward(1902)).reshape(-1, 3)[2:, 0]
    np.testing.assert_array_equal(told, [n or np.nan for n in rows])
    expected = {None: 15, 1: 3}[window] - (3 if since else 0)
    assert fitter.fit_all(0).rows == expected


def test_one_class_alone_is_no_lesson():
    labels = replace(by_hand().vote, reversed=np.zeros(15, dtype=int))
    told = Fitter(Remembers, np.zeros((15, 1)), labels).forecast(walk_forward(1902))
    assert np.isnan(told).all()


def growing(inputs: ForecastInputs) -> GrowingForest:
    return GrowingForest(
        inputs.vote_features.to_numpy(),
        inputs.vote,
        target=inputs.vote.reversed,
        classes=np.array([0, 1]),
        make_forest=partial(make_forest, settings=VOTE_FOREST),
        lifetime=FOREST.lifetime,
    )


def test_a_tree_votes_on_its_own_term_and_the_following_only(inputs):
    rows = growing(inputs).ahead(2000)
    assert set(inputs.vote.term[rows]) == {2000, 2001, 2002}


def test_trees_of_a_term_know_nothing_of_it(inputs):
    """Turning over every label of the terms a tree votes on changes no vote of it."""
    split = split_at(2000, inputs.vote.term, inputs.vote.revealed)
    one = growing(inputs)(split, 5)
    other = growing(altered_after(inputs, 2000))(split, 5)
    assert one.tobytes() == other.tobytes()
    np.testing.assert_allclose(one.sum(axis=1), 1)


def test_forest_of_votes_gives_a_case_the_mean_of_its_votes(inputs):
    forecast = forecast_by("vote_forest", inputs, VOTE_FOREST, 1996)
    told = inputs.vote.term >= 1996
    assert (~np.isnan(forecast.vote) == told).all()
    np.testing.assert_allclose(forecast.case, inputs.mean_over_votes(forecast.vote))
    assert np.ptp(forecast.vote[told]) > 0.3


def test_forest_without_a_past_is_even(inputs):
    """No tree can grow before the first decided case."""
    first = int(inputs.vote.term.min())
    forecast = forecast_by("vote_forest", inputs, VOTE_FOREST, first)
    assert (forecast.vote[inputs.vote.term == first] == 0.5).all()


def test_forest_counts_votes_for_a_case_and_gives_three_classes(inputs):
    forecast = forecast_by("katz_forest", inputs, FOREST, 1996)
    told = inputs.vote.term >= 1996
    reverse = forecast.vote_outcome == REVERSE
    assert set(forecast.vote_outcome[told]) <= {REVERSE, AFFIRM, OTHER}
    assert ((forecast.vote >= 0.5) == reverse)[told & (forecast.vote != 0.5)].all()
    expected = inputs.mean_over_votes(reverse.astype(float)) >= 0.5
    np.testing.assert_equal(forecast.case, np.where(inputs.case.term >= 1996, expected, np.nan))


@dataclass
class Shares:
    """Answers with the share of each class among the rows it was fitted on."""

    seed: int

    def fit(self, _X, y):
        self.classes_, counts = np.unique(y, return_counts=True)
        self.shares = counts / len(y)
        return self

    def predict_proba(self, X):
        return np.tile(self.shares, (len(X), 1))


def targets(outcome: np.ndarray) -> SoftTargets:
    """Outcomes as targets that no vote moves."""
    return SoftTargets((outcome == REVERSE).astype(float), outcome != OTHER)


@pytest.mark.parametrize(
    ("outcome", "p_reverse"),
    [
        ([OTHER, OTHER, AFFIRM, REVERSE], 2 / 4 * 1 / 2),
        ([OTHER, REVERSE, REVERSE, REVERSE], 3 / 4),
        ([AFFIRM, AFFIRM, AFFIRM, REVERSE], 1 / 4),
        ([REVERSE, REVERSE], 1.0),
    ],
)
def test_nested_dichotomies_multiply_the_chance_of_merits_by_that_of_reversal(outcome, p_reverse):
    X = np.zeros((len(outcome), 1))
    nested = NestedDichotomies(Shares, seed=1).fit(X, targets(np.array(outcome)))
    np.testing.assert_allclose(nested.predict_proba(X[:1]), [[1 - p_reverse, p_reverse]])


def test_what_keeps_a_case_from_the_merits_is_learned_apart_from_what_reverses():
    """Crossed effects, which one straight line through all cases cannot follow."""
    rng = np.random.default_rng(5)
    X = rng.normal(size=(4000, 2))
    merits = rng.random(4000) < 1 / (1 + np.exp(-3 * X[:, 0]))
    reverse = rng.random(4000) < 1 / (1 + np.exp(-3 * X[:, 1]))
    outcome = np.where(merits, np.where(reverse, REVERSE, AFFIRM), OTHER)
    reversed_, train = (outcome == REVERSE).astype(int), slice(0, 2000)
    nested = NestedDichotomies(partial(ridge, c=1.0), seed=0).fit(X[train], targets(outcome[train]))
    plain = ridge(0, 1.0).fit(X[train], reversed_[train])
    losses = [
        np.mean((model.predict_proba(X[2000:])[:, 1] - reversed_[2000:]) ** 2)
        for model in (nested, plain)
    ]
    assert losses[0] < losses[1] - 0.01


STACK = StackedSettings(
    base={"telling": 1, "blind": 1}, c=1.0, case_half_life=10.0, vote_half_life=20.0
)


def base_of(inputs: ForecastInputs, first_term: int) -> BaseForecasts:
    """A model that sees the truth through noise and one that sees nothing."""
    rng = np.random.default_rng(0)

    def two(labels: Labels) -> np.ndarray:
        good = 1 / (1 + np.exp(-(labels.reversed - 0.5 + rng.normal(0, 1, len(labels.term)))))
        both = np.column_stack([good, rng.uniform(0.1, 0.9, len(labels.term))])
        return np.where((labels.term >= first_term)[:, None], both, np.nan)

    return BaseForecasts(two(inputs.case), two(inputs.vote))


def test_stack_is_fitted_on_earlier_terms_only(inputs):
    first, term = 1990, 2005
    base = base_of(inputs, first)
    one = combine(inputs, base, STACK, walk_forward(first))
    other = combine(altered_after(inputs, term), base, STACK, walk_forward(first))
    for unit in ("case", "vote"):
        upto = getattr(inputs, unit).term <= term
        assert getattr(one, unit)[upto].tobytes() == getattr(other, unit)[upto].tobytes()
        assert getattr(one, unit)[~upto].tobytes() != getattr(other, unit)[~upto].tobytes()


def test_stack_starts_as_the_mean_of_log_odds_and_then_recalibrates_it(inputs):
    first = 1990
    base = base_of(inputs, first)
    forecast = combine(inputs, base, STACK, walk_forward(first))
    early = (inputs.case.term >= first) & (inputs.case.term < first + LEAST_TERMS)
    mean = 1 / (1 + np.exp(-logit(base.case).mean(axis=1)))
    np.testing.assert_allclose(forecast.case[early], mean[early])
    last = inputs.case.term == inputs.case.term.max()
    order = np.argsort(mean[last])
    assert (np.diff(forecast.case[last][order]) >= 0).all()
    assert not np.allclose(forecast.case[last], mean[last], atol=0.01)


def test_a_model_counts_by_its_weight(inputs):
    """Beside a model that sees nothing, more weight for one that sees something is better."""
    first = 1990
    base = base_of(inputs, first)
    alike = combine(inputs, base, STACK, walk_forward(first))
    weighed = combine(
        inputs,
        base,
        STACK.model_copy(update={"base": {"telling": 3, "blind": 1}}),
        walk_forward(first),
    )
    late = inputs.case.term >= first + 2 * LEAST_TERMS
    losses = [np.mean((f.case - inputs.case.reversed)[late] ** 2) for f in (alike, weighed)]
    assert losses[1] < losses[0] - 0.01


def test_the_shorter_its_half_life_the_sooner_a_stack_follows_a_change(inputs):
    """From some term on the base model means the opposite of what it says."""
    first, turn = 1990, 2005
    base = base_of(inputs, first)
    turned = np.where((inputs.case.term >= turn)[:, None], 1 - base.case, base.case)
    late, losses = inputs.case.term >= turn + 5, []
    for half_life in (1.0, 1000.0):
        settings = STACK.model_copy(update={"case_half_life": half_life})
        told = combine(inputs, BaseForecasts(turned, base.vote), settings, walk_forward(first))
        losses.append(np.mean((told.case - inputs.case.reversed)[late] ** 2))
    assert losses[0] < losses[1] - 0.01


def test_log_odds_are_averaged_by_weight():
    p = 1 / (1 + np.exp(-np.array([[1.0, 3.0, -2.0]])))
    weights = {"one": 1, "two": 1, "three": 2}
    mean = mean_log_odds(p, STACK.model_copy(update={"base": weights}))
    np.testing.assert_allclose(mean, [[0.0]], atol=1e-12)


def test_log_chances_add_up_to_the_log_odds_and_part_on_either_side():
    p = np.array([0.0, 0.1, 0.5, 0.8, 1.0])
    chances = log_chances(p)
    np.testing.assert_allclose(chances.sum(axis=1), logit(p), atol=1e-12)
    np.testing.assert_allclose(chances[1:4], [[np.log(q), -np.log(1 - q)] for q in p[1:4]])


def test_votes_are_recalibrated_on_both_log_chances_of_their_case(inputs):
    p_case = np.linspace(0.05, 0.95, len(inputs.case.term))
    base = base_of(inputs, 1990)
    signals = vote_signals(inputs, base, p_case, STACK)
    of_case = log_chances(p_case)[inputs.case_of_vote]
    np.testing.assert_array_equal(signals[:, 1:3], of_case.astype(np.float32))
    assert signals.shape[1] == 3 + inputs.vote_features.shape[1]


def test_a_model_is_found_by_its_file():
    assert {"boosted", "logistic", "stacked", "vote_forest"} <= set(names())
    assert names()[:2] == ("always_reverse", "most_frequent_10")
    assert not {"__init__", "baselines", "model", "registry"} & set(names())


@pytest.mark.parametrize("name", names())
def test_every_model_has_a_label_of_its_own(name):
    others = [load(other).label for other in names() if other != name]
    assert load(name).label
    assert load(name).label not in others


@pytest.mark.parametrize("name", small_court.settings("stacked").base)
def test_models_under_the_stack_can_be_fitted(name):
    assert model_named(name).fit is not None


def test_unknown_model_lists_those_there_are():
    with pytest.raises(UserError, match="unknown model 'boost'; choose from always_reverse"):
        load("boost")


def test_a_stack_is_combined_and_a_model_is_not():
    with pytest.raises(UserError, match=r"'stacked' combines other models; run: .* combine"):
        model_named("stacked")
    with pytest.raises(UserError, match=r"'boosted' is no stack .*; run: .* forecast"):
        stack_named("boosted")


def test_boosting_of_shares_is_that_of_cases_counted_in_both_classes():
    """A share of .7 is the same evidence as seven cases reversed and three that were not."""
    rng = np.random.default_rng(5)
    X = rng.integers(0, 6, (300, 3)).astype(float)
    share = rng.integers(0, 11, 300) / 10
    settings = BoostingSettings(
        max_iter=5, learning_rate=0.5, max_leaf_nodes=4, min_samples_leaf=1,
        l2_regularization=0.0, max_features=1.0, max_bins=63,
    )  # fmt: skip
    soft = BoostedSoftTargets(1, settings).fit(X, SoftTargets(share, np.ones(300, dtype=bool)))
    times = np.rint(10 * share).astype(int)
    counted = boosting(1, settings).fit(
        np.repeat(X, 10, axis=0),
        np.concatenate([np.repeat([1, 0], [n, 10 - n]) for n in times]),
    )
    np.testing.assert_allclose(soft.predict_proba(X), counted.predict_proba(X), atol=1e-6)
