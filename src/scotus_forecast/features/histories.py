"""As-of histories: what was decided in earlier cases that share a key with the case forecast.

A decided row counts from the term its outcome is revealed, and less with every term. A lookup at
term t uses rows revealed at or before t, so no history contains its own term or the future.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

#: The rate over all rows is shrunk to one half with five rows. Fixed, not a parameter: it matters
#: in the first few terms of the Court only, long before the first forecast.
EVEN, EVEN_WEIGHT = 0.5, 5.0


@dataclass(frozen=True)
class History:
    """Decided rows, cases or votes, that rates are taken over.

    Attributes
    ----------
    revealed : np.ndarray of int, shape (n_rows,)
        First term that may use each row.
    value : np.ndarray of float, shape (n_rows,)
        What is averaged: 0 or 1, or in [-1, 1] for relative votes.
    weight : np.ndarray of float, shape (n_rows,)
        0 leaves a row out.
    """

    revealed: np.ndarray
    value: np.ndarray
    weight: np.ndarray


@dataclass(frozen=True)
class AsOf:
    """Weighted sum and count of earlier rows, shape (n_lookup,) each."""

    total: np.ndarray
    count: np.ndarray

    def shrunk(self, prior: np.ndarray | float, weight: float) -> np.ndarray:
        """Rate pulled towards `prior` as if `weight` more rows had that rate."""
        return (self.total + weight * prior) / (self.count + weight)


def as_of(
    history: History,
    history_keys: np.ndarray,
    keys: np.ndarray,
    terms: np.ndarray,
    half_life: float | None = None,
) -> AsOf:
    r"""Sum the rows of `history` with the same key, as known at each lookup's term.

    Parameters
    ----------
    history : History
    history_keys, keys : np.ndarray of int
        Codes from `key_codes`; shapes (n_rows,) and (n_lookup,).
    terms : np.ndarray of int, shape (n_lookup,)
    half_life : float, optional
        Terms after which a row counts half; None for no decay.

    Returns
    -------
    AsOf

    Notes
    -----
    The state follows :math:`S_t = S_{t-1} 2^{-1/h} + \sum_{r_i = t} w_i x_i` over one array of
    keys, so the cost is (terms x keys) whatever the number of lookups.
    """
    first = int(min(terms.min(), history.revealed.min()))
    last = int(max(terms.max(), history.revealed.max()))
    size = int(max(history_keys.max(), keys.max())) + 1
    decay = 1.0 if half_life is None else 0.5 ** (1.0 / half_life)
    position = (history.revealed - first) * size + history_keys
    states = [
        _accumulate(np.bincount(position, added, (last - first + 1) * size), size, decay)
        for added in (history.weight * history.value, history.weight)
    ]
    lookup = (terms - first) * size + keys
    return AsOf(*(state.ravel()[lookup] for state in states))


def _accumulate(added: np.ndarray, size: int, decay: float) -> np.ndarray:
    state = added.reshape(-1, size)
    for row in range(1, len(state)):
        state[row] += decay * state[row - 1]
    return state


def overall_rate(history: History, terms: np.ndarray, half_life: float) -> np.ndarray:
    """As-of rate over all rows whatever their key, shape (n_lookup,)."""
    everywhere = np.zeros(len(history.value), dtype=int)
    found = as_of(history, everywhere, np.zeros(len(terms), dtype=int), terms, half_life)
    return found.shrunk(EVEN, EVEN_WEIGHT)


def key_codes(columns: list[pd.Series]) -> np.ndarray:
    """Code each distinct combination of `columns` as 0, 1, ...; a missing value is a value.

    The numbering carries no meaning: keys are only ever compared for equality.
    """
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        part, values = pd.factorize(column, use_na_sentinel=False)
        codes = codes * len(values) + part
    return pd.factorize(codes)[0]


def relative_to_colleagues(history: History, case: np.ndarray) -> History:
    """Each vote less the mean vote of the colleagues on the same case.

    The rate of a justice's votes moves with the docket: a justice who sat through years of
    reversals looks like one who reverses. Relative to colleagues the docket drops out.

    Parameters
    ----------
    history : History
        Votes, shape (n_votes,) each; those of weight 0 were not cast.
    case : np.ndarray of int, shape (n_votes,)

    Returns
    -------
    History
        Values in [-1, 1]; weight 0 where nobody else voted.
    """
    votes = np.bincount(case, history.weight)[case]
    total = np.bincount(case, history.weight * history.value)[case]
    others = votes - history.weight
    of_others = np.divide(
        total - history.weight * history.value,
        others,
        out=np.zeros(len(case)),
        where=others > 0,
    )
    return replace(history, value=history.value - of_others, weight=history.weight * (others > 0))
