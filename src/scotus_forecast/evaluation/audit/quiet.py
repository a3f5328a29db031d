"""Walks of the audit are short and many: their progress bars are not shown."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr


@contextmanager
def quietly() -> Iterator[None]:
    """Keep progress off stderr; logging, which holds its stream, still reaches it."""
    with redirect_stderr(io.StringIO()):
        yield
