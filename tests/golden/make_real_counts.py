"""Write `real_counts.csv`: counts by release and term of the real files on this machine.

Run as ``SCDB_DIR=... .venv/bin/python tests/golden/make_real_counts.py``. Counts are ours to
commit; rows of the database are not.
"""

from __future__ import annotations

from pathlib import Path

from real_court import counts_by_term, prepared

from scotus_forecast.core.project.files import write_csv

COUNTS = Path(__file__).with_name("real_counts.csv")

if __name__ == "__main__":
    write_csv(COUNTS, counts_by_term(prepared()))
