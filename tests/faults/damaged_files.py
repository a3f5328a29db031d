"""Outputs, caches and lists that were damaged or are gone: one command heals."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.faults import small_project
from tests.faults.trials import Outcome, Reference, after_damage

DATA = Path("data", "simulated")
CACHE = Path(".dvc", "cache")

OUTPUTS = (
    DATA / "raw" / "manifest.json",
    DATA / "prepared" / "cases.parquet",
    DATA / "features" / "argument" / "cases.parquet",
    DATA / "forecasts" / "boosted" / "argument.parquet",
    DATA / "forecasts" / "justice_rate" / "none.parquet",
    DATA / "scores" / "scores.parquet",
    DATA / "audit",
    Path("reports", "simulated", "report.html"),
)

#: What a killed process or a full disk leaves of a file.
WAYS: dict[str, Callable[[bytes], bytes]] = {
    "cut in half": lambda content: content[: len(content) // 2],
    "emptied": lambda _: b"",
    "all zeros": lambda content: bytes(len(content)),
}


def trials(reference: Reference) -> Iterator[Outcome]:
    """Yield all of this module."""
    for place, path in enumerate(OUTPUTS):
        way = list(WAYS)[place % len(WAYS)]
        yield after_damage(reference, "Damaged output", f"{path} {way}", partial(spoil, path, way))
    for name, damage in CACHES.items():
        yield after_damage(reference, "DVC's cache damaged or gone", name, damage)
    for name, damage in LISTS.items():
        yield after_damage(reference, "DVC's lists damaged", name, damage)
    for name, damage in STRAYS.items():
        yield after_damage(reference, "Drafts and foreign files among outputs", name, damage)


def spoil(path: Path, way: str, root: Path) -> None:
    """Damage a file, or every file of a folder."""
    found = [root / path] if (root / path).is_file() else sorted((root / path).rglob("*.*"))
    assert found, path
    for file in found:
        rewrite(file, WAYS[way](file.read_bytes()))


def rewrite(file: Path, content: bytes) -> None:
    """Write to a file that DVC keeps read-only."""
    file.chmod(0o644)
    file.write_bytes(content)


def objects(root: Path) -> list[Path]:
    """Files of the cache, but for those of the runs."""
    return [path for path in sorted((root / CACHE / "files").rglob("*")) if path.is_file()]


def without_cache(root: Path) -> None:
    """The cache is gone, the outputs are there."""
    small_project.remove(root / CACHE)


def without_cache_and_outputs(root: Path) -> None:
    """Some of both are gone."""
    for path in (CACHE, DATA / "features", DATA / "forecasts" / "justice_rate", DATA / "scores"):
        small_project.remove(root / path)


def with_spoilt_cache(way: str, root: Path) -> None:
    """Every object of the cache is damaged, and some outputs would have to come from it."""
    for file in objects(root):
        rewrite(file, WAYS[way](file.read_bytes()))
    for path in (DATA / "features", DATA / "scores"):
        small_project.remove(root / path)


def with_spoilt_runs(root: Path) -> None:
    """The list of runs in the cache is garbage."""
    for file in (root / CACHE / "runs").rglob("*"):
        if file.is_file():
            rewrite(file, b"garbage: [")
    small_project.remove(root / DATA / "features")


CACHES: dict[str, Callable[[Path], None]] = {
    "cache deleted": without_cache,
    "cache and some outputs deleted": without_cache_and_outputs,
    **{f"objects {way}, some outputs deleted": partial(with_spoilt_cache, way) for way in WAYS},
    "list of runs is garbage": with_spoilt_runs,
}


def cut_lock(share: float, root: Path) -> None:
    """`dvc.lock` was being written."""
    lock = root / "dvc.lock"
    content = lock.read_bytes()
    lock.write_bytes(content[: int(len(content) * share)])


def rwlock(content: str, root: Path) -> None:
    """DVC's list of who reads and writes was being written, or its process is gone."""
    (root / ".dvc" / "tmp" / "rwlock").write_text(content, encoding="utf-8")


_HELD = {"pid": 1, "cmd": "dvc repro"}

LISTS: dict[str, Callable[[Path], None]] = {
    **{f"dvc.lock cut at {share:.0%}": partial(cut_lock, share) for share in (0, 0.03, 0.5, 0.97)},
    "rwlock emptied": partial(rwlock, ""),
    "rwlock held by a stranger": partial(
        rwlock, json.dumps({"write": {"data": _HELD}, "read": {"src": [_HELD]}})
    ),
    ".dvc/tmp deleted": lambda root: small_project.remove(root / ".dvc" / "tmp"),
}


def with_drafts(root: Path) -> None:
    """A killed stage left what it was writing."""
    (root / DATA / "forecasts" / "justice_rate" / ".none.parquet.x1.tmp").write_bytes(b"half")
    (root / DATA / ".acquire-x2").mkdir()


def with_foreign_file(name: Path, root: Path) -> None:
    """Somebody put a file of another kind where outputs lie."""
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(b"not ours")


def with_unfinished_garbage(root: Path) -> None:
    """Kept terms of an unfinished forecast are damaged."""
    folder = root / "data" / "unfinished" / "simulated" / "argument-boosted" / "case"
    folder.mkdir(parents=True)
    (folder / "1900.npy").write_bytes(b"garbage")
    shutil.rmtree(root / DATA / "forecasts" / "boosted")
    small_project.remove(root / CACHE)


STRAYS: dict[str, Callable[[Path], None]] = {
    "drafts of a killed stage": with_drafts,
    "garbage among unfinished terms": with_unfinished_garbage,
    "models/notes.txt": partial(with_foreign_file, Path("models", "notes.txt")),
    "a file among the scores": partial(with_foreign_file, DATA / "scores" / "old.parquet"),
}
