"""A walk-forward: forecast every term from what was known before it opened."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from tqdm import tqdm

from scotus_forecast.core.walk_forward.checkpoints import Checkpoints
from scotus_forecast.core.walk_forward.execution import Execution, execution_of
from scotus_forecast.core.walk_forward.splits import FitPredict, Split, split_at, splits, term_seed

if TYPE_CHECKING:
    from scotus_forecast.core.project.layout import Layout
    from scotus_forecast.core.project.params import Params

Result = TypeVar("Result")


@dataclass(frozen=True)
class TermForecaster:
    """Forecasts one term. It is sent to every worker once; a task is then a term and a seed.

    Attributes
    ----------
    fit_predict : callable
    terms, revealed : np.ndarray of int, shape (n_rows,)
        Term of each row, and the first term that may train on it.
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


@dataclass(frozen=True)
class WalkForward:
    """One pass over all terms: its seed, its names, its first term and where it is computed.

    Attributes
    ----------
    seed : int
        Root seed; the seed of a term also depends on `names` and the term.
    names : tuple of str
        Dataset, horizon and model, for seeds and progress.
    first_term : int
        First term that is forecast.
    execution : Execution
    unfinished : Path, optional
        Folder that keeps finished terms until all are done. Nothing is kept where left out.
    """

    seed: int
    names: tuple[str, ...]
    first_term: int
    execution: Execution = field(default_factory=Execution)
    unfinished: Path | None = None

    @classmethod
    def of(
        cls,
        layout: Layout,
        params: Params,
        horizon: str,
        model: str,
        execution: Execution | None = None,
    ) -> WalkForward:
        """Walk-forward of a model on a horizon, computed where `params.yaml` says if not told."""
        return cls(
            params.seed,
            (layout.dataset, horizon, model),
            params.evaluation.first_term,
            execution or execution_of(params),
        )

    def seed_of(self, term: int) -> int:
        """Seed of one term."""
        return term_seed(self.seed, *self.names, term=term)

    def serial(self) -> WalkForward:
        """Return the same in this process, for work too small to send anywhere or to keep."""
        return replace(self, execution=Execution("serial", 1), unfinished=None)

    def forecast(
        self, fit_predict: FitPredict, terms: np.ndarray, revealed: np.ndarray, refit_every: int = 1
    ) -> np.ndarray:
        """Forecast every row from what was known before its term.

        The result depends neither on the order nor on the number of workers.

        Parameters
        ----------
        fit_predict : callable
        terms, revealed : np.ndarray of int, shape (n_rows,)
            Term of each row, and the first term that may train on it.
        refit_every : int
            Terms forecast with one fit.

        Returns
        -------
        np.ndarray of float, shape (n_rows,) or (n_rows, n_outputs)
            NaN before the first term.
        """
        done = self.forecast_terms(TermForecaster(fit_predict, terms, revealed, refit_every))
        whole = np.full((len(terms), *done[0][1].shape[1:]), np.nan)
        for split, part in done:
            whole[split.test] = part
        return whole

    def forecast_terms(self, forecaster: TermForecaster) -> list[tuple[Split, np.ndarray]]:
        """Splits and their forecasts, in the order of the terms.

        Terms that an interrupted walk-forward has finished are not computed again.
        """
        every = forecaster.splits(self.first_term)
        computed = self._computed(forecaster, every)
        found = dict(by_term(computed, every, "/".join(self.names)))
        return [(split, found[split.term]) for split in every]

    def _computed(
        self, forecaster: TermForecaster, every: Sequence[Split]
    ) -> Iterator[tuple[int, np.ndarray]]:
        """Yield terms and their forecasts: first those kept, then the others as they are done.

        What trains on more rows starts first, so that no worker is left alone with it at the end.
        """
        checkpoints = Checkpoints.of(self.unfinished, self.seed, self.names, forecaster)
        found = {s.term: part for s in every if (part := checkpoints.read(s.term)) is not None}
        yield from found.items()
        waiting = [split for split in every if split.term not in found]
        tasks = [
            (split.term, self.seed_of(split.term))
            for split in sorted(waiting, key=lambda split: -len(split.train))
        ]
        for (term, _), part in self.execution.each(forecaster, tasks):
            checkpoints.write(term, part)
            yield term, part


def by_term(
    results: Iterable[tuple[int, Result]], every: Sized, name: str
) -> Iterator[tuple[int, Result]]:
    """Pass terms and results on while showing which term was finished last."""
    with tqdm(total=len(every), desc=name, unit="term", file=sys.stderr) as bar:
        for term, result in results:
            bar.set_postfix_str(f"term {term}", refresh=False)
            bar.update()
            yield term, result
