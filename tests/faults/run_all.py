"""Make every trial and print the counts: ``python -m tests.faults.run_all [MODULE ...]``.

Takes half an hour or more and needs 2 GB in the temporary folder; with ``--in FOLDER`` the small
project is made there once and used again. Ends with status 1 when anything is lost. The counts go
to `docs/reliability.md`.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from tests.faults import damaged_files, killed_runs, refused_writes, small_project, strange_places
from tests.faults.trials import Reference, Verdict, make_reference, table

MODULES = {
    module.__name__.rpartition(".")[2]: module
    for module in (killed_runs, damaged_files, refused_writes, strange_places)
}


def main(arguments: list[str]) -> int:
    """Make the trials of the modules named, or of all."""
    parser = argparse.ArgumentParser(description="Break runs on purpose and count what heals.")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(MODULES))
    parser.add_argument("--in", dest="folder", type=Path, help="keep the small project here")
    told = parser.parse_args(arguments)
    # Started in the background of a shell, we and what we start would ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="faults-") as temporary:
        reference = reference_in(told.folder or Path(temporary))
        outcomes = [
            one for name in told.modules or MODULES for one in MODULES[name].trials(reference)
        ]
    print(table(outcomes))
    return int(any(one.verdict is Verdict.LOST for one in outcomes))


def reference_in(folder: Path) -> Reference:
    """The finished project in `folder`, made where it is not there yet."""
    root = folder / "reference"
    if (root / "reports" / "simulated" / "report.html").is_file():
        return Reference(root, small_project.digests(root))
    root.mkdir(parents=True, exist_ok=True)
    return make_reference(root)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
