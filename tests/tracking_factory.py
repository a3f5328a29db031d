"""A tiny project: all the track stage reads, made by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import yaml

from scotus_forecast.core.project import files
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import PARAMS, Params, UnitModels, load_params
from scotus_forecast.data import manifest
from scotus_forecast.data.manifest import FileRecord, Manifest

TERMS = range(1816, 1820)
MODELS = [
    ("none", "always_reverse"),
    ("argument", "boosted"),
    ("argument", "logistic"),
    ("paper", "boosted"),
]
#: What the UI calls the runs of `MODELS`.
RUNS = {
    "baseline: always_reverse",
    *(f"ours: {horizon}/{model}" for horizon, model in MODELS if horizon != "none"),
}
HEARD_RUNS = {
    "cases heard: always reverse",
    "cases heard: ours at argument",
    "cases heard: ours with the transcript",
}
REFERENCE = ("paper", "katz_publication_run")


def params() -> Params:
    """The project's own settings, but for the seed and flagships that the factory has."""
    boosted = UnitModels(case="boosted", vote="boosted")
    return load_params(Path(__file__).parents[1] / PARAMS).model_copy(
        update={
            "seed": 7,
            "flagship": dict.fromkeys(("paper", "argument", "strict"), boosted),
        }
    )


def scores(accuracy: float = 0.7) -> pd.DataFrame:
    rows = [
        {
            "horizon": horizon,
            "model": model,
            "unit": unit,
            "period": period,
            "n": 1000,
            "accuracy": accuracy,
            "accuracy_low": accuracy - 0.01,
            "accuracy_high": accuracy + 0.01,
            # Forecasters without probabilities have no such scores.
            **dict.fromkeys(
                ["brier", "auc", "log_loss", "ece"], None if horizon == "none" else 0.2
            ),
        }
        for horizon, model in MODELS
        for unit in ("case", "vote")
        for period in ("paper", "since_1946", "y1956_2014")
    ]
    reference = {"horizon": REFERENCE[0], "model": REFERENCE[1], "unit": "case", "n": 900}
    rows += [reference | {"period": period, "accuracy": 0.69} for period in ("paper", "roberts")]
    return pd.DataFrame(rows)


def groups() -> pd.DataFrame:
    forecasters = [(*pair, unit) for pair in MODELS for unit in ("case", "vote")]
    rows = [
        {
            "horizon": horizon,
            "model": model,
            "unit": unit,
            "group": group,
            "value": value,
            "n": 10,
            "accuracy": 0.5 + len(model) / 100,
        }
        for horizon, model, unit in [*forecasters, (*REFERENCE, "case")]
        for group, value in [*(("term", str(term)) for term in TERMS), ("chief", "Marshall")]
    ]
    return pd.DataFrame(rows)


def paired() -> pd.DataFrame:
    """Leads over the paper's publication run, and over a baseline."""
    keys = {"horizon": "argument", "model": "boosted", "unit": "case", "period": "roberts"}
    leads = {REFERENCE[1]: 0.02, "always_reverse": 0.3}
    return pd.DataFrame(
        [keys | {"reference": name, "difference": lead} for name, lead in leads.items()]
    )


def heard() -> pd.DataFrame:
    """Scores on the cases heard."""
    keys = {"unit": "case", "period": "1995-2014", "n": 100}
    return pd.DataFrame(
        [
            keys | {"model": model, "accuracy": 0.7 + n / 100}
            for n, model in enumerate(("argument", "oral_argument", "always_reverse"))
        ]
    )


def write_project(root: Path, dataset: str = "scdb") -> Layout:
    layout = Layout(dataset, root)
    manifest.write(
        layout.manifest, Manifest(dataset, (_file("Legacy_07"),), (_file(REFERENCE[1]),))
    )
    write_scores(layout, scores())
    files.write_parquet(layout.scores / "groups.parquet", groups())
    files.write_parquet(layout.scores / "paired.parquet", paired())
    files.write_parquet(layout.oral_argument_scores / "scores.parquet", heard())
    write_lock(layout)
    files.write_text(layout.report / "report.html", "<h1>Report</h1>\n")
    files.write_text(layout.report / "report.md", "# Report\n")
    files.write_json(layout.report / "headline.json", {})
    files.write_bytes(layout.report / "figures" / "by_term.png", b"\x89PNG")
    files.write_bytes(layout.models / "argument-boosted.joblib", b"model")
    return layout


def write_scores(layout: Layout, table: pd.DataFrame) -> None:
    files.write_parquet(layout.scores / "scores.parquet", table)


def write_lock(layout: Layout, **versions: str) -> None:
    """Write `dvc.lock`; a version by model stands for all that its stage depends on."""
    stages = {
        f"forecast@{layout.dataset}-{horizon}-{model}": {
            "cmd": f"forecast {model}",
            "outs": [_locked(layout, horizon, model, versions.get(model, "first"))],
        }
        for horizon, model in MODELS
    }
    lock = {"schema": "2.0", "stages": stages}
    files.write_text(layout.root / "dvc.lock", yaml.safe_dump(lock))


def _locked(layout: Layout, horizon: str, model: str, version: str) -> dict[str, str]:
    frame = layout.forecast(horizon, model).relative_to(layout.root)
    return {"path": frame.as_posix(), "md5": version}


def _file(release: str) -> FileRecord:
    return FileRecord(
        release=release,
        file=f"{release}.csv.zip",
        origin="env",
        recognition="known copy",
        sha256="ab" * 32,
        bytes=10,
        rows=5,
        first_term=1791,
        last_term=1945,
    )
