"""Write `transcript_counts.csv`: hearings and cases by term of the transcripts on this machine.

Run as ``SCDB_DIR=... OYEZ_DIR=... .venv/bin/python tests/golden/make_transcript_counts.py``. Counts
by term are ours to commit; transcripts, and counts by case, are not (CC BY-NC).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from real_court import ROOT, prepared

from scotus_forecast.core.project.files import write_csv
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.data.obtain import find_transcripts
from scotus_forecast.transcripts.source import parts_of
from scotus_forecast.transcripts.write import Transcripts, by_term, collect

COUNTS = Path(__file__).with_name("transcript_counts.csv")


@cache
def said() -> Transcripts:
    """All transcripts on this machine of cases up to the paper's last term."""
    source = find_transcripts(Layout("scdb", ROOT))
    assert source is not None
    court = prepared()
    return collect(parts_of(source), court.cases, court.votes, workers=-1)


if __name__ == "__main__":
    write_csv(COUNTS, by_term(said()))
