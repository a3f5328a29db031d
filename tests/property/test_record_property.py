"""The record: what is to be expected is never blank, and what is known stays."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from scotus_forecast.features.impute_missing import (
    APPELLATE,
    PARTY_COLUMNS,
    RECORD_COLUMNS,
    REVIEWING,
    SIDES,
    STATE_COURTS,
    STATE_PARTIES,
    UNIDENTIFIABLE,
    complete,
    lacks_court,
    lacks_disposition,
    lacks_party,
    unidentified,
)

SEEDS = st.integers(0, 2**31)
COURTS = (24, 28, 300, 66, 410)

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
    ).astype(dict.fromkeys([*RECORD_COLUMNS, "jurisdiction"], "Int32"))
    for name in RECORD_COLUMNS:
        cases.loc[rng.random(size) < 0.15, name] = pd.NA
    return cases


def lacks(cases: pd.DataFrame) -> np.ndarray:
    return lacks_party(cases) | lacks_court(cases) | lacks_disposition(cases)


@few
@given(courts(), SEEDS)
def test_once_someone_could_be_a_donor_nothing_expected_is_blank(cases, seed):
    completed = cases.assign(**complete(cases, seed))
    whole = ~lacks(cases) & cases["jurisdiction"].isin([1, 2]) & cases["lcDisposition"].notna()
    whole &= cases["caseSource"].isin(APPELLATE)
    first = cases.loc[whole, "revealed_term"].min()
    assert not lacks(completed)[cases["term"] >= (first if whole.any() else np.inf)].any()


@few
@given(courts(), SEEDS)
def test_what_is_known_stays_and_so_does_a_blank_that_belongs(cases, seed):
    completed, record = complete(cases, seed), cases[list(RECORD_COLUMNS)]
    pd.testing.assert_frame_equal(completed[~lacks(cases)], record[~lacks(cases)])
    others = [name for name in RECORD_COLUMNS if name not in PARTY_COLUMNS]
    kept = completed[others].where(record[others].notna())
    pd.testing.assert_frame_equal(kept, record[others])
    for code, state in SIDES:
        known = ~unidentified(cases[code])
        pd.testing.assert_frame_equal(completed.loc[known, [code]], record.loc[known, [code]])
        same = completed.loc[known, state].where(record.loc[known, state].notna())
        pd.testing.assert_series_equal(same, record.loc[known, state])


@few
@given(courts(), SEEDS, st.integers(1900, 1912))
def test_later_cases_change_no_earlier_record(cases, seed, term):
    past = cases[cases["term"] <= term]
    pd.testing.assert_frame_equal(complete(cases, seed).loc[past.index], complete(past, seed))


@few
@given(courts(), SEEDS)
def test_what_is_filled_in_under_a_state_court_is_of_its_state(cases, seed):
    completed = complete(cases, seed)
    state = completed["caseSourceState"]
    under = cases["jurisdiction"].isin(REVIEWING) & completed["caseSource"].isin(STATE_COURTS)
    blank = cases[["caseOrigin", "caseOriginState"]].isna().all(axis=1)
    filled = under & state.notna() & blank & completed["caseOrigin"].isin(STATE_COURTS)
    assert (completed["caseOriginState"] == state)[filled].all()
    for code, of in SIDES:
        party = under & state.notna() & unidentified(cases[code])
        party &= completed[code].isin(STATE_PARTIES)
        assert (completed[of] == state)[party].all()


def test_a_trial_court_has_no_disposition_to_lack():
    cases = pd.DataFrame(
        {
            "jurisdiction": [1, 1, 9, 1, 1],
            "caseOrigin": [66, 66, None, 66, 302],
            "caseSource": [66, 21, None, None, 302],
            "lcDisposition": [None] * 5,
        },
        dtype="Int32",
    )
    assert lacks_court(cases).tolist() == [False, False, False, True, False]
    assert lacks_disposition(cases).tolist() == [False, True, False, False, False]
