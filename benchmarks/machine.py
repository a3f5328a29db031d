"""The machine of a measurement: what it computes with, never its name."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

LIBRARIES = ("numpy", "pandas", "scipy", "scikit-learn", "joblib", "pyarrow", "dask")


def describe() -> dict[str, str | int]:
    """Processor, cores, memory, versions."""
    return {
        "processor": _processor(),
        "cores": psutil.cpu_count() or 1,
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": platform.system(),
        "Python": platform.python_version(),
        **dict(_versions()),
    }


def _versions() -> Iterator[tuple[str, str]]:
    for name in LIBRARIES:
        with suppress(PackageNotFoundError):  # Dask is an extra
            yield name, version(name)


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()
