"""What each MLflow run shall say, derived from the pipeline's outputs; no MLflow here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from scotus_forecast.core.project.files import digest
from scotus_forecast.core.project.horizons import LEAD, NO_COLUMNS
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.project.prediction_frame import UNITS
from scotus_forecast.data.manifest import FileRecord, Manifest
from scotus_forecast.evaluation import references
from scotus_forecast.tracking.run_metrics import (
    NUMBERS,
    UNITS_NAMED,
    YARDSTICK,
    headline_metrics,
    heard_metrics,
    lead_metrics,
    period_metrics,
    term_curves,
)
from scotus_forecast.tracking.store import RunRecord

#: The paper's own runs: name in the UI, and what their numbers are.
STORED_RUNS = {
    YARDSTICK: ("Katz et al.: publication run", "What the paper's publication run stored."),
    "katz_one_tree": ("Katz et al.: one-tree run", "What its one-tree-per-term variant stored."),
}
PRINTED = "printed"

_REPORT_FILES = ("report.html", "report.md", "headline.json", "metrics.json")


@dataclass(frozen=True)
class Outputs:
    """What the pipeline left of one dataset, as far as runs tell of it.

    Attributes
    ----------
    scores, groups, paired : pd.DataFrame
        As the stage score writes them.
    heard : pd.DataFrame
        Scores with the transcript on the cases heard, as the stage score_oral_argument writes
        them; no row where nothing was heard.
    stages : mapping of stage name to its entry in `dvc.lock`
        Empty where the stages did not run under DVC.
    report, models : Path
        Folders, which may be missing.
    """

    manifest: Manifest
    scores: pd.DataFrame
    groups: pd.DataFrame
    paired: pd.DataFrame
    heard: pd.DataFrame
    stages: Mapping[str, Any]
    report: Path
    models: Path

    @property
    def dataset(self) -> str:
        """Name of the dataset."""
        return self.manifest.dataset


def run_records(outputs: Outputs, params: Params) -> list[RunRecord]:
    """Derive all runs: one a horizon and model, and on the real Court the paper's own.

    Parameters
    ----------
    outputs : Outputs
    params : Params

    Returns
    -------
    list of RunRecord
        Sorted by horizon and model, the paper's own last.
    """
    pairs = outputs.scores[["horizon", "model"]].drop_duplicates().sort_values(["horizon", "model"])
    ours = pairs[~pairs["model"].isin(STORED_RUNS)].itertuples(index=False)
    records = [_model_record(outputs, params, pair.horizon, pair.model) for pair in ours]
    heard = [] if outputs.heard.empty else outputs.heard["model"].unique()
    records += [_heard_record(outputs, model) for model in HEARD_RUNS if model in heard]
    return records + ([] if outputs.dataset == "simulated" else _paper_records(outputs))


def _model_record(outputs: Outputs, params: Params, horizon: str, model: str) -> RunRecord:
    scores = _rows(outputs.scores, horizon, model)
    metrics = headline_metrics(scores) | period_metrics(scores)
    metrics |= lead_metrics(_rows(outputs.paired, horizon, model))
    curves = term_curves(_rows(outputs.groups, horizon, model))
    kind = "baseline" if horizon == NO_COLUMNS else "ours"
    return RunRecord(
        name=f"{kind}: {model if kind == 'baseline' else f'{horizon}/{model}'}",
        horizon=horizon,
        model=model,
        stage_lock=stage_lock(outputs, horizon, model) or digest([metrics, curves]),
        tags=_data_tags(outputs) | _headline_tag(params, horizon, model),
        params=model_params(params, horizon, model),
        metrics=metrics,
        curves=curves,
        sources=outputs.manifest.files,
        files=(*_report_files(outputs, params, horizon, model), *_fitted(outputs, horizon, model)),
        texts={"scores.csv": scores.to_csv(index=False, float_format="%.6g")},
    )


def _headline_tag(params: Params, horizon: str, model: str) -> dict[str, str]:
    """Mark what the UI shows first: flagships, the baseline to beat, the paper's runs."""
    flagship = params.flagship.get(horizon)
    shown = model == BASELINE_SHOWN or (flagship is not None and model == flagship.case)
    beside = shown and horizon == LEAD
    return {"headline": str(shown).lower(), "beside_paper": str(beside).lower()}


#: The best simple baseline over all terms.
BASELINE_SHOWN = "most_frequent_10"

#: Forecasters scored on the cases heard: name in the UI.
HEARD_RUNS = {
    "oral_argument": "cases heard: ours with the transcript",
    "argument": "cases heard: ours at argument",
    "always_reverse": "cases heard: always reverse",
}


def _heard_record(outputs: Outputs, model: str) -> RunRecord:
    """Scores on the cases heard, which are others than those of every other run."""
    scores = outputs.heard[outputs.heard["model"] == model]
    metrics = heard_metrics(scores)
    return RunRecord(
        name=HEARD_RUNS[model],
        horizon="cases heard",
        model=model,
        stage_lock=digest([metrics]),
        note="Scored on the merits cases with a transcript only: compare these runs with one "
        "another, not with runs on all cases.",
        tags=_data_tags(outputs) | {"headline": "false", "cases": "heard only"},
        metrics=metrics,
        sources=outputs.manifest.files,
        texts={"scores.csv": scores.to_csv(index=False, float_format="%.6g")},
    )


def _rows(table: pd.DataFrame, horizon: str, model: str) -> pd.DataFrame:
    return table[(table["horizon"] == horizon) & (table["model"] == model)]


def model_params(params: Params, horizon: str, model: str) -> dict[str, str]:
    """Settings a model's forecasts depend on, flat; those of features only where it sees any."""
    settings: dict[str, Any] = {
        "seed": params.seed,
        "evaluation.first_term": params.evaluation.first_term,
        **params.models.get(model, {}),
    }
    if horizon != "none":
        settings |= {f"features.{k}": v for k, v in params.features.model_dump().items()}
    return dict(_flat(settings))


def _flat(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, str(value)


def stage_lock(outputs: Outputs, horizon: str, model: str) -> str:
    """Hash of what `dvc.lock` says of the stage that made the forecasts; empty if nothing."""
    made = Layout(outputs.dataset).forecast(horizon, model).as_posix()
    makers = (one for one in outputs.stages.values() if made in _paths(one.get("outs", ())))
    return next(map(digest, makers), "")


def _paths(entries: Iterable[Mapping[str, Any]]) -> set[str]:
    return {entry["path"] for entry in entries}


def _data_tags(outputs: Outputs) -> dict[str, str]:
    hashes = [file.sha256 for file in outputs.manifest.files]
    return {"dataset": outputs.dataset, "data_sha256": digest(hashes)}


def _report_files(
    outputs: Outputs, params: Params, horizon: str, model: str
) -> Iterator[tuple[str, Path]]:
    # The report speaks of all models; the flagships carry it, for the rest it would be ballast.
    flagship = params.flagship.get(horizon)
    if flagship is None or model not in (flagship.case, flagship.vote):
        return
    named = (outputs.report / name for name in _REPORT_FILES)
    for file in [*filter(Path.is_file, named), *sorted(outputs.report.rglob("*.png"))]:
        yield (Path("report") / file.parent.relative_to(outputs.report)).as_posix(), file


def _fitted(outputs: Outputs, horizon: str, model: str) -> Iterator[tuple[str, Path]]:
    for file in sorted(outputs.models.glob(f"{horizon}-{model}.*")):
        yield "model", file


def _paper_records(outputs: Outputs) -> list[RunRecord]:
    return [_printed_record(), *(_stored_record(outputs, model) for model in STORED_RUNS)]


def _printed_record() -> RunRecord:
    accuracy, n = references.PRINTED_ACCURACY, references.PRINTED_N
    return _published_record(
        PRINTED,
        "Katz et al.: as printed",
        f"What the paper's abstract prints. {references.KATZ}",
        {unit: (n[unit], accuracy[unit]) for unit in UNITS},
    )


def _stored_record(outputs: Outputs, model: str) -> RunRecord:
    name, note = STORED_RUNS[model]
    found = {unit: references.stored(model, unit) for unit in UNITS}
    return _published_record(
        model,
        name,
        f"{note} By period and term: on the cases it shares with this dataset. {references.KATZ}",
        {unit: (score.n, score.accuracy) for unit, score in found.items() if score},
        scores=outputs.scores[outputs.scores["model"] == model],
        groups=outputs.groups[outputs.groups["model"] == model],
        paired=outputs.paired[outputs.paired["model"] == model],
        sources=tuple(f for f in outputs.manifest.reference if f.release == model),
    )


def _published_record(
    model: str,
    name: str,
    note: str,
    stated: Mapping[str, tuple[int, float]],
    scores: pd.DataFrame | None = None,
    groups: pd.DataFrame | None = None,
    paired: pd.DataFrame | None = None,
    sources: tuple[FileRecord, ...] = (),
) -> RunRecord:
    metrics = {} if scores is None else period_metrics(scores)
    metrics |= {} if paired is None else lead_metrics(paired)
    for unit, (n, accuracy) in stated.items():
        named = f"{NUMBERS}/{UNITS_NAMED[unit]}"
        metrics |= {f"{named} number": float(n), f"{named} right": accuracy}
    curves = {} if groups is None else term_curves(groups)
    return RunRecord(
        name=name,
        horizon="paper",
        model=model,
        stage_lock=digest([metrics, curves]),
        note=note,
        tags={
            "dataset": "scdb",
            "data_sha256": digest([file.sha256 for file in sources]),
            "headline": "true",
            "beside_paper": str(model == YARDSTICK).lower(),
        },
        metrics=metrics,
        curves=curves,
        sources=sources,
    )
