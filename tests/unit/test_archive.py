"""One file, safely: whatever else an archive may be gives one clear line."""

from __future__ import annotations

import gzip

import pytest
from scdb_files import zip_of

from scotus_forecast.data import archive
from scotus_forecast.project.errors import UserError

CSV = b"caseId,term\n1946-001,1946\n"


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (archive.pack("a.csv", CSV), ".csv.zip"),
        (gzip.compress(CSV), ".csv.gz"),
        (CSV, ".csv"),
    ],
)
def test_zip_gzip_and_plain_give_the_same_content(content, suffix):
    assert archive.suffix(content) == suffix
    assert archive.unpack("a", content) == CSV


def test_packing_twice_gives_the_same_bytes():
    assert archive.pack("a.csv", CSV) == archive.pack("a.csv", CSV)


# Each bad archive and words the one line must hold.
BAD = {
    "error page": (b"<!DOCTYPE html><html>404</html>", "web page"),
    "error page after white space": (b"\n  <html>", "web page"),
    "error page in a zip": (zip_of({"a.csv": b"<html>"}), "web page"),
    "nothing": (b"", "empty"),
    "white space in a zip": (zip_of({"a.csv": b"\n \n"}), "empty"),
    "binary": (b"caseId\x00\x01", "binary"),
    "truncated zip": (archive.pack("a.csv", CSV * 100)[:-30], "truncated zip"),
    "zip with a changed byte": (
        archive.pack("a.csv", CSV).replace(b"a.csv", b"b.csv", 1),
        "damaged or truncated zip",
    ),
    "truncated gzip": (gzip.compress(CSV * 100)[:-12], "truncated gzip"),
    "gzip start only": (b"\x1f\x8b\x08\x00", "truncated gzip"),
    "no member": (zip_of({}), "0 members"),
    "two members": (zip_of({"a.csv": CSV, "b.csv": CSV}), "2 members"),
    "member in a folder": (zip_of({"folder/a.csv": CSV}), "'folder/a.csv'"),
    "member above": (zip_of({"../a.csv": CSV}), "'../a.csv'"),
    "member at an absolute path": (zip_of({"/etc/passwd": CSV}), "'/etc/passwd'"),
    "member with backslashes": (zip_of({"..\\a.csv": CSV}), "path"),
    "a folder": (zip_of({"folder/": b""}), "'folder/'"),
}


@pytest.mark.parametrize(("content", "words"), BAD.values(), ids=BAD.keys())
def test_unfit_archive_is_one_line_that_names_it(content, words):
    with pytest.raises(UserError) as caught:
        archive.unpack("SCDB_2025_01.csv.zip", content)
    line = str(caught.value)
    assert line.startswith("SCDB_2025_01.csv.zip ")
    assert words in line
    assert "download it again" in line
    assert "\n" not in line


def test_encrypted_zip_is_refused():
    content = bytearray(archive.pack("a.csv", CSV))
    for start in (content.index(b"PK\x03\x04") + 6, content.index(b"PK\x01\x02") + 8):
        content[start] |= 1
    with pytest.raises(UserError, match="encrypted"):
        archive.unpack("a.csv.zip", bytes(content))


@pytest.mark.parametrize(
    "content", [archive.pack("a.csv", CSV * 100), gzip.compress(CSV * 100), CSV * 100]
)
def test_content_beyond_the_bound_is_refused(content, monkeypatch):
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    with pytest.raises(UserError, match="larger than"):
        archive.unpack("a", content)


def test_zip_that_lies_about_its_size_is_refused(monkeypatch):
    honest = archive.pack("a.csv", CSV * 100)
    size = len(CSV * 100).to_bytes(4, "little")
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    with pytest.raises(UserError, match="damaged"):
        archive.unpack("a.csv.zip", honest.replace(size, (10).to_bytes(4, "little")))


def test_load_refuses_missing_and_oversized_files(tmp_path, monkeypatch):
    with pytest.raises(UserError, match=r"cannot read .*none\.zip: No such file"):
        archive.load(tmp_path / "none.zip")
    (tmp_path / "large.csv").write_bytes(b"x" * 11)
    monkeypatch.setattr(archive, "MAX_BYTES", 10)
    with pytest.raises(UserError, match="larger than"):
        archive.load(tmp_path / "large.csv")
