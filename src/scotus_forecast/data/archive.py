"""Opening and making archives of one CSV file: zip, gzip or plain, and nothing unsafe."""

from __future__ import annotations

import gzip
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.data.decoding import USE, kind_of, kind_of_zip

#: Largest file and largest unpacked content; the largest SCDB file unpacks to about 120 MB.
MAX_BYTES = 400_000_000

#: Archives within archives that are opened.
MAX_DEPTH = 3

_ZIP_START = b"PK"
_GZIP_START = b"\x1f\x8b"

#: Oldest moment a zip can hold: a fixed one keeps the bytes the same from run to run.
_EPOCH = (1980, 1, 1, 0, 0, 0)

#: What the readers of zip and gzip raise when bytes are missing or changed.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
    OverflowError, IndexError,
)  # fmt: skip

#: Names of members that hold a table, or an archive of one; SCDB's may end in ``.csv_``.
_TABLE = re.compile(r"\.csv_?(?:\.zip|\.gz)?$")

#: Files that systems put into folders on their own.
_SYSTEM_FILES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})

_SHOWN = 4
_AGAIN = "download it again and put the archive in its place"


def load(path: Path) -> bytes:
    """Read a whole file.

    Raises
    ------
    UserError
        When the file is missing, unreadable or larger than `MAX_BYTES`.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _too_large(str(path))
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror or error}") from error


def suffix(content: bytes) -> str:
    """Return the file suffix that fits `content`: ``.csv.zip``, ``.csv.gz`` or ``.csv``."""
    if content.startswith(_ZIP_START):
        return ".csv.zip"
    return ".csv.gz" if content.startswith(_GZIP_START) else ".csv"


def unpack(name: str, content: bytes) -> bytes:
    """Return the one CSV file that an archive, or a plain file, holds.

    Parameters
    ----------
    name : str
        How to name the archive in an error.
    content : bytes
        What kind of archive it is shows in its first bytes; its name is not trusted. An archive
        in an archive is opened too, up to `MAX_DEPTH`.

    Raises
    ------
    UserError
        When the archive is damaged, encrypted or too large, holds several CSV files or none, or
        the file is of another kind (an SPSS file, a web page under the archive's name).
    """
    plain = content
    for _ in range(MAX_DEPTH + 1):
        opener = _opener(plain)
        if opener is None:
            _refuse_other_than_csv(name, plain)
            return plain
        plain = opener(name, plain)
    raise UserError(f"{name} holds archives within archives; {_AGAIN}")


def pack(member: str, content: bytes) -> bytes:
    """Return a zip of one file whose bytes depend on nothing but its content."""
    entry = zipfile.ZipInfo(member, date_time=_EPOCH)
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        bundle.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()


def _opener(content: bytes) -> Callable[[str, bytes], bytes] | None:
    return {".csv.zip": _unzip, ".csv.gz": _gunzip}.get(suffix(content))


def _unzip(name: str, content: bytes) -> bytes:
    try:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as bundle,
            bundle.open(_only_member(name, bundle.infolist())) as member,
        ):
            return _read_bounded(name, member)
    except (RuntimeError, NotImplementedError) as error:
        raise UserError(f"{name} is an encrypted or unusual zip archive; {_AGAIN}") from error
    except _DAMAGE as error:
        raise UserError(f"{name} is a damaged or truncated zip archive; {_AGAIN}") from error


def _only_member(name: str, members: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    """Return the one member that is a CSV file, or the only one, whatever its name."""
    _refuse_documents(name, [member.filename for member in members])
    files = [member for member in members if not _is_beside_the_point(member.filename)]
    tables = [member for member in files if _TABLE.search(member.filename.lower())]
    wanted = tables or files
    if len(wanted) != 1:
        raise UserError(
            f"{name} holds {len(wanted)} {'CSV files' if tables else 'files'}"
            f"{_named(wanted)}, not exactly one CSV file; {USE}"
        )
    _refuse_hostile_path(name, wanted[0].filename)
    if wanted[0].file_size > MAX_BYTES:
        raise _too_large(name)
    return wanted[0]


def _refuse_documents(name: str, members: list[str]) -> None:
    kind = kind_of_zip(members)
    if kind is not None:
        raise UserError(f"{name} is {kind}, not CSV; {USE}")


def _is_beside_the_point(member: str) -> bool:
    """Whether a member is a folder or what Macs and Windows add to archives."""
    *folders, file = member.replace("\\", "/").split("/")
    return not file or "__MACOSX" in folders or file.startswith("._") or file in _SYSTEM_FILES


def _refuse_hostile_path(name: str, member: str) -> None:
    parts = member.replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or ":" in parts[0]:
        raise UserError(f"{name} holds a member with a path out of it ({member!r}); {_AGAIN}")


def _named(members: list[zipfile.ZipInfo]) -> str:
    shown = ", ".join(repr(member.filename[:60]) for member in members[:_SHOWN])
    return f" ({shown}{', ...' if len(members) > _SHOWN else ''})" if members else ""


def _gunzip(name: str, content: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as member:
            return _read_bounded(name, member)
    except _DAMAGE as error:
        raise UserError(f"{name} is a damaged or truncated gzip file; {_AGAIN}") from error


def _read_bounded(name: str, member: IO[bytes] | gzip.GzipFile) -> bytes:
    """Read no more than the bound: the size an archive declares may be a lie."""
    plain = member.read(MAX_BYTES + 1)
    if len(plain) > MAX_BYTES:
        raise _too_large(name)
    return plain


def _refuse_other_than_csv(name: str, plain: bytes) -> None:
    if len(plain) > MAX_BYTES:
        raise _too_large(name)
    if not plain.strip():
        raise UserError(f"{name} is empty; {_AGAIN}")
    kind = kind_of(plain)
    if kind is not None:
        raise UserError(f"{name} is {kind}, not CSV; {USE}")
    if plain.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise UserError(f"{name} is a web page, not an SCDB archive; {_AGAIN}")


def _too_large(name: str) -> UserError:
    return UserError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB unpacked; {_AGAIN}")
