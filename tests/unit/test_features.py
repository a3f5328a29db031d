"""Features: each against numbers worked out by hand, and each true to its declaration."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import small_court
from scotus_forecast.core.court.columns import COLUMN_BY_NAME, CodedAfter, KnownAt, Level, names
from scotus_forecast.core.project.horizons import HORIZONS
from scotus_forecast.core.project.settings import JusticeHistoryParams, ReversalDirectionParams
from scotus_forecast.core.walk_forward.feature_info import FeatureKind, from_record, to_record
from scotus_forecast.features.build import build_features, decided_cases
from scotus_forecast.features.declarations import (
    Context,
    code,
    count,
    court_rate,
    decision_delay,
    month,
    rate,
)
from scotus_forecast.features.feature_sets import feature_sets
from scotus_forecast.features.reversal_direction import (
    expected_reversal_direction,
    reversal_direction,
)
from scotus_forecast.features.roster import roster_of
from scotus_forecast.features.visible_columns import VisibleColumns, visible_columns
from scotus_forecast.features.vote_features import (
    bench_size,
    justice_rate,
    liberal_lean,
    over_bench,
    relative_votes,
    tenure,
    toward,
)

FEATURE_SETS = feature_sets(small_court.FEATURES)
SHRINKAGE = 2.0
JUSTICES = JusticeHistoryParams(half_life=8.0, shrinkage=15.0)
DIRECTION = ReversalDirectionParams(half_life=20.0, shrinkage=SHRINKAGE)
NO_DECAY = np.inf

#: Four cases: term, jurisdiction, direction below, argued, decided, revealed, outcome.
CASES = [
    (2000, 1, 1, "11/1/2000", "12/6/2000", 2001, 1),
    (2000, 2, 2, None, "12/6/2000", 2002, 0),  # known two terms later
    (2001, 1, None, "3/1/2002", "2/1/2002", 2002, 0),  # argued after it was decided
    (2002, 1, 2, "10/9/2002", "10/9/2002", 2003, 1),
]

#: Votes of two justices in each: justice, vote, direction, outcome.
VOTES = [
    [(1, 1, 2, 1), (2, 1, 2, 1)],
    [(1, 1, 1, 0), (2, 2, 2, 1)],
    [(1, 1, 1, 0), (2, None, None, -1)],
    [(1, 1, 2, 1), (3, 2, 1, 0)],
]


def hand_made(horizon="paper"):
    columns = ["term", "jurisdiction", "lcDispositionDirection", "dateArgument", "dateDecision"]
    cases = pd.DataFrame(CASES, columns=[*columns, "revealed_term", "outcome"])
    cases = cases.assign(
        caseId=[f"c{row}" for row in range(len(cases))],
        **{date: pd.to_datetime(cases[date]) for date in ("dateArgument", "dateDecision")},
        **{name: cases[name].astype("Int32") for name in columns[1:3]},
    )
    rows = [
        {"caseId": case.caseId, "term": case.term, "justice": justice, "vote": vote}
        | {"direction": direction, "outcome": outcome}
        | {"revealed_term": case.revealed_term}
        for case, bench in zip(cases.itertuples(), VOTES, strict=True)
        for justice, vote, direction, outcome in bench
    ]
    votes = pd.DataFrame(rows).astype({"vote": "Int32", "direction": "Int32"})
    return Context(
        visible=VisibleColumns(HORIZONS[horizon], cases),
        terms=cases["term"].to_numpy(int),
        decided_cases=decided_cases(cases.assign(reversed=cases["outcome"] == 1)),
        roster=roster_of(votes, cases),
    )


#: The Court's own rate is shrunk to 1/2 with five cases; at 2001 one reversal is known, at 2002
#: three cases, one of them a reversal.
COURT = [0.5, 0.5, (1 + 2.5) / 6, (1 + 2.5) / 8]

#: A conservative decision below is known at 2001, at 2002 a liberal one as well.
FADE = 0.5 ** (1 / 20)
BELOW = [0.5, 0.5, (1 + 2.5) / 6, (FADE + 2.5) / (FADE + 6)]

CASE_FEATURES = [
    # feature, values by hand
    (code("jurisdiction"), [1, 2, 1, 1]),
    (code("lcDispositionDirection"), [1, 2, -1, 2]),  # a missing code is -1
    (court_rate(half_life=NO_DECAY), COURT),
    (
        rate("jurisdiction", half_life=NO_DECAY, shrinkage=SHRINKAGE),
        [0.5, 0.5, (1 + 2 * COURT[2]) / 3, (1 + 2 * COURT[3]) / 4],
    ),
    (count("jurisdiction", half_life=NO_DECAY), np.log1p([0, 0, 1, 2])),
    (count("jurisdiction", half_life=1.0), np.log1p([0, 0, 1, 0.5 + 1])),
    (reversal_direction(), [1, -1, 0, -1]),
    (expected_reversal_direction(params=DIRECTION), 2 * np.array(BELOW) - 1),
    (
        expected_reversal_direction("jurisdiction", params=DIRECTION),
        [0, 0, 2 * (1 + 2 * BELOW[2]) / 3 - 1, 2 * (FADE + 2 * BELOW[3]) / (FADE + 2) - 1],
    ),
    (month("dateArgument"), [11, -1, 3, 10]),
    (decision_delay(), [5, -1, -1, 0]),
    (bench_size(), [2, 2, 2, 2]),
    (over_bench("mean", tenure()), [0, 0, 1, 1]),
    (over_bench("spread", tenure()), [0, 0, 0, 1]),
    (over_bench("median", tenure()), [0, 0, 1, 1]),
]

#: At 2002 the first justice has two votes beside another's, alike in 2000 and opposed to it in a
#: case known since 2002; the vote that nobody else cast counts for nothing.
RELATIVE = -1 / (0.5 ** (1 / 8) + 1 + 15)

REVERSED = justice_rate("reversed", params=JUSTICES)
LIBERAL = justice_rate("liberal", params=JUSTICES)
RELATIVE_LIBERAL = relative_votes("liberal", params=JUSTICES)
WITHIN_JURISDICTION = 15 * RELATIVE / (0.5 ** (1 / 8) + 15)

ROSTER_FEATURES = [
    (tenure(), [0, 0, 0, 0, 1, 1, 2, 0]),
    (relative_votes("reversed", params=JUSTICES), [0, 0, 0, 0, 0, 0, RELATIVE, 0]),
    (
        relative_votes("reversed", "jurisdiction", params=JUSTICES),
        [0, 0, 0, 0, 0, 0, WITHIN_JURISDICTION, 0],
    ),
    (RELATIVE_LIBERAL, [0, 0, 0, 0, 0, 0, RELATIVE, 0]),
    # The court below decided liberally, so a liberal justice leans against reversal.
    (toward(reversal_direction(), RELATIVE_LIBERAL), [0, 0, 0, 0, 0, 0, -RELATIVE, 0]),
]


@pytest.mark.parametrize(
    ("feature", "values"),
    CASE_FEATURES + ROSTER_FEATURES,
    ids=[feature.name for feature, _ in CASE_FEATURES + ROSTER_FEATURES],
)
def test_values_by_hand(feature, values):
    np.testing.assert_allclose(feature.compute(hand_made()), values)


def test_liberal_rate_of_a_justice_by_hand():
    """Half-life 8 terms; the justice shrunk with 15 votes to everyone, everyone with 5 to 1/2."""
    fade = 0.5 ** (1 / 8)
    everyone = [
        0.5,
        (2 + 2.5) / (2 + 5),  # 2001: both votes of the first case, liberal
        (2 * fade + 1 + 2.5) / (2 * fade + 3 + 5),  # 2002: three more, one liberal
    ]
    expected = [
        0.5, 0.5, 0.5, 0.5,
        (1 + 15 * everyone[1]) / 16,
        (1 + 15 * everyone[1]) / 16,
        (fade + 15 * everyone[2]) / (fade + 2 + 15),  # the first justice: one of three
        everyone[2],  # a new justice is everyone
    ]  # fmt: skip
    np.testing.assert_allclose(LIBERAL.compute(hand_made()), expected)


def test_reversal_is_away_from_the_direction_below():
    """Liberal rates are above 1/2 at 2002 for the first case's court; the sign is the case's."""
    context, liberal = hand_made(), LIBERAL
    sign = [1, 1, -1, -1, 0, 0, -1, -1]  # conservative below, liberal, blank, liberal
    turned = toward(reversal_direction(), liberal).compute(context)
    np.testing.assert_allclose(turned, sign * liberal.compute(context))


@pytest.mark.parametrize("horizon", FEATURE_SETS)
def test_no_feature_uses_a_column_it_does_not_declare(horizon):
    """`features.json` and the refusal rest on the declarations, so they must be complete."""
    context = small_court.context(horizon)
    chosen = FEATURE_SETS[horizon]
    for feature in (*chosen.case, *chosen.vote):
        seen = replace(HORIZONS[horizon], columns=frozenset(feature.columns))
        blinkered = replace(context, visible=replace(context.visible, horizon=seen))
        values = feature.compute(blinkered)
        assert np.isfinite(values).all(), feature.name


@pytest.mark.parametrize("horizon", FEATURE_SETS)
def test_names_are_unique_and_declarations_true(horizon):
    chosen = FEATURE_SETS[horizon]
    told = [to_record(feature) for feature in (*chosen.case, *chosen.vote)]
    for unit in ("case", "vote"):
        own = [entry["feature"] for entry in told if entry["unit"] == unit]
        assert len(own) == len(set(own))
    for entry in told:
        columns = [COLUMN_BY_NAME[name] for name in entry["columns"]]
        assert entry["coded_after"] == sorted({str(c.coded_after) for c in columns})
        if horizon == "strict":
            assert CodedAfter.YES not in entry["coded_after"]
        if horizon != "paper":
            assert entry["known_at"] != KnownAt.DECISION.name.lower()
        assert set(entry["columns"]) <= HORIZONS[horizon].columns


def shown_on(tables, horizon) -> pd.DataFrame:
    visible = visible_columns(tables.cases, tables.votes, horizon, small_court.HOT_DECK, 0)
    return visible.table


def test_a_horizon_shows_its_columns_and_no_other():
    tables = small_court.prepared()
    for name, horizon in HORIZONS.items():
        shown = shown_on(tables, horizon)
        assert set(shown) == set(names(Level.CASE)) & horizon.columns, name


def test_codes_are_masked_and_courts_rebuilt_before_the_decision_only():
    tables = small_court.prepared()
    paper, argument = (shown_on(tables, HORIZONS[name]) for name in ("paper", "argument"))
    assert paper["certReason"].isna().any()
    assert not argument["certReason"].isna().any()
    pd.testing.assert_series_equal(paper["naturalCourt"], tables.cases["naturalCourt"])
    assert not (argument["naturalCourt"] == tables.cases["naturalCourt"]).any()


@pytest.mark.parametrize("horizon", FEATURE_SETS)
def test_the_future_changes_no_bit_of_the_past(horizon):
    """Altering labels and everything known at decision, of term t on, leaves features up to t."""
    tables, term = small_court.prepared(), 2000
    cases, votes = tables.cases.copy(), tables.votes.copy()
    ahead, ahead_votes = cases["revealed_term"] > term, votes["revealed_term"] > term
    for table, rows in ((cases, ahead), (votes, ahead_votes)):
        level = Level.CASE if table is cases else Level.VOTE
        for name in names(level):
            decided = COLUMN_BY_NAME[name].known_at is KnownAt.DECISION
            if decided and pd.api.types.is_integer_dtype(table[name]):
                table.loc[rows, name] = 1
        table.loc[rows, "outcome"] = 1 - table.loc[rows, "outcome"].abs()
        table["reversed"] = (table["outcome"] == 1).astype("int8")
    votes.loc[ahead_votes, "case_outcome"] = -1
    seen, asked = HORIZONS[horizon], FEATURE_SETS[horizon]
    before, after = (
        build_features(c, v, seen, asked, small_court.HOT_DECK, 1)
        for c, v in ((tables.cases, tables.votes), (cases, votes))
    )
    for unit in ("case", "vote"):
        one, other = getattr(before, unit), getattr(after, unit)
        past = one["term"] <= term
        assert one[past].to_csv() == other[past].to_csv()
        assert one[~past].to_csv() != other[~past].to_csv()


OTHERS = rate("issue", of="other", half_life=3.0, shrinkage=1.0)
LEAN = liberal_lean("issue", params=JUSTICES)

KINDS = [
    # feature, kind, of, keys, half-life, summary over the bench, whether it is an outcome rate
    (code("issue"), "code", None, (), None, None, False),
    (month("dateArgument"), "date", None, (), None, None, False),
    (court_rate(half_life=2.0), "rate", "reversed", (), 2.0, None, True),
    (OTHERS, "rate", "other", ("issue",), 3.0, None, True),
    (count("issue", half_life=3.0), "count", None, ("issue",), 3.0, None, False),
    (LIBERAL, "rate", "liberal", ("justice",), 8.0, None, False),
    (LEAN, "score", "liberal", ("justice", "issue"), 8.0, None, False),
    (over_bench("mean", REVERSED), "rate", "reversed", ("justice",), 8.0, "mean", True),
    (over_bench("spread", REVERSED), "score", "reversed", ("justice",), 8.0, "spread", False),
]


@pytest.mark.parametrize(
    ("feature", "kind", "of", "keys", "half_life", "over", "of_outcome"),
    KINDS,
    ids=[row[0].name for row in KINDS],
)
def test_facts_of_a_feature(feature, kind, of, keys, half_life, over, of_outcome):
    assert (feature.kind, feature.of, feature.keys) == (kind, of, keys)
    assert (feature.half_life, feature.over_bench) == (half_life, over)
    assert feature.is_outcome_rate is of_outcome
    assert feature.is_ordered is (feature.kind is not FeatureKind.CODE)
    assert feature.unit == ("vote" if feature.name.startswith("justice") else "case")


@pytest.mark.parametrize("horizon", FEATURE_SETS)
def test_facts_of_features_survive_the_file(horizon):
    chosen = FEATURE_SETS[horizon]
    for unit, features in (("case", chosen.case), ("vote", chosen.vote)):
        for feature in features:
            assert from_record(json.loads(json.dumps(to_record(feature)))) == feature.info
            assert feature.unit == unit
