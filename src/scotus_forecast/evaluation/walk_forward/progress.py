"""Progress by term on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

from tqdm import tqdm

from scotus_forecast.evaluation.walk_forward.run import Run

Result = TypeVar("Result")


def by_term(
    results: Iterable[tuple[int, Result]], every: Sized, run: Run
) -> Iterator[tuple[int, Result]]:
    """Pass terms and results on while showing which term was finished last."""
    with tqdm(total=len(every), desc="/".join(run.names), unit="term", file=sys.stderr) as bar:
        for term, result in results:
            bar.set_postfix_str(f"term {term}", refresh=False)
            bar.update()
            yield term, result
