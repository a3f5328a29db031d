"""The one error a user's mistake raises: one clear line, exit status 2."""

from __future__ import annotations


class UserError(Exception):
    """A mistake the user can mend: names the file, column or value, and the way out.

    Notes
    -----
    The command line prints ``str(error)`` after ``error:`` and exits with status 2; no
    traceback is shown. Anything else that escapes is a defect of ours.
    """
