"""A project folder with the small simulated Court and frames of its flagships."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd

import small_court
from scotus_forecast.core.project.files import write_parquet
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.prediction_frame import as_prediction_frame

FLAGSHIP = {horizon: {"case": "stacked", "vote": "stacked"} for horizon in ("paper", "argument")}


def project(root: Path) -> Layout:
    """Prepared tables, and forecasts of 0.7 for every case and vote on two horizons."""
    tables, layout = small_court.prepared(), Layout("simulated", root)
    write_parquet(layout.cases, tables.cases)
    write_parquet(layout.votes, tables.votes)
    for horizon in FLAGSHIP:
        write_parquet(layout.forecast(horizon, "stacked"), frame(horizon))
    shutil.copy(small_court.PROJECT / "params.yaml", root / "params.yaml")
    return layout


def frame(horizon: str) -> pd.DataFrame:
    """Prediction frame of both units; the chance is 0.7 throughout."""
    tables = small_court.prepared()
    columns = ["caseId", "term", "outcome", "reversed"]
    cases = tables.cases[columns].assign(unit="case", justice=pd.NA)
    votes = tables.votes[[*columns, "justice"]].assign(unit="vote")
    rows = pd.concat([cases.astype({"justice": "Int32"}), votes], ignore_index=True)
    named = rows.rename(columns={"caseId": "case_id"}).assign(
        dataset="simulated",
        horizon=horizon,
        model="stacked",
        cutoff=rows["term"] - 1,
        p_reverse=np.full(len(rows), 0.7),
    )
    return as_prediction_frame(named)
