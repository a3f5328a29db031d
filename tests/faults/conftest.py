"""What all tests of faults share."""

from __future__ import annotations

import signal

import pytest


@pytest.fixture(autouse=True)
def heeded_interrupts():
    """Let processes heed Ctrl-C even where the tests run in the background and ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
