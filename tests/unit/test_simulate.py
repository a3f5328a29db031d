"""The simulated Court: shape, consistency of its columns, and exactness of its truth."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from scotus_forecast.core.court import columns
from scotus_forecast.core.court.calendar import CHIEFS
from scotus_forecast.core.court.columns import NO_MERITS_CODES
from scotus_forecast.core.court.outcomes import OTHER, REVERSE, case_outcome, vote_outcome
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.params import SimulatedParams
from scotus_forecast.data import simulate as module
from scotus_forecast.data.simulate import simulate, simulate_blocks
from scotus_forecast.data.simulation.docket import cases_by_term
from scotus_forecast.data.simulation.truth import Panels, interpolate, merits_tables

PARAMS = SimulatedParams(cases=4000, first_term=1791, last_term=2019)


@pytest.fixture(scope="module")
def court():
    return simulate(PARAMS, 7)


@pytest.fixture(scope="module")
def rows(court):
    return court.rows


@pytest.fixture(scope="module")
def votes(rows):
    """Rows with codes as numbers and their outcomes."""
    codes = rows.replace("", None)
    for name in ("term", "vote", "majority", "direction", "caseDisposition", "justice", "issue"):
        codes[name] = pd.to_numeric(codes[name])
    for name in ("majVotes", "minVotes", "decisionDirection", "naturalCourt", "lawSupp"):
        codes[name] = pd.to_numeric(codes[name])
    outcome = vote_outcome(codes["vote"], codes["caseDisposition"])
    return codes.assign(outcome=outcome, case_outcome=case_outcome(codes["caseDisposition"]))


@pytest.fixture(scope="module")
def cases(votes):
    return votes.drop_duplicates("caseId")


def test_rows_have_the_61_columns_as_text(rows):
    assert list(rows.columns) == columns.names()
    assert (rows.dtypes == "str").all()
    assert not rows.isna().to_numpy().any()


def test_every_term_has_cases(cases):
    assert set(cases["term"]) == set(range(1791, 2020))
    assert cases.groupby("term").size().min() >= 3
    assert len(cases) == PARAMS.cases


def test_docket_has_the_shape_of_the_real_one():
    counts = cases_by_term(np.arange(1791, 2020), 28_532)
    assert counts.sum() == 28_532
    assert counts[:20].mean() < 30
    assert counts[1885 - 1791] > 200


@pytest.mark.parametrize(("number", "cases"), [(1, 500), (229, 500), (310, 500), (3, 3_000_000)])
def test_docket_adds_up(number, cases):
    counts = cases_by_term(np.arange(1791, 1791 + number), cases)
    assert counts.sum() == cases
    assert counts.min() >= 0


def test_identifiers_are_unique_and_widen(rows):
    assert rows["voteId"].is_unique
    assert rows["caseId"].str.fullmatch(r"\d{4}-\d{3}").all()
    wide = simulate(SimulatedParams(cases=1500, first_term=1950, last_term=1950), 1).rows
    assert wide["caseId"].iloc[-1] == "1950-1500"


def test_bench_has_five_to_ten_justices(rows):
    bench = rows.groupby("caseId").size()
    assert bench.between(5, 10).all()
    assert not rows.duplicated(["caseId", "justice"]).any()


def test_natural_court_names_chief_and_roster(votes):
    ranges = {chief.name: chief.natural_courts for chief in CHIEFS}
    first = votes["chief"].map(lambda name: ranges[name][0])
    last = votes["chief"].map(lambda name: ranges[name][1])
    assert votes["naturalCourt"].between(first, last).all()
    rosters = votes.groupby("caseId")["justice"].agg(tuple)
    courts = votes.groupby("caseId")["naturalCourt"].first()
    assert len(set(zip(courts, rosters, strict=True))) == courts.nunique()


def test_careers_begin_and_end_without_gap(votes):
    sat = votes.groupby("justice")["naturalCourt"].agg(["min", "max", "nunique"])
    order = np.sort(votes["naturalCourt"].unique())
    span = np.searchsorted(order, sat["max"]) - np.searchsorted(order, sat["min"]) + 1
    assert (span == sat["nunique"]).all()
    assert votes.groupby("justice")["term"].min().is_monotonic_increasing
    assert votes.groupby("justice")["term"].agg(np.ptp).max() < 60


def test_justices_are_plainly_invented(rows):
    assert rows["justiceName"].str.fullmatch(r"JSim\d{3}").all()


def test_majority_and_counts_follow_the_votes(votes):
    divided = votes["vote"].eq(8).groupby(votes["caseId"]).transform("any")
    joined = votes["vote"].isin([1, 3, 4, 5]).groupby(votes["caseId"]).transform("sum")
    against = votes["vote"].eq(2).groupby(votes["caseId"]).transform("sum")
    assert (votes["majVotes"] == joined)[~divided].all()
    assert (votes["minVotes"] == against)[~divided].all()
    assert (votes["majVotes"] == votes["minVotes"])[divided].all()
    assert (votes["majVotes"] > votes["minVotes"])[~divided & votes["vote"].notna()].all()
    assert (votes["majority"].eq(2) == votes["vote"].isin([1, 3, 4, 5])).all()
    assert (votes["majority"].eq(1) == votes["vote"].isin([2, 7])).all()


def test_directions_follow_the_decision(votes):
    specified = votes["direction"].notna()
    same = votes["direction"].eq(votes["decisionDirection"])
    assert (same == votes["majority"].eq(2))[specified].all()
    assert votes.loc[~specified & votes["majority"].notna(), "decisionDirection"].eq(3).all()


def test_absent_justices_have_a_row_with_a_blank_vote(votes):
    absent = votes["vote"].isna()
    assert 0.01 < absent.mean() < 0.1
    assert votes.loc[absent, ["opinion", "direction", "majority"]].isna().all(axis=None)


def test_blanks_and_no_merits_codes_tell_the_outcome(cases):
    other = cases["case_outcome"] == OTHER
    no_merits = cases["issue"].isin(NO_MERITS_CODES["issue"])
    assert no_merits.any()
    assert other[no_merits].all()
    for name in ("certReason", "lawType", "lcDispositionDirection", "dateArgument"):
        blank = cases[name].isna()
        assert blank[other].mean() > 2 * blank[~other].mean()
    assert cases["lawSupp"].eq(508).any()


def test_some_labels_come_late_and_some_cases_are_reargued(cases):
    decided = pd.to_datetime(cases["dateDecision"], format="%m/%d/%Y")
    next_opening = pd.to_datetime((cases["term"] + 1).astype(str) + "-10-07")
    late = decided > next_opening
    assert 0 < late.mean() < 0.02
    again = cases["dateRearg"].notna()
    assert 0 < again.mean() < 0.05
    argued = pd.to_datetime(cases["dateArgument"], format="%m/%d/%Y")
    assert (argued[argued.notna()] < decided[argued.notna()]).all()


def test_truth_covers_every_case_and_vote_in_order(court, votes):
    of_cases = court.truth[court.truth["justice"].isna()]
    of_votes = court.truth[court.truth["justice"].notna()]
    assert list(of_cases["case_id"]) == list(votes["caseId"].unique())
    assert list(of_votes["case_id"]) == list(votes["caseId"])
    assert list(of_votes["justice"]) == list(votes["justice"])
    assert court.truth["justice"].dtype == "Int16"
    assert court.truth["p_reverse"].between(0, 1).all()


@pytest.mark.parametrize("ceiling", ["p_reverse", "p_reverse_on_paper", "p_reverse_with_case"])
def test_outcomes_are_calibrated_to_the_truth(ceiling):
    court = simulate(SimulatedParams(cases=30_000, first_term=1791, last_term=2019), 3)
    codes = court.rows[["vote", "caseDisposition", "caseId"]].replace("", None)
    vote, disposition = pd.to_numeric(codes["vote"]), pd.to_numeric(codes["caseDisposition"])
    reversed_case = case_outcome(disposition[~codes["caseId"].duplicated()]) == 1
    reversed_vote = vote_outcome(vote, disposition) == 1
    if ceiling == "p_reverse_with_case":
        reversed_vote &= case_outcome(disposition) == 1
    for happened, is_vote in ((reversed_case, False), (reversed_vote, True)):
        p = court.truth.loc[court.truth["justice"].notna() == is_vote, ceiling].to_numpy()
        for part in np.array_split(np.argsort(p), 10):
            # Votes of a case go together, so that nine rows count as little more than one.
            error = np.sqrt((p[part] * (1 - p[part])).sum() * (9 if is_vote else 1))
            assert abs(happened[part].sum() - p[part].sum()) < 4 * error


def test_what_is_coded_after_the_decision_tells_of_its_outcome(court, cases):
    """A case that a code calls one without merits is not reversed; others are likelier to be."""
    of_cases = court.truth[court.truth["justice"].isna()]
    before, after = (of_cases[name].to_numpy() for name in ("p_reverse", "p_reverse_on_paper"))
    said = after == 0
    assert 0 < said.mean() < 0.2
    assert (cases["case_outcome"].to_numpy()[said] == OTHER).all()
    happened = (cases["case_outcome"] == REVERSE).to_numpy()
    losses = [np.mean((p - happened) ** 2) for p in (after, before)]
    assert losses[0] < losses[1]


def _by_enumeration(inclination, lean, spread, absent, consensus):
    """Chance of reversal of the case, of the first justice and of both, every state summed."""
    shock = np.linspace(-8, 8, 4001)
    weight = norm.pdf(shock) * (shock[1] - shock[0])
    case, first, both = 0.0, 0.0, 0.0
    for state in product((1, -1, 0), repeat=len(lean)):
        chance = np.ones_like(shock)
        for vote, own in zip(state, lean, strict=True):
            p = norm.cdf((inclination + own + shock) / spread)
            chance = chance * {1: (1 - absent) * p, -1: (1 - absent) * (1 - p), 0: absent}[vote]
        mass = (chance * weight).sum()
        margin = sum(state)
        case += mass * (margin > 0)
        joined = state[0] != 0 and margin > 0
        own_vote = state[0] == 1 and margin != 0
        first += mass * (consensus * joined + (1 - consensus) * own_vote)
        both += mass * (consensus * joined + (1 - consensus) * (own_vote and margin > 0))
    return case, first, both


@pytest.mark.parametrize("spread", [0.8, 1.2])
@pytest.mark.parametrize("inclination", [-1.3, 0.05, 2.2])
def test_truth_agrees_with_enumeration(spread, inclination):
    lean = np.array([0.9, -0.3, 0.4, -1.1, 0.0])
    panels = Panels(
        lean=np.r_[lean, 0.0][None],
        seated=np.array([[True] * 5 + [False]]),
        spread=np.array([spread]),
        absent=np.array([0.1]),
        consensus=np.array([0.3]),
    )
    tables = merits_tables(panels)
    at = (np.array([0]), np.array([inclination]))
    case, first, both = _by_enumeration(inclination, lean, spread, 0.1, 0.3)
    assert interpolate(tables[:, 0], *at)[0] == pytest.approx(case, abs=2e-5)
    assert interpolate(tables[:, 1], *at)[0] == pytest.approx(first, abs=2e-5)
    assert interpolate(tables[:, 7], *at)[0] == pytest.approx(both, abs=2e-5)
    assert interpolate(tables[:, 6], *at)[0] == interpolate(tables[:, 12], *at)[0] == 0


def test_blocks_are_the_same_court(monkeypatch):
    params = SimulatedParams(cases=700, first_term=1900, last_term=1950)
    monkeypatch.setattr(module, "CASES_AT_ONCE", 300)
    blocks = list(simulate_blocks(params, 5))
    whole = simulate(params, 5)
    assert [block.rows["caseId"].nunique() for block in blocks] == [300, 300, 100]
    rows = pd.concat([block.rows for block in blocks], ignore_index=True)
    pd.testing.assert_frame_equal(rows, whole.rows)
    assert whole.truth["justice"].isna().to_numpy()[:700].all()
    assert list(whole.truth["case_id"][700:]) == list(whole.rows["caseId"])


def test_bayes_is_well_above_the_baselines(court, votes, cases):
    """Six points above always-reverse and the most frequent label of the last ten terms."""
    is_vote = court.truth["justice"].notna()
    for table, p, outcome in (
        (cases, court.truth.loc[~is_vote, "p_reverse"], "case_outcome"),
        (votes, court.truth.loc[is_vote, "p_reverse"], "outcome"),
    ):
        scored = table["term"].between(1816, 2014).to_numpy()
        happened = (table[outcome] == 1).to_numpy()
        bayes = ((p.to_numpy() >= 0.5) == happened)[scored].mean()
        frequent = (_most_frequent(table["term"], table[outcome], 10) == happened)[scored].mean()
        assert bayes > max(happened[scored].mean(), frequent) + 0.06


def _most_frequent(term, outcome, window):
    counts = pd.crosstab(term, outcome).rolling(window, min_periods=1).sum().shift(fill_value=0)
    return term.map(counts.idxmax(axis=1)).to_numpy() == 1


def test_a_span_without_terms_is_refused():
    with pytest.raises(UserError, match="last_term 1850 is before first_term 1900"):
        simulate(SimulatedParams(cases=500, first_term=1900, last_term=1850), 1)
