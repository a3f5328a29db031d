"""Forecast every term from what was known before it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from tqdm import tqdm

from scotus_forecast.walk_forward.checkpoints import Checkpoints
from scotus_forecast.walk_forward.splits import FitPredict, Run, Split, split_at, splits

Result = TypeVar("Result")


@dataclass(frozen=True)
class Walk:
    """What is sent to every worker, once; a task is then two numbers.

    Attributes
    ----------
    fit_predict : callable
    terms, revealed : np.ndarray of int, shape (n_rows,)
    refit_every : int
        Terms forecast with one fit.
    """

    fit_predict: FitPredict
    terms: np.ndarray
    revealed: np.ndarray
    refit_every: int = 1

    def __call__(self, term: int, seed: int) -> np.ndarray:
        """Forecast the rows of `term` and those up to the next fit."""
        split = split_at(term, self.terms, self.revealed, self.refit_every)
        return self.fit_predict(split, seed)

    def splits(self, first_term: int) -> list[Split]:
        """Splits of all terms from the first on that have rows."""
        return list(splits(self.terms, self.revealed, first_term, self.refit_every))


def walk_forward(
    fit_predict: FitPredict,
    terms: np.ndarray,
    revealed: np.ndarray,
    run: Run,
    refit_every: int = 1,
) -> np.ndarray:
    """Forecast every term from what was known before it.

    The result depends neither on the order nor on the number of workers.

    Returns
    -------
    np.ndarray of float, shape (n_rows,) or (n_rows, n_outputs)
        NaN before the first term.
    """
    done = forecast_terms(Walk(fit_predict, terms, revealed, refit_every), run)
    whole = np.full((len(terms), *done[0][1].shape[1:]), np.nan)
    for split, part in done:
        whole[split.test] = part
    return whole


def forecast_terms(walk: Walk, run: Run) -> list[tuple[Split, np.ndarray]]:
    """Splits and their forecasts, in the order of the terms.

    Terms that an interrupted run has left finished are not computed again.
    """
    every = walk.splits(run.first_term)
    found = dict(by_term(_computed(walk, every, run), every, run))
    return [(split, found[split.term]) for split in every]


def _computed(walk: Walk, every: Sequence[Split], run: Run) -> Iterator[tuple[int, np.ndarray]]:
    """Yield terms and their forecasts: first those found, then the others as they are done.

    What trains on more rows starts first, so that no worker is left alone with it at the end.
    """
    checkpoints = Checkpoints.of(walk, run)
    found = {s.term: part for s in every if (part := checkpoints.read(s.term)) is not None}
    yield from found.items()
    waiting = [split for split in every if split.term not in found]
    tasks = [
        (split.term, run.seed_of(split.term))
        for split in sorted(waiting, key=lambda split: -len(split.train))
    ]
    for (term, _), part in run.execution.each(walk, tasks):
        checkpoints.write(term, part)
        yield term, part


def by_term(
    results: Iterable[tuple[int, Result]], every: Sized, run: Run
) -> Iterator[tuple[int, Result]]:
    """Pass terms and results on while showing which term was finished last."""
    with tqdm(total=len(every), desc="/".join(run.names), unit="term", file=sys.stderr) as bar:
        for term, result in results:
            bar.set_postfix_str(f"term {term}", refresh=False)
            bar.update()
            yield term, result
