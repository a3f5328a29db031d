"""How often the reported terms had been looked at, from the log in `docs/evaluations.csv`."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

LOG = Path("docs") / "evaluations.csv"


def full_evaluations(log: Path) -> int | None:
    """Count the evaluations over all reported terms, or None where there is no log."""
    if not log.is_file():
        return None
    return pd.read_csv(log)["number"].nunique() or None
