"""Everything of a walk-forward but the data and the model."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from scotus_forecast.evaluation.walk_forward.execution import Execution


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
