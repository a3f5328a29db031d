"""The real transcripts as read: hearings and cases by term, and what could not be used."""

from __future__ import annotations

import os

import pandas as pd
import pytest
from make_transcript_counts import COUNTS, said
from real_court import ROOT, may_be_skipped

from scotus_forecast.core.project.layout import Layout
from scotus_forecast.data.obtain import OYEZ_DIR, find_transcripts
from scotus_forecast.transcripts.write import by_term

pytestmark = pytest.mark.real

_PROMISED = os.environ.get("CI") == "true" and bool(os.environ.get(OYEZ_DIR))
if may_be_skipped() or (not _PROMISED and find_transcripts(Layout("scdb", ROOT)) is None):
    pytest.skip("needs the real files and transcripts", allow_module_level=True)

TERMS = [
    # term, hearings, cases
    (1957, 208, 121),  # several days an argument
    (1971, 177, 149),
    (1985, 146, 146),
    (2010, 78, 78),
]


@pytest.mark.parametrize(("term", "hearings", "cases"), TERMS)
def test_a_term(term, hearings, cases):
    row = by_term(said()).set_index("term").loc[term]
    assert (row["hearings"], row["cases"]) == (hearings, cases)


def test_every_term_is_as_it_was():
    golden = pd.read_csv(COUNTS)
    found = by_term(said())
    shared = found[found["term"].isin(golden["term"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(shared, golden, check_dtype=False, rtol=1e-4)


def test_little_is_set_aside():
    """Where a transcript was published, almost every one is matched."""
    reasons = said().quarantine["reason"].value_counts()
    assert reasons.drop("no transcript was published").sum() < 30


def test_few_words_have_no_speaker():
    hearings = said().hearings
    assert hearings["unattributed"].sum() / hearings["words"].sum() < 0.05
