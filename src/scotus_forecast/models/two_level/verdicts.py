"""How each case was decided, by its outcome and by the votes behind it.

Nine to none says more of the next such case than five to four. So a model of cases is fitted on a
number that the votes move away from what was decided where the bench was closer than is usual, and
beyond it where it was less close. By how much a bench divides changes with the years: what is usual
is taken out, so that the number has the mean of the outcome at all times, and models fitted on it
do not become timid where dissent is common.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from scotus_forecast.court.outcomes import OTHER, REVERSE
from scotus_forecast.evaluation.walk_forward.inputs import Inputs


def verdicts(inputs: Inputs, votes_weigh: float) -> np.ndarray:
    """Verdict of each case: about 0 or 1 on the merits, `OTHER` where they were not reached.

    Parameters
    ----------
    inputs : Inputs
    votes_weigh : float
        From 0 to 1: how far the votes move the outcome. Only cases revealed at the same time say
        what is usual.

    Returns
    -------
    np.ndarray of float, shape (n_cases,)
        On the merits, above -1 and below 2.
    """
    outcome = inputs.case.outcome
    reversed_ = (outcome == REVERSE).astype(float)
    moved = _share_to_reverse(inputs, reversed_) - reversed_
    unusual = moved - _usual(moved, inputs.case.revealed, outcome)
    return np.where(outcome == OTHER, OTHER, reversed_ + votes_weigh * unusual)


def _usual(moved: np.ndarray, revealed: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    """Mean over the cases of the same outcome that were revealed at the same time."""
    return pd.Series(moved).groupby([revealed, outcome]).transform("mean").to_numpy()


def _share_to_reverse(inputs: Inputs, where_none: np.ndarray) -> np.ndarray:
    """Share of the votes on the merits that were to reverse; `where_none` was cast, that."""
    outcome, case = inputs.vote.outcome, inputs.case_of_vote
    cast = np.bincount(case, outcome != OTHER, len(where_none))
    to_reverse = np.bincount(case, outcome == REVERSE, len(where_none))
    return np.divide(to_reverse, cast, out=where_none.copy(), where=cast > 0)
