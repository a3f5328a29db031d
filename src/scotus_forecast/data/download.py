"""Fetching a file over HTTP into memory: nothing half-fetched can ever reach the disk."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, replace

import requests
from tqdm import tqdm

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import sha256

#: An SCDB archive has 2 to 4 MB; whatever is larger than this is something else.
MAX_BYTES = 100_000_000

_CHUNK = 1 << 16
_HEADERS = {"User-Agent": "scotus-forecast"}

#: A body that stalls half-way comes as a plain ConnectionError; only its words tell.
_STALLED = "Read timed out"

_TOO_MANY_REQUESTS, _SERVER_ERROR = 429, 500


@dataclass(frozen=True)
class Patience:
    """How long to wait for a server, in seconds, and how often to ask again.

    Attributes
    ----------
    connect, read : float
        Longest wait for a connection, and for the next bytes.
    total : float
        Longest time of one attempt, however steadily it trickles.
    retries : int
    back_off : float
        Pause before the first retry; each further one doubles it.
    """

    connect: float = 3.0
    read: float = 8.0
    total: float = 300.0
    retries: int = 3
    back_off: float = 0.3

    def after_a_failure(self) -> Patience:
        """Return what is left of it."""
        return replace(self, retries=self.retries - 1, back_off=2 * self.back_off)


PATIENT = Patience()

#: For what the pipeline can do without.
BRIEF = Patience(connect=2.0, read=3.0, total=20.0, retries=0)


def fetch(url: str, *, expected_sha256: str | None = None, patience: Patience = PATIENT) -> bytes:
    """Download a file, with a progress bar on stderr when that is a terminal.

    Parameters
    ----------
    url : str
    expected_sha256 : str, optional
        Hash the content must have.
    patience : Patience

    Raises
    ------
    UserError
        When the server cannot be reached, refuses, stalls or breaks off after every retry, when
        the file is larger than `MAX_BYTES`, or when its hash is not the expected one.
    """
    content = _stream_patiently(url, patience)
    found = sha256(content)
    if expected_sha256 not in (None, found):
        raise UserError(f"{url}: expected sha256 {expected_sha256}, found {found}")
    return content


def answers(url: str) -> bool:
    """Whether the server has something at `url`."""
    timeout = (BRIEF.connect, BRIEF.read)
    try:
        with requests.get(url, headers=_HEADERS, timeout=timeout, stream=True) as response:
            return response.ok
    except requests.RequestException:
        return False


def _stream_patiently(url: str, patience: Patience) -> bytes:
    try:
        return _stream(url, patience)
    except requests.RequestException as error:
        if patience.retries == 0 or not _may_pass(error):
            raise UserError(f"{url}: {_reason(error)}") from error
    time.sleep(patience.back_off)
    return _stream_patiently(url, patience.after_a_failure())


def _stream(url: str, patience: Patience) -> bytes:
    timeout = (patience.connect, patience.read)
    with requests.get(url, headers=_HEADERS, timeout=timeout, stream=True) as response:
        response.raise_for_status()
        return _collect(url, response, time.monotonic() + patience.total)


def _collect(url: str, response: requests.Response, deadline: float) -> bytes:
    content = bytearray()
    with _progress_bar(url, response) as bar:
        for chunk in response.iter_content(_CHUNK):
            content += chunk
            bar.update(len(chunk))
            if len(content) > MAX_BYTES:
                raise UserError(f"{url}: larger than {MAX_BYTES // 1_000_000} MB, not as expected")
            if time.monotonic() > deadline:
                raise requests.Timeout
    return bytes(content)


def _progress_bar(url: str, response: requests.Response) -> tqdm:
    declared = response.headers.get("Content-Length", "")
    return tqdm(
        total=int(declared) if declared.isdigit() else None,
        desc=url.rsplit("/", 1)[-1][:40],
        unit="B",
        unit_scale=True,
        leave=False,
        file=sys.stderr,
        disable=None,
    )


def _may_pass(error: requests.RequestException) -> bool:
    """Whether asking again may help: not for a refusal, nor for a host that stays silent."""
    if isinstance(error, requests.HTTPError) and error.response is not None:
        status = error.response.status_code
        return status == _TOO_MANY_REQUESTS or status >= _SERVER_ERROR
    return not isinstance(error, requests.ConnectTimeout)


def _reason(error: requests.RequestException) -> str:
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"the server answers {error.response.status_code} {error.response.reason}".strip()
    if isinstance(error, requests.Timeout) or _STALLED in str(error):
        return "no answer in time"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the transfer broke off"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return f"cannot be fetched ({type(error).__name__})"
