"""One command: how long it takes, what it computes with, and how much memory it holds."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psutil

#: Seconds between two looks at the memory of the processes.
_INTERVAL = 0.1

_LIBRARIES = ("numpy", "pandas", "scipy", "scikit-learn", "joblib", "pyarrow", "dask")


@dataclass(frozen=True)
class Cost:
    """What one command cost, all its processes together.

    `peak_mb` is the largest sum seen over the processes; pages they share count once where the
    system tells (Linux), once a process elsewhere.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: float
    status: int


class _Watch(threading.Thread):
    """Looks at a process and all below it until told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.done = threading.Event()
        self.peak = 0
        self.cpu: dict[tuple[int, float], float] = {}
        self._root = psutil.Process(pid)

    def run(self) -> None:
        """Look at once, then in steps."""
        self._look()
        while not self.done.wait(_INTERVAL):
            self._look()

    def _look(self) -> None:
        self.peak = max(self.peak, sum(map(self._held, _family(self._root))))

    def _held(self, process: psutil.Process) -> int:
        try:
            with process.oneshot():
                times, memory = process.cpu_times(), process.memory_full_info()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return 0
        self.cpu[process.pid, process.create_time()] = times.user + times.system
        return getattr(memory, "pss", memory.rss)


def _family(root: psutil.Process) -> list[psutil.Process]:
    try:
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def measure(command: Sequence[str], folder: Path, env: Mapping[str, str], log: Path) -> Cost:
    """Run a command in `folder` and wait for it; what it says goes to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as said:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=said, stderr=said)
        watch = _Watch(process.pid)
        watch.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:  # what is left would disturb the next measurement
            for one in _family(psutil.Process(process.pid)):
                one.kill()
            raise
        seconds = time.perf_counter() - began
    watch.done.set()
    watch.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    # The system counts a worker only once its parent has waited for it; not all parents do.
    cpu = max(usage.ru_utime + usage.ru_stime, sum(watch.cpu.values()))
    return Cost(round(seconds, 2), round(cpu, 2), round(watch.peak / 2**20, 1), process.returncode)


def machine() -> str:
    """Processor, cores, memory and versions of what computes; never the machine's name."""
    told = Path("/proc/cpuinfo")
    found = re.search("model name.*: (.*)", told.read_text("utf-8")) if told.exists() else None
    processor = found[1] if found else platform.processor()
    memory = psutil.virtual_memory().total / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"{psutil.cpu_count()} cores ({processor}), {memory:.0f} GiB, {platform.system()}; "
        f"Python {platform.python_version()}, {libraries}"
    )
