"""One command: how long it takes, what it computes with, and how much memory it holds."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

#: Seconds between two looks at the memory of the processes.
_INTERVAL = 0.1


@dataclass(frozen=True)
class Cost:
    """What one command cost, all its processes together.

    Attributes
    ----------
    seconds, cpu_seconds : float
    peak_rss_mb : float
        Largest sum seen over the processes; pages they share count once where the system tells
        (Linux), once a process elsewhere.
    status : int
        Exit status.
    """

    seconds: float
    cpu_seconds: float
    peak_rss_mb: float
    status: int


class _Watch(threading.Thread):
    """Looks at a process and all below it until told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.done = threading.Event()
        self.peak = 0
        self._cpu: dict[tuple[int, float], float] = {}
        self._root = psutil.Process(pid)

    def run(self) -> None:
        """Look at once, then in steps."""
        self._look()
        while not self.done.wait(_INTERVAL):
            self._look()

    @property
    def cpu_seconds(self) -> float:
        """Sum over every process seen, each as seen last."""
        return sum(self._cpu.values())

    def _look(self) -> None:
        held = sum(self._held(process) for process in self._processes())
        self.peak = max(self.peak, held)

    def _processes(self) -> list[psutil.Process]:
        try:
            return [self._root, *self._root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def _held(self, process: psutil.Process) -> int:
        try:
            with process.oneshot():
                times, memory = process.cpu_times(), process.memory_full_info()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return 0
        self._cpu[process.pid, process.create_time()] = times.user + times.system
        return getattr(memory, "pss", memory.rss)


def _end(pid: int) -> None:
    """End a process and all below it, which would disturb the next measurement."""
    root = psutil.Process(pid)
    for process in [*root.children(recursive=True), root]:
        process.kill()


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
        except BaseException:
            _end(process.pid)
            raise
        seconds = time.perf_counter() - began
    watch.done.set()
    watch.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    # The system counts a worker only once its parent has waited for it; not all parents do.
    cpu = max(usage.ru_utime + usage.ru_stime, watch.cpu_seconds)
    return Cost(round(seconds, 2), round(cpu, 2), round(watch.peak / 2**20, 1), process.returncode)
