"""Hot-deck imputation: values of a matched earlier case, the donor, where a case has none to use.

Donors are drawn at random among the latest decided cases on the finest match that has enough of
them. Andridge & Little 2010, doi 10.1111/j.1751-5823.2010.00103.x, review the method.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from scotus_forecast.core.project.settings import HotDeckParams


@dataclass(frozen=True, eq=False)
class MatchLevels:
    """Keys on which a case and its donor match, shape (n_levels, n_cases), from fine to coarse.

    Attributes
    ----------
    codes : np.ndarray of int
        Equal where two cases match; -1 matches nothing. On the last level all cases match.
    """

    codes: np.ndarray

    @classmethod
    def of(cls, cases: pd.DataFrame, *keys: Sequence[str]) -> MatchLevels:
        """Levels from columns of `cases`; a missing value in any of them matches nothing.

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
    cases: pd.DataFrame,
    recipients: np.ndarray,
    eligible: np.ndarray,
    levels: MatchLevels,
    hot_deck: HotDeckParams,
    seed: int,
) -> np.ndarray:
    """Row of a donor for each recipient, -1 where no eligible case was decided yet.

    Parameters
    ----------
    cases : pd.DataFrame
        ``caseId, term, revealed_term``.
    recipients, eligible : np.ndarray of bool, shape (n_cases,)
        An eligible case may be a donor from the term it is revealed.
    levels : MatchLevels
    hot_deck : HotDeckParams
    seed : int
        Draws depend on it and on the case only, not on the cases beside it.

    Returns
    -------
    np.ndarray of int, shape (n_recipients,)
    """
    terms, revealed = (cases[name].to_numpy(int) for name in ("term", "revealed_term"))
    ids = cases["caseId"].to_numpy(str)
    donors = np.flatnonzero(eligible)
    donors = donors[np.lexsort((ids[donors], revealed[donors]))]
    until = np.searchsorted(revealed[donors], terms, side="right")
    return np.array(
        [
            _draw(
                donors[: until[row]], levels.codes, int(row), hot_deck, _generator(seed, ids[row])
            )
            for row in np.flatnonzero(recipients)
        ],
        dtype=int,
    )


def _draw(
    decided: np.ndarray,
    codes: np.ndarray,
    row: int,
    hot_deck: HotDeckParams,
    rng: np.random.Generator,
) -> int:
    matching = decided
    for code in codes:
        matching = decided[code[decided] == code[row]] if code[row] >= 0 else decided[:0]
        if len(matching) >= hot_deck.least_donors:
            break
    return int(rng.choice(matching[-hot_deck.pool :])) if len(matching) else -1


def _generator(seed: int, case_id: str) -> np.random.Generator:
    return np.random.default_rng([seed, *case_id.encode()])
