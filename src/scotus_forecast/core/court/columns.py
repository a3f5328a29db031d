"""All 61 columns of a justice-centered SCDB file, and when each is known.

Only this table declares when a column is known; `project.horizons` enforces it.
Source: the SCDB codebook, https://scdb.la.psu.edu/.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class KnownAt(IntEnum):
    """Moment at which a fact about a case can first be known; later moments compare greater."""

    GRANT = 1
    ARGUMENT = 2
    DECISION = 3


class CodedAfter(StrEnum):
    """Whether SCDB chose the code after the decision, from the opinion.

    With ``WORDING`` the fact is known before and only its code follows the words of the opinion.
    With ``YES`` the code may leak the outcome.
    """

    NO = "no"
    WORDING = "wording"
    YES = "yes"


class Level(StrEnum):
    """Whether a value belongs to the case or to one justice's vote in it."""

    CASE = "case"
    VOTE = "vote"


class Kind(StrEnum):
    """How a column is typed by `data.prepare`."""

    CODE = "code"
    TEXT = "text"
    DATE = "date"


@dataclass(frozen=True)
class Column:
    """One SCDB column.

    Attributes
    ----------
    name, meaning : str
    known_at : KnownAt
    coded_after : CodedAfter
    kind : Kind
    level : Level
    rebuilt : bool
        The file assigns its value at the decision; horizons before it derive it anew.
    absence_tells : bool
        Its value is known before the decision, but only the decision tells that it has none.
    """

    name: str
    meaning: str
    known_at: KnownAt
    coded_after: CodedAfter = CodedAfter.NO
    kind: Kind = Kind.CODE
    level: Level = Level.CASE
    rebuilt: bool = False
    absence_tells: bool = False


_G, _A, _D = KnownAt.GRANT, KnownAt.ARGUMENT, KnownAt.DECISION
_WORDING, _YES, _NO = CodedAfter.WORDING, CodedAfter.YES, CodedAfter.NO
_TEXT, _DATE = Kind.TEXT, Kind.DATE
_VOTE = Level.VOTE

#: Identifiers follow the order of the U.S. Reports within a term, so they count as decided facts.
COLUMNS: tuple[Column, ...] = (
    Column("caseId", "case identifier", _D, kind=_TEXT),
    Column("docketId", "docket identifier", _D, kind=_TEXT),
    Column("caseIssuesId", "issue identifier", _D, kind=_TEXT),
    Column("voteId", "vote identifier", _D, kind=_TEXT, level=_VOTE),
    Column("dateDecision", "date of decision", _D, kind=_DATE),
    Column("decisionType", "form of the decision", _D),
    Column("usCite", "citation, U.S. Reports", _D, kind=_TEXT),
    Column("sctCite", "citation, Supreme Court Reporter", _D, kind=_TEXT),
    Column("ledCite", "citation, Lawyers' Edition", _D, kind=_TEXT),
    Column("lexisCite", "citation, LEXIS", _D, kind=_TEXT),
    Column("term", "October Term in which decided", _G),
    Column("naturalCourt", "natural court", _A, rebuilt=True),
    Column("chief", "Chief Justice", _A, kind=_TEXT),
    Column("docket", "docket number", _G, kind=_TEXT),
    Column("caseName", "name of the case", _G, kind=_TEXT),
    Column("dateArgument", "date of argument", _A, kind=_DATE, absence_tells=True),
    Column("dateRearg", "date of reargument", _A, kind=_DATE, absence_tells=True),
    Column("petitioner", "petitioning party", _G, _WORDING),
    Column("petitionerState", "state of the petitioner", _G, _WORDING),
    Column("respondent", "responding party", _G, _WORDING),
    Column("respondentState", "state of the respondent", _G, _WORDING),
    Column("jurisdiction", "how the case came to the Court", _G),
    Column("adminAction", "agency below", _G, _WORDING),
    Column("adminActionState", "state of the agency below", _G, _WORDING),
    Column("threeJudgeFdc", "from a three-judge district court", _G),
    Column("caseOrigin", "court of origin", _G),
    Column("caseOriginState", "state of the court of origin", _G),
    Column("caseSource", "court whose decision is reviewed", _G),
    Column("caseSourceState", "state of the court reviewed", _G),
    Column("lcDisagreement", "dissent below, if the opinion mentions it", _G, _YES),
    Column("certReason", "reason the Court gives for taking the case", _G, _YES),
    Column("lcDisposition", "disposition by the court reviewed", _G),
    Column("lcDispositionDirection", "ideological direction of the court reviewed", _G, _YES),
    Column("declarationUncon", "declaration of unconstitutionality", _D),
    Column("caseDisposition", "disposition of the case", _D),
    Column("caseDispositionUnusual", "unusual disposition", _D),
    Column("partyWinning", "winning party", _D),
    Column("precedentAlteration", "formal alteration of precedent", _D),
    Column("voteUnclear", "vote unclear", _D),
    Column("issue", "issue (278 codes)", _G, _YES),
    Column("issueArea", "issue area (1-14)", _G, _YES),
    Column("decisionDirection", "ideological direction of the decision", _D),
    Column("decisionDirectionDissent", "direction of the dissent", _D),
    Column("authorityDecision1", "authority for the decision", _D),
    Column("authorityDecision2", "second authority for the decision", _D),
    Column("lawType", "kind of law at stake", _G, _YES),
    Column("lawSupp", "law at stake", _G, _YES),
    Column("lawMinor", "law at stake, as text", _G, _YES, kind=_TEXT),
    Column("majOpinWriter", "author of the majority opinion", _D),
    Column("majOpinAssigner", "assigner of the majority opinion", _D),
    Column("splitVote", "first or second vote on an issue", _D),
    Column("majVotes", "votes in the majority", _D),
    Column("minVotes", "votes in dissent", _D),
    Column("justice", "justice on the roster", _A, level=_VOTE),
    Column("justiceName", "name of the justice", _A, kind=_TEXT, level=_VOTE),
    Column("vote", "how the justice voted", _D, level=_VOTE),
    Column("opinion", "opinion written by the justice", _D, level=_VOTE),
    Column("direction", "ideological direction of the vote", _D, level=_VOTE),
    Column("majority", "in the majority or in dissent", _D, level=_VOTE),
    Column("firstAgreement", "opinion agreed with", _D, level=_VOTE),
    Column("secondAgreement", "second opinion agreed with", _D, level=_VOTE),
)

COLUMN_BY_NAME: dict[str, Column] = {column.name: column for column in COLUMNS}

#: Columns Katz, Bommarito & Blackman (2017) use, after-the-fact ones included.
PAPER_COLUMNS = frozenset(
    {
        "term", "chief", "naturalCourt", "justice", "dateArgument", "dateDecision", "petitioner",
        "respondent", "jurisdiction", "adminAction", "caseSource", "caseOrigin", "lcDisagreement",
        "certReason", "lcDisposition", "lcDispositionDirection", "issue", "issueArea", "lawType",
        "lawSupp",
    }
)  # fmt: skip

#: Codes that go with a disposition without merits, by column (SCDB codebook).
NO_MERITS_CODES: dict[str, frozenset[int]] = {
    "issue": frozenset({*range(90150, 90201), 90370, 90430}),
    "lawSupp": frozenset({508}),
    "lawType": frozenset({9}),
}


def names(level: Level | None = None) -> list[str]:
    """Column names in file order, all or those of one level."""
    return [column.name for column in COLUMNS if level in (None, column.level)]
