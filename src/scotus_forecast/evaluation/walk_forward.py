"""Walk-forward by term: what may train the forecast of a term, and running all terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from joblib import delayed

from scotus_forecast.evaluation.execution import Execution
from scotus_forecast.evaluation.progress import by_term


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
    """Everything of a walk-forward but the data and the model.

    Attributes
    ----------
    seed : int
    names : tuple of str
        Dataset, horizon and model, for seeds and progress.
    first_term : int
    execution : Execution
    """

    seed: int
    names: tuple[str, ...]
    first_term: int
    execution: Execution = field(default_factory=Execution)

    def seed_of(self, term: int) -> int:
        """Seed of one term."""
        return term_seed(self.seed, *self.names, term=term)

    def serial(self) -> Run:
        """Return the same run in this process, for work too small to send anywhere."""
        return replace(self, execution=Execution("serial", 1))


def walk_forward(
    fit_predict: FitPredict,
    terms: np.ndarray,
    revealed: np.ndarray,
    run: Run,
    refit_every: int = 1,
) -> np.ndarray:
    """Forecast every term from what was known before it.

    Late terms train on more rows, so they start first. The result depends neither on the order
    nor on the number of workers.

    Returns
    -------
    np.ndarray of float, shape (n_rows,) or (n_rows, n_outputs)
        NaN before the first term.
    """
    every = splits(terms, revealed, run.first_term, refit_every)
    tasks = sorted(every, key=lambda split: -split.term)
    jobs = (delayed(fit_predict)(split, run.seed_of(split.term)) for split in tasks)
    done = run.execution.parallel()(jobs)
    return _place(list(by_term(done, tasks, run.names)), tasks, len(terms))


def _place(parts: list[np.ndarray], tasks: list[Split], size: int) -> np.ndarray:
    whole = np.full((size, *parts[0].shape[1:]), np.nan)
    for part, split in zip(parts, tasks, strict=True):
        whole[split.test] = part
    return whole
