"""When each of the 61 columns is knowable, as the codebook has it, and what a horizon refuses."""

import re

import pandas as pd
import pytest

from scotus_forecast.core.court.columns import COLUMNS, NO_MERITS_CODES
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.horizons import (
    HORIZONS,
    LEAD,
    NARROWEST_FIRST,
    Horizon,
    HorizonError,
    horizon_named,
)
from scotus_forecast.core.project.params import load_params
from scotus_forecast.core.walk_forward.feature_info import FeatureKind
from scotus_forecast.features.declarations import Feature, FeatureSet, code, rate
from scotus_forecast.features.feature_sets import feature_sets
from scotus_forecast.features.visible_columns import VisibleColumns

FEATURE_SETS = feature_sets(load_params().features)

#: Column, when it is knowable, whether its code was read off the opinion. `never` is an
#: identifier, whose order follows the U.S. Reports; `!` marks dates whose absence tells.
CODEBOOK = """
caseId                   never
docketId                 never
caseIssuesId             never
voteId                   never
dateDecision             decision
decisionType             decision
usCite                   decision
sctCite                  decision
ledCite                  decision
lexisCite                decision
term                     grant
naturalCourt             argument
chief                    argument
docket                   grant
caseName                 grant
dateArgument             argument  no  !
dateRearg                argument  no  !
petitioner               grant     wording
petitionerState          grant     wording
respondent               grant     wording
respondentState          grant     wording
jurisdiction             grant
adminAction              grant     wording
adminActionState         grant     wording
threeJudgeFdc            grant
caseOrigin               grant
caseOriginState          grant
caseSource               grant
caseSourceState          grant
lcDisagreement           grant     yes
certReason               grant     yes
lcDisposition            grant
lcDispositionDirection   grant     yes
declarationUncon         decision
caseDisposition          decision
caseDispositionUnusual   decision
partyWinning             decision
precedentAlteration      decision
voteUnclear              decision
issue                    grant     yes
issueArea                grant     yes
decisionDirection        decision
decisionDirectionDissent decision
authorityDecision1       decision
authorityDecision2       decision
lawType                  grant     yes
lawSupp                  grant     yes
lawMinor                 grant     yes
majOpinWriter            decision
majOpinAssigner          decision
splitVote                decision
majVotes                 decision
minVotes                 decision
justice                  argument
justiceName              argument
vote                     decision
opinion                  decision
direction                decision
majority                 decision
firstAgreement           decision
secondAgreement          decision
"""
ROWS = [[*line.split(), "no"][:3] for line in CODEBOOK.split("\n") if line]
ABSENCE_TELLS = {line.split()[0] for line in CODEBOOK.split("\n") if line.endswith("!")}

#: What a machine could have known with no human coder and no hindsight.
STRICT = {
    "term", "naturalCourt", "chief", "docket", "caseName", "petitioner", "petitionerState",
    "respondent", "respondentState", "jurisdiction", "adminAction", "adminActionState",
    "threeJudgeFdc", "caseOrigin", "caseOriginState", "caseSource", "caseSourceState",
    "lcDisposition", "justice", "justiceName",
}  # fmt: skip

#: And codes of earlier facts chosen after it, those whose blanks can be masked: not the law's.
ARGUMENT = STRICT | {
    "lcDisagreement", "certReason", "lcDispositionDirection", "issue", "issueArea",
}  # fmt: skip

#: The paper's features, hindsight included.
PAPER = {
    "term", "chief", "naturalCourt", "justice", "dateArgument", "dateDecision", "petitioner",
    "respondent", "jurisdiction", "adminAction", "caseSource", "caseOrigin", "lcDisagreement",
    "certReason", "lcDisposition", "lcDispositionDirection", "issue", "issueArea", "lawType",
    "lawSupp",
}  # fmt: skip


def test_table_is_the_codebooks():
    declared = [
        (column.name, column.known_at.name.lower(), str(column.coded_after)) for column in COLUMNS
    ]
    assert len(ROWS) == 61
    assert declared == [(n, known.replace("never", "decision"), after) for n, known, after in ROWS]
    assert {column.name for column in COLUMNS if column.absence_tells} == ABSENCE_TELLS
    assert {column.name for column in COLUMNS if column.rebuilt} == {"naturalCourt"}


@pytest.mark.parametrize(
    ("horizon", "columns"), [("strict", STRICT), ("argument", ARGUMENT), ("paper", PAPER)]
)
def test_what_a_horizon_may_see(horizon, columns):
    assert set(HORIZONS) == {"strict", "argument", "paper"}
    assert HORIZONS[horizon].columns == columns


def test_one_horizon_leads_and_the_order_runs_from_most_to_least_shown():
    assert [name for name, horizon in HORIZONS.items() if horizon.is_lead] == [LEAD] == ["argument"]
    assert list(HORIZONS) == ["paper", "argument", "strict"]
    assert NARROWEST_FIRST == ("strict", "argument", "paper")


def test_only_the_papers_own_horizon_sees_blanks_and_the_files_natural_court():
    for promise in ("masks_leaking_codes", "imputes_missing", "rebuilds_natural_court"):
        without = [name for name, horizon in HORIZONS.items() if not getattr(horizon, promise)]
        assert without == ["paper"], promise


BY_ISSUE_AREA = rate("jurisdiction", "issueArea", half_life=3, shrinkage=1)

REFUSALS = [
    # horizon, feature, column, reason
    ("argument", code("partyWinning"), "partyWinning", "known at decision"),
    ("strict", code("issue"), "issue", "known at grant, coded after: yes"),
    (
        "strict",
        rate("jurisdiction", "issueArea", half_life=3, shrinkage=1),
        "issueArea",
        "coded after: yes",
    ),
    ("argument", code("dateArgument"), "dateArgument", "its absence only at decision"),
    ("argument", code("lawType"), "lawType", "its blanks leak the outcome even when masked"),
    ("argument", code("caseId"), "caseId", "known at decision"),
    ("paper", code("caseDisposition"), "caseDisposition", "known at decision"),
    ("paper", code("petitionerState"), "petitionerState", "known at grant, coded after: wording"),
    ("strict", code("temperature"), "temperature", "no SCDB column"),
]


@pytest.mark.parametrize(
    ("horizon", "feature", "column", "reason"),
    REFUSALS,
    ids=[f"{horizon}-{column}" for horizon, _, column, _ in REFUSALS],
)
def test_refusal_names_feature_column_and_horizon(horizon, feature, column, reason):
    wanted = FeatureSet(case=(), vote=(feature,))
    told = rf"'{feature.name}' asks for column '{column}'.* '{horizon}' .*{re.escape(reason)}"
    with pytest.raises(HorizonError, match=told) as refused:
        wanted.allowed_on(HORIZONS[horizon])
    assert "\n" not in str(refused.value)
    assert isinstance(refused.value, UserError)


def test_a_column_that_was_not_declared_is_refused_when_it_is_used():
    """Declaring too little is no way round: the column itself is refused."""
    visible = VisibleColumns(
        HORIZONS["strict"], pd.DataFrame({"term": [2000], "partyWinning": [1]})
    )
    sneaky = Feature(
        "harmless",
        (),
        FeatureKind.CODE,
        compute=lambda c: c.column("harmless", "partyWinning").to_numpy(),
    )
    assert FeatureSet((sneaky,), ()).allowed_on(HORIZONS["strict"])
    with pytest.raises(HorizonError, match="'harmless' asks for column 'partyWinning'"):
        sneaky.compute(visible)


def test_a_derived_key_needs_the_column_it_is_derived_from():
    blind = Horizon(
        "blind",
        "shows the term only",
        frozenset({"term"}),
        masks_leaking_codes=False,
        imputes_missing=False,
        rebuilds_natural_court=False,
    )
    with pytest.raises(HorizonError, match="column 'petitioner', which horizon 'blind'"):
        VisibleColumns(blind, pd.DataFrame({"petitioner": [27]})).column("who", "petitioner_group")


@pytest.mark.parametrize(
    ("wider", "narrower"), [("paper", "argument"), ("paper", "strict"), ("argument", "strict")]
)
def test_features_of_a_wider_horizon_are_refused_on_a_narrower_one(wider, narrower):
    FEATURE_SETS[wider].allowed_on(HORIZONS[wider])
    with pytest.raises(HorizonError):
        FEATURE_SETS[wider].allowed_on(HORIZONS[narrower])


def test_unknown_horizon_lists_those_there_are():
    with pytest.raises(UserError, match="'argumant'; choose from paper, argument, strict"):
        horizon_named("argumant")


def test_codes_without_merits_are_the_codebooks():
    """Written out, so that the audit, which reads the same table, is not its own judge."""
    dismissed = {*range(90150, 90201)}
    assert NO_MERITS_CODES["issue"] == dismissed | {90370, 90430}
    assert NO_MERITS_CODES["lawSupp"] == {508}
    assert NO_MERITS_CODES["lawType"] == {9}
