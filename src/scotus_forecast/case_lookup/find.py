"""Finding cases by identifier, citation, docket number or name."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from scotus_forecast.core.project.errors import UserError

#: Columns of the prepared cases that a query may name.
COLUMNS = (
    "caseId", "caseName", "term", "usCite", "sctCite", "ledCite", "lexisCite", "docket",
    "dateDecision",
)  # fmt: skip

CITATIONS = ("usCite", "sctCite", "ledCite", "lexisCite")

#: Names this alike are taken for the one asked for; those below the second bound are not offered.
ALIKE, NOT_ALIKE = 90.0, 65.0

#: A name wins alone only when the next is this far behind.
CLEAR = 4.0

#: Cases offered where several match.
OFFERED = 12

_CASE_ID = re.compile(r"\d{4}-\d{3}[a-z]?")

#: A citation, alone or after a name, and the year in which the case was decided after a name.
_CITED = re.compile(
    r"\d+\s+(?:U\.?\s?S\.?(?:\s?LEXIS)?|S\.?\s?Ct\.?|L\.?\s?Ed\.?(?:\s?2d)?"
    r"|Dall\.?|Cranch|Wheat\.?|Pet\.?|How\.?|Black|Wall\.?)\s+\d+",
    re.IGNORECASE,
)
_YEAR = re.compile(r"[\s,]+\(?(1[789]\d\d|20\d\d)\)?$")

#: A party that is only part of the one asked for counts less than one with the same words.
PART = 0.9
#: Normalisation of names, in order; patterns of RE2, which pandas runs on whole columns.
_NORMALISED = (
    (r" (?:v|vs|versus)[.,]? ", " v "),
    (r"[.'’]", ""),
    (r"[^0-9a-z& ]", " "),
    (r"\b(?:petitioners?|appellants?|appellees?|respondents?|plaintiffs? in error)\b", " "),
    (r"\b(?:et al|etc|et ux|the)\b", " "),
    (r"\bus\b", "united states"),
    (r"\bunited states of america\b", "united states"),
    (r" +", " "),
)


def find(cases: pd.DataFrame, query: str) -> np.ndarray:
    """Rows of the cases that `query` names, the best first; one row where it names one case.

    Parameters
    ----------
    cases : pd.DataFrame
        Prepared cases with `COLUMNS`.
    query : str
        SCDB ``caseId``, a citation (also after a name), a docket number, or a name, which may be
        misspelt and may end in the year of the decision.

    Returns
    -------
    np.ndarray of int, shape (n_found,)
        At most `OFFERED`.

    Raises
    ------
    UserError
        When nothing is found; names the nearest cases.
    """
    wanted = query.strip()
    if not wanted:
        raise UserError("no case named; give a name, a citation, a docket number or a caseId")
    if cited := _CITED.search(wanted):
        return _at(cases, cited[0])
    if _CASE_ID.fullmatch(wanted) and not (cases["caseId"] == wanted).any():
        raise UserError(f"no case has the caseId {wanted}; give its name or citation")
    exact = _exactly(cases, wanted)
    return exact[:OFFERED] if len(exact) else _of_year(cases, wanted)


def _at(cases: pd.DataFrame, citation: str) -> np.ndarray:
    found = _exactly(cases, citation)
    if not len(found):
        raise UserError(
            f"no case at {citation}; the database cites U.S. Reports as 410 U.S. 113, and S. Ct., "
            "L. Ed. and LEXIS"
        )
    return found[:OFFERED]


def _of_year(cases: pd.DataFrame, wanted: str) -> np.ndarray:
    """Rows by name, of the cases decided in the year that stands after it, if one does."""
    year = _YEAR.search(wanted)
    if year is None:
        return _by_name(cases, wanted)
    # A term opens in October, so its decisions are of that year and the next.
    kept = np.flatnonzero(cases["term"].isin([int(year[1]) - 1, int(year[1])]))
    if not len(kept):
        raise UserError(f"no case was decided in {year[1]}")
    return kept[_by_name(cases.iloc[kept], wanted[: year.start()])]


def _exactly(cases: pd.DataFrame, wanted: str) -> np.ndarray:
    """Rows with this identifier, citation or docket number, latest first."""
    if _CASE_ID.fullmatch(wanted):
        return _rows(cases["caseId"] == wanted)
    code = _squeezed(wanted)
    if not any(letter.isdigit() for letter in code):
        return _rows(np.zeros(len(cases), dtype=bool))
    cited = np.zeros(len(cases), dtype=bool)
    for column in CITATIONS:
        cited |= _squeeze(cases[column]).to_numpy() == code
    docket = code.removeprefix("no")
    return _rows(cited) if cited.any() else _rows(_squeeze(cases["docket"]).to_numpy() == docket)


def _rows(mask: pd.Series | np.ndarray) -> np.ndarray:
    return np.flatnonzero(np.asarray(mask, dtype=bool))[::-1]


def _squeezed(text: str) -> str:
    """Letters, digits and hyphens in lower case."""
    return re.sub(r"[^0-9a-z-]", "", text.lower())


def _squeeze(column: pd.Series) -> pd.Series:
    return column.fillna("").str.lower().str.replace(r"[^0-9a-z-]", "", regex=True)


def _by_name(cases: pd.DataFrame, wanted: str) -> np.ndarray:
    scores = name_scores(cases["caseName"], wanted)
    order = np.argsort(-scores, kind="stable")[:OFFERED]
    best = scores[order]
    if best[0] < NOT_ALIKE:
        raise UserError(f"no case called '{wanted}'; the nearest are {_nearest(cases, order[:3])}")
    if best[0] >= ALIKE and (len(best) == 1 or best[0] - best[1] >= CLEAR):
        return order[:1]
    return order[best >= max(NOT_ALIKE, best[0] - 3 * CLEAR)]


def _nearest(cases: pd.DataFrame, rows: np.ndarray) -> str:
    nearest = cases.iloc[rows]
    return "; ".join(
        f"{name} ({case})"
        for name, case in zip(nearest["caseName"], nearest["caseId"])  # noqa: B905
    )


def name_scores(names: pd.Series, wanted: str) -> np.ndarray:
    """How like each name is to the one wanted, 0-100.

    Words that both have count most, side by side where both name two sides ("v."); what a name has
    beyond them counts a little, so that the shortest of equally good names comes first.

    Parameters
    ----------
    names : pd.Series of str, shape (n_cases,)
    wanted : str

    Returns
    -------
    np.ndarray of float, shape (n_cases,)
    """
    plain = normalised_names(names)
    query = normalise(wanted)
    whole = _scores(fuzz.token_sort_ratio, query, plain)
    return 0.9 * _shared(query, plain) + 0.1 * whole


def _shared(query: str, plain: list[str]) -> np.ndarray:
    """Likeness by the words both have: of the whole name, or side by side."""
    petitioner, versus, respondent = query.partition(" v ")
    if not versus:
        return _scores(fuzz.token_set_ratio, query, plain)
    halves = [name.partition(" v ") for name in plain]
    sides = [
        _party(query_, [half[place] for half in halves])
        for query_, place in ((petitioner, 0), (respondent, 2))
    ]
    # The side that fits worse counts twice: one party alone is not the case.
    return (np.minimum(*sides) + sides[0] / 2 + sides[1] / 2) / 2


def _party(query: str, names: list[str]) -> np.ndarray:
    """Likeness of one party: by whole words, or by letters where a word is misspelt."""
    words = _scores(fuzz.token_set_ratio, query, names)
    return np.maximum(words, PART * _scores(fuzz.partial_ratio, query, names))


def _scores(scorer: Callable[..., float], query: str, names: list[str]) -> np.ndarray:
    return process.cdist([query], names, scorer=scorer)[0].astype(float)


def normalise(name: str) -> str:
    """Lower case without punctuation, roles and ``et al.``, with ``v`` between the parties.

    Examples
    --------
    >>> normalise("ROE et al. v. WADE, DISTRICT ATTORNEY"), normalise("U.S. versus Nixon")
    ('roe v wade district attorney', 'united states v nixon')
    """
    plain = name.lower()
    for pattern, plainer in _NORMALISED:
        plain = re.sub(pattern, plainer, plain)
    return plain.strip()


def normalised_names(names: pd.Series) -> list[str]:
    """Normalise many names at once, in their order; blanks become empty."""
    plain = names.astype("string").fillna("").str.lower()
    for pattern, plainer in _NORMALISED:
        plain = plain.str.replace(pattern, plainer, regex=True)
    return plain.str.strip().tolist()
