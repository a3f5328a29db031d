"""Progress by term on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from tqdm import tqdm

Result = TypeVar("Result")


class _OfTerm(Protocol):
    term: int


def by_term(
    results: Iterable[Result], tasks: Sequence[_OfTerm], names: Sequence[str]
) -> Iterator[Result]:
    """Pass `results` on while showing which term was finished last."""
    with tqdm(total=len(tasks), desc="/".join(names), unit="term", file=sys.stderr) as bar:
        for task, result in zip(tasks, results, strict=True):
            bar.set_postfix_str(f"term {task.term}", refresh=False)
            bar.update()
            yield result
