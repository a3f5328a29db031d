"""Folding: telling cases look like an earlier ordinary one, and nothing else changes."""

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scotus_forecast.court.columns import NO_MERITS_CODES
from scotus_forecast.features.hot_deck import DONOR_POOL, LEAST_DONORS
from scotus_forecast.features.mask_leaking_codes import (
    FOLDED_COLUMNS,
    WITHOUT_DONOR,
    fold,
    tells_outcome,
)

TELLING_ISSUES = sorted(NO_MERITS_CODES["issue"])
SEEDS = st.integers(0, 2**31)

few = settings(max_examples=25, deadline=None)


@st.composite
def courts(draw, least=1):
    """Ordinary cases are all different, so that each donor can be recognised."""
    size = draw(st.integers(least, 60))
    rng = np.random.default_rng(draw(SEEDS))
    term = np.sort(rng.integers(1900, 1912, size))
    columns = {name: np.arange(size) + 10 for name in FOLDED_COLUMNS}
    cases = pd.DataFrame(columns).astype("Int32")
    for name in FOLDED_COLUMNS:
        cases.loc[rng.random(size) < 0.08, name] = pd.NA
    cases.loc[rng.random(size) < 0.1, "issue"] = rng.choice(TELLING_ISSUES)
    return seen_before(cases).assign(
        jurisdiction=pd.array(rng.choice([1, 2], size), "Int32"),
        term=term,
        revealed_term=term + 1 + rng.integers(0, 3, size),
    )


def seen_before(cases: pd.DataFrame) -> pd.DataFrame:
    """Cases all alike in what is known of them before they are decided."""
    alike = {"petitioner": 28, "respondent": 126, "caseSource": 24, "lcDisposition": 2}
    columns = {name: pd.array([code] * len(cases), "Int32") for name, code in alike.items()}
    agency = pd.array([pd.NA] * len(cases), "Int32")
    ids = [f"{number:05d}" for number in range(len(cases))]
    return cases.assign(**columns, adminAction=agency, caseId=ids)


@few
@given(courts(), SEEDS)
def test_folded_columns_have_no_blank_and_no_code_without_merits(cases, seed):
    folded = fold(cases, seed)
    assert tuple(folded.columns) == FOLDED_COLUMNS
    assert (folded >= 0).to_numpy().all()
    assert not tells_outcome(folded).any()


@few
@given(courts(), SEEDS)
def test_ordinary_cases_are_untouched(cases, seed):
    ordinary = ~tells_outcome(cases)
    kept = cases.loc[ordinary, list(FOLDED_COLUMNS)]
    assert (fold(cases, seed)[ordinary] == kept).to_numpy().all()


@few
@given(courts(), SEEDS)
def test_a_telling_case_takes_all_columns_from_one_earlier_decided_case(cases, seed):
    folded = fold(cases, seed)
    telling = tells_outcome(cases)
    for row in np.flatnonzero(telling):
        donors = ~telling & (cases["revealed_term"] <= cases["term"][row])
        taken = tuple(folded.iloc[row])
        offered = set(cases.loc[donors, list(FOLDED_COLUMNS)].itertuples(index=False, name=None))
        assert taken in (offered or {tuple(WITHOUT_DONOR.values())})


@few
@given(courts(), SEEDS)
def test_folding_twice_gives_the_same(cases, seed):
    assert fold(cases, seed).equals(fold(cases, seed))


@few
@given(courts(), SEEDS, st.integers(1900, 1912))
def test_later_cases_change_no_earlier_fold(cases, seed, term):
    """Neither their columns nor their being there at all."""
    past = cases[cases["term"] <= term]
    assume(len(past))
    assert fold(cases, seed).loc[past.index].equals(fold(past, seed))


def test_another_seed_draws_other_donors():
    cases = _one_term_after(100, telling=30)
    assert not fold(cases, 1).equals(fold(cases, 2))


def test_donors_are_the_latest_under_the_same_jurisdiction():
    cases = _one_term_after(2 * DONOR_POOL + 50, telling=200)
    donors = set(fold(cases, 0)["issue"].tail(200))
    alike = cases.index[(cases.index < len(cases) - 200) & (cases["jurisdiction"] == 1)]
    assert donors <= set(cases.loc[alike[-DONOR_POOL:], "issue"])
    assert len(donors) > DONOR_POOL / 4


def test_few_cases_of_a_jurisdiction_are_no_pool_of_their_own():
    """Else the rare jurisdiction's one donor would be told from its repetition."""
    cases = _one_term_after(100, telling=40)
    cases["jurisdiction"] = [5] * (LEAST_DONORS - 1) + [1] * (101 - LEAST_DONORS) + [5] * 40
    assert fold(cases, 0)["issue"].tail(40).max() >= LEAST_DONORS - 1


def _one_term_after(ordinary: int, telling: int) -> pd.DataFrame:
    """Ordinary cases of both jurisdictions decided in 1900, then telling ones of 1901."""
    size = ordinary + telling
    cases = pd.DataFrame({name: np.arange(size) for name in FOLDED_COLUMNS}).astype("Int32")
    cases.loc[cases.index >= ordinary, "lcDisagreement"] = pd.NA
    term = np.where(cases.index < ordinary, 1900, 1901)
    jurisdiction = np.where(cases.index < ordinary, np.arange(size) % 2 + 1, 1)
    return seen_before(cases).assign(jurisdiction=jurisdiction, term=term, revealed_term=term + 1)


def test_a_donor_comes_from_the_same_kind_of_court_where_enough_do():
    cases = _one_term_after(400, telling=30)
    cases["jurisdiction"] = 1
    cases.loc[cases.index % 4 == 0, "caseSource"] = 300
    folded = fold(cases, 0)["issue"].tail(30)
    state = cases["caseSource"].tail(30) == 300
    assert (folded[state] % 4 == 0).all()
    assert (folded[~state] % 4 != 0).all()


@few
@given(courts(), SEEDS)
def test_the_order_of_the_rows_does_not_matter(cases, seed):
    turned = cases.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(fold(turned, seed).loc[cases.index], fold(cases, seed))
