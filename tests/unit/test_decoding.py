"""Encodings: what is read, what is named, and that one wrong byte changes no other cell."""

from __future__ import annotations

import logging

import pytest

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.data.decoding import as_utf8

TEXT = "caseId,caseName\n1946-001,PEÑA § 33\n1946-002,MÜLLER\n1946-003,SMITH\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read(encoding):
    assert as_utf8("a.csv", TEXT.encode(encoding)).decode() == TEXT


def test_cp1252_is_read_and_told(caplog):
    caplog.set_level(logging.INFO)
    assert as_utf8("a.csv", TEXT.encode("cp1252")).decode() == TEXT
    assert "a.csv: read as cp1252" in caplog.text


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_one_wrong_byte_leaves_the_rest_as_it_is(mark, caplog):
    content = mark + TEXT.encode().replace(b"SMITH", b"SM\xe9TH")
    assert as_utf8("a.csv", content).decode() == TEXT.replace("SMITH", "SM\ufffdTH")
    assert "a.csv: 1 bytes are no UTF-8, first in line 4" in caplog.text


REFUSED = {
    "neither": (TEXT.encode("cp1252").replace(b"SMITH", b"SM\x81TH"), "neither UTF-8 nor cp1252"),
    "both": (TEXT.encode() + 2 * TEXT.encode("cp1252"), "mixes UTF-8 and another encoding (line 6"),
    "zero bytes": (TEXT.encode().replace(b"SMITH", b"SM\x00TH"), "is binary, not CSV text: line 4"),
    "UTF-16 without its mark": (TEXT.encode("utf-16-le"), "looks like UTF-16 without its mark"),
    "half of a UTF-16 letter": (TEXT.encode("utf-16")[:-1], "is damaged UTF-16 text"),
    "damaged UTF-32": (TEXT.encode("utf-32")[:-2], "is damaged UTF-32 text"),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_other_text_is_refused_with_its_place(content, words):
    with pytest.raises(UserError) as caught:
        as_utf8("a.csv", content)
    assert str(caught.value).startswith("a.csv ")
    assert words in str(caught.value)


def test_lines_that_end_in_carriage_returns_alone():
    assert as_utf8("a.csv", TEXT.replace("\n", "\r").encode()).decode() == TEXT
