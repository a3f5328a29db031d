"""Where the command begins: the environment it runs in, before anything is imported from it.

At first only `os` and `sys` are imported, which the interpreter has loaded already: any other name
could be that of a module in a folder that ``PYTHONPATH`` names.
"""

from __future__ import annotations

import os
import sys

#: Keeps what `PYTHONPATH` was, so that `doctor` can say that it is passed over.
PASSED_OVER = "SCOTUS_FORECAST_PYTHONPATH"


def main() -> None:
    """Run the command line on the packages installed with it."""
    _leave_python_path()
    os.environ.setdefault("PYTHONSAFEPATH", "1")
    _ensure_home()
    _ensure_user()
    _quiet_bars()

    from scotus_forecast.commands.cli import main as run

    run()


def _leave_python_path() -> None:
    """Start anew without `PYTHONPATH`, whose modules would come before the locked packages."""
    named = os.environ.pop("PYTHONPATH", "")
    if named and not sys.flags.ignore_environment:
        os.environ[PASSED_OVER] = named
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def _quiet_bars() -> None:
    """Draw no progress bar into a file or a pipe: `tqdm` would write a line at every step."""
    if not sys.stderr.isatty():
        os.environ.setdefault("TQDM_DISABLE", "1")


def _ensure_home() -> None:
    """Give libraries a home folder to look into; without one some make a folder named ``~``."""
    if not os.environ.get("HOME"):
        os.environ["HOME"] = _home_of_user()


def _home_of_user() -> str:
    import tempfile
    from pathlib import Path

    try:
        return str(Path.home())
    except RuntimeError:
        return tempfile.gettempdir()


def _ensure_user() -> None:
    """Give libraries that ask for a user's name a number, where the system knows no name."""
    import pwd

    try:
        pwd.getpwuid(os.getuid())
    except KeyError:
        os.environ.setdefault("LOGNAME", str(os.getuid()))
