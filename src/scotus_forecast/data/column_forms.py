"""What a cell of each SCDB column may hold: the one place of bounds, forms and dates.

Read are SCDB's own ``11/18/1946``; year first, as ``1946-11-18`` or ``1946/11/18``; a named month,
as ``18-Nov-1946`` or ``18NOV1946``; each with a time stamp of midnight behind it; and
``18/11/1946`` where a whole file writes the day first. A year of two digits, a spreadsheet's
serial number and any other time of day stay unread.

`data.typed_columns` and `data.rejection` set aside what lies outside; `data.prepare` checks that
nothing outside is left. Ranges follow the SCDB codebook where it closes a list of codes. They are
wide where a later release may add one (justices, parties, courts, issues).
"""

from __future__ import annotations

import re
from enum import StrEnum

import pandas as pd

from scotus_forecast.core.court.columns import COLUMNS, Kind
from scotus_forecast.core.court.outcomes import DISPOSITION_CODES, VOTE_CODES

#: A file writes the day first when at least this share of its dates can be read in no other
#: way and none contradicts it. Of real dates three in five fall after the twelfth.
DAY_FIRST_SHARE = 0.25

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_MIDNIGHT = (
    r"(?:[T ]0{1,2}:00(?::00(?:\.0+)?)?(?: ?(?:Z|UTC|\+00:?00))?|,? 12:00(?::00)? ?[Aa][Mm])?"
)
_YEAR_FIRST = (
    r"^(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})" + _MIDNIGHT + "$"
)
_YEAR_LAST = (
    r"^(?P<first>[0-9]{1,2})[-/.](?P<second>[0-9]{1,2})[-/.](?P<year>[0-9]{4})" + _MIDNIGHT + "$"
)
_NAMED = r"^(?P<day>[0-9]{1,2})[- ]?(?P<month>[A-Za-z]{3})[- ]?(?P<year>[0-9]{4})" + _MIDNIGHT + "$"

#: Years a date may have before it is compared with its term.
_YEARS = (1000, 2999)
_LAST_MONTH = 12


class Order(StrEnum):
    """Whether the month or the day comes first where the year comes last."""

    MONTH_FIRST = "month/day/year"
    DAY_FIRST = "day/month/year"
    UNCLEAR = "unclear"


def order_of(text: pd.Series) -> Order:
    """Tell how a file writes its dates from the distinct texts of all its columns of dates.

    Parameters
    ----------
    text : pd.Series of str
        Stripped.

    Returns
    -------
    Order
        ``MONTH_FIRST``, SCDB's own order, unless dates speak against it.
    """
    parts = text.str.extract(_YEAR_LAST).dropna()
    first, second = parts["first"].astype(int), parts["second"].astype(int)
    only_day_first = ((first > _LAST_MONTH) & (second <= _LAST_MONTH)).sum()
    only_month_first = ((second > _LAST_MONTH) & (first <= _LAST_MONTH)).sum()
    if only_day_first <= only_month_first:
        return Order.MONTH_FIRST
    if only_month_first == 0 and only_day_first >= DAY_FIRST_SHARE * len(parts):
        return Order.DAY_FIRST
    return Order.UNCLEAR


def only_day_first(text: pd.Series) -> pd.Series:
    """Whether each text is a date only if the day comes first, as 18/11/1946."""
    parts = text.str.extract(_YEAR_LAST)
    return pd.to_numeric(parts["first"]).gt(_LAST_MONTH) & pd.to_numeric(parts["second"]).le(
        _LAST_MONTH
    )


def read_dates(text: pd.Series, order: Order) -> pd.Series:
    """Read stripped texts as dates, missing where one cannot be read without doubt.

    Returns
    -------
    pd.Series of datetime64[s]
    """
    last = text.str.extract(_YEAR_LAST)
    names = ("second", "first") if order is Order.DAY_FIRST else ("first", "second")
    year_last = last.rename(columns=dict(zip(names, ("month", "day"), strict=True)))
    named = text.str.extract(_NAMED)
    named["month"] = named["month"].str.lower().map(_NUMBER_OF_MONTH)
    forms = (text.str.extract(_YEAR_FIRST), year_last, named)
    first, *others = (_assemble(parts) for parts in forms)
    for other in others:
        first = first.fillna(other)
    return first


def _assemble(parts: pd.DataFrame) -> pd.Series:
    if parts["year"].isna().all():
        return pd.Series(pd.NaT, index=parts.index, dtype="datetime64[s]")
    numbers = parts[["year", "month", "day"]].apply(pd.to_numeric)
    possible = numbers.where(numbers["year"].between(*_YEARS))
    return pd.to_datetime(possible, errors="coerce").astype("datetime64[s]")


_NUMBER_OF_MONTH = {name: str(place) for place, name in enumerate(_MONTHS, start=1)}


#: Cells that hold nothing, in columns of codes and dates.
BLANKS = frozenset({"", "NA", "NULL"})

#: Mark of the legacy file's placeholder rows, in `justice` and `splitVote`.
PLACEHOLDER = -99

#: First and last term, as years; the first is that of SCDB.
TERMS = (1791, 2100)

#: Justices who vote in one case; the files hold 5 to 10.
BENCH = (1, 12)

#: Identifiers of justices in use are 1 to 118.
JUSTICES = (1, 9_999)

#: Year of decision minus the term; the files hold -1 to 11 (1895-077 was decided in 1906).
YEARS_TO_DECISION = (-2, 15)

#: Year of the Court's first sitting: no argument or decision is older.
FIRST_SITTING = 1790

#: Characters of a text; the longest name of a case has 1,000.
LONGEST_TEXT = 10_000

#: Stands for bytes that are no text; SCDB's own files hold none.
REPLACEMENT = "\ufffd"

_FLAG, _THREE = (0, 1), (1, 3)
_OPEN = (1, 9_999)
_OR_NONE = (0, 9_999)

CODE_RANGES: dict[str, tuple[int, int]] = {
    "decisionType": (1, 8),
    "term": TERMS,
    "naturalCourt": _OPEN,
    "petitioner": _OPEN,
    "petitionerState": _OPEN,
    "respondent": _OPEN,
    "respondentState": _OPEN,
    "jurisdiction": (1, 15),
    "adminAction": _OPEN,
    "adminActionState": _OPEN,
    "threeJudgeFdc": _FLAG,
    "caseOrigin": _OPEN,
    "caseOriginState": _OPEN,
    "caseSource": _OPEN,
    "caseSourceState": _OPEN,
    "lcDisagreement": _FLAG,
    "certReason": (1, 13),
    "lcDisposition": (1, 12),
    "lcDispositionDirection": _THREE,
    "declarationUncon": (1, 4),
    "caseDisposition": (min(DISPOSITION_CODES), max(DISPOSITION_CODES)),
    "caseDispositionUnusual": _FLAG,
    "partyWinning": (0, 2),
    "precedentAlteration": _FLAG,
    "voteUnclear": _FLAG,
    "issue": (10_000, 999_999),
    "issueArea": (1, 14),
    "decisionDirection": _THREE,
    "decisionDirectionDissent": _FLAG,
    "authorityDecision1": (1, 7),
    "authorityDecision2": (1, 7),
    "lawType": (1, 9),
    "lawSupp": _OPEN,
    "majOpinWriter": _OR_NONE,
    "majOpinAssigner": _OR_NONE,
    "splitVote": (1, 2),
    "majVotes": (0, BENCH[1]),
    "minVotes": (0, BENCH[1]),
    "justice": JUSTICES,
    "vote": (min(VOTE_CODES), max(VOTE_CODES)),
    "opinion": _THREE,
    "direction": (1, 2),
    "majority": (1, 2),
    "firstAgreement": _OR_NONE,
    "secondAgreement": _OR_NONE,
}

#: Filled in at least three of four rows of every decade of SCDB's releases. Columns whose blanks
#: our copies may have turned to 0 are left out.
MOSTLY_FILLED = frozenset(
    {
        "dateDecision", "decisionType", "naturalCourt", "chief", "caseName", "petitioner",
        "respondent", "jurisdiction", "caseOrigin", "caseSource", "lcDisagreement", "certReason",
        "lcDispositionDirection", "caseDisposition", "partyWinning", "issue", "issueArea",
        "decisionDirection", "lawType", "majVotes", "minVotes", "justiceName", "vote", "opinion",
        "majority",
    }
)  # fmt: skip

#: The official legacy file holds text where these columns hold codes elsewhere.
MAY_HOLD_TEXT = frozenset({"adminAction", "adminActionState"})

#: ``caseId`` as in 1946-001; a simulated Court has terms of more than 999 cases.
CASE_ID = re.compile(r"[0-9]{4}-[0-9]{3,6}")

#: ``voteId`` is the case, the docket, the issue, the vote and the seat: 1946-001-01-01-01-01.
VOTE_ID = re.compile(r"[0-9]{4}-[0-9]{3,6}(?:-[0-9]{1,3}){3,4}")

#: 1946-001 as spreadsheets rewrite it: Jan-46, 46-Jan, 1/1/1946, 1946-01-01, Jan 1946.
REWRITTEN_ID = re.compile(
    r"[^\W\d_]{3,}\.?[- ](?:[0-9]{2}|[0-9]{4})"
    r"|[0-9]{2}[- ][^\W\d_]{3,}\.?"
    r"|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}"
)

#: A whole number in ASCII digits; spreadsheets and data frames may add ``.0``.
_WHOLE = r"[+-]?[0-9]{1,18}(?:\.0*)?"

_INVISIBLE = re.compile("[\u200b\u2060\ufeff]")


def strip(text: pd.Series) -> pd.Series:
    """Remove white space around each text, non-breaking and zero-width characters included."""
    stripped = text.str.strip()
    if stripped.str.contains(_INVISIBLE).any():
        stripped = stripped.str.replace(_INVISIBLE, "", regex=True).str.strip()
    return stripped


def blank(text: pd.Series) -> pd.Series:
    """Whether each stripped text stands for a missing value."""
    return text.isin(BLANKS)


def whole_number(text: pd.Series) -> pd.Series:
    """Read stripped texts as whole numbers, missing where one is no such number.

    Returns
    -------
    pd.Series of Int64
        ``1946``, ``1946.0`` and ``+1946`` are 1946; ``1946.5``, ``1e3`` and digits of other
        scripts are missing.
    """
    fitting = text.str.fullmatch(_WHOLE).fillna(False).astype(bool)
    digits = text.where(fitting).str.replace(r"\.0*$", "", regex=True)
    return digits.astype("object").map(int, na_action="ignore").astype("Int64")


def code(text: pd.Series, name: str) -> pd.Series:
    """Read stripped texts as codes of the column `name`, missing outside its range.

    Returns
    -------
    pd.Series of Int32
    """
    number = whole_number(text)
    return number.where(number.between(*CODE_RANGES[name]).fillna(False)).astype("Int32")


def expected(name: str) -> str:
    """What a cell of the column holds, in words for a message."""
    if name == "caseId":
        return "an identifier like 1946-001"
    if name == "voteId":
        return "an identifier like 1946-001-01-01-01-01, of the case in caseId"
    if name == "term":
        return f"a year from {TERMS[0]} to {TERMS[1]}, that with which caseId begins"
    kind = _KINDS[name]
    if kind is Kind.DATE:
        return f"a date like 11/18/1946 or 1946-11-18, from {FIRST_SITTING} on and near its term"
    if kind is Kind.TEXT:
        return f"text of at most {LONGEST_TEXT:,} characters"
    first, last = CODE_RANGES[name]
    return f"a whole number from {first} to {last}"


_KINDS = {column.name: column.kind for column in COLUMNS}
