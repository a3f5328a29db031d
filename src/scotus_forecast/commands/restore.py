"""Bring settings, lock, report and outputs back to what Git's last commit says of them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.layout import PARAMS, Layout

if TYPE_CHECKING:
    from dvc.repo import Repo

_TRACKED = (str(PARAMS), "dvc.lock", str(Layout("scdb").report))


def restore(root: Path, say: Callable[[str], None]) -> None:
    """Undo an experiment: settings, lock and report as committed, outputs from DVC's cache.

    Parameters
    ----------
    root : Path
    say : callable
        Given each setting that is undone and each output that came back, a line each.

    Raises
    ------
    UserError
        Outside Git or DVC, or where the cache lacks an output; the others are restored then.
    """
    from dvc.exceptions import DvcException, NotDvcRepoError
    from dvc.repo import Repo

    _git(root, "rev-parse", "--verify", "HEAD")
    for undone in _changes(
        _git(root, "show", f"HEAD:./{PARAMS}"), (root / PARAMS).read_text(encoding="utf-8")
    ):
        say(undone)
    _git(root, "checkout", "HEAD", "--", *_TRACKED)
    try:
        with Repo(str(root.resolve())) as repo:
            lost = _restore_outputs(repo, say)
    except NotDvcRepoError as error:
        raise UserError("no DVC repository here; run from the project's root") from error
    except DvcException as error:
        raise UserError(f"settings are restored, outputs are not: {error}") from error
    if lost:
        raise UserError(f"not in DVC's cache: {', '.join(lost)}; run: dvc repro report@scdb")
    say("settings and outputs are those of the last commit")


def _restore_outputs(repo: Repo, say: Callable[[str], None]) -> list[str]:
    """Bring back outputs that are gone or changed; return those that the cache lacks."""
    outputs = [out for out in repo.index.outs if out.use_cache and out.hash_info]
    changed = {
        str(Path(out.fs_path).relative_to(repo.root_dir)): Path(out.cache_path).is_file()
        for out in outputs
        if not out.exists or out.changed_checksum()
    }
    here = sorted(path for path, cached in changed.items() if cached)
    if here:
        repo.checkout(targets=here, force=True)
    for path in here:
        say(f"restored {path}")
    return sorted(changed.keys() - set(here))


def _changes(committed: str, edited: str) -> Iterator[str]:
    """Tell which settings differ; DVC writes the file anew, so its lines do not tell."""
    before, after = (dict(_flat(yaml.safe_load(text))) for text in (committed, edited))
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield f"{name}: {after.get(name)} is {before.get(name)} again"


def _flat(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except FileNotFoundError as error:
        raise UserError("git is not installed") from error
    except subprocess.CalledProcessError as error:
        reason = " ".join(error.stderr.split())
        raise UserError(f"nothing was restored: {reason}") from error
