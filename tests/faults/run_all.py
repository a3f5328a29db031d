"""Make every trial and print the counts: ``python -m tests.faults.run_all [MODULE ...]``.

Takes half an hour or more and needs 2 GB in the temporary folder. Ends with status 1 when anything
is lost. The table goes to `docs/reliability.md`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.faults import damaged_files, killed_runs, refused_writes, strange_places
from tests.faults.trials import Verdict, make_reference, table

MODULES = {
    module.__name__.rpartition(".")[2]: module
    for module in (killed_runs, damaged_files, refused_writes, strange_places)
}


def main(names: list[str]) -> int:
    """Make the trials of the modules named, or of all."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        root = Path(folder) / "reference"
        root.mkdir()
        reference = make_reference(root)
        outcomes = [one for name in names or MODULES for one in MODULES[name].trials(reference)]
    print(table(outcomes))
    return int(any(one.verdict is Verdict.LOST for one in outcomes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
