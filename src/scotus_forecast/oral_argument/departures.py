"""How far a value lies from what one has known before: only earlier terms count.

Some justices always talk and some never did. What tells is the difference from a justice's own
earlier terms.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

#: Pseudo-observations: of the Court's mean for a justice, and of zero for the Court.
_OWN, _COURT = 10.0, 50.0


def departures(value: np.ndarray, who: np.ndarray, term: np.ndarray) -> np.ndarray:
    """Return each value less its speaker's mean in earlier terms.

    The mean is shrunk to that of the whole Court in earlier terms, and that one to zero.

    Parameters
    ----------
    value : np.ndarray of float, shape (n_rows,)
    who, term : np.ndarray of int, shape (n_rows,)

    Returns
    -------
    np.ndarray of float, shape (n_rows,)
    """
    rows = pd.DataFrame({"value": value, "who": who, "term": term})
    court = _earlier(rows.groupby("term")["value"].agg(["sum", "size"]).sort_index())
    own = rows.groupby(["who", "term"])["value"].agg(["sum", "size"]).sort_index()
    own = own.groupby(level="who").cumsum() - own
    usual = (court["sum"] / (court["size"] + _COURT)).reindex(own.index.get_level_values("term"))
    mean = (own["sum"] + _OWN * usual.to_numpy()) / (own["size"] + _OWN)
    return value - mean.reindex(pd.MultiIndex.from_arrays([who, term])).to_numpy(float)


def of_court(value: np.ndarray, term: np.ndarray) -> np.ndarray:
    """Return each value less the Court's mean in earlier terms, shrunk to zero."""
    return departures(value, np.zeros(len(value), dtype=int), term)


def _earlier(by_term: pd.DataFrame) -> pd.DataFrame:
    return by_term.cumsum() - by_term
