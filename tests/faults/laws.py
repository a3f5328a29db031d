"""What every input must end in: tables that account for each row, or one clear line."""

from __future__ import annotations

from collections.abc import Sequence

from scotus_forecast.data.prepare import Prepared
from scotus_forecast.data.rejection import CAUSES
from scotus_forecast.data.summary import lines
from scotus_forecast.docket.pending import PendingCase

#: Characters of a line; more hides the way out.
LONGEST_LINE = 1000


def is_one_clear_line(line: str, named: str) -> bool:
    """One line that names what is wrong, fits a screen and moves no terminal."""
    return named in line and line.isprintable() and len(line) <= LONGEST_LINE


def accounts_for_every_row(done: Prepared) -> bool:
    """Whether each row read is a vote or in quarantine, and this is told in lines to read."""
    rejected = done.quarantine["reason"].isin(CAUSES).sum()
    told = lines(done.summary, done.quarantine)
    readable = all(line.isprintable() and len(line) <= LONGEST_LINE for line in told)
    return bool(done.summary["rows_read"] == len(done.votes) + rejected and readable)


def accounts_for_every_docket_row(
    rows: int, good: Sequence[PendingCase], bad: Sequence[str], named: str
) -> bool:
    """Whether each row of a docket file is a case to forecast, or told in one clear line."""
    told = all(is_one_clear_line(line, named) for line in bad)
    return rows == len(good) + len(bad) and told
