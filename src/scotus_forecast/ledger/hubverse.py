"""Registered forecasts in the layout of a hubverse hub, so that others can score them.

Files: ``model-output/<team>-<model>/<date>-<team>-<model>.csv`` with probability mass functions
(``pmf``) of three targets, and the ``hub-config/tasks.json`` that declares them, in version 5.0.1
of the schema (https://docs.hubverse.io). Where outcomes are known, ``target-data`` holds them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from scotus_forecast.core.court.outcomes import REVERSE
from scotus_forecast.core.project.files import write_csv, write_json
from scotus_forecast.ledger.outcomes import Decision, docket_key

TEAM, MODEL = "scotusforecast", "docket"
NAME = f"{TEAM}-{MODEL}"

SCHEMA = "https://raw.githubusercontent.com/hubverse-org/schemas/main/v5.0.1/tasks-schema.json"

TASK_IDS = ["origin_date", "target", "term", "docket", "justice"]
COLUMNS = [*TASK_IDS, "output_type", "output_type_id", "value"]

CASE, VOTE, SPLIT = "case outcome", "vote", "votes to reverse"
_DECISIONS = ["reverse", "not_reverse"]
_MOST_VOTES = 10


def export(
    entries: Iterable[dict[str, Any]], folder: Path, decisions: Mapping[str, Decision] | None = None
) -> list[Path]:
    """Write registered forecasts as a hub; a round is the day they were registered on.

    Of several forecasts of one case on one day, the last is kept.

    Parameters
    ----------
    entries : iterable of dict
        Of a verified ledger, in order.
    folder : Path
    decisions : mapping, optional
        By docket; written as target data.

    Returns
    -------
    list of Path
        The files written.
    """
    rounds: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for entry in entries:
        rounds[entry["registered_at"][:10]][entry["case"]["docket"]] = entry
    written = [_write_round(folder, day, list(of.values())) for day, of in rounds.items()]
    tasks = folder / "hub-config" / "tasks.json"
    write_json(tasks, tasks_of(list(rounds), [e for of in rounds.values() for e in of.values()]))
    observed = _observed(rounds, decisions or {})
    if observed.empty:
        return [*written, tasks]
    target = folder / "target-data" / "oracle-output.csv"
    write_csv(target, observed)
    return [*written, tasks, target]


def _write_round(folder: Path, day: str, entries: list[dict[str, Any]]) -> Path:
    path = folder / "model-output" / NAME / f"{day}-{NAME}.csv"
    rows = [row for entry in entries for row in pmf_rows(entry, day)]
    write_csv(path, pd.DataFrame(rows, columns=COLUMNS).fillna("NA"))
    return path


def pmf_rows(entry: dict[str, Any], day: str) -> list[dict[str, Any]]:
    """Rows of one forecast: outcome, each justice's vote, number of votes to reverse.

    Returns
    -------
    list of dict
        `COLUMNS`; the probabilities of each task add up to 1.
    """
    forecast, case = entry["forecast"], entry["case"]
    task = {"origin_date": day, "term": case["term"], "docket": case["docket"], "justice": None}
    rows = _pmf({**task, "target": CASE}, _reverse_or_not(forecast["p_reverse"]))
    for justice, chance in forecast["votes"].items():
        rows += _pmf({**task, "target": VOTE, "justice": justice}, _reverse_or_not(chance))
    split = forecast["votes_to_reverse"]
    counts = {str(n): split[n] if n < len(split) else 0.0 for n in range(_MOST_VOTES + 1)}
    return rows + _pmf({**task, "target": SPLIT}, counts)


def _reverse_or_not(chance: float) -> dict[str, float]:
    return {"reverse": chance, "not_reverse": round(1 - chance, 12)}


def _pmf(task: dict[str, Any], chances: dict[str, float]) -> list[dict[str, Any]]:
    return [
        {**task, "output_type": "pmf", "output_type_id": what, "value": chance}
        for what, chance in chances.items()
    ]


def _observed(
    rounds: Mapping[str, Mapping[str, dict[str, Any]]], decisions: Mapping[str, Decision]
) -> pd.DataFrame:
    """Outcomes in the rows of the forecasts: 1 where it happened, 0 elsewhere."""
    rows = []
    for day, entries in rounds.items():
        for entry in entries.values():
            decision = decisions.get(docket_key(entry["case"]["docket"]))
            rows += [] if decision is None else _oracle_rows(entry, day, decision)
    return pd.DataFrame(rows, columns=[*COLUMNS[:-1], "oracle_value"]).fillna("NA")


def _oracle_rows(entry: dict[str, Any], day: str, decision: Decision) -> list[dict[str, Any]]:
    happened: dict[tuple[str, str | None], str] = {(CASE, None): _word(decision.outcome)}
    happened |= {(VOTE, name): _word(said) for name, said in decision.votes.items()}
    if decision.votes:
        happened[SPLIT, None] = str(sum(said == REVERSE for said in decision.votes.values()))
    rows = []
    for row in pmf_rows(entry, day):
        key = (row["target"], row["justice"])
        if key in happened:
            hit = float(row["output_type_id"] == happened[key])
            rows.append({**{n: row[n] for n in COLUMNS[:-1]}, "oracle_value": hit})
    return rows


def _word(outcome: int) -> str:
    return "reverse" if outcome == REVERSE else "not_reverse"


def tasks_of(days: list[str], entries: list[dict[str, Any]]) -> dict[str, Any]:
    """Declare the three targets, as the hub's ``tasks.json``."""
    dockets = sorted({entry["case"]["docket"] for entry in entries})
    terms = sorted({entry["case"]["term"] for entry in entries})
    justices = sorted({name for entry in entries for name in entry["forecast"]["votes"]})
    shared = {"origin_date": _any(days), "term": _any(terms), "docket": _any(dockets)}
    nobody = {"required": None, "optional": None}
    counts = [str(n) for n in range(_MOST_VOTES + 1)]
    tasks = [
        _task(CASE, {**shared, "justice": nobody}, _DECISIONS, "binary"),
        _task(VOTE, {**shared, "justice": _any(justices)}, _DECISIONS, "binary"),
        _task(SPLIT, {**shared, "justice": nobody}, counts, "ordinal"),
    ]
    due = {"relative_to": "origin_date", "start": 0, "end": 1}
    one_round = {
        "round_id_from_variable": True,
        "round_id": "origin_date",
        "model_tasks": tasks,
        "submissions_due": due,
    }
    return {
        "schema_version": SCHEMA,
        "rounds": [one_round],
        "output_type_id_datatype": "character",
    }


def _any(values: list[Any]) -> dict[str, Any]:
    return {"required": None, "optional": values}


def _task(
    target: str, task_ids: dict[str, Any], categories: list[str], kind: str
) -> dict[str, Any]:
    return {
        "task_ids": {**task_ids, "target": {"required": None, "optional": [target]}},
        "output_type": {
            "pmf": {
                "output_type_id": {"required": categories},
                "value": {"type": "double", "minimum": 0, "maximum": 1},
                "is_required": True,
            }
        },
        "target_metadata": [
            {
                "target_id": target,
                "target_name": _TARGET_NAMES[target],
                "target_units": "votes" if target == SPLIT else "decision",
                "target_keys": {"target": target},
                "target_type": kind,
                "is_step_ahead": False,
            }
        ],
    }


_TARGET_NAMES = {
    CASE: "Whether the Supreme Court reverses the decision below",
    VOTE: "Whether a justice votes to reverse the decision below",
    SPLIT: "Number of justices who vote to reverse",
}
