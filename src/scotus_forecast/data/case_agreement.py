"""Rows of one case agree in what belongs to the case: the value of most rows stands."""

from __future__ import annotations

import numpy as np
import pandas as pd


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
