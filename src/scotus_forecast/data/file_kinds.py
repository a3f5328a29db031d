"""What a file is that is no CSV, told from its first bytes: its name is not trusted."""

from __future__ import annotations

#: What to use in place of a file that cannot be read.
USE = "use the justice-centered CSV organized by Supreme Court citation"

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"RDX", "an R workspace (.Rdata)"),
    (b"RDA", "an R workspace (.Rdata)"),
    (b"X\n\x00\x00\x00", "an R object (.rds)"),
    (b"A\n2\n", "an R object (.rds)"),
    (b"A\n3\n", "an R object (.rds)"),
    (b"$FL2", "an SPSS file (.sav)"),
    (b"$FL3", "an SPSS file (.zsav)"),
    (b"<stata_dta>", "a Stata file (.dta)"),
    (b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xc2\xea\x81\x60", "a SAS file (.sas7bdat)"),
    (b"HEADER RECORD*******", "a SAS transport file (.xpt)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls)"),
    (b"%PDF", "a PDF"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive (R may save .Rdata so)"),
    (b"\xfd7zXZ\x00", "an xz archive (R may save .Rdata so)"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"version https://git-lfs", "a pointer of Git LFS, not the file it stands for"),
    (b"{\\rtf", "a text document (.rtf)"),
    (b"{", "a JSON file"),
    (b"[", "a JSON file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)

#: Stata's older formats begin with their number, the byte order and two fixed bytes.
_STATA_NUMBERS, _STATA_ORDERS = range(102, 116), (1, 2)

_TAR_MARK, _TAR_PLACE = b"ustar", 257

#: A member that only such an archive has, and what the archive is.
_ZIP_MEMBERS: tuple[tuple[str, str], ...] = (
    ("xl/workbook.xml", "an Excel workbook (.xlsx)"),
    ("word/document.xml", "a Word document (.docx)"),
    ("content.xml", "a LibreOffice document (.ods)"),
    ("Index/Document.iwa", "an Apple Numbers document"),
)


def kind_of(content: bytes) -> str | None:
    """Name the kind of a file that is no CSV, or None where it may be one.

    Zip and gzip are not named here: `data.archive` opens them.
    """
    if content[_TAR_PLACE : _TAR_PLACE + len(_TAR_MARK)] == _TAR_MARK:
        return "a tar archive"
    if _is_older_stata(content):
        return "a Stata file (.dta)"
    return next((kind for start, kind in _STARTS if content.startswith(start)), None)


def kind_of_zip(members: list[str]) -> str | None:
    """Name what a zip is whose members make it a document, or None."""
    return next((kind for member, kind in _ZIP_MEMBERS if member in members), None)


def _is_older_stata(content: bytes) -> bool:
    number, order, *_ = (*content[:2], 0, 0)
    return number in _STATA_NUMBERS and order in _STATA_ORDERS
