"""How often names are taken for the right codes, on terms the matcher has not seen."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from scotus_forecast.docket.parties import SIDES, UNSPECIFIED, group_of, learn_parties, party_names

#: How a name was understood.
CODE, GROUP, MISSING = "code", "group", "missing"


def matched_names(cases: pd.DataFrame, terms: Iterable[int]) -> pd.DataFrame:
    """Match the halves of case names of each term with what was decided before it.

    Parameters
    ----------
    cases : pd.DataFrame
        Prepared cases.
    terms : iterable of int

    Returns
    -------
    pd.DataFrame
        One row a party: ``term, side, code, true_code, certainty, understood, group, right,
        right_group``. Parties without a code in the database are left out.
    """
    tables = [_of_term(cases, term) for term in terms]
    found = pd.concat(tables, ignore_index=True)
    unspecified = found["code"].isin(UNSPECIFIED.values())
    used = found["used"].to_numpy(bool)
    understood = np.select([~used, unspecified.to_numpy(bool)], [MISSING, GROUP], CODE)
    group = found["true_code"].map(group_of)
    return found.assign(
        understood=understood,
        group=group,
        right=found["code"] == found["true_code"],
        right_group=found["code"].map(group_of) == group,
    ).drop(columns="used")


def _of_term(cases: pd.DataFrame, term: int) -> pd.DataFrame:
    table, of_term = learn_parties(cases, term), cases[cases["term"] == term]
    names = party_names(of_term["caseName"])
    rows = []
    for side, other in (SIDES, SIDES[::-1]):
        for name, opposite, true in zip(names[side], names[other], of_term[side], strict=True):
            if name and not pd.isna(true):
                match = table.match(name, opposite, side)
                code = -1 if match.code is None else match.code
                rows.append((term, side, code, int(true), match.certainty, match.used))
    return pd.DataFrame(rows, columns=["term", "side", "code", "true_code", "certainty", "used"])


def name_accuracy(matched: pd.DataFrame) -> pd.DataFrame:
    """Share of parties understood each way, and how often that is right.

    Returns
    -------
    pd.DataFrame
        By ``understood``: ``n, share, mean_certainty, right, right_group``; and all together.
    """
    whole = matched.assign(understood="all")
    by_way = pd.concat([matched, whole]).groupby("understood", sort=False)
    table = by_way.agg(
        n=("right", "size"),
        mean_certainty=("certainty", "mean"),
        right=("right", "mean"),
        right_group=("right_group", "mean"),
    )
    return table.assign(share=table["n"] / len(matched)).reset_index()
