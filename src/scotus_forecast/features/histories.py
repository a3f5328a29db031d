"""As-of histories: what decided cases said, looked up by a key of the case being forecast.

A row enters the state at the term its label is revealed and decays with age; a lookup at term t
sees rows revealed at or before t only, so no history can see its own term or the future.

A rate over a justice's votes moves with the docket: a justice who sat through years of reversals
looks like one who reverses. Against the colleagues who heard the same case the docket drops out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Source:
    """Decided rows that histories are summed over.

    Attributes
    ----------
    revealed : np.ndarray of int, shape (n_source,)
        First term that may use each row.
    said : np.ndarray of float, shape (n_source,)
        What is averaged, in [0, 1]; of votes apart, in [-1, 1].
    weights : np.ndarray of float, shape (n_source,)
        0 leaves a row out.
    """

    revealed: np.ndarray
    said: np.ndarray
    weights: np.ndarray


@dataclass(frozen=True)
class AsOf:
    """Weighted sum and count of earlier rows, shape (n_lookup,) each."""

    total: np.ndarray
    count: np.ndarray

    def shrunk(self, prior: np.ndarray | float, strength: float) -> np.ndarray:
        """Rate pulled towards `prior` with the weight of `strength` observations."""
        return (self.total + strength * prior) / (self.count + strength)


def as_of(
    source: Source,
    source_keys: np.ndarray,
    keys: np.ndarray,
    terms: np.ndarray,
    half_life: float | None = None,
) -> AsOf:
    r"""Sum earlier rows with the same key, as known at each lookup's term.

    Parameters
    ----------
    source : Source
    source_keys, keys : np.ndarray of int
        Codes from `key_codes`; shapes (n_source,) and (n_lookup,).
    terms : np.ndarray of int, shape (n_lookup,)
    half_life : float, optional
        Terms after which a row counts half; none for no decay.

    Returns
    -------
    AsOf

    Notes
    -----
    The state follows :math:`S_t = S_{t-1} 2^{-1/h} + \sum_{r_i = t} w_i x_i` over one array of
    keys, so the cost is (terms x keys) whatever the number of lookups.
    """
    first = int(min(terms.min(), source.revealed.min()))
    last = int(max(terms.max(), source.revealed.max()))
    size = int(max(source_keys.max(), keys.max())) + 1
    decay = 1.0 if half_life is None else 0.5 ** (1.0 / half_life)
    position = (source.revealed - first) * size + source_keys
    states = [
        _accumulate(np.bincount(position, added, (last - first + 1) * size), size, decay)
        for added in (source.weights * source.said, source.weights)
    ]
    lookup = (terms - first) * size + keys
    return AsOf(*(state.ravel()[lookup] for state in states))


def _accumulate(added: np.ndarray, size: int, decay: float) -> np.ndarray:
    state = added.reshape(-1, size)
    for row in range(1, len(state)):
        state[row] += decay * state[row - 1]
    return state


def key_codes(columns: list[pd.Series]) -> np.ndarray:
    """Code each distinct combination of `columns` as 0, 1, ...; blanks are a value.

    The numbering carries no meaning: keys are only ever compared for equality.
    """
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        part, values = pd.factorize(column, use_na_sentinel=False)
        codes = codes * len(values) + part
    return pd.factorize(codes)[0]


def apart(source: Source, case: np.ndarray) -> Source:
    """Subtract from what each vote said what the others on its case said on average.

    Parameters
    ----------
    source : Source
        Votes, shape (n_votes,) each; those of weight 0 were not cast.
    case : np.ndarray of int, shape (n_votes,)

    Returns
    -------
    Source
        Values in [-1, 1]; weight 0 where nobody else voted.
    """
    votes = np.bincount(case, source.weights)[case]
    total = np.bincount(case, source.weights * source.said)[case]
    others = votes - source.weights
    of_others = np.divide(
        total - source.weights * source.said, others, out=np.zeros(len(case)), where=others > 0
    )
    return replace(source, said=source.said - of_others, weights=source.weights * (others > 0))
