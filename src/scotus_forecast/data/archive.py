"""Opening and making archives of one CSV file: zip, gzip or plain, and nothing unsafe."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from scotus_forecast.project.errors import UserError

#: Largest file and largest unpacked content; the largest SCDB file unpacks to about 120 MB.
MAX_BYTES = 400_000_000

_ZIP_START = b"PK"
_GZIP_START = b"\x1f\x8b"

#: Oldest moment a zip can hold: a fixed one keeps the bytes the same from run to run.
_EPOCH = (1980, 1, 1, 0, 0, 0)

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
        What kind of archive it is shows in its first bytes; its name is not trusted.

    Raises
    ------
    UserError
        When the archive is damaged, encrypted or too large, holds anything but exactly one file
        at its top, or the file is no text (an HTML error page saved under the archive's name).
    """
    plain = _opener(content)(name, content)
    _refuse_other_than_csv(name, plain)
    return plain


def pack(member: str, content: bytes) -> bytes:
    """Return a zip of one file whose bytes depend on nothing but its content."""
    entry = zipfile.ZipInfo(member, date_time=_EPOCH)
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        bundle.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()


def _opener(content: bytes) -> Callable[[str, bytes], bytes]:
    return {".csv.zip": _unzip, ".csv.gz": _gunzip, ".csv": _plain}[suffix(content)]


def _plain(name: str, content: bytes) -> bytes:
    if len(content) > MAX_BYTES:
        raise _too_large(name)
    return content


def _unzip(name: str, content: bytes) -> bytes:
    try:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as bundle,
            bundle.open(_only_member(name, bundle.infolist())) as member,
        ):
            return _read_bounded(name, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise UserError(f"{name} is a damaged or truncated zip archive; {_AGAIN}") from error
    except (RuntimeError, NotImplementedError) as error:
        raise UserError(f"{name} is an encrypted or unusual zip archive; {_AGAIN}") from error


def _only_member(name: str, members: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    if len(members) != 1:
        raise UserError(f"{name} holds {len(members)} members, not exactly one CSV file; {_AGAIN}")
    inner = members[0].filename
    if PurePosixPath(inner.replace("\\", "/")).name != inner or inner == "..":
        raise UserError(
            f"{name} holds a member with a path ({inner!r}), not a plain file; {_AGAIN}"
        )
    if members[0].file_size > MAX_BYTES:
        raise _too_large(name)
    return members[0]


def _gunzip(name: str, content: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as member:
            return _read_bounded(name, member)
    except (EOFError, OSError, zlib.error) as error:
        raise UserError(f"{name} is a damaged or truncated gzip file; {_AGAIN}") from error


def _read_bounded(name: str, member: io.BufferedIOBase) -> bytes:
    """Read no more than the bound: the size an archive declares may be a lie."""
    plain = member.read(MAX_BYTES + 1)
    if len(plain) > MAX_BYTES:
        raise _too_large(name)
    return plain


def _refuse_other_than_csv(name: str, plain: bytes) -> None:
    if not plain.strip():
        raise UserError(f"{name} is empty; {_AGAIN}")
    if plain.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise UserError(f"{name} is a web page, not an SCDB archive; {_AGAIN}")
    if b"\x00" in plain:
        raise UserError(f"{name} is binary, not CSV text; {_AGAIN}")


def _too_large(name: str) -> UserError:
    return UserError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB unpacked; {_AGAIN}")
