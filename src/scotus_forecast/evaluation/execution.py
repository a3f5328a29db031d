"""Where the terms of a walk-forward are computed; never what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joblib import Parallel


@dataclass(frozen=True)
class Execution:
    """Backend and number of workers.

    Attributes
    ----------
    backend : {"serial", "processes"}
    workers : int
        -1 for one a core.
    """

    backend: Literal["serial", "processes"] = "processes"
    workers: int = -1

    def parallel(self) -> Parallel:
        """Joblib runner that yields results in the order of the tasks, as they are done."""
        if self.backend == "serial":
            return Parallel(n_jobs=1, return_as="generator")
        return Parallel(n_jobs=self.workers, backend="loky", return_as="generator")
