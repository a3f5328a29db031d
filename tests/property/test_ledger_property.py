"""Whatever is changed in a ledger before its published head is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ledger_factory
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.ledger.chain import canonical, chained, verify


def _ledger() -> tuple[bytes, str]:
    entries, previous = [], "0" * 64
    for position in range(4):
        entries.append(chained(ledger_factory.content(f"25-{position}"), position, previous))
        previous = entries[-1]["hash"]
    return b"".join(canonical(entry) + b"\n" for entry in entries), previous


TEXT, HEAD = _ledger()


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 255))
def test_any_altered_byte_is_found(place, change):
    altered = bytearray(TEXT)
    altered[place] ^= change
    with pytest.raises(UserError):
        verify(bytes(altered), "ledger", HEAD)


@given(st.integers(0, len(TEXT) - 1), st.integers(1, len(TEXT)))
def test_any_removed_bytes_are_found(start, length):
    with pytest.raises(UserError):
        verify(TEXT[:start] + TEXT[start + length :], "ledger", HEAD)


@given(st.permutations(TEXT.splitlines(keepends=True)))
def test_any_other_order_is_found(lines):
    moved = b"".join(lines)
    if moved != TEXT:
        with pytest.raises(UserError):
            verify(moved, "ledger", HEAD)
    else:
        assert verify(moved, "ledger", HEAD).head == HEAD
