"""On the real Court, masked and imputed values tell no more than chance, and none is left out."""

from __future__ import annotations

import pytest
from real_court import may_be_skipped, prepared

from scotus_forecast.audit import masked_blanks
from scotus_forecast.core.project.params import load_params
from scotus_forecast.features.impute_missing import (
    APPELLATE,
    REVIEWING,
    missing_court,
    missing_disposition,
    missing_party,
)

pytestmark = pytest.mark.real

if may_be_skipped():
    pytest.skip("needs the real files in SCDB_DIR or data/external", allow_module_level=True)

PARAMS = load_params()
SEED = PARAMS.seed
TREATMENT = masked_blanks.lead_treatment(PARAMS.features.hot_deck)
FIRST_TERM = 1816
NAMES = [
    "codes beside jurisdiction", "codes", "codes of reviews", "parties", "courts", "dispositions",
]  # fmt: skip


@pytest.fixture(scope="module")
def cases():
    return prepared().cases


@pytest.fixture(scope="module")
def probed(cases):
    shown = masked_blanks.probed_columns(cases, TREATMENT(cases, SEED))
    return {
        asked.name: (asked, masked_blanks.probe_treated(cases, shown, asked, SEED, 0.95))
        for asked in masked_blanks.suspicions(cases)
    }


def test_masked_codes_alone_do_not_tell_what_was_blank_or_a_no_merits_code(probed):
    _, found = probed["codes"]
    assert found.alone.low <= 0.5


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_told_beyond_what_draws_explain(probed, name):
    assert masked_blanks.status_of(*probed[name]) != "fail"


def test_no_case_is_shown_without_a_party_court_or_disposition(cases):
    shown = cases.assign(**TREATMENT(cases, SEED))[cases["term"] >= FIRST_TERM]
    incomplete = missing_party(shown) | missing_court(shown) | missing_disposition(shown)
    assert int(incomplete.sum()) == 0


def test_appellate_courts_and_no_others_mostly_have_a_disposition_below(cases):
    """A trial court among them would have its rightful blanks imputed."""
    reviewed = cases[cases["jurisdiction"].isin(REVIEWING)]
    given = reviewed["lcDisposition"].notna()
    share = given.groupby(reviewed["caseSource"]).agg(["mean", "size"]).query("size >= 100")
    appellate = share.index.isin(APPELLATE)
    assert share["mean"][appellate].min() > 0.85
    assert share["mean"][~appellate].max() < 0.6


def test_how_many_cases_are_incomplete(cases):
    told = cases[cases["term"] >= FIRST_TERM]
    found = [
        int(missing(told).sum()) for missing in (missing_party, missing_court, missing_disposition)
    ]
    assert found == [729, 425, 849]
