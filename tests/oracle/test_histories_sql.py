"""As-of histories against SQL, where they do not decay, and against plain loops, where they do."""

from __future__ import annotations

import math
import sqlite3

import numpy as np
import pandas as pd
import pytest

import small_court
from scotus_forecast.core.court.outcomes import OTHER
from scotus_forecast.features.declarations import count, court_rate, rate
from scotus_forecast.features.histories import History, as_of, key_codes
from scotus_forecast.features.vote_features import relative_votes

NO_DECAY = math.inf
SHRINKAGE = small_court.FEATURES.case_history.shrinkage
JUSTICES = small_court.FEATURES.justice_history

KEYS = [
    (),
    ("jurisdiction",),
    ("petitioner_group", "respondent_group"),  # derived
    ("naturalCourt", "issueArea"),  # rebuilt and masked
]

#: Sum and count of earlier rows by two roads: a correlated aggregate, and a running window that
#: is looked up at the latest term not after the lookup's own.
AGGREGATE = """
    SELECT COALESCE(SUM(source.said * source.weight), 0), COALESCE(SUM(source.weight), 0)
    FROM lookup LEFT JOIN source
        ON source.key = lookup.key AND source.revealed <= lookup.term
    GROUP BY lookup.row ORDER BY lookup.row
"""
WINDOW = """
    WITH running AS (
        SELECT DISTINCT key, revealed,
            SUM(said * weight) OVER upto AS total,
            SUM(weight) OVER upto AS n
        FROM source WINDOW upto AS (PARTITION BY key ORDER BY revealed)
    )
    SELECT COALESCE(total, 0), COALESCE(n, 0) FROM lookup LEFT JOIN running
        ON running.key = lookup.key AND running.revealed = (
            SELECT MAX(revealed) FROM source
            WHERE source.key = lookup.key AND source.revealed <= lookup.term
        )
    ORDER BY lookup.row
"""


def by_sql(query: str, source: History, keys: list[str], terms: np.ndarray) -> np.ndarray:
    """Totals and counts, one row a lookup; source rows and lookups have the same keys."""
    with sqlite3.connect(":memory:") as database:
        pd.DataFrame(
            {"key": keys, "revealed": source.revealed, "said": source.value}
            | {"weight": source.weight}
        ).to_sql("source", database, index=False)
        pd.DataFrame({"row": range(len(keys)), "key": keys, "term": terms}).to_sql(
            "lookup", database, index=False
        )
        database.execute("CREATE INDEX by_key ON source (key, revealed)")
        return np.array(database.execute(query).fetchall())


def as_text(*columns: pd.Series | np.ndarray) -> list[str]:
    """Keys spelled out, so that our own coding of keys is put to the test too."""
    spelled = [pd.Series(np.asarray(column)).astype("string").fillna("?") for column in columns]
    return ["/".join(parts) for parts in zip(*spelled, strict=True)]


def spelled_keys(context, keys: tuple[str, ...]) -> list[str]:
    if not keys:
        return ["the Court"] * len(context.terms)
    return as_text(*(context.visible.column("oracle", key) for key in keys))


def test_labels_wait_in_the_oracles_court():
    """Else the oracle could not tell `revealed` from `term`."""
    cases = small_court.prepared().cases
    assert (cases["revealed_term"] > cases["term"] + 1).mean() > 0.05


@pytest.mark.parametrize("query", [AGGREGATE, WINDOW], ids=["aggregate", "window"])
@pytest.mark.parametrize("of", ["reversed", "other"])
@pytest.mark.parametrize("keys", KEYS[1:], ids="-".join)
def test_history_of_cases(keys, of, query):
    context = small_court.context()
    source, codes = context.decided_cases[of], context.keys("oracle", keys)
    ours = as_of(source, codes, codes, context.terms)
    theirs = by_sql(query, source, spelled_keys(context, keys), context.terms)
    np.testing.assert_allclose(np.column_stack([ours.total, ours.count]), theirs)


@pytest.mark.parametrize("keys", KEYS, ids=lambda keys: "-".join(keys) or "court")
def test_rate_and_count_features(keys):
    context = small_court.context()
    cases = small_court.prepared().cases
    source = History(
        cases["revealed_term"].to_numpy(int),
        (cases["outcome"] == OTHER).to_numpy(float),
        np.ones(len(cases)),
    )
    everyone = by_sql(AGGREGATE, source, ["the Court"] * len(cases), context.terms)
    court = (everyone[:, 0] + 5 * 0.5) / (everyone[:, 1] + 5)
    total, n = by_sql(AGGREGATE, source, spelled_keys(context, keys), context.terms).T
    expected = (total + SHRINKAGE * court) / (n + SHRINKAGE) if keys else court
    declared = (
        rate(*keys, of="other", half_life=NO_DECAY, shrinkage=SHRINKAGE)
        if keys
        else court_rate(of="other", half_life=NO_DECAY)
    )
    np.testing.assert_allclose(declared.compute(context), expected)
    if keys:
        counted = count(*keys, half_life=NO_DECAY).compute(context)
        np.testing.assert_allclose(counted, np.log1p(n))


#: What a vote says and whether it counts, in SQL over the prepared votes.
CAST = {
    "reversed": ("outcome = 1", "1"),
    "liberal": ("direction = 2", "direction IN (1, 2)"),
    "dissent": ("vote = 2", "vote IS NOT NULL"),
    "absent": ("vote IS NULL", "1"),
}


@pytest.mark.parametrize("of", CAST)
def test_rates_of_the_justices(of):
    votes = small_court.prepared().votes[
        ["justice", "term", "revealed_term", "outcome", "vote", "direction"]
    ]
    with sqlite3.connect(":memory:") as database:
        votes.rename_axis("row").to_sql("votes", database)
        database.execute("CREATE INDEX by_justice ON votes (justice, revealed_term)")
        said, counts = CAST[of]
        sums = f"SUM(CASE WHEN {counts} THEN {said} END) AS s, SUM({counts}) AS n"
        rows = database.execute(
            f"""
            WITH own AS (SELECT justice, revealed_term, {sums}
                FROM votes GROUP BY justice, revealed_term)
            SELECT COALESCE(SUM(s), 0), COALESCE(SUM(n), 0) FROM votes LEFT JOIN own
                ON own.justice = votes.justice AND own.revealed_term <= votes.term
            GROUP BY votes.row ORDER BY votes.row
            """
        ).fetchall()
        everyone = database.execute(
            f"""
            WITH all_of_them AS (SELECT revealed_term, {sums}
                FROM votes GROUP BY revealed_term), terms AS (SELECT DISTINCT term FROM votes)
            SELECT terms.term, COALESCE(SUM(s), 0), COALESCE(SUM(n), 0) FROM terms
                LEFT JOIN all_of_them ON all_of_them.revealed_term <= terms.term
            GROUP BY terms.term
            """
        ).fetchall()
    total, n = np.array(rows, dtype=float).T
    prior_of = {term: (s + 5 * 0.5) / (size + 5) for term, s, size in everyone}
    prior = votes["term"].map(prior_of).to_numpy(float)
    ours = small_court.context().roster.rate(of, NO_DECAY, JUSTICES.shrinkage)
    np.testing.assert_allclose(
        ours, (total + JUSTICES.shrinkage * prior) / (n + JUSTICES.shrinkage)
    )


@pytest.mark.parametrize(
    ("of", "said", "counts"),
    [
        ("reversed_relative", "outcome = 1", "outcome <> -1"),
        ("liberal_relative", "direction = 2", "COALESCE(direction, 0) IN (1, 2)"),
    ],
)
def test_votes_relative_to_the_colleagues_on_the_case(of, said, counts):
    votes = small_court.prepared().votes[["caseId", "outcome", "direction"]]
    with sqlite3.connect(":memory:") as database:
        votes.rename_axis("row").to_sql("votes", database)
        rows = database.execute(
            f"""
            SELECT row, ({said}) - (SUM({said}) OVER w - ({said})) * 1.0 / (COUNT(*) OVER w - 1)
            FROM votes WHERE {counts} WINDOW w AS (PARTITION BY caseId) ORDER BY row
            """
        ).fetchall()
    expected = {row: value for row, value in rows if value is not None}  # null: alone
    ours = small_court.context().roster.decided_votes[of]
    counted = np.flatnonzero(ours.weight)
    assert counted.tolist() == list(expected)
    np.testing.assert_allclose(ours.value[counted], list(expected.values()), atol=1e-12)


def slowly(source: History, keys: list[str], term: int, key: str, half_life: float):
    """Decayed total and count of one lookup, row by row."""
    total = n = 0.0
    for revealed, said, weight, own in zip(
        source.revealed, source.value, source.weight, keys, strict=True
    ):
        if own == key and revealed <= term:
            faded = weight * 0.5 ** ((term - revealed) / half_life)
            total += faded * said
            n += faded
    return total, n


@pytest.mark.parametrize("half_life", [0.5, 3.0, 40.0])
def test_decay(half_life):
    context = small_court.context()
    keys = spelled_keys(context, ("jurisdiction", "issueArea"))
    codes = key_codes([pd.Series(keys)])
    ours = as_of(context.decided_cases["reversed"], codes, codes, context.terms, half_life)
    for row in range(0, len(keys), 20):
        theirs = slowly(
            context.decided_cases["reversed"], keys, context.terms[row], keys[row], half_life
        )
        assert (ours.total[row], ours.count[row]) == pytest.approx(theirs)


def test_decayed_relative_votes_of_a_justice_within_issue_areas():
    context, votes = small_court.context(), small_court.prepared().votes
    areas = context.visible.column("oracle", "issueArea").to_numpy()[context.roster.case]
    keys = as_text(votes["justice"], areas)
    justices = as_text(votes["justice"])
    ours = relative_votes("liberal", "issueArea", params=JUSTICES).compute(context)
    source = context.roster.decided_votes["liberal_relative"]
    for row in range(0, len(votes), 450):
        term, distance = context.roster.term[row], 0.0
        for spelled in (justices, keys):
            total, n = slowly(source, spelled, term, spelled[row], JUSTICES.half_life)
            distance = (total + JUSTICES.shrinkage * distance) / (n + JUSTICES.shrinkage)
        assert ours[row] == pytest.approx(distance)
