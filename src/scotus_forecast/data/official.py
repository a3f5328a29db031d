"""Official addresses, hashes and shapes of the Supreme Court Database and the paper's predictions.

A release not in `RELEASES` needs no code: its addresses follow from its name, and its hash is
recorded in the manifest without being recognised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from scotus_forecast.core.project.errors import UserError

#: Home of the database since December 2024.
HOME = "https://scdb.la.psu.edu"

#: Plain http: what it serves is trusted on its sha256 or its shape only.
OLDER_HOME = "http://scdb.wustl.edu/_brickFiles"

#: Code and results that accompany Katz, Bommarito & Blackman (2017).
PAPER_OUTPUT = "https://raw.githubusercontent.com/mjbommar/scotus-predict-v2/master/data/output"

OFFICIAL, KNOWN_COPY, UNRECOGNISED, SIMULATED = (
    "official",
    "known copy",
    "unrecognised",
    "simulated",
)

_RELEASE_NAME = re.compile(r"(?P<legacy>Legacy_(?P<issue>\d{2}))|(?P<year>\d{4})_(?P<number>\d{2})")
_SUFFIXES = (".csv.zip", ".csv_.zip", ".csv", ".csv.gz")


@dataclass(frozen=True)
class Shape:
    """Rows and terms of an official archive, for a release whose hash is not known."""

    rows: int
    first_term: int
    last_term: int

    def fits(self, rows: int, first_term: int, last_term: int) -> bool:
        """Whether the terms agree and the rows do within one in a hundred."""
        same_terms = (first_term, last_term) == (self.first_term, self.last_term)
        return same_terms and abs(rows - self.rows) <= self.rows / 100


@dataclass(frozen=True)
class Release:
    """One release of SCDB, justice-centered, one row a case and justice (Citation).

    Attributes
    ----------
    name : str
        As in SCDB's file names: ``2025_01``, ``Legacy_07``.
    sha256 : str, optional
        Hash of the official archive.
    known_copies : frozenset of str
        Hashes of copies known to hold the release or a part of it, in other bytes.
    shape : Shape, optional
    """

    name: str
    sha256: str | None = None
    known_copies: frozenset[str] = field(default_factory=frozenset)
    shape: Shape | None = None

    @property
    def stem(self) -> str:
        """File name without its suffix."""
        return f"SCDB_{self.name}_justiceCentered_Citation"

    @property
    def file_names(self) -> tuple[str, ...]:
        """Names under which an archive is looked for, the usual one first."""
        return tuple(self.stem + suffix for suffix in _SUFFIXES)

    @property
    def page(self) -> str:
        """Release page, whose download links change from visit to visit."""
        parts = _name_parts(self.name)
        if parts["legacy"]:
            return f"{HOME}/data/scdb-legacy-{parts['issue']}/"
        return f"{HOME}/data/{parts['year']}-release-{parts['number']}/"

    @property
    def direct_address(self) -> str:
        """Older address of the archive itself."""
        return f"{OLDER_HOME}/{self.name}/{self.file_names[0]}"

    def recognise(self, sha256: str) -> str:
        """Return ``official``, ``known copy`` or ``unrecognised``."""
        if sha256 == self.sha256:
            return OFFICIAL
        return KNOWN_COPY if sha256 in self.known_copies else UNRECOGNISED


RELEASES: dict[str, Release] = {
    known.name: known
    for known in (
        Release(
            "Legacy_07",
            known_copies=frozenset(
                {"26574397fcf1cdaa8bf2ab09c2844d8dd0be883da03ec9cb25b6668b3e7a73c8"}
            ),
            shape=Shape(rows=172_213, first_term=1791, last_term=1945),
        ),
        Release(
            "2025_01",
            sha256="c7a41b1ef6bc215b5ca76bf287af1c1837a612a6840528f91a6e28b48c7b71e1",
            known_copies=frozenset(
                {"f43c28e9cbf8ba90773de32be6bdf7708cffa7489e956c187e09b69dd7d7b3bb"}
            ),
            shape=Shape(rows=83_644, first_term=1946, last_term=2024),
        ),
        Release("2026_01", shape=Shape(rows=84_256, first_term=1946, last_term=2025)),
    )
}


@dataclass(frozen=True)
class StoredPredictions:
    """One model's case-level predictions, stored by the paper's authors."""

    model: str
    file: str
    sha256: str

    @property
    def address(self) -> str:
        """Raw file in the public repository."""
        return f"{PAPER_OUTPUT}/{self.file}"

    @property
    def file_names(self) -> tuple[str, ...]:
        """Names under which the file is looked for."""
        return (self.file, self.file.removesuffix(".gz"))

    def recognise(self, sha256: str) -> str:
        """Return ``official`` or ``unrecognised``."""
        return OFFICIAL if sha256 == self.sha256 else UNRECOGNISED


STORED_PREDICTIONS = (
    StoredPredictions(
        "katz_publication_run",
        "raw_docket_case_model_growing_random_forest_5.csv.gz",
        "5ddb46fe2acc5b2af5a40bd716702af03f3ab2dc86a713b5ecdc514881026b6e",
    ),
    StoredPredictions(
        "katz_one_tree",
        "raw_docket_case_model_growing_random_forest_1.csv.gz",
        "7bc0fdc9e2d326a87c64a16a2af53b98e01f253b871c067bf4033284aa09b5c1",
    ),
)


def release(name: str) -> Release:
    """Return the release of that name, known or new.

    Raises
    ------
    UserError
        When the name is not written as SCDB writes it.
    """
    _name_parts(name)
    return RELEASES.get(name, Release(name))


def _name_parts(name: str) -> dict[str, str | None]:
    match = _RELEASE_NAME.fullmatch(name)
    if match is None:
        raise UserError(
            f"release {name!r} is not named as SCDB names its files; "
            "write it like 2025_01 or Legacy_07 in params.yaml"
        )
    return match.groupdict()


def download_link(page: str, html: str) -> str:
    """Read the archive's download link off a release page.

    Parameters
    ----------
    page : str
        Address of the release page, against which a relative link is resolved.
    html : str
        Its content.

    Raises
    ------
    UserError
        When no link stands under "Justice Centered Data" with the words "Download CSV Organized
        by Supreme Court Citation".
    """
    reader = _ReleasePage()
    reader.feed(html)
    reader.close()
    for link in reader.links:
        if link.is_wanted:
            return urljoin(page, link.address)
    raise UserError(f"{page} shows no justice-centered CSV organized by Supreme Court citation")


@dataclass
class _Link:
    address: str
    section: str
    words: list[str]

    @property
    def is_wanted(self) -> bool:
        label = " ".join(self.words).lower()
        return self.section == "justice centered data" and label.startswith(
            "download csv organized by supreme court citation"
        )


class _ReleasePage(HTMLParser):
    """Collect download links, each with the heading above it and the words in and after it.

    The two kinds of data carry the same labels, so only the heading tells them apart; the label
    stands inside the link on some pages and behind it on others.
    """

    _SECTIONS = frozenset({"case centered data", "justice centered data"})

    def __init__(self) -> None:
        super().__init__()
        self.links: list[_Link] = []
        self._section = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a new entry at each download link."""
        address = dict(attrs).get("href") or ""
        if tag == "a" and "jet_download=" in address:
            self.links.append(_Link(address, self._section, []))

    def handle_data(self, data: str) -> None:
        """Note the heading, or add words to the latest link."""
        words = data.split()
        text = " ".join(words).lower()
        if text in self._SECTIONS:
            self._section = text
        elif self.links:
            self.links[-1].words.extend(words)
