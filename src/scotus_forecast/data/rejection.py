"""Which raw rows can be used, which record of a case stands, and why others do not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from scotus_forecast.data import column_forms as forms


def make_cases_agree(values: pd.DataFrame, texts: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Give all rows of a case the value of most of them, in place.

    Where no value stands in more than half of a case's rows, the case has none.

    Parameters
    ----------
    values : pd.DataFrame, shape (n_rows, n_columns)
        Typed; `caseId` tells the case.
    texts : dict of str to np.ndarray of int, shape (n_rows,)
        For each column of the case, equal numbers where the file has equal text.

    Returns
    -------
    dict of str to np.ndarray of bool, shape (n_rows,)
        Which rows differed from what now stands, for columns in which any did.
    """
    case, _ = pd.factorize(values["caseId"])
    first = np.unique(case, return_index=True)[1][case]
    differing = {}
    for name, text in texts.items():
        if (text != text[first]).any():
            differing[name] = _agree(values, name, case, first)
    return {name: found for name, found in differing.items() if found.any()}


def _agree(values: pd.DataFrame, name: str, case: np.ndarray, first: np.ndarray) -> np.ndarray:
    codes, distinct = pd.factorize(values[name])
    odd = np.unique(case[codes != codes[first]])
    if not len(odd):
        return np.zeros(len(values), dtype=bool)
    chosen = _chosen(codes, case, odd)
    missing = chosen < 0
    taken = pd.Series(distinct.take(np.where(missing, 0, chosen)), index=values.index)
    values[name] = taken.astype(values[name].dtype).mask(missing)
    return codes != chosen


def _chosen(codes: np.ndarray, case: np.ndarray, odd: np.ndarray) -> np.ndarray:
    """Code of each row once the cases `odd` agree; -1 is missing."""
    chosen = codes.copy()
    order = np.argsort(case, kind="stable")
    starts, ends = (np.searchsorted(case[order], odd, side=side) for side in ("left", "right"))
    for start, end in zip(starts, ends, strict=True):
        rows = order[start:end]
        found, count = np.unique(codes[rows], return_counts=True)
        most = count.argmax()
        chosen[rows] = found[most] if 2 * count[most] > len(rows) else -1
    return chosen


#: A record of a case, or its rows in a release, is passed over for another when fewer than this
#: share of its rows can be used.
USABLE_SHARE = 0.5

#: Reason for which a row is rejected, and the column that causes it ("" where none does alone).
CAUSES: dict[str, str] = {
    "blank row": "",
    "no case identifier": "caseId",
    "case identifier is not like 1946-001": "caseId",
    "term is not a year": "term",
    "term is not the year of the case identifier": "term",
    "placeholder row": "",
    "justice is not a number": "justice",
    "justice is out of range": "justice",
    "vote identifier is not like 1946-001-01-01-01-01": "voteId",
    "vote identifier is of another case": "voteId",
    "case stands in a later release": "",
    "further docket or vote of the case": "",
    "vote appears twice": "",
    "more justices than a bench has": "",
}

#: Reasons that say nothing is wrong with the row.
HARMLESS = frozenset(
    {
        "blank row",
        "placeholder row",
        "case stands in a later release",
        "further docket or vote of the case",
    }
)


def read_keys(rows: pd.DataFrame) -> pd.DataFrame:
    """Read what identifies each row.

    Parameters
    ----------
    rows : pd.DataFrame of str
        The 61 columns.

    Returns
    -------
    pd.DataFrame
        `caseId`, `voteId` (str, stripped), `term`, `justice`, `splitVote` (Int64, missing where
        no whole number), same index.
    """
    texts = {name: _by_distinct(rows[name], forms.strip) for name in ("caseId", "voteId")}
    numbers = {
        name: _by_distinct(rows[name], lambda text: forms.whole_number(forms.strip(text)))
        for name in ("term", "justice", "splitVote")
    }
    return pd.DataFrame({**texts, **numbers})


def rejection_reasons(rows: pd.DataFrame, keys: pd.DataFrame) -> pd.Series:
    """Reason for which each raw row cannot be used, missing where it can.

    Parameters
    ----------
    rows : pd.DataFrame of str
        The 61 columns and `release`.
    keys : pd.DataFrame
        As `read_keys` returns them.

    Returns
    -------
    pd.Series of str, shape (n_rows,)
        One of `CAUSES`; the first that holds.
    """
    reasons = pd.Series(pd.NA, index=rows.index, dtype="string")
    for reason, failing in _checks_of_a_row(rows, keys).items():
        reasons = _also(reasons, failing, reason)
    in_releases = keys.assign(release=rows["release"])
    reasons = _also(reasons, ~_stands(in_releases, "release", reasons, latest=True), _LATER)
    with_record = keys.assign(record=keys["voteId"].str.rpartition("-")[0])
    further = ~_stands(with_record, "record", reasons, latest=False)
    reasons = _also(reasons, further & ~forms.blank(keys["voteId"]), _FURTHER)
    usable = keys[reasons.isna()]
    repeated = usable.duplicated(["caseId", "justice"]).reindex(keys.index, fill_value=False)
    reasons = _also(reasons, repeated, "vote appears twice")
    return _also(reasons, _crowded(keys, reasons), "more justices than a bench has")


_CASE_OF_VOTE = r"^([0-9]{4}-[0-9]+)"
_LATER, _FURTHER = "case stands in a later release", "further docket or vote of the case"


def _checks_of_a_row(rows: pd.DataFrame, keys: pd.DataFrame) -> dict[str, pd.Series]:
    nameless = forms.blank(keys["caseId"])
    term, justice, vote = keys["term"], keys["justice"], keys["voteId"]
    told = ~forms.blank(vote)
    return {
        "blank row": nameless & _all_blank(rows, nameless),
        "no case identifier": nameless,
        "case identifier is not like 1946-001": ~_fits(keys["caseId"], forms.CASE_ID.pattern),
        "term is not a year": ~_between(term, forms.TERMS),
        "term is not the year of the case identifier": term.astype("string").ne(
            keys["caseId"].str[:4].astype("string")
        ),
        "placeholder row": justice.eq(forms.PLACEHOLDER) | keys["splitVote"].eq(forms.PLACEHOLDER),
        "justice is not a number": justice.isna(),
        "justice is out of range": ~_between(justice, forms.JUSTICES),
        "vote identifier is not like 1946-001-01-01-01-01": told
        & ~_fits(vote, forms.VOTE_ID.pattern),
        "vote identifier is of another case": told
        & vote.str.extract(_CASE_OF_VOTE, expand=False).ne(keys["caseId"]),
    }


def _also(reasons: pd.Series, failing: pd.Series, reason: str) -> pd.Series:
    return reasons.mask(reasons.isna() & failing.fillna(False).astype(bool), reason)


def _by_distinct(text: pd.Series, read: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Apply `read` to each distinct text once, since a column repeats few of them many times."""
    codes, distinct = pd.factorize(text)
    return read(pd.Series(distinct, dtype="str")).take(codes).set_axis(text.index)


def _between(number: pd.Series, bounds: tuple[int, int]) -> pd.Series:
    return number.between(*bounds).fillna(False).astype(bool)


def _fits(text: pd.Series, pattern: str) -> pd.Series:
    return text.str.fullmatch(pattern).fillna(False).astype(bool)


def _all_blank(rows: pd.DataFrame, among: pd.Series) -> pd.Series:
    if not among.any():
        return among
    cells = rows[among].drop(columns=["file", "release", "row"], errors="ignore")
    empty = cells.apply(lambda text: forms.blank(forms.strip(text))).all(axis=1)
    return empty.reindex(rows.index, fill_value=False).astype(bool)


def _stands(keys: pd.DataFrame, part: str, reasons: pd.Series, *, latest: bool) -> pd.Series:
    """Whether each row lies in the part of its case that stands: a release, or a record.

    That is the first part (the latest, of releases) of which `USABLE_SHARE` of the rows can be
    used. Where no part has that many, the one with the largest share stands.
    """
    order = _order_of_parts(keys[part], in_turn=latest)
    apart = reasons.eq(_LATER).fillna(False).astype(bool) | keys[part].eq("")
    usable = reasons.isna().astype("float64").where(~apart)
    share = usable.groupby([keys["caseId"], order]).transform("mean").fillna(0.0)
    place = -order if latest else order
    ranked = pd.DataFrame(
        {
            "case": pd.factorize(keys["caseId"])[0],
            "short": np.where(share >= USABLE_SHARE, 0.0, 1.0 + (1.0 - share)),
            "place": place,
        },
        index=keys.index,
    )
    best = ranked.sort_values(["short", "place"], kind="stable").groupby("case")["place"].first()
    return ranked["place"].eq(ranked["case"].map(best))


def _order_of_parts(part: pd.Series, *, in_turn: bool) -> pd.Series:
    """Number the parts: in the order they come, or sorted."""
    codes, _ = pd.factorize(part, sort=not in_turn)
    return pd.Series(codes, index=part.index)


def _crowded(keys: pd.DataFrame, reasons: pd.Series) -> pd.Series:
    usable = keys[reasons.isna()]
    votes = usable.groupby("caseId")["justice"].transform("size")
    return votes.gt(forms.BENCH[1]).reindex(keys.index, fill_value=False)
