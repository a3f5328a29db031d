"""Everything the report reads, read once; a missing optional table is simply not there."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import read_table
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.reporting.wording import percent

LOG = Path("docs") / "evaluations.csv"

#: The evaluation of terms 2015-2024 as it was recorded, with the commit it was made at.
SEALED = Path("docs") / "sealed.csv"


def sealed_evaluation(root: Path, dataset: str) -> pd.DataFrame | None:
    """Read the sealed evaluation; None for other data than the real Court's, or where absent."""
    path = root / SEALED
    if dataset == SIMULATED or not path.is_file():
        return None
    return pd.read_csv(path, comment="#")


def full_evaluations(log: Path) -> int | None:
    """Count the evaluations over all reported terms, or None where there is no log."""
    if not log.is_file():
        return None
    return pd.read_csv(log)["number"].nunique() or None


CASE_COLUMNS = (
    "caseId", "caseName", "usCite", "term", "chief", "caseDisposition", "decisionType",
    "majVotes", "minVotes", "issueArea", "outcome", "reversed",
)  # fmt: skip

BASELINES = ("always_reverse", "most_frequent_10", "most_frequent_20", "most_frequent_all",
             "justice_rate")  # fmt: skip

SIMULATED = "simulated"

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class ReportInputs:
    """Inputs of one report.

    Attributes
    ----------
    tables : mapping of str to pd.DataFrame
        Score tables by name (`scores`, `groups`, `paired`...); only those that exist.
    control : mapping or None
        Last result on the simulated Court, as committed: see `sections.trust.control_record`.
    evaluations : int or None
        Full evaluations on the real Court that are logged.
    sealed : pd.DataFrame or None
        The sealed evaluation, see ``docs/sealed.csv``.
    forecast : callable
        Prediction frame of a horizon and model, or None where there is none.
    """

    dataset: str
    params: Params
    manifest: Mapping[str, Any]
    summary: Mapping[str, Any]
    quarantine: pd.DataFrame
    cases: pd.DataFrame
    reference: pd.DataFrame
    votes: int
    justices: Mapping[str, str]
    tables: Tables
    control: Mapping[str, Any] | None
    evaluations: int | None
    sealed: pd.DataFrame | None
    forecast: Callable[[str, str], pd.DataFrame | None]

    @property
    def simulated(self) -> bool:
        """Whether no real case is in the data."""
        return self.dataset == SIMULATED

    @property
    def level(self) -> str:
        """Confidence level as text."""
        return percent(self.params.evaluation.confidence, 0)

    @property
    def last_term(self) -> int:
        """Last term of the data."""
        return int(self.cases["term"].max())

    def flagship(self, horizon: str, unit: str) -> str | None:
        """Name of the model whose numbers are the headline."""
        named = self.params.flagship.get(horizon)
        return getattr(named, unit) if named else None

    def table(self, name: str) -> pd.DataFrame | None:
        """Return a score table, or None where it was not written."""
        return self.tables.get(name)

    def rows(self, name: str, **where: str) -> pd.DataFrame:
        """Rows of a score table whose columns equal `where`; none where the table is absent."""
        table = self.tables.get(name)
        return pd.DataFrame() if table is None else matching(table, **where)

    def row(self, name: str, **where: str) -> Mapping[str, Any] | None:
        """Return the one row of a score table, or None."""
        found = self.rows(name, **where)
        return found.iloc[0].to_dict() if len(found) else None


def matching(table: pd.DataFrame, **where: str) -> pd.DataFrame:
    """Rows of `table` whose columns equal `where`, renumbered."""
    keep = pd.Series(True, index=table.index)
    for key, value in where.items():
        keep &= table[key] == value
    return table[keep].reset_index(drop=True)


def read_inputs(layout: Layout, params: Params) -> ReportInputs:
    """Read the inputs of a report.

    Raises
    ------
    UserError
        When the score stage has not run.
    """
    if not (layout.scores / "scores.parquet").exists():
        raise UserError(f"{layout.scores}/scores.parquet not found; run the score stage first")
    votes = read_table(layout.votes, columns=["justice", "justiceName"])
    return ReportInputs(
        dataset=layout.dataset,
        params=params,
        manifest=_json(layout.manifest) or {"files": [], "reference": []},
        summary=_json(layout.summary) or {},
        quarantine=read_table(layout.quarantine),
        cases=_read_cases(layout.cases),
        reference=_reference(layout.reference),
        votes=len(votes),
        justices=_names(votes),
        tables=_read_tables(layout.scores)
        | _read_tables(layout.audit)
        | _read_tables(layout.diagnoses)
        | _read_vote_splits(layout.vote_splits_by_horizon)
        | _read_oral_argument(layout.oral_argument_scores),
        control=_json(layout.control),
        evaluations=full_evaluations(layout.root / LOG),
        sealed=sealed_evaluation(layout.root, layout.dataset),
        forecast=lambda horizon, model: _frame(layout.forecast(horizon, model)),
    )


def _read_cases(path: Path) -> pd.DataFrame:
    return read_table(path, columns=list(CASE_COLUMNS))


def _reference(path: Path) -> pd.DataFrame:
    if path.exists():
        return read_table(path)
    return pd.DataFrame(columns=["model", "case_id", "predicted_reverse"])


def _read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    return {path.stem: read_table(path) for path in sorted(folder.glob("*.parquet"))}


def _read_vote_splits(folder: Path) -> dict[str, pd.DataFrame]:
    """Tables of vote splits, all horizons in one; none where the stage has not run."""
    named = {"splits": "*/scores.parquet", "split_calibration": "*/calibration.parquet"}
    read = {n: [read_table(p) for p in sorted(folder.glob(g))] for n, g in named.items()}
    return {name: pd.concat(parts, ignore_index=True) for name, parts in read.items() if parts}


def _read_oral_argument(folder: Path) -> dict[str, pd.DataFrame]:
    """Tables of what the argument told, none where nothing was heard."""
    read = {f"oral_{name}": table for name, table in _read_tables(folder).items()}
    return {name: table for name, table in read.items() if len(table)}


def _names(votes: pd.DataFrame) -> dict[str, str]:
    named = votes.dropna().drop_duplicates("justice")
    return {
        str(int(code)): str(name)
        for code, name in zip(named["justice"], named["justiceName"], strict=True)
    }


def _json(path: Path) -> dict[str, Any] | None:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _frame(path: Path) -> pd.DataFrame | None:
    return read_table(path) if path.exists() else None
