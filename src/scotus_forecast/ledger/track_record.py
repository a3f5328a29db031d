"""How registered forecasts turned out, against always reverse; as tables, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from markdown_it import MarkdownIt

from scotus_forecast.case_lookup.show import page
from scotus_forecast.core.court.outcomes import AFFIRM, OTHER, REVERSE
from scotus_forecast.evaluation.metrics import brier, decision_metrics, log_loss
from scotus_forecast.ledger.outcomes import Decision, docket_key

#: Bounds of the forecasts that are counted together.
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 1.0)

PENDING, SCORED, LATE, REPLACED = "pending", "scored", "late", "replaced"


@dataclass(frozen=True)
class TrackRecord:
    """Registered forecasts and their scores.

    Attributes
    ----------
    forecasts : pd.DataFrame
        One row an entry: ``entry, docket, name, term, registered_at, p_reverse, status, decided,
        outcome, reversed``.
    scores : dict of str to float
        ``n, accuracy, brier, log_loss, always_reverse_accuracy, always_reverse_brier``; only ``n``
        where nothing is scored.
    votes : dict of str to float
        The same of single votes.
    calibration : pd.DataFrame
        ``low, high, n, mean_forecast, share_reversed``.
    head : str
        Hash of the ledger's last entry.
    """

    forecasts: pd.DataFrame
    scores: dict[str, float]
    votes: dict[str, float]
    calibration: pd.DataFrame
    head: str


def track_record(
    entries: Iterable[dict[str, Any]], decisions: Mapping[str, Decision], head: str
) -> TrackRecord:
    """Score what was registered before the decision, and nothing else.

    Of several forecasts of one case the last before the decision counts; until then, the last.
    One registered on the day of the decision or later is late.

    Parameters
    ----------
    entries : iterable of dict
        Of a verified ledger, in order.
    decisions : mapping
        By docket; see `outcomes`.
    head : str
    """
    entries = list(entries)
    forecasts = pd.DataFrame([_row(entry, decisions) for entry in entries], columns=_COLUMNS)
    on_time = forecasts["status"].isin([SCORED, PENDING])
    earlier = forecasts[on_time].duplicated("key", keep="last")
    forecasts.loc[earlier[earlier].index, "status"] = REPLACED
    scored = forecasts[forecasts["status"] == SCORED]
    y, p = scored["reversed"].to_numpy(float), scored["p_reverse"].to_numpy(float)
    votes = [pair for row in scored.index for pair in _votes(entries[row], decisions)]
    return TrackRecord(
        forecasts.drop(columns="key"),
        _scores(y, p),
        _scores(*np.array(votes, dtype=float).reshape(-1, 2).T),
        calibration(y, p),
        head,
    )


_COLUMNS = [
    "entry", "key", "docket", "name", "term", "registered_at", "p_reverse", "status", "decided",
    "outcome", "reversed",
]  # fmt: skip


def _row(entry: dict[str, Any], decisions: Mapping[str, Decision]) -> dict[str, Any]:
    case = entry["case"]
    decision = decisions.get(docket_key(case["docket"]))
    known: dict[str, Any] = {"status": PENDING, "decided": None, "outcome": None, "reversed": None}
    if decision is not None:
        in_time = _registered(entry) < decision.decided
        known = {
            "status": SCORED if in_time else LATE,
            "decided": decision.decided.isoformat(),
            "outcome": decision.outcome,
            "reversed": int(decision.outcome == REVERSE),
        }
    return {
        "entry": entry["entry"],
        "key": docket_key(case["docket"]),
        "docket": case["docket"],
        "name": case["name"],
        "term": case["term"],
        "registered_at": entry["registered_at"],
        "p_reverse": entry["forecast"]["p_reverse"],
        **known,
    }


def _registered(entry: dict[str, Any]) -> date:
    return datetime.fromisoformat(entry["registered_at"]).date()


def _votes(entry: dict[str, Any], decisions: Mapping[str, Decision]) -> list[tuple[float, float]]:
    """Whether each justice voted to reverse, and the chance that was registered."""
    cast = decisions[docket_key(entry["case"]["docket"])].votes
    chances = entry["forecast"]["votes"]
    return [(float(said == REVERSE), chances[who]) for who, said in cast.items() if who in chances]


def _scores(y: np.ndarray, p: np.ndarray) -> dict[str, float]:
    if not len(y):
        return {"n": 0}
    return {
        "n": len(y),
        "accuracy": decision_metrics(y, p)["accuracy"],
        "brier": brier(y, p),
        "log_loss": log_loss(y, p),
        "always_reverse_accuracy": float(y.mean()),
        "always_reverse_brier": float((1 - y).mean()),
    }


def calibration(y: np.ndarray, p: np.ndarray) -> pd.DataFrame:
    """Mean forecast and share reversed of the forecasts between each two of `BINS`.

    Parameters
    ----------
    y, p : np.ndarray, shape (n,)

    Returns
    -------
    pd.DataFrame
        ``low, high, n, mean_forecast, share_reversed``; bins without a forecast are left out.
    """
    place = np.clip(np.searchsorted(BINS, p, side="right") - 1, 0, len(BINS) - 2)
    rows = [
        (BINS[k], BINS[k + 1], int(here.sum()), p[here].mean(), y[here].mean())
        for k in range(len(BINS) - 1)
        if (here := place == k).any()
    ]
    return pd.DataFrame(rows, columns=["low", "high", "n", "mean_forecast", "share_reversed"])


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
