"""Where the diagnoses of a dataset lie."""

from __future__ import annotations

from pathlib import Path

from scotus_forecast.layout import Layout


def diagnoses(layout: Layout) -> Path:
    """Tables of hindsight by columns, the learning curve and importance.

    Apart from `layout.py` because every stage depends on that file.
    """
    return layout.data / "diagnoses"
