"""How the couplings of votes are weighed, from how they did in recent terms."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scotus_forecast.core.project.params import Params
from scotus_forecast.core.walk_forward.inputs import ForecastInputs
from scotus_forecast.core.walk_forward.splits import split_at
from scotus_forecast.docket.vote_split import benches_from, distributions
from scotus_forecast.vote_splits.forecast import Decided, MixtureOfCouplings


def split_weights(
    inputs: ForecastInputs, p_vote: np.ndarray, params: Params, first_term: int
) -> list[float]:
    """Weights of the couplings at the last term of `inputs`, from the latest forecasts before it.

    Parameters
    ----------
    inputs : ForecastInputs
        Past cases, then pending ones.
    p_vote : np.ndarray, shape (n_votes,)
        Out-of-sample forecasts of the votes of past cases.
    params : Params
    first_term : int
        First term that was forecast.
    """
    term, window = int(inputs.case.term.max()), params.vote_splits.window
    split = split_at(term, inputs.case.term, inputs.case.revealed)
    recent = split.train[inputs.case.term[split.train] >= max(first_term, term - window)]
    votes = np.flatnonzero(np.isin(inputs.case_of_vote, recent))
    number = pd.factorize(inputs.case_of_vote[votes])[0]
    benches = benches_from(inputs, votes, number, p_vote[votes])
    observed = np.bincount(number, inputs.vote.reversed[votes]).astype(int)
    decided = Decided(
        inputs.case.term[recent],
        inputs.case.revealed[recent],
        observed,
        inputs.case.reversed[recent],
    )
    parts = distributions(benches, params)
    mixture = MixtureOfCouplings(parts, decided, 0, window, params.vote_splits.shrinkage)
    return mixture.weights(split_at(term, decided.term, decided.revealed)).tolist()
