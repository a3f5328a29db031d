"""Masking: leaking cases look like an earlier ordinary one, and nothing else changes."""

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scotus_forecast.core.court.columns import NO_MERITS_CODES
from scotus_forecast.core.project.settings import HotDeckParams
from scotus_forecast.features.visible_columns import (
    MASKED_COLUMNS,
    WITHOUT_DONOR,
    leaks_outcome,
    mask_leaking_codes,
)

NO_MERITS_ISSUES = sorted(NO_MERITS_CODES["issue"])
SEEDS = st.integers(0, 2**31)

HOT_DECK = HotDeckParams(pool=200, least_donors=20)
POOL, LEAST_DONORS = HOT_DECK.pool, HOT_DECK.least_donors

few = settings(max_examples=25, deadline=None)


@st.composite
def courts(draw, least=1):
    """Ordinary cases are all different, so that each donor can be recognised."""
    size = draw(st.integers(least, 60))
    rng = np.random.default_rng(draw(SEEDS))
    term = np.sort(rng.integers(1900, 1912, size))
    columns = {name: np.arange(size) + 10 for name in MASKED_COLUMNS}
    cases = pd.DataFrame(columns).astype("Int32")
    for name in MASKED_COLUMNS:
        cases.loc[rng.random(size) < 0.08, name] = pd.NA
    cases.loc[rng.random(size) < 0.1, "issue"] = rng.choice(NO_MERITS_ISSUES)
    return seen_before(cases).assign(
        jurisdiction=pd.array(rng.choice([1, 2], size), "Int32"),
        term=term,
        revealed_term=term + 1 + rng.integers(0, 3, size),
    )


def mask(cases: pd.DataFrame, seed: int) -> pd.DataFrame:
    return mask_leaking_codes(cases, HOT_DECK, seed)


def seen_before(cases: pd.DataFrame) -> pd.DataFrame:
    """Cases all alike in what is known of them before they are decided."""
    alike = {"petitioner": 28, "respondent": 126, "caseSource": 24, "lcDisposition": 2}
    columns = {name: pd.array([code] * len(cases), "Int32") for name, code in alike.items()}
    agency = pd.array([pd.NA] * len(cases), "Int32")
    ids = [f"{number:05d}" for number in range(len(cases))]
    return cases.assign(**columns, adminAction=agency, caseId=ids)


@few
@given(courts(), SEEDS)
def test_masked_columns_have_no_blank_and_no_code_without_merits(cases, seed):
    masked = mask(cases, seed)
    assert tuple(masked.columns) == MASKED_COLUMNS
    assert (masked >= 0).to_numpy().all()
    assert not leaks_outcome(masked).any()


@few
@given(courts(), SEEDS)
def test_ordinary_cases_are_untouched(cases, seed):
    ordinary = ~leaks_outcome(cases)
    kept = cases.loc[ordinary, list(MASKED_COLUMNS)]
    assert (mask(cases, seed)[ordinary] == kept).to_numpy().all()


@few
@given(courts(), SEEDS)
def test_a_leaking_case_takes_all_columns_from_one_earlier_decided_case(cases, seed):
    masked = mask(cases, seed)
    leaking = leaks_outcome(cases)
    for row in np.flatnonzero(leaking):
        donors = ~leaking & (cases["revealed_term"] <= cases["term"][row])
        taken = tuple(masked.iloc[row])
        offered = set(cases.loc[donors, list(MASKED_COLUMNS)].itertuples(index=False, name=None))
        assert taken in (offered or {tuple(WITHOUT_DONOR.values())})


@few
@given(courts(), SEEDS)
def test_masking_twice_gives_the_same(cases, seed):
    assert mask(cases, seed).equals(mask(cases, seed))


@few
@given(courts(), SEEDS, st.integers(1900, 1912))
def test_later_cases_mask_no_earlier_case_otherwise(cases, seed, term):
    """Neither their columns nor their being there at all."""
    past = cases[cases["term"] <= term]
    assume(len(past))
    assert mask(cases, seed).loc[past.index].equals(mask(past, seed))


def test_another_seed_draws_other_donors():
    cases = _one_term_after(100, leaking=30)
    assert not mask(cases, 1).equals(mask(cases, 2))


def test_donors_are_the_latest_under_the_same_jurisdiction():
    cases = _one_term_after(2 * POOL + 50, leaking=200)
    donors = set(mask(cases, 0)["issue"].tail(200))
    alike = cases.index[(cases.index < len(cases) - 200) & (cases["jurisdiction"] == 1)]
    assert donors <= set(cases.loc[alike[-POOL:], "issue"])
    assert len(donors) > POOL / 4


def test_few_cases_of_a_jurisdiction_are_no_pool_of_their_own():
    """Else the rare jurisdiction's one donor would be told from its repetition."""
    cases = _one_term_after(100, leaking=40)
    cases["jurisdiction"] = [5] * (LEAST_DONORS - 1) + [1] * (101 - LEAST_DONORS) + [5] * 40
    assert mask(cases, 0)["issue"].tail(40).max() >= LEAST_DONORS - 1


def _one_term_after(ordinary: int, leaking: int) -> pd.DataFrame:
    """Ordinary cases of both jurisdictions decided in 1900, then leaking ones of 1901."""
    size = ordinary + leaking
    cases = pd.DataFrame({name: np.arange(size) for name in MASKED_COLUMNS}).astype("Int32")
    cases.loc[cases.index >= ordinary, "lcDisagreement"] = pd.NA
    term = np.where(cases.index < ordinary, 1900, 1901)
    jurisdiction = np.where(cases.index < ordinary, np.arange(size) % 2 + 1, 1)
    return seen_before(cases).assign(jurisdiction=jurisdiction, term=term, revealed_term=term + 1)


def test_a_donor_comes_from_the_same_kind_of_court_where_enough_do():
    cases = _one_term_after(400, leaking=30)
    cases["jurisdiction"] = 1
    cases.loc[cases.index % 4 == 0, "caseSource"] = 300
    masked = mask(cases, 0)["issue"].tail(30)
    state = cases["caseSource"].tail(30) == 300
    assert (masked[state] % 4 == 0).all()
    assert (masked[~state] % 4 != 0).all()


@few
@given(courts(), SEEDS)
def test_the_order_of_the_rows_does_not_matter(cases, seed):
    turned = cases.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(mask(turned, seed).loc[cases.index], mask(cases, seed))
