"""The earlier cases most like a case, by the codes they share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scotus_forecast.court.codes import with_party_groups

#: What two cases may have in common, in the words a reader is shown.
ATTRIBUTES: dict[str, str] = {
    "issue": "issue",
    "issueArea": "issue area",
    "petitioner": "petitioner",
    "respondent": "respondent",
    "petitioner_group": "kind of petitioner",
    "respondent_group": "kind of respondent",
    "caseSource": "court below",
    "lcDispositionDirection": "direction below",
    "jurisdiction": "how it came",
}

#: Columns of the prepared cases that are read.
COLUMNS = (
    "caseId", "caseName", "term", "outcome", "revealed_term",
    *(name for name in ATTRIBUTES if not name.endswith("_group")),
)  # fmt: skip

#: Columns that tell what a group of parties tells more coarsely.
_FINER = {"issueArea": "issue", "petitioner_group": "petitioner", "respondent_group": "respondent"}


def nearest_cases(cases: pd.DataFrame, case: pd.Series, term: int, most: int = 5) -> pd.DataFrame:
    """Cases known at `term` that share most with `case`, the latest first among equals.

    Parameters
    ----------
    cases : pd.DataFrame
        Prepared cases with `COLUMNS`.
    case : pd.Series
        Values of `ATTRIBUTES`, missing allowed; a missing value is shared with nobody.
    term : int
        Only cases revealed by then are searched.
    most : int

    Returns
    -------
    pd.DataFrame, shape (at most `most`, 5)
        ``caseId, caseName, term, outcome, shared`` (words).

    Notes
    -----
    A shared value counts as the logarithm of how rare it is among the cases searched (inverse
    occurrence frequency; Boriah, Chandola & Kumar 2008, doi 10.1137/1.9781611972788.22).
    """
    known = with_party_groups(cases[cases["revealed_term"] <= term].reset_index(drop=True))
    alike = {name: _equal(known[name], case.get(name)) for name in ATTRIBUTES}
    likeness = sum(same * _rarity(same) for same in alike.values())
    order = np.lexsort((-known["term"].to_numpy(int), -np.asarray(likeness)))[:most]
    shared = [_shared_words({n: bool(same[row]) for n, same in alike.items()}) for row in order]
    columns = ["caseId", "caseName", "term", "outcome"]
    return known.iloc[order][columns].assign(shared=shared).reset_index(drop=True)


def _equal(column: pd.Series, value: object) -> np.ndarray:
    if value is None or pd.isna(value):
        return np.zeros(len(column), dtype=bool)
    return (column == value).fillna(False).to_numpy(bool)


def _rarity(same: np.ndarray) -> float:
    return float(np.log(len(same) / same.sum())) if same.any() else 0.0


def _shared_words(alike: dict[str, bool]) -> str:
    """What is shared, without what follows from something finer."""
    told = [
        words
        for name, words in ATTRIBUTES.items()
        if alike[name] and not alike.get(_FINER.get(name, ""), False)
    ]
    return ", ".join(told)
