"""A copy of this checkout with a small simulated Court, for runs that are broken on purpose.

The real Court is out of its reach: no folder is named, and `reproduce` is told so by a proxy that
answers nobody.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pandas
import psutil
import yaml

ROOT = Path(__file__).parents[2]
PACKAGES = Path(pandas.__file__).parents[1]
PATIENCE = 1800

#: Little of everything, so that the whole pipeline takes a minute or two.
LITTLE = {
    "datasets": {"simulated": {"cases": 600, "first_term": 1850}},
    "evaluation": {"first_term": 1860, "bootstrap_samples": 100},
    "execution": {"backend": "serial"},
    "models": {
        "boosted": {"refit_every": 10, "case": {"max_iter": 5}, "vote": {"max_iter": 5}},
        "logistic": {"refit_every": 10},
        "vote_forest": {"trees": 10, "refit_every": 10},
    },
}

#: What a run makes; of `dvc.lock` the simulated stages only, for it also holds the real ones.
OUTPUTS = ("data/simulated", "models/simulated", "reports/simulated")


@dataclass(frozen=True)
class Done:
    """A command that ended: its status, and what it said."""

    status: int
    said: str

    @property
    def errors(self) -> list[str]:
        """Lines that tell of a failure."""
        return [line for line in self.said.splitlines() if line.startswith("error: ")]


#: A command that finds the interpreter beside it, whatever the name of the folder.
_SCRIPT = """\
#!/bin/sh
'''exec' "$(dirname -- "$0")/python" "$0" "$@"
' '''
from scotus_forecast.commands.start import main

main()
"""


def make(root: Path) -> Path:
    """Copy the files under version control to `root`, shrink the Court, install and commit."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], check=True, capture_output=True, text=True
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, root / name)
    (root / "dvc.lock").unlink(missing_ok=True)
    params = root / "params.yaml"
    whole = yaml.safe_load(params.read_text(encoding="utf-8"))
    params.write_text(yaml.safe_dump(merged(whole, LITTLE)), encoding="utf-8")
    install(root)
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


def install(root: Path) -> None:
    """Give `root` an environment of its own: its own code, on the packages of this one."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", root / ".venv"], check=True)
    (packages,) = (root / ".venv" / "lib").glob("*/site-packages")
    (packages / "small_project.pth").write_text(f"../../../../src\n{PACKAGES}\n", encoding="utf-8")
    command(root).write_text(_SCRIPT, encoding="utf-8")
    command(root).chmod(0o755)


def command(root: Path) -> Path:
    """The one command, installed in `root`."""
    return root / ".venv" / "bin" / "scotus-forecast"


def merged(content, changes):
    """`content` with `changes` in it, mappings one in another."""
    if not isinstance(changes, dict):
        return changes
    return {**content, **{key: merged(content[key], value) for key, value in changes.items()}}


def environment(**changes: str | None) -> dict[str, str]:
    """Our own environment, without the real Court and the network; None takes a variable away."""
    without = {"SCDB_DIR": None, "SCDB_REFERENCE_DIR": None, "OYEZ_DIR": None, "PYTHONPATH": None}
    nowhere = "http://127.0.0.1:9"
    closed = {"http_proxy": nowhere, "https_proxy": nowhere, "OMP_NUM_THREADS": "1"}
    told = {**os.environ, **without, **closed, **changes}
    return {name: value for name, value in told.items() if value is not None}


def start(root: Path, *arguments: str, **changes: str | None) -> subprocess.Popen[str]:
    """Start the command in `root`."""
    return subprocess.Popen(
        [str(command(root)), *arguments],
        cwd=root,
        env=environment(**changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def run(root: Path, *arguments: str, **changes: str | None) -> Done:
    """Run the command in `root` to its end."""
    process = start(root, *arguments, **changes)
    said, _ = process.communicate(timeout=PATIENCE)
    return Done(process.returncode, said)


def reproduce(root: Path, **changes: str | None) -> Done:
    """Run the one command that heals."""
    return run(root, "reproduce", **changes)


def digests(root: Path) -> dict[str, str]:
    """Hash of every file that a run makes."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in OUTPUTS
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() and path.suffix != ".log"
    }


def orphans(root: Path, patience: float = 30) -> list[str]:
    """Processes that still work in `root` after `patience` seconds, told by their command lines."""
    end = time.monotonic() + patience
    while (found := at_work(root)) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def at_work(root: Path) -> list[str]:
    """Command lines of the processes that run in `root`."""
    return [
        " ".join(process.info["cmdline"] or [])
        for process in psutil.process_iter(["cwd", "cmdline", "status"])
        if process.info["cwd"] == str(root.resolve())
        and process.info["status"] != psutil.STATUS_ZOMBIE
    ]


def killed(process: subprocess.Popen) -> None:
    """Kill a process outright; those it started are left to themselves."""
    process.send_signal(signal.SIGKILL)
    process.wait()


def remove(path: Path) -> None:
    """Remove a file or a folder that may be there."""
    shutil.rmtree(path, ignore_errors=True)
    path.unlink(missing_ok=True)


def litter(root: Path) -> list[str]:
    """Names in `root` that no run should make, such as a folder for a home that is not there."""
    return sorted({path.name for path in root.iterdir()} & {"~", "None", "mlruns", "$HOME"})
