"""Where transcripts lie: a folder of JSON files, zip and tar archives, read member by member."""

from __future__ import annotations

import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from scotus_forecast.core.project.errors import UserError

#: The longest transcript of Oyez takes 3 MB; a larger member is no transcript.
MAX_MEMBER = 50_000_000

#: JSON files of a folder that one worker reads at a time.
_FILES_A_PART = 500

_TAR = (".tar", ".tar.xz", ".tar.gz", ".tgz", ".tar.bz2", ".txz", ".tbz2")
_NAME = re.compile(r"(?P<stem>\d{4}\..+?)(?P<hearing>-t\d+)?\.json", re.IGNORECASE)


@dataclass(frozen=True)
class Document:
    """One JSON file.

    Attributes
    ----------
    file : str
        How to name it in a message: archive and member.
    stem : str
        Term and docket, shared by a case and its hearings.
    of_hearing : bool
    content : bytes
    """

    file: str
    stem: str
    of_hearing: bool
    content: bytes


@dataclass(frozen=True)
class Part:
    """What one worker reads: an archive, or some files of a folder that belong together."""

    files: tuple[Path, ...]

    def __iter__(self) -> Iterator[Document]:
        """Yield the documents, archives in the order of their members.

        Raises
        ------
        UserError
            When an archive is damaged.
        """
        for path in self.files:
            yield from _documents(path)


def parts_of(folder: Path) -> list[Part]:
    """Split what lies in and under a folder, or one archive, into parts.

    Archives come first, the largest first, so that no worker is left alone with it at the end.

    Raises
    ------
    UserError
        When there is neither an archive nor a JSON file named as Oyez's mirror names them.
    """
    every = sorted(path for path in folder.rglob("*") if path.is_file()) or [folder]
    archives = [path for path in every if is_archive(path)]
    found = [Part((path,)) for path in sorted(archives, key=lambda p: -p.stat().st_size)]
    found += _parts(path for path in every if _NAME.fullmatch(path.name))
    if not found:
        raise UserError(f"{folder} holds no transcripts: no <term>.<docket>.json, .zip or .tar.*")
    return found


def fingerprint(folder: Path | None) -> str | None:
    """Hash of the names and sizes of what `parts_of` would read; None where there is nothing.

    Contents are not hashed: 17,000 files of 3.3 GB would take longer to hash than to read.
    """
    if folder is None:
        return None
    listed = sorted(
        f"{path.relative_to(folder).as_posix()} {path.stat().st_size}"
        for part in parts_of(folder)
        for path in part.files
    )
    return sha256("\n".join(listed).encode()).hexdigest()


def is_archive(path: Path) -> bool:
    """Whether a file's name is that of an archive that can be read."""
    return path.name.lower().endswith((".zip", *_TAR))


def _parts(paths: Iterator[Path]) -> Iterator[Part]:
    """Cut files into parts without parting a case from its hearings."""
    by_stem: dict[str, list[Path]] = {}
    for path in paths:
        by_stem.setdefault(_match(path.name)["stem"], []).append(path)
    part: list[Path] = []
    for _, files in sorted(by_stem.items()):
        part += files
        if len(part) >= _FILES_A_PART:
            yield Part(tuple(part))
            part = []
    if part:
        yield Part(tuple(part))


def _match(name: str) -> re.Match[str]:
    found = _NAME.fullmatch(name)
    assert found is not None
    return found


def _documents(path: Path) -> Iterator[Document]:
    try:
        for member, content in _members(path):
            named = _NAME.fullmatch(PurePosixPath(member).name)
            if named:
                file = member if member == path.name else f"{path.name}:{member}"
                yield Document(file, named["stem"], bool(named["hearing"]), content)
    except (tarfile.TarError, zipfile.BadZipFile, lzma.LZMAError, zlib.error, EOFError) as error:
        raise UserError(f"{path} is damaged ({error}); get it again") from error
    except (OSError, RuntimeError, NotImplementedError) as error:
        raise UserError(f"cannot read {path}: {error}") from error


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    if not is_archive(path):
        return iter([(path.name, path.read_bytes())])
    return _zipped(path) if path.name.lower().endswith(".zip") else _tarred(path)


def _zipped(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as bundle:
        for member in bundle.infolist():
            if not member.is_dir() and member.file_size <= MAX_MEMBER:
                yield member.filename, bundle.read(member)


def _tarred(path: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path, "r|*") as bundle:
        for member in bundle:
            stream = bundle.extractfile(member) if member.isfile() else None
            if stream and member.size <= MAX_MEMBER:
                yield member.name, stream.read()
