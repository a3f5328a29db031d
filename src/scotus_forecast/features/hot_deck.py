"""Donors: earlier cases whose values a case takes where its own would tell the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

#: A donor comes from this many latest cases that match ...
DONOR_POOL = 200
#: ... as finely as this many do.
LEAST_DONORS = 20


@dataclass(frozen=True, eq=False)
class Levels:
    """What a case and its donor have in common, shape (n_levels, n_cases), from fine to coarse.

    Attributes
    ----------
    codes : np.ndarray of int
        Equal where two cases match; -1 matches nothing. Of the last level all match.
    """

    codes: np.ndarray

    @classmethod
    def of(cls, cases: pd.DataFrame, *keys: Sequence[str]) -> Levels:
        """Levels of columns of `cases`; a blank in any of them matches nothing.

        Parameters
        ----------
        cases : pd.DataFrame
        *keys : sequence of str
            Columns of each level but the last, from fine to coarse.
        """
        named = [_codes(cases[list(columns)]) for columns in keys]
        return cls(np.vstack([*named, np.zeros(len(cases), dtype=int)]))


def _codes(columns: pd.DataFrame) -> np.ndarray:
    known = columns.notna().all(axis=1).to_numpy()
    return np.where(known, columns.groupby(list(columns), dropna=False).ngroup(), -1)


def draw_donors(
    cases: pd.DataFrame, wanting: np.ndarray, offering: np.ndarray, levels: Levels, seed: int
) -> np.ndarray:
    """Row of a donor for each wanting case, -1 where none was decided yet.

    Parameters
    ----------
    cases : pd.DataFrame
        ``caseId, term, revealed_term``.
    wanting, offering : np.ndarray of bool, shape (n_cases,)
        Cases offered may be donors to the terms after they were revealed.
    levels : Levels
    seed : int
        Draws depend on it and on the case only, not on the cases beside it.

    Returns
    -------
    np.ndarray of int, shape (n_wanting,)
    """
    terms, revealed = (cases[name].to_numpy(int) for name in ("term", "revealed_term"))
    ids = cases["caseId"].to_numpy(str)
    donors = np.flatnonzero(offering)
    donors = donors[np.lexsort((ids[donors], revealed[donors]))]
    until = np.searchsorted(revealed[donors], terms, side="right")
    return np.array(
        [
            _draw(donors[: until[row]], levels.codes, row, _generator(seed, ids[row]))
            for row in np.flatnonzero(wanting)
        ],
        dtype=int,
    )


def _draw(decided: np.ndarray, codes: np.ndarray, row: int, rng: np.random.Generator) -> int:
    matching = decided
    for code in codes:
        matching = decided[code[decided] == code[row]] if code[row] >= 0 else decided[:0]
        if len(matching) >= LEAST_DONORS:
            break
    return int(rng.choice(matching[-DONOR_POOL:])) if len(matching) else -1


def _generator(seed: int, case_id: str) -> np.random.Generator:
    return np.random.default_rng([seed, *case_id.encode()])
