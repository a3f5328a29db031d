"""Imputation: a value that must exist is never missing, and what is known stays."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from scotus_forecast.core.project.settings import HotDeckParams
from scotus_forecast.features.impute_missing import (
    APPELLATE,
    IMPUTED_COLUMNS,
    PARTIES,
    PARTY_COLUMNS,
    REVIEWING,
    STATE_COURTS,
    STATE_PARTIES,
    UNIDENTIFIABLE,
    impute_missing,
    missing_court,
    missing_disposition,
    missing_party,
    unidentified,
)

SEEDS = st.integers(0, 2**31)
COURTS = (24, 28, 300, 66, 410)

HOT_DECK = HotDeckParams(pool=200, least_donors=20)

few = settings(max_examples=25, deadline=None)


@st.composite
def courts(draw, least: int = 1):
    size = draw(st.integers(least, 80))
    rng = np.random.default_rng(draw(SEEDS))
    term = np.sort(rng.integers(1900, 1912, size))
    cases = pd.DataFrame(
        {
            "caseId": [f"{number:05d}" for number in range(size)],
            "term": term,
            "revealed_term": term + 1 + rng.integers(0, 3, size),
            "jurisdiction": rng.choice([1, 2, 9], size),
            "petitioner": rng.choice([27, 28, 126, UNIDENTIFIABLE], size),
            "petitionerState": rng.integers(1, 50, size),
            "respondent": rng.choice([27, 28, 126, UNIDENTIFIABLE], size),
            "respondentState": rng.integers(1, 50, size),
            "caseOrigin": rng.choice(COURTS, size),
            "caseOriginState": rng.integers(1, 50, size),
            "caseSource": rng.choice(COURTS, size),
            "caseSourceState": rng.integers(1, 50, size),
            "lcDisposition": rng.integers(1, 9, size),
        }
    ).astype(dict.fromkeys([*IMPUTED_COLUMNS, "jurisdiction"], "Int32"))
    for name in IMPUTED_COLUMNS:
        cases.loc[rng.random(size) < 0.15, name] = pd.NA
    return cases


def impute(cases: pd.DataFrame, seed: int) -> pd.DataFrame:
    return impute_missing(cases, HOT_DECK, seed)


def incomplete(cases: pd.DataFrame) -> np.ndarray:
    return missing_party(cases) | missing_court(cases) | missing_disposition(cases)


@few
@given(courts(), SEEDS)
def test_once_a_case_could_be_a_donor_nothing_that_must_exist_is_missing(cases, seed):
    imputed = cases.assign(**impute(cases, seed))
    whole = ~incomplete(cases) & cases["jurisdiction"].isin([1, 2]) & cases["lcDisposition"].notna()
    whole &= cases["caseSource"].isin(APPELLATE)
    first = cases.loc[whole, "revealed_term"].min()
    assert not incomplete(imputed)[cases["term"] >= (first if whole.any() else np.inf)].any()


@few
@given(courts(), SEEDS)
def test_what_is_known_stays_and_so_does_a_rightful_blank(cases, seed):
    imputed, given = impute(cases, seed), cases[list(IMPUTED_COLUMNS)]
    pd.testing.assert_frame_equal(imputed[~incomplete(cases)], given[~incomplete(cases)])
    others = [name for name in IMPUTED_COLUMNS if name not in PARTY_COLUMNS]
    kept = imputed[others].where(given[others].notna())
    pd.testing.assert_frame_equal(kept, given[others])
    for code, state in PARTIES:
        known = ~unidentified(cases[code])
        pd.testing.assert_frame_equal(imputed.loc[known, [code]], given.loc[known, [code]])
        same = imputed.loc[known, state].where(given.loc[known, state].notna())
        pd.testing.assert_series_equal(same, given.loc[known, state])


@few
@given(courts(), SEEDS, st.integers(1900, 1912))
def test_later_cases_impute_no_earlier_case_otherwise(cases, seed, term):
    past = cases[cases["term"] <= term]
    pd.testing.assert_frame_equal(impute(cases, seed).loc[past.index], impute(past, seed))


@few
@given(courts(), SEEDS)
def test_what_is_imputed_under_a_state_court_is_of_its_state(cases, seed):
    imputed = impute(cases, seed)
    state = imputed["caseSourceState"]
    under = cases["jurisdiction"].isin(REVIEWING) & imputed["caseSource"].isin(STATE_COURTS)
    blank = cases[["caseOrigin", "caseOriginState"]].isna().all(axis=1)
    filled = under & state.notna() & blank & imputed["caseOrigin"].isin(STATE_COURTS)
    assert (imputed["caseOriginState"] == state)[filled].all()
    for code, of in PARTIES:
        party = under & state.notna() & unidentified(cases[code])
        party &= imputed[code].isin(STATE_PARTIES)
        assert (imputed[of] == state)[party].all()


def test_a_trial_court_misses_no_disposition():
    cases = pd.DataFrame(
        {
            "jurisdiction": [1, 1, 9, 1, 1],
            "caseOrigin": [66, 66, None, 66, 302],
            "caseSource": [66, 21, None, None, 302],
            "lcDisposition": [None] * 5,
        },
        dtype="Int32",
    )
    assert missing_court(cases).tolist() == [False, False, False, True, False]
    assert missing_disposition(cases).tolist() == [False, True, False, False, False]
