"""What rows are grouped by: facts of the case, of the vote and of how the Court divided."""

from __future__ import annotations

import pandas as pd

from scotus_forecast.court.circuits import circuit_names
from scotus_forecast.court.issue_areas import ISSUE_AREAS

#: Group of a row whose case lacks the fact.
UNKNOWN = "unknown"

_MAJORITY_VOTES = (1, 3, 4, 5)
_DISSENT = 2
_EQUALLY_DIVIDED = 8


def case_attributes(cases: pd.DataFrame, votes: pd.DataFrame) -> pd.DataFrame:
    """Chief, issue area, circuit, unanimity and margin of every case.

    Parameters
    ----------
    cases, votes : pd.DataFrame
        Prepared tables.

    Returns
    -------
    pd.DataFrame of string, shape (n_cases, 5)
        Indexed by ``caseId``.
    """
    by_case = cases.set_index("caseId")
    facts = pd.DataFrame(
        {
            "chief": by_case["chief"],
            "issue_area": by_case["issueArea"].map(ISSUE_AREAS),
            "circuit": circuit_names(by_case["caseSource"]),
        }
    )
    return facts.join(division(votes)).astype("string")


def division(votes: pd.DataFrame) -> pd.DataFrame:
    """How the Court divided, from the votes as counted.

    Votes 1, 3, 4 and 5 are with the Court, 2 against; dissents from denial and jurisdictional
    dissents (6, 7) count as not taking part, as in SCDB's ``majVotes``. An equal division (8) is
    divided with margin 0. A case with no counted vote has neither.

    Parameters
    ----------
    votes : pd.DataFrame
        ``caseId, vote``.

    Returns
    -------
    pd.DataFrame of string
        ``unanimity`` (``unanimous``, ``divided``) and ``margin``, indexed by ``caseId``.
    """
    vote = votes["vote"]
    flags = {
        "with_court": vote.isin(_MAJORITY_VOTES),
        "against": vote.eq(_DISSENT).fillna(False),
        "equal": vote.eq(_EQUALLY_DIVIDED).fillna(False),
    }
    counted = pd.DataFrame(flags).astype(int).groupby(votes["caseId"]).sum()
    counted = counted[counted.sum(axis=1) > 0]
    split = (counted["against"] > 0) | (counted["equal"] > 0)
    return pd.DataFrame(
        {
            "unanimity": split.map({True: "divided", False: "unanimous"}),
            "margin": (counted["with_court"] - counted["against"]).abs().astype("string"),
        }
    )


def justice_names(votes: pd.DataFrame) -> pd.Series:
    """Name of each justice, indexed by SCDB's number."""
    return votes.drop_duplicates("justice").set_index("justice")["justiceName"]


def row_attributes(rows: pd.DataFrame, by_case: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Attributes of the rows of a panel.

    Parameters
    ----------
    rows : pd.DataFrame, shape (n_rows, ...)
        ``case_id, justice, term``.
    by_case : pd.DataFrame
        See `case_attributes`.
    names : pd.Series
        See `justice_names`.

    Returns
    -------
    pd.DataFrame of string, shape (n_rows, 7 or 8)
        Columns are the groups; ``justice`` for votes only. No value is missing.
    """
    term = rows["term"].astype("int64")
    calendar = {"term": term.astype("string"), "decade": decade(term)}
    facts = by_case.reindex(rows["case_id"]).reset_index(drop=True)
    table = pd.DataFrame(calendar).reset_index(drop=True).join(facts)
    if rows["justice"].notna().any():
        table["justice"] = rows["justice"].map(names).to_numpy()
    return table.astype("string").fillna(UNKNOWN)


def decade(term: pd.Series) -> pd.Series:
    """Decade of each term, as in ``1930s``."""
    return (term // 10 * 10).astype("string") + "s"
