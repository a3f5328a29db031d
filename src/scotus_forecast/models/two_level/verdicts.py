"""How each case was decided, by its outcome and by the votes behind it.

Five to four says less of the next such case than nine to none. So a model of cases is fitted on a
number between not reversed (0) and reversed (1) that the votes move towards the middle.
"""

from __future__ import annotations

import numpy as np

from scotus_forecast.court.outcomes import OTHER, REVERSE
from scotus_forecast.evaluation.walk_forward.inputs import Inputs


def verdicts(inputs: Inputs, votes_weigh: float) -> np.ndarray:
    """Verdict of each case: from 0 to 1 on the merits, `OTHER` where they were not reached.

    Parameters
    ----------
    inputs : Inputs
    votes_weigh : float
        From 0 to 1: weight of the share of votes to reverse, beside the outcome itself. Votes are
        revealed with their case.

    Returns
    -------
    np.ndarray of float, shape (n_cases,)
    """
    outcome = inputs.case.outcome
    reversed_ = (outcome == REVERSE).astype(float)
    verdict = reversed_ + votes_weigh * (_share_to_reverse(inputs, reversed_) - reversed_)
    return np.where(outcome == OTHER, OTHER, verdict)


def _share_to_reverse(inputs: Inputs, where_none: np.ndarray) -> np.ndarray:
    """Share of the votes on the merits that were to reverse; `where_none` was cast, that."""
    outcome, case = inputs.vote.outcome, inputs.case_of_vote
    cast = np.bincount(case, outcome != OTHER, len(where_none))
    to_reverse = np.bincount(case, outcome == REVERSE, len(where_none))
    return np.divide(to_reverse, cast, out=where_none.copy(), where=cast > 0)
