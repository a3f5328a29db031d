"""What MLflow is told of a sweep: one flat run a setting."""

from __future__ import annotations

from scotus_forecast.core.project.files import digest
from scotus_forecast.core.project.params import Params
from scotus_forecast.sweeping.sweep import Request, Sweep
from scotus_forecast.tracking.run_records import model_params
from scotus_forecast.tracking.store import RunRecord

_METRICS = ("n", "accuracy", "brier", "difference", "low", "high", "share_best")


def sweep_records(found: Sweep, request: Request, dataset: str, params: Params) -> list[RunRecord]:
    """Derive the runs of a sweep, the best setting first.

    Parameters
    ----------
    found : Sweep
    request : Request
    dataset : str
    params : Params
    """
    sweep = digest([sorted(found.keys), params.evaluation.model_dump()])
    rows = found.ranking.to_dict("index")
    return [
        RunRecord(
            name=f"{dataset}/{request.horizon}/{request.model} {row['setting']}",
            horizon=request.horizon,
            model=request.model,
            stage_lock=digest([sweep, found.keys[place]]),
            tags={
                "dataset": dataset,
                "sweep": sweep[:16],
                "unit": request.unit,
                "last_term": str(request.last_term),
                "rank": str(rank),
                "now": str(row["now"]).lower(),
            },
            params=model_params(
                _with(params, request.model, found.settings[place].whole),
                request.horizon,
                request.model,
            ),
            metrics={f"{request.unit}.{name}": float(row[name]) for name in _METRICS},
        )
        for rank, (place, row) in enumerate(rows.items(), start=1)
    ]


def _with(params: Params, model: str, settings: dict) -> Params:
    return params.model_copy(update={"models": {model: settings}})
