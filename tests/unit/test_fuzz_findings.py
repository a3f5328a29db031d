"""Inputs that `tests/faults/fuzz_reader.py` found to break a law, cut to what matters."""

from __future__ import annotations

import pytest

from faults.laws import is_one_clear_line
from faults.mutations import as_csv
from raw_court import simulated_rows
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.data.read import parse_archive

FILE = "SCDB.csv"

REFUSED = {
    "control letters in a row too short": as_csv(simulated_rows(1)) + b"1994-003,\x01\x1b[31m\n",
    "a line end in a row too short": as_csv(simulated_rows(1)) + b'1994-003,"a\nb"\n',
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_the_line_shows_what_a_terminal_can_show(content):
    with pytest.raises(UserError) as caught:
        parse_archive(FILE, content)
    assert is_one_clear_line(str(caught.value), FILE)
