"""One file, safely: whatever else an archive may be gives one clear line."""

from __future__ import annotations

import bz2
import gzip
import lzma

import pytest
from scdb_files import zip_of

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.data import archive

CSV = b"caseId,term\n1946-001,1946\n"


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (archive.pack("a.csv", CSV), ".csv.zip"),
        (gzip.compress(CSV), ".csv.gz"),
        (CSV, ".csv"),
    ],
    ids=["zip", "gzip", "plain"],
)
def test_zip_gzip_and_plain_give_the_same_content(content, suffix):
    assert archive.suffix(content) == suffix
    assert archive.unpack("a", content) == CSV


def test_packing_twice_gives_the_same_bytes():
    assert archive.pack("a.csv", CSV) == archive.pack("a.csv", CSV)


def nested(content, times):
    for _ in range(times):
        content = zip_of({"a.csv.zip": content})
    return content


MAC = {"__MACOSX/._a.csv": b"\x00\x05\x16\x07", ".DS_Store": b"\x00\x00\x00\x01Bud1"}
READABLE = {
    "made on a Mac": zip_of({"a.csv": CSV, **MAC}),
    "a folder made on a Mac": zip_of({"SCDB/": b"", "SCDB/a.csv": CSV, "SCDB/._a.csv": b"x"}),
    "a folder made on Windows": zip_of({"SCDB\\a.csv": CSV, "SCDB\\Thumbs.db": b"x"}),
    "with a file to read": zip_of({"README.txt": b"read", "a.csv": CSV}),
    "as SCDB names it": zip_of({"a.csv_": CSV}),
    "under any name": zip_of({"SCDB_2025_01": CSV}),
    "a zip in a folder in a zip": zip_of({"SCDB/a.csv.zip": zip_of({"SCDB/a.csv": CSV})}),
    "a gzip in a zip": zip_of({"a.csv.gz": gzip.compress(CSV)}),
    "a zip in a gzip": gzip.compress(zip_of({"a.csv": CSV})),
    "as deep as allowed": nested(zip_of({"a.csv": CSV}), archive.MAX_DEPTH - 1),
}


@pytest.mark.parametrize("content", READABLE.values(), ids=READABLE.keys())
def test_one_table_is_found_wherever_it_lies(content):
    assert archive.unpack("a.zip", content) == CSV


# Files of other kinds, by their first bytes, and what the line calls them.
OTHER_KINDS = {
    "R workspace": (gzip.compress(b"RDX3\nX\n\x00"), "an R workspace (.Rdata)"),
    "R workspace in bzip2": (bz2.compress(b"RDX3\n"), "a bzip2 archive"),
    "R workspace in xz": (lzma.compress(b"RDX3\n"), "an xz archive"),
    "R object": (gzip.compress(b"X\n\x00\x00\x00\x03"), "an R object (.rds)"),
    "SPSS": (b"$FL2@(#) SPSS DATA FILE", "an SPSS file (.sav)"),
    "SPSS in a zip": (zip_of({"SCDB.sav": b"$FL2@(#) SPSS"}), "an SPSS file (.sav)"),
    "Stata": (b"<stata_dta><header><release>118", "a Stata file (.dta)"),
    "older Stata": (b"\x72\x02\x01\x00\x3d\x00", "a Stata file (.dta)"),
    "SAS": (bytes(12) + b"\xc2\xea\x81\x60" + bytes(20), "a SAS file"),
    "Excel": (zip_of({"[Content_Types].xml": b"x", "xl/workbook.xml": b"x"}), "an Excel workbook"),
    "older Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook"),
    "LibreOffice": (zip_of({"mimetype": b"x", "content.xml": b"x"}), "a LibreOffice document"),
    "tar": (bytes(257) + b"ustar\x0000", "a tar archive"),
    "PDF": (b"%PDF-1.7", "a PDF"),
    "JSON": (b'{"message": "Not Found"}', "a JSON file"),
    "pointer": (b"version https://git-lfs.github.com/spec/v1\n", "a pointer of Git LFS"),
    "no member": (zip_of({}), "holds 0 files, not exactly one CSV file"),
    "folder only": (zip_of({"folder/": b""}), "holds 0 files"),
    "two tables": (
        zip_of({"justice.csv": CSV, "case.csv": CSV}),
        "holds 2 CSV files ('justice.csv', 'case.csv')",
    ),
    "two other files": (zip_of({"a.sav": b"$FL2", "b.txt": b"x"}), "holds 2 files ('a.sav'"),
}


@pytest.mark.parametrize(("content", "words"), OTHER_KINDS.values(), ids=OTHER_KINDS.keys())
def test_a_file_of_another_kind_is_named_with_the_one_to_use(content, words):
    with pytest.raises(UserError) as caught:
        archive.unpack("SCDB_2025_01.csv.zip", content)
    line = str(caught.value)
    assert line.startswith("SCDB_2025_01.csv.zip ")
    assert words in line
    assert "use the justice-centered CSV organized by Supreme Court citation" in line
    assert "\n" not in line


# Each bad archive and words the one line must hold.
BAD = {
    "error page": (b"<!DOCTYPE html><html>404</html>", "web page"),
    "error page after white space": (b"\n  <html>", "web page"),
    "error page in a zip": (zip_of({"a.csv": b"<html>"}), "web page"),
    "nothing": (b"", "empty"),
    "white space in a zip": (zip_of({"a.csv": b"\n \n"}), "empty"),
    "truncated zip": (archive.pack("a.csv", CSV * 100)[:-30], "truncated zip"),
    "zip with a changed byte": (
        archive.pack("a.csv", CSV).replace(b"a.csv", b"b.csv", 1),
        "damaged or truncated zip",
    ),
    "truncated gzip": (gzip.compress(CSV * 100)[:-12], "truncated gzip"),
    "gzip start only": (b"\x1f\x8b\x08\x00", "truncated gzip"),
    "member above": (zip_of({"../a.csv": CSV}), "'../a.csv'"),
    "member at an absolute path": (zip_of({"/etc/passwd": CSV}), "'/etc/passwd'"),
    "member of another drive": (zip_of({"C:\\a.csv": CSV}), "path"),
    "member with backslashes": (zip_of({"..\\a.csv": CSV}), "path"),
    "archives without end": (nested(zip_of({"a.csv": CSV}), archive.MAX_DEPTH), "within archives"),
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
    "content",
    [archive.pack("a.csv", CSV * 100), gzip.compress(CSV * 100), CSV * 100],
    ids=["zip", "gzip", "plain"],
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
