"""What may train the forecast of a term, and with which seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np


def term_seed(root: int, *names: str, term: int) -> int:
    """Seed that depends on (root seed, dataset, horizon, model, term) only.

    Returns
    -------
    int
        Below 2**31, as scikit-learn wants it.
    """
    words = [byte for name in names for byte in (*name.encode(), 0)]
    return int(np.random.SeedSequence([root, term, *words]).generate_state(1)[0] >> 1)


@dataclass(frozen=True)
class Split:
    """Rows that may train and rows that are tested (forecast) at one term.

    Attributes
    ----------
    term : int
    train, test : np.ndarray of int
        Row numbers.
    """

    term: int
    train: np.ndarray
    test: np.ndarray


#: From a split and a seed to one row of forecasts for each test row.
FitPredict = Callable[[Split, int], np.ndarray]


def split_at(term: int, terms: np.ndarray, revealed: np.ndarray, ahead: int = 1) -> Split:
    """Split rows at the opening of `term`.

    A row trains only when its term is over and its case was decided before the first Monday of
    October of `term` (`court.calendar.revealed_term`).

    Parameters
    ----------
    term : int
    terms, revealed : np.ndarray of int, shape (n_rows,)
    ahead : int
        Terms forecast with what was known at `term`.
    """
    known = (revealed <= term) & (terms < term)
    forecast = (terms >= term) & (terms < term + ahead)
    return Split(term, np.flatnonzero(known), np.flatnonzero(forecast))


def splits(
    terms: np.ndarray, revealed: np.ndarray, first_term: int, refit_every: int = 1
) -> Iterator[Split]:
    """Yield one split for every `refit_every` terms from `first_term` on that have rows.

    A model fitted at one term also forecasts the following ones until it is fitted again: it
    then knows less than it might, never more. Features are always those of each term itself.
    """
    for term in range(first_term, int(terms.max()) + 1, refit_every):
        split = split_at(term, terms, revealed, refit_every)
        if len(split.test):
            yield split
