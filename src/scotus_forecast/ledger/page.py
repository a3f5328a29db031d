"""The track record as Markdown and HTML."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markdown_it import MarkdownIt

from scotus_forecast.case_lookup.show import page
from scotus_forecast.core.court.outcomes import AFFIRM, OTHER, REVERSE
from scotus_forecast.ledger.track_record import LATE, PENDING, REPLACED, SCORED, TrackRecord

_DID = {REVERSE: "reversed", AFFIRM: "affirmed", OTHER: "not on the merits"}

TITLE = "Track record of registered forecasts"

WHAT_A_CHAIN_PROVES = (
    "Each entry of the ledger names the hash of the entry before, so `ledger verify` finds any "
    "entry altered, removed or moved. The chain alone does not prove when an entry was made, nor "
    "that entries at its end were kept: for that, compare the hash of the last entry with one "
    "published elsewhere, such as in a pushed commit."
)


def markdown(record: TrackRecord) -> str:
    """Page in Markdown: the answer, the scores, calibration, every forecast, what a chain proves.

    Parameters
    ----------
    record : TrackRecord
    """
    parts = [f"# {TITLE}", answer(record)]
    if record.scores["n"]:
        parts += ["## Scores", _score_table(record), "## Calibration", _calibration_table(record)]
    for status, title in _TITLES.items():
        rows = record.forecasts[record.forecasts["status"] == status]
        if len(rows):
            parts += [f"## {title}", _table(_HEADER, [_cells(row) for _, row in rows.iterrows()])]
    parts += ["## What this proves", WHAT_A_CHAIN_PROVES, f"Last entry: `{record.head}`."]
    return "\n\n".join(parts) + "\n"


_TITLES = {
    SCORED: "Scored",
    LATE: "Registered too late, not scored",
    REPLACED: "Replaced by a later forecast, not scored",
    PENDING: "Not decided yet",
}

_HEADER = ("docket", "case", "registered", "chance of reversal", "decided", "outcome")


def answer(record: TrackRecord) -> str:
    """One or two sentences: how many were right, against always reverse."""
    scores, waiting = record.scores, int((record.forecasts["status"] == PENDING).sum())
    if not scores["n"]:
        return f"No registered forecast has been scored yet; {waiting} wait for a decision."
    return (
        f"{_percent(scores['accuracy'])} of {scores['n']} registered forecasts were right; always "
        f"forecasting a reversal would have been right in "
        f"{_percent(scores['always_reverse_accuracy'])}. {waiting} wait for a decision."
    )


def _score_table(record: TrackRecord) -> str:
    rows = []
    for unit, scores in (("cases", record.scores), ("votes", record.votes)):
        if scores["n"]:
            rows.append([unit, "registered", *_numbers(scores, "")])
            rows.append([unit, "always reverse", *_numbers(scores, "always_reverse_")])
    return _table(("unit", "forecast", "n", "accuracy", "Brier score"), rows)


def _numbers(scores: dict[str, float], of: str) -> list[str]:
    accuracy, brier = scores[f"{of}accuracy"], scores[f"{of}brier"]
    return [str(scores["n"]), _percent(accuracy), f"{brier:.3f}"]


def _calibration_table(record: TrackRecord) -> str:
    rows = [
        [
            f"{_percent(row.low)} to {_percent(row.high)}",
            str(row.n),
            _percent(row.mean_forecast),
            _percent(row.share_reversed),
        ]
        for row in record.calibration.itertuples()
    ]
    return _table(("forecasts between", "n", "mean forecast", "share reversed"), rows)


def _cells(row: Any) -> list[str]:  # noqa: ANN401 - a row of a table
    registered = [row["docket"], row["name"], row["registered_at"][:10], _percent(row["p_reverse"])]
    if pd.isna(row["outcome"]):
        return [*registered, "", ""]
    return [*registered, row["decided"], _DID[int(row["outcome"])]]


def _table(header: tuple[str, ...], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    """Return text that can break neither the table nor the page."""
    plain = " ".join(str(text).split())
    for mark in ("\\", "|", "<", "*", "_", "`", "["):
        plain = plain.replace(mark, f"\\{mark}")
    return plain


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def html(record: TrackRecord) -> str:
    """Return the same page as self-contained HTML."""
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown(record))
    _, _, after_title = body.partition("</h1>")
    return page(TITLE, (), [after_title])
