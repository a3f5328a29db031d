"""What may train the forecast of a term, and with which seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from scotus_forecast.walk_forward.execution import Execution


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
class Run:
    """Seed, names and place of a walk-forward.

    Attributes
    ----------
    seed : int
    names : tuple of str
        Dataset, horizon and model, for seeds and progress.
    first_term : int
    execution : Execution
    unfinished : Path, optional
        Folder that keeps finished terms until all are done; nothing is kept where left out.
    """

    seed: int
    names: tuple[str, ...]
    first_term: int
    execution: Execution = field(default_factory=Execution)
    unfinished: Path | None = None

    def seed_of(self, term: int) -> int:
        """Seed of one term."""
        return term_seed(self.seed, *self.names, term=term)

    def serial(self) -> Run:
        """Return the same run in this process, for work too small to send anywhere or to keep."""
        return replace(self, execution=Execution("serial", 1), unfinished=None)


@dataclass(frozen=True)
class Split:
    """Rows that may train and rows to be forecast at one term.

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
