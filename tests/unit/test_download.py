"""Downloads against a server on this machine that fails in every way we know."""

from __future__ import annotations

import socket
import time

import pytest
from scdb_files import sends, serving

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.data import download
from scotus_forecast.data.download import Patience, answers, fetch
from scotus_forecast.data.manifest import sha256

CONTENT = b"archive" * 50_000
QUICK = Patience(connect=0.5, read=0.2, total=5.0, retries=3, back_off=0.01)


def stalls(request):
    """Send the head and half of the body, then nothing."""
    request.send_response(200)
    request.send_header("Content-Length", str(len(CONTENT)))
    request.end_headers()
    request.wfile.write(CONTENT[:1000])
    request.wfile.flush()
    time.sleep(0.4)


def trickles(request):
    """Send a byte now and then, each within the read time-out."""
    request.send_response(200)
    request.end_headers()
    try:
        for _ in range(10):
            request.wfile.write(b"x" * (1 << 16))
            time.sleep(0.05)
    except OSError:
        return


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_whole_content_with_the_expected_hash():
    with serving(sends(CONTENT)) as (address, asked):
        assert fetch(f"{address}/a.zip", expected_sha256=sha256(CONTENT)) == CONTENT
    assert asked == ["/a.zip"]


def test_wrong_hash_names_expected_and_found():
    with serving(sends(b"other")) as (address, asked), pytest.raises(UserError) as caught:
        fetch(address, expected_sha256=sha256(CONTENT), patience=QUICK)
    assert f"expected sha256 {sha256(CONTENT)}, found {sha256(b'other')}" in str(caught.value)
    assert len(asked) == 1


def test_retry_then_success():
    bad = sends(b"busy", 503), sends(CONTENT[:100], declared=len(CONTENT)), stalls
    with serving(*bad, sends(CONTENT)) as (address, asked):
        assert fetch(address, patience=QUICK) == CONTENT
    assert len(asked) == 4


@pytest.mark.parametrize(
    ("answer", "words", "attempts"),
    [
        (sends(b"no", 404), "the server answers 404 Not Found", 1),
        (sends(b"no", 403), "the server answers 403 Forbidden", 1),
        (sends(b"busy", 503), "the server answers 503 Service Unavailable", 4),
        (sends(b"busy", 429), "the server answers 429 Too Many Requests", 4),
        (sends(CONTENT[:100], declared=len(CONTENT)), "the transfer broke off", 4),
        (stalls, "no answer in time", 4),
    ],
    ids=["missing", "forbidden", "failing", "too many", "truncated", "stalling"],
)
def test_failure_is_one_line_after_every_retry(answer, words, attempts):
    with serving(answer) as (address, asked), pytest.raises(UserError, match=words) as caught:
        fetch(f"{address}/a.zip", patience=QUICK)
    assert str(caught.value).startswith(f"{address}/a.zip: ")
    assert "\n" not in str(caught.value)
    assert len(asked) == attempts


def test_trickle_ends_at_the_deadline():
    brief = Patience(read=1.0, total=0.1, retries=0)
    with serving(trickles) as (address, _), pytest.raises(UserError, match="no answer in time"):
        fetch(address, patience=brief)


def test_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(download, "MAX_BYTES", 1000)
    with serving(sends(CONTENT)) as (address, _), pytest.raises(UserError, match="larger than"):
        fetch(address, patience=QUICK)


def test_no_server():
    address = f"http://127.0.0.1:{closed_port()}/"
    with pytest.raises(UserError, match="no connection"):
        fetch(address, patience=QUICK)
    assert not answers(address)


def test_silent_host_is_not_asked_again(monkeypatch):
    asked = []

    def silent(url, **_):
        asked.append(url)
        raise download.requests.ConnectTimeout

    monkeypatch.setattr(download.requests, "get", silent)
    with pytest.raises(UserError, match="no answer in time"):
        fetch("http://silent.example/", patience=QUICK)
    assert len(asked) == 1


def test_no_address():
    with pytest.raises(UserError, match="cannot be fetched"):
        fetch("http:///", patience=Patience(retries=0))


def test_answers_tells_a_file_from_none():
    with serving(there=sends(b"x")) as (address, _):
        assert answers(f"{address}/there")
        assert not answers(f"{address}/elsewhere")
