"""Bytes of a file to UTF-8 text, or what the file is when it is no CSV."""

from __future__ import annotations

import codecs
import logging

from scotus_forecast.core.project.errors import UserError

logger = logging.getLogger(__name__)

#: Marks at the start of a file; those of UTF-32 first, since they begin like UTF-16's.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)

#: Share of zero bytes from which a file without a mark is taken for UTF-16.
_WIDE_SHARE = 0.3

#: Wrong bytes for each right letter beyond ASCII from which a file is taken for cp1252.
_CP1252_RATIO = 20

_SAVE_AS = "save it as UTF-8, or take the file as SCDB offers it"


def as_utf8(name: str, content: bytes) -> bytes:
    """Return text as UTF-8, with line feeds at least at the end of each row.

    SCDB's releases come as UTF-8 or, mostly the older ones, as cp1252. UTF-16 and UTF-32 are
    read by their mark. A file of UTF-8 with a few wrong bytes stays UTF-8: each wrong byte
    becomes `column_forms.REPLACEMENT`, so that its cell is set aside.

    Raises
    ------
    UserError
        When the text is none of these, or holds zero bytes.
    """
    text = _without_carriage_returns(_decoded(name, content))
    if b"\x00" in text:
        raise UserError(f"{name} is binary, not CSV text: {_place(text, text.index(0))}")
    return text


def _decoded(name: str, content: bytes) -> bytes:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _from(name, content, encoding)
    if content.count(0) > _WIDE_SHARE * len(content):
        raise UserError(f"{name} looks like UTF-16 without its mark, or is binary; {_SAVE_AS}")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _from_bytes_beyond_ascii(name, content, error.start)
    return content


def _from(name: str, content: bytes, encoding: str) -> bytes:
    try:
        return content.decode(encoding).encode("utf-8")
    except UnicodeError as error:
        if encoding == "utf-8-sig":
            return _from_bytes_beyond_ascii(name, content[3:], getattr(error, "start", 0))
        raise UserError(f"{name} is damaged {encoding.upper()} text; {_SAVE_AS}") from error


def _from_bytes_beyond_ascii(name: str, content: bytes, first_wrong: int) -> bytes:
    """Tell UTF-8 with wrong bytes from cp1252 by how many letters beyond ASCII are right."""
    text = content.decode("utf-8", errors="surrogateescape")
    wrong = sum("\udc80" <= letter <= "\udcff" for letter in text)
    right = sum(letter > "\x7f" for letter in text) - wrong
    place = _place(content, first_wrong)
    if wrong <= right:
        logger.warning("%s: %s bytes are no UTF-8, first in %s", name, f"{wrong:,}", place)
        return content.decode("utf-8", errors="replace").encode("utf-8")
    if wrong < _CP1252_RATIO * right:
        raise UserError(f"{name} mixes UTF-8 and another encoding ({place}); {_SAVE_AS}")
    return _from_cp1252(name, content)


def _from_cp1252(name: str, content: bytes) -> bytes:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        place = _place(content, error.start)
        raise UserError(f"{name} is neither UTF-8 nor cp1252 ({place}); {_SAVE_AS}") from error
    logger.info("%s: read as cp1252, which is not UTF-8", name)
    return text.encode("utf-8")


def _without_carriage_returns(text: bytes) -> bytes:
    """Give a file whose lines end in carriage returns alone (old Mac) line feeds."""
    return text if b"\n" in text else text.replace(b"\r", b"\n")


def _place(content: bytes, byte: int) -> str:
    before = content[:byte]
    line = before.count(b"\n") or before.count(b"\r")
    return f"line {line + 1:,}, byte {byte:,}"


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
