"""Inputs that `tests/faults/fuzz_reader.py` found to break a law, cut to what matters."""

from __future__ import annotations

import pytest

from faults.laws import is_one_clear_line
from faults.mutations import as_csv
from raw_court import simulated_rows
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.data.read import parse_archive
from scotus_forecast.docket.parties import PartyTable
from scotus_forecast.docket.pending import Known, read_pending
from scotus_forecast.docket.read_rows import read_rows

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


DOCKET_ROWS = {
    "a control letter in a name": "25-1,\x1an,2026,",
    "letters no terminal has in a docket number": "\U0010390c\U00103939,Doe v. Ohio,2026,",
    "a long line of them as justices": "25-1,Doe v. Ohio,2026," + "\u200b\u2028" * 300 + "x",
}


@pytest.mark.parametrize("row", DOCKET_ROWS.values(), ids=DOCKET_ROWS.keys())
def test_a_docket_row_is_refused_in_letters_a_terminal_can_show(tmp_path, row):
    path = tmp_path / "docket.csv"
    path.write_text(f"docket,case_name,term,justices\n{row}\n", encoding="utf-8")
    known = Known(2024, PartyTable(), {1: "JAdams"}, {1: "JAdams"}, {})
    good, bad = read_pending(read_rows(path), known)
    assert good == []
    assert [is_one_clear_line(str(one), "docket.csv") for one in bad] == [True]
