"""Forecast every term from what was known before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scotus_forecast.evaluation.walk_forward.checkpoints import Checkpoints
from scotus_forecast.evaluation.walk_forward.progress import by_term
from scotus_forecast.evaluation.walk_forward.run import Run
from scotus_forecast.evaluation.walk_forward.splits import FitPredict, Split, split_at, splits


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
