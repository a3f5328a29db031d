"""A free port of this machine."""

from __future__ import annotations

import socket

from scotus_forecast.commands import ui


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((ui.HOST, 0))
        return probe.getsockname()[1]
