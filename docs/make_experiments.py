"""Renew the outputs and times shown in `docs/experiments.md`: run its commands, on the real Court.

Run it after `make reproduce`, from a clean commit: ``python docs/make_experiments.py``. It changes
two settings one after the other, and restores what it changed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

PARAMS = Path("params.yaml")
PAGE = Path(__file__).with_name("experiments.md")

STAGE = "combine@scdb-stacked"
#: What stands in `params.yaml`, and what is tried in its place.
LOGISTIC = ("logistic: {c: 0.005,", "logistic: {c: 0.01,")
STACK = ("    c: 1.0\n    case_half_life", "    c: 0.1\n    case_half_life")
AGAINST_PAPER = ("compare", "paper/katz_publication_run", "argument/stacked")
BEFORE_AND_AFTER = ("compare", "HEAD:argument/stacked", "argument/stacked")


def filled(page: str, name: str, text: str) -> str:
    """Put `text` into the block of code below the comment that names it."""
    pattern = re.compile(rf"(<!-- {name}: .*?-->\n```\n).*?(^```$)", re.DOTALL | re.MULTILINE)
    if not pattern.search(page):
        raise ValueError(f"no block {name} in {PAGE}")
    return pattern.sub(lambda found: f"{found[1]}{text.rstrip()}\n{found[2]}", page)


def tables(output: str, shown: int) -> str:
    """The first lines of a comparison: what was compared, and as many tables."""
    lines = [line.rstrip() for line in output.splitlines()]
    ends = [n for n, line in enumerate(lines) if not line and not lines[n - 1].startswith(" ─")]
    titles = [n for n, line in enumerate(lines) if line.startswith(("Metrics", "Forecasts"))]
    after = [n for n in ends if n > titles[shown - 1] + 2]
    return "\n".join(lines[: after[0]])


def run(*command: str) -> tuple[str, float]:
    """Run a command of this environment; return what it printed, and its minutes."""
    start = time.perf_counter()
    binary = Path(sys.executable).with_name(command[0])
    done = subprocess.run(
        [binary, *command[1:]], check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    return done.stdout, (time.perf_counter() - start) / 60


def main() -> None:
    """Write the page."""
    page = PAGE.read_text(encoding="utf-8")
    page = filled(page, "paper", tables(run("scotus-forecast", *AGAINST_PAPER)[0], 2))
    minutes = {}
    for name, change in {"logistic": LOGISTIC, "stack": STACK}.items():
        PARAMS.write_text(PARAMS.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
        # What was tried before would come from DVC's cache, in no time.
        minutes[name] = run("dvc", "repro", "--no-run-cache", STAGE)[1]
        compared = run("scotus-forecast", *BEFORE_AND_AFTER)[0]
        run("scotus-forecast", "restore")
    page = filled(page, "change", tables(compared, 1))
    told = "\n".join(f"{name:<10}{spent:.1f} minutes" for name, spent in minutes.items())
    PAGE.write_text(filled(page, "times", told), encoding="utf-8")


if __name__ == "__main__":
    main()
