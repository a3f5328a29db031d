"""How the votes of a pending case divide, from each justice's chance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scotus_forecast.core.project.params import Params
from scotus_forecast.core.walk_forward.inputs import ForecastInputs
from scotus_forecast.core.walk_forward.splits import split_at
from scotus_forecast.vote_splits.benches import Benches, benches_of
from scotus_forecast.vote_splits.couplings import Coupling, every_coupling
from scotus_forecast.vote_splits.distributions import comonotone


def votes_to_reverse(
    inputs: ForecastInputs, p_vote: np.ndarray, weights: list[float], params: Params
) -> np.ndarray:
    """Distribution of the number of votes to reverse, shape (n_cases, 11).

    Parameters
    ----------
    inputs : ForecastInputs
        Pending cases alone.
    p_vote : np.ndarray, shape (n_votes,)
    weights : list of float
        From `split_weights`.
    params : Params
    """
    every = np.arange(len(inputs.case_of_vote))
    benches = benches_from(inputs, every, inputs.case_of_vote, p_vote)
    return np.einsum("g,gkc->ck", np.asarray(weights), distributions(benches, params))


def distributions(benches: Benches, params: Params) -> np.ndarray:
    """Distributions under each coupling, the comonotone one last; shape (n_parts, 11, n_cases)."""
    found = [one.distribution(benches) for one in _couplings(params)]
    return np.stack([*found, comonotone(benches)])


def _couplings(params: Params) -> list[Coupling]:
    blocks = params.vote_splits.couplings
    return [one for block in blocks for one in every_coupling(**dict(block))]


def benches_from(
    inputs: ForecastInputs, votes: np.ndarray, number: np.ndarray, p_vote: np.ndarray
) -> Benches:
    """Benches of some votes, whose cases are numbered from 0 on."""
    features = inputs.vote_features.iloc[votes]
    return benches_of(
        number,
        p_vote,
        features["justice_absent"].to_numpy(float),
        features["justice_apart_liberal"].to_numpy(float),
    )


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
    # Imported here, because it brings scikit-learn, which a forecast does not need.
    from scotus_forecast.vote_splits.forecast import Decided, MixtureOfCouplings

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
