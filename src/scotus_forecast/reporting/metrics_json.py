"""`metrics.json`: every score of a run and what flagships are compared with, for machines.

Missing values are null, never NaN. Comparisons of other forecasters stay in
``data/<dataset>/scores/paired.parquet``: they would be four fifths of the file. Intervals with
whole terms resampled and p-values after Holm's correction are in ``tables/``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from scotus_forecast.reporting.sources import ReportInputs

RESULT_KEYS = ("horizon", "model", "unit", "period")
RESULT_FIELDS = (
    "n", "accuracy", "accuracy_low", "accuracy_high", "balanced_accuracy", "brier", "log_loss",
    "auc", "ece", "precision", "recall", "f1",
)  # fmt: skip
PAIRED_KEYS = (*RESULT_KEYS, "reference")
PAIRED_FIELDS = (
    "n", "model_only_correct", "reference_only_correct", "difference", "ci_low", "ci_high",
    "p_value",
)  # fmt: skip
FILE_FIELDS = ("file", "release", "origin", "recognition", "sha256", "rows", "first_term",
               "last_term")  # fmt: skip
HEARD_KEYS = ("unit", "model", "period")
HEARD_FIELDS = (
    "n", "accuracy", "accuracy_low", "accuracy_high", "auc", "brier", "log_loss", "ece",
    "ece_perfect_95", "slope",
)  # fmt: skip
GAIN_KEYS = ("unit", "reference", "period")
GAIN_FIELDS = (
    "n", "accuracy_gain", "accuracy_gain_low", "accuracy_gain_high", "brier_gain", "brier_gain_low",
    "brier_gain_high",
)  # fmt: skip
THREE_CLASS = "three_class_accuracy"


def plain(value: Any) -> Any:  # noqa: ANN401 - any scalar of a table
    """Return a JSON scalar: missing as null, floats to six significant digits."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(f"{value:.6g}")
    return str(value)


def as_text(content: Any, indent: str = "") -> str:  # noqa: ANN401 - JSON is any of many types
    """JSON with sorted keys, one line for each record that holds no other; NaN is refused.

    Fully indented, half of the file would be blanks.
    """
    if not _holds_records(content):
        return json.dumps(content, sort_keys=True, allow_nan=False, separators=(",", ":"))
    inner = indent + " "
    if isinstance(content, Mapping):
        parts = [f"{json.dumps(k)}: {as_text(v, inner)}" for k, v in sorted(content.items())]
        opened, closed = "{", "}"
    else:
        parts, opened, closed = [as_text(value, inner) for value in content], "[", "]"
    return f"{opened}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{closed}"


def _holds_records(content: Any) -> bool:  # noqa: ANN401 - JSON is any of many types
    if not isinstance(content, Mapping | list):
        return False
    values = content.values() if isinstance(content, Mapping) else content
    return any(isinstance(value, Mapping | list) for value in values)


def metrics(inputs: ReportInputs, headline: dict[str, Any]) -> dict[str, Any]:
    """Collect the complete metrics of a run."""
    return {
        "dataset": dataset_facts(inputs),
        "headline": headline,
        "results": _results(inputs.table("scores")),
        "paired": _nested(_of_flagships(inputs), PAIRED_KEYS, PAIRED_FIELDS),
        "splits": _records(inputs.table("splits")),
        "audit": _records(inputs.table("audit")),
        "transcript": {
            "results": _nested(inputs.table("oral_scores"), HEARD_KEYS, HEARD_FIELDS),
            "gains": _nested(inputs.table("oral_gains"), GAIN_KEYS, GAIN_FIELDS),
        },
    }


def dataset_facts(inputs: ReportInputs) -> dict[str, Any]:
    """Name, files and size of the data a run was made from."""
    files = inputs.manifest["files"]
    return {
        "name": inputs.dataset,
        "releases": [entry["release"] for entry in files],
        "files": [{key: plain(entry.get(key)) for key in FILE_FIELDS} for entry in files],
        "first_term": int(inputs.cases["term"].min()),
        "last_term": inputs.last_term,
        "cases": len(inputs.cases),
        "votes": inputs.votes,
    }


def _of_flagships(inputs: ReportInputs) -> pd.DataFrame | None:
    paired = inputs.table("paired")
    if paired is None:
        return None
    return paired[
        [
            model == inputs.flagship(horizon, unit)
            for horizon, model, unit in zip(
                paired["horizon"], paired["model"], paired["unit"], strict=True
            )
        ]
    ]


def _results(scores: pd.DataFrame | None) -> dict[str, Any]:
    nested = _nested(scores, RESULT_KEYS, RESULT_FIELDS)
    if scores is not None and THREE_CLASS in scores:
        for record in scores.dropna(subset=[THREE_CLASS]).to_dict("records"):
            _descend(nested, [record[key] for key in RESULT_KEYS])[THREE_CLASS] = plain(
                record[THREE_CLASS]
            )
    return nested


def _nested(
    table: pd.DataFrame | None, keys: Iterable[str], fields: Iterable[str]
) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for record in [] if table is None else table.to_dict("records"):
        leaf = _descend(nested, [record[key] for key in keys])
        leaf.update({field: plain(record[field]) for field in fields})
    return nested


def _descend(tree: dict[str, Any], path: Iterable[str]) -> dict[str, Any]:
    for step in path:
        tree = tree.setdefault(str(step), {})
    return tree


def _records(table: pd.DataFrame | None) -> list[dict[str, Any]]:
    if table is None:
        return []
    return [{key: plain(value) for key, value in row.items()} for row in table.to_dict("records")]
