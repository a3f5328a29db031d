"""Outcome of a vote and of a case, exactly as Katz, Bommarito & Blackman (2017) map them."""

from __future__ import annotations

import numpy as np
import pandas as pd

REVERSE, AFFIRM, OTHER = 1, 0, -1

#: Dispositions 1-11: granted, affirmed, reversed, reversed and remanded, vacated and remanded,
#: affirmed and reversed (or vacated) in part, the same and remanded, vacated, denied or dismissed,
#: certification, no disposition. So a case vacated and remanded is a reversal, one vacated without
#: remand is neither; one reversed in part is a reversal only where it is remanded.
_MAJORITY = (-1, 0, 1, 1, 1, 0, 1, -1, -1, -1, -1)
_DISSENT = (-1, 1, 0, 0, 0, 1, 0, -1, -1, -1, -1)
_NEITHER = (-1,) * 11
_EQUALLY_DIVIDED = (-1, 0, 0, 0, -1, 0, -1, -1, -1, -1, -1)

#: SCDB vote code to its row of the map.
OUTCOME_BY_VOTE: dict[int, tuple[int, ...]] = {
    1: _MAJORITY,
    2: _DISSENT,
    3: _MAJORITY,
    4: _MAJORITY,
    5: _MAJORITY,
    6: _NEITHER,
    7: _NEITHER,
    8: _EQUALLY_DIVIDED,
}

VOTE_CODES = tuple(OUTCOME_BY_VOTE)
DISPOSITION_CODES = tuple(range(1, 12))


def _lookup_table() -> np.ndarray:
    """Return outcomes as an array indexed by vote and disposition; index 0 stands for blank."""
    table = np.full((len(VOTE_CODES) + 1, len(DISPOSITION_CODES) + 1), OTHER, dtype=np.int8)
    for vote, row in OUTCOME_BY_VOTE.items():
        table[vote, 1:] = row
    return table


_TABLE = _lookup_table()


def vote_outcome(vote: pd.Series, disposition: pd.Series) -> np.ndarray:
    """Outcome of each vote: 1 reverse, 0 affirm, -1 other; a blank of either column is other.

    Parameters
    ----------
    vote, disposition : pd.Series, shape (n,)
        SCDB ``vote`` (1-8) and ``caseDisposition`` (1-11), missing allowed.

    Returns
    -------
    np.ndarray of int8, shape (n,)
    """
    return _TABLE[_index(vote), _index(disposition)]


def case_outcome(disposition: pd.Series) -> np.ndarray:
    """Outcome of each case: the majority row of the map applied to ``caseDisposition``."""
    return _TABLE[1, _index(disposition)]


def _index(codes: pd.Series) -> np.ndarray:
    return codes.fillna(0).to_numpy(dtype=int)
