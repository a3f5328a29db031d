"""Coverage-guided fuzzing of the reader, of prepare, of params.yaml and of docket files.

Needs atheris, which is no dependency of the project::

    .venv/bin/uv pip install --python .venv/bin/python atheris
    .venv/bin/python tests/faults/fuzz_reader.py --minutes 15

Ends with status 0 when no input broke a law of `laws`. Else it names the file with the input;
give that file as the argument to run it alone. Findings are kept in
``tests/unit/test_fuzz_findings.py``.
"""

from __future__ import annotations

import argparse
import csv
import io
import logging
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zlib import crc32

import atheris

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests")]

with atheris.instrument_imports(include=["scotus_forecast"]):
    from faults.laws import accounts_for_every_docket_row, accounts_for_every_row, is_one_clear_line
    from faults.mutations import BYTES, CELLS, HOSTILE, SAME, as_csv
    from raw_court import simulated_rows
    from scotus_forecast.core.project.errors import UserError
    from scotus_forecast.core.project.params import load_params
    from scotus_forecast.data.prepare import RawTable, check_prepared, prepare
    from scotus_forecast.data.read import parse_archive
    from scotus_forecast.docket.parties import PartyTable
    from scotus_forecast.docket.pending import Known, read_pending
    from scotus_forecast.docket.read_rows import COLUMNS, read_rows, template

FILE = "SCDB.csv"
PARAMS = (ROOT / "params.yaml").read_text(encoding="utf-8")
ROWS = simulated_rows(4)

#: First byte of an input: what the rest is.
AS_FILE, AS_CELLS, AS_PARAMS, AS_DOCKET, AS_DOCKET_CELLS = b"F", b"C", b"P", b"D", b"E"

DOCKET = "docket.csv"
JUSTICES = dict(enumerate(("JAdams", "JBaker", "JClark", "JDavis", "JEvans"), start=1))
#: The template's made-up cases are of term 2026.
KNOWN = Known(last_term=2024, parties=PartyTable(), current=JUSTICES, justices=JUSTICES, decided={})

SEEDS_OF_EACH_KIND = 8

#: The schema is checked on one in so many tables, since that takes longer than making them.
CHECKED_OF = 20


def check(data: bytes) -> None:
    """Run one input; raise when it breaks a law."""
    kind, rest = data[:1], data[1:]
    if kind == AS_PARAMS:
        _check_params(rest)
    elif kind == AS_DOCKET:
        _check_docket(rest)
    elif kind == AS_DOCKET_CELLS:
        _check_docket(_docket_cells(atheris.FuzzedDataProvider(rest)))
    elif kind == AS_CELLS:
        _check_file(_with_cells(atheris.FuzzedDataProvider(rest)))
    else:
        _check_file(rest)


def _check_file(content: bytes) -> None:
    done = _outcome(lambda: prepare([RawTable("2025_01", FILE, parse_archive(FILE, content))]))
    if isinstance(done, str):
        assert is_one_clear_line(done, FILE), ascii(done)
        return
    assert accounts_for_every_row(done)
    if crc32(content) % CHECKED_OF == 0:
        check_prepared(done)


def _check_params(content: bytes) -> None:
    path = Path(tempfile.gettempdir()) / "params.yaml"
    path.write_bytes(content)
    done = _outcome(lambda: load_params(path))
    if isinstance(done, str):
        assert is_one_clear_line(done, "params.yaml"), ascii(done)


def _check_docket(content: bytes) -> None:
    path = Path(tempfile.gettempdir()) / DOCKET
    path.write_bytes(content)
    done = _outcome(lambda: list(read_rows(path)))
    if isinstance(done, str):
        assert is_one_clear_line(done, DOCKET), ascii(done)
        return
    good, bad = read_pending(done, KNOWN)
    assert accounts_for_every_docket_row(len(done), good, [str(one) for one in bad], DOCKET)


def _docket_cells(provider: atheris.FuzzedDataProvider) -> bytes:
    """A docket file of one case, some of whose cells hold what the fuzzer chose."""
    cells = {"docket": "25-1", "case_name": "Doe v. Ohio", "term": "2026"}
    for _ in range(provider.ConsumeIntInRange(1, 8)):
        column = provider.PickValueInList(list(COLUMNS))
        cells[column] = provider.ConsumeUnicodeNoSurrogates(30)
    text = io.StringIO()
    csv.writer(text).writerows([cells.keys(), cells.values()])
    return text.getvalue().encode()


def _outcome(run: Callable[[], Any]) -> Any:
    """What `run` gives, or the line in which it refuses."""
    try:
        return run()
    except UserError as error:
        return str(error)


def _with_cells(provider: atheris.FuzzedDataProvider) -> bytes:
    """Simulated rows in which a few cells hold what the fuzzer chose."""
    columns = {name: list(ROWS[name]) for name in ROWS}
    for _ in range(provider.ConsumeIntInRange(1, 6)):
        column = provider.PickValueInList(list(columns))
        first = provider.ConsumeIntInRange(0, len(ROWS) - 1)
        last = provider.ConsumeIntInRange(first, len(ROWS) - 1)
        text = provider.ConsumeUnicodeNoSurrogates(20)
        columns[column][first : last + 1] = [text] * (last + 1 - first)
    return as_csv(ROWS.assign(**columns))


def write_seeds(folder: Path) -> None:
    """Write inputs that already reach far: mutated files, hostile cells, the parameters."""
    rng = random.Random(1)
    files = [
        getattr(made, "content", made)
        for kinds in (SAME, CELLS, BYTES)
        for mutate in kinds.values()
        for made in (mutate(rng, ROWS) for _ in range(SEEDS_OF_EACH_KIND))
    ]
    cells = [bytes([1, place]) + text.encode() for place, text in enumerate(HOSTILE)]
    seeds = [AS_FILE + file for file in files] + [AS_CELLS + cell for cell in cells]
    seeds.append(AS_PARAMS + PARAMS.encode())
    seeds.append(AS_DOCKET + template().encode())
    seeds += [AS_DOCKET_CELLS + bytes([1, place]) + t.encode() for place, t in enumerate(HOSTILE)]
    for place, seed in enumerate(seeds):
        (folder / f"{place:04d}").write_bytes(seed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("input", nargs="*", type=Path, help="run these inputs alone")
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    for path in options.input:
        check(path.read_bytes())
    if not options.input:
        _fuzz(options.minutes, options.findings)


def _fuzz(minutes: float, findings: Path) -> None:
    findings.mkdir(parents=True, exist_ok=True)
    corpus = Path(tempfile.mkdtemp(prefix="fuzz-corpus-"))
    try:
        write_seeds(corpus)
        flags = [
            f"-max_total_time={round(60 * minutes)}",
            f"-artifact_prefix={findings}/",
            "-max_len=40000",
            "-timeout=60",
            "-rss_limit_mb=3000",
            "-print_final_stats=1",
        ]
        atheris.Setup([sys.argv[0], *flags, str(corpus)], check)
        atheris.Fuzz()
    finally:
        shutil.rmtree(corpus, ignore_errors=True)


if __name__ == "__main__":
    main()
