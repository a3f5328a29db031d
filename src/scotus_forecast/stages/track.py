"""Stage track: rebuild the MLflow runs of one dataset from the pipeline's outputs."""

from __future__ import annotations

import logging
import subprocess
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import read_table
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.data import manifest
from scotus_forecast.tracking import projection, registry
from scotus_forecast.tracking.run_records import Outputs, run_records

logger = logging.getLogger(__name__)


def run(layout: Layout, params: Params) -> None:
    """Bring the MLflow runs of `layout` up to date; doing so twice changes nothing.

    Raises
    ------
    UserError
        When there are no scores yet, or the store cannot be used.
    """
    records = run_records(_read(layout), params)
    done = projection.project(layout.root, layout.dataset, records, git_commit(layout.root))
    counted = ", ".join(f"{n} {what}" for what, n in sorted(done.items()) if n)
    logger.info("track: %d MLflow runs of %s (%s)", len(records), layout.dataset, counted)
    for name in registry.register(layout):
        logger.info("track: registered %s under alias '%s'", name, registry.ALIAS)


def has_scores(layout: Layout) -> bool:
    """Whether there is anything to track."""
    return (layout.scores / "scores.parquet").is_file()


def _read(layout: Layout) -> Outputs:
    if not has_scores(layout):
        raise UserError(f"{layout.scores} holds no scores; run the stage score first")
    return Outputs(
        manifest=manifest.read(layout.manifest),
        scores=read_table(layout.scores / "scores.parquet"),
        groups=read_table(layout.scores / "groups.parquet"),
        paired=read_table(layout.scores / "paired.parquet"),
        heard=_heard(layout.oral_argument_scores / "scores.parquet"),
        stages=locked_stages(layout.root / "dvc.lock"),
        report=layout.report,
        models=layout.models,
    )


def _heard(path: Path) -> pd.DataFrame:
    return read_table(path) if path.is_file() else pd.DataFrame()


def locked_stages(lock: Path) -> dict[str, Any]:
    """Entries of `dvc.lock` by stage; none where there is no such file."""
    if not lock.is_file():
        return {}
    return yaml.safe_load(lock.read_text(encoding="utf-8")).get("stages", {})


def git_commit(root: Path) -> str:
    """Commit checked out at `root`, or ``unknown`` outside Git."""
    command = ["git", "-C", str(root), "rev-parse", "HEAD"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
