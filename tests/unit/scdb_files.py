"""Small files in SCDB's layout, and a server that misbehaves to order, for the acquire tests."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd

from scotus_forecast.core.court.columns import names
from scotus_forecast.data import archive

Answer = Callable[[BaseHTTPRequestHandler], None]


def votes(first_term: int = 1946, last_term: int = 1948, **columns: str) -> pd.DataFrame:
    """One row a term, every cell `x` but the term and what `columns` gives."""
    terms = [str(term) for term in range(first_term, last_term + 1)]
    table = pd.DataFrame("x", index=range(len(terms)), columns=names()).assign(term=terms)
    return table.assign(**columns)


def as_csv(table: pd.DataFrame, encoding: str = "utf-8") -> bytes:
    return table.to_csv(index=False).encode(encoding)


def as_zip(table: pd.DataFrame) -> bytes:
    return archive.pack("SCDB.csv", as_csv(table))


def zip_of(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in members.items():
            bundle.writestr(name, content)
    return buffer.getvalue()


def predictions(*cases: str) -> bytes:
    """A stored file of the paper: every case forecast 1, decided 0."""
    header = (
        "docketId,rf_predicted_reverse,dummy_predicted_reverse,case_outcome_reverse,"
        "term,naturalCourt,rf_correct_case,dummy_correct_case,docketId\n"
    )
    rows = [f"{case}-01,1,0,0,{case[:4]},406,0,1,{case}-01\n" for case in cases]
    return (header + "".join(rows)).encode()


def sends(content: bytes, status: int = 200, declared: int | None = None) -> Answer:
    """Answer with `content`, declaring `declared` bytes."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        length = len(content) if declared is None else declared
        request.send_header("Content-Length", str(length))
        request.end_headers()
        request.wfile.write(content)

    return answer


@contextmanager
def serving(*answers: Answer, **by_path: Answer) -> Iterator[tuple[str, list[str]]]:
    """Yield a server's address and the paths asked so far.

    Answers are given one after another, the last one for ever; or by the last part of the path.
    """
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            last = self.path.rstrip("/").rsplit("/", 1)[-1].partition("?")[0]
            fallback = answers[min(len(asked), len(answers)) - 1] if answers else sends(b"", 404)
            by_path.get(last, fallback)(self)

        def log_message(self, *arguments: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
