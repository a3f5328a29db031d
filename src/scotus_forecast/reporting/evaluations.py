"""How often the reported terms had been looked at, from the log in `docs/decisions.md`."""

from __future__ import annotations

import re
from pathlib import Path

LOG = Path("docs") / "decisions.md"

_HEADING = "## Full evaluations on the real Court"
_ENTRY = re.compile(r"^\| (\d+)\. ", re.MULTILINE)


def full_evaluations(log: Path) -> int | None:
    """Count the evaluations over all reported terms, or None where there is no log.

    One evaluation has one number, and a line for each horizon or model it was of.
    """
    if not log.is_file():
        return None
    _, _, section = log.read_text(encoding="utf-8").partition(_HEADING)
    numbers = _ENTRY.findall(section.partition("\n## ")[0])
    return len(set(numbers)) or None
