"""``dvc repro`` in a process of its own, a failure told in one line.

DVC's command would add two lines of its own to what the failing stage has already said. And it
refuses to run outside a Git work tree; here it then runs without one.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dvc.repo import Repo

#: Options of ``dvc repro`` that are passed on.
FORCE, SINGLE_ITEM = "--force", "--single-item"

#: Where DVC notes which file has which hash: here, where no other user is and one can remove it.
NOTES = Path(".dvc", "tmp", "notes")

#: SQLite's codes of a full disk, a failing one and a file that may not be written.
_UNWRITABLE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)

#: A stage of ours that ends so has said why.
_SAID = (2, 128 + signal.SIGINT)
_STATUS = re.compile(r"exited with (-?\d+)$")


def main(arguments: Sequence[str]) -> int:
    """Run the stages named, with all they need.

    Returns
    -------
    int
        0, 2 when a stage or DVC itself failed, 130 when interrupted.
    """
    from dvc.exceptions import DvcException

    _tell_refused_writes()
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Exception as error:
        if isinstance(error, DvcException | OSError | sqlite3.Error):
            return _told(error)
        raise


def _tell_refused_writes() -> None:
    """Let a full disk end the notes of hashes with an error.

    diskcache takes every refusal of SQLite for another process's lock and tries again for ever.
    """
    from diskcache import Cache

    executing = Cache._sql.fget

    def _sql(cache: Cache) -> Callable[..., Any]:
        execute = executing(cache)

        def run(*statement: Any) -> Any:  # noqa: ANN401 - as diskcache has it
            try:
                return execute(*statement)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF in _UNWRITABLE:
                    raise OSError(f"cannot write {cache.directory}: {error}") from error
                raise

        return run

    Cache._sql = property(_sql)


def _run(arguments: Sequence[str], *, again: bool = True) -> int:
    options = {FORCE, SINGLE_ITEM} & set(arguments)
    targets = [name for name in arguments if name not in options]
    try:
        with open_repo() as repo:
            repo.reproduce(targets, force=FORCE in options, single_item=SINGLE_ITEM in options)
    except Exception as error:
        if not (again and any(map(_is_damage, _causes(error)))):
            raise
    else:
        return 0
    print("DVC's notes of hashes were damaged; taking them anew", file=sys.stderr)
    shutil.rmtree(NOTES)
    return _run(arguments, again=False)


def _is_damage(error: BaseException) -> bool:
    """Whether DVC's notes on which file has which hash, an SQLite database, cannot be read."""
    # Those below it are of full disks, locks and permissions.
    return type(error) is sqlite3.DatabaseError or type(error).__name__ == "DiskError"


def open_repo() -> Repo:
    """Open DVC's repository here, without Git where there is no work tree of it."""
    from dvc.repo import Repo
    from dvc.scm import SCMError

    core: dict[str, object] = {"site_cache_dir": str(NOTES.resolve())}
    try:
        return Repo(_wait_for_lock=True, config={"core": core})
    except SCMError:
        print("no Git work tree here; going on without Git", file=sys.stderr)
        return Repo(_wait_for_lock=True, config={"core": {**core, "no_scm": True}})


def _told(error: BaseException) -> int:
    """Say what the stage that failed did not say itself."""
    status = _stage_status(error)
    if status not in _SAID:
        print(f"error: {_in_words(error, status)}", file=sys.stderr)
    return status if status == 128 + signal.SIGINT else 2


def _stage_status(error: BaseException) -> int | None:
    """Exit status of the stage's command, where it is that which failed."""
    found = (_STATUS.search(str(one)) for one in _causes(error))
    return next((int(match[1]) for match in found if match), None)


def _in_words(error: BaseException, status: int | None) -> str:
    told = ": ".join(" ".join(str(one).split()) for one in _causes(error) if str(one))
    if any(isinstance(one, OSError | sqlite3.OperationalError) for one in _causes(error)):
        return f"{told}; check space and permissions"
    if status in (-signal.SIGKILL, 128 + signal.SIGKILL):
        return f"{told}: it was killed, as by a machine out of memory; run again to go on"
    if status is not None:
        return f"{told}; its last lines above say why"
    return told


def _causes(error: BaseException | None) -> list[BaseException]:
    found = []
    while error is not None:
        found.append(error)
        error = error.__cause__
    return found


if __name__ == "__main__":
    os.environ.setdefault("DVC_NO_ANALYTICS", "true")
    sys.exit(main(sys.argv[1:]))
