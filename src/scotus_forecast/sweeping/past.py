"""What a sweep may read: cases, votes and features up to its last term, and nothing later."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from scotus_forecast.errors import UserError
from scotus_forecast.features.horizons import NO_COLUMNS
from scotus_forecast.layout import Layout
from scotus_forecast.models.inputs import Inputs, Labels, labels

#: Settings are chosen on earlier terms only; of a simulated Court there is always another.
LAST_UNEVALUATED = {"scdb": 1945}

_LABELS = ["caseId", "term", "outcome", "reversed", "revealed_term"]
_KEYS = ["case_id", "term", "justice"]


@dataclass(frozen=True)
class Past:
    """Inputs of forecasters, cut.

    Attributes
    ----------
    inputs : Inputs
    case_id : pd.Series of str, shape (n_cases,)
    """

    inputs: Inputs
    case_id: pd.Series

    def labels(self, unit: str) -> Labels:
        """Truth of a unit."""
        return self.inputs.case if unit == "case" else self.inputs.vote

    def case_of(self, unit: str) -> np.ndarray:
        """Identifier of the case of each row of a unit."""
        ids = self.case_id.to_numpy()
        return ids if unit == "case" else ids[self.inputs.case_of_vote]


def require_unevaluated(dataset: str, first_term: int, last_term: int) -> None:
    """Refuse terms on which forecasts are evaluated, and spans that hold nothing to choose by.

    Raises
    ------
    UserError
    """
    limit = LAST_UNEVALUATED.get(dataset, last_term)
    if last_term > limit:
        raise UserError(
            f"--last-term {last_term}: terms since {limit + 1} of {dataset} are evaluated, and "
            f"settings chosen on them would be chosen with hindsight; {limit} at most"
        )
    if last_term <= first_term:
        raise UserError(
            f"--last-term {last_term} must come after evaluation.first_term, which is {first_term}"
        )


def read_past(layout: Layout, horizon: str, last_term: int) -> Past:
    """Read labels and features of terms up to `last_term`.

    Raises
    ------
    UserError
        When a table is missing or holds none of these terms.
    """
    cases = _read(layout.cases, last_term, f"prepare {layout.dataset}", _LABELS)
    votes = _read(layout.votes, last_term, f"prepare {layout.dataset}", [*_LABELS, "justice"])
    row = pd.Series(np.arange(len(cases)), index=cases["caseId"])
    inputs = Inputs(
        case=labels(cases),
        vote=labels(votes),
        case_of_vote=row[votes["caseId"]].to_numpy(int),
        justice=votes["justice"].to_numpy(int),
        case_features=_features(layout, horizon, "cases", last_term),
        vote_features=_features(layout, horizon, "votes", last_term),
    )
    return Past(inputs, cases["caseId"])


def files(layout: Layout, horizon: str) -> list[Path]:
    """List the files that `read_past` reads."""
    folder = layout.features(horizon)
    features = [] if horizon == NO_COLUMNS else [folder / "cases.parquet", folder / "votes.parquet"]
    return [layout.cases, layout.votes, *features]


def _features(layout: Layout, horizon: str, table: str, last_term: int) -> pd.DataFrame:
    if horizon == NO_COLUMNS:
        return pd.DataFrame()
    path = layout.features(horizon) / f"{table}.parquet"
    whole = _read(path, last_term, f"featurize {layout.dataset} {horizon}")
    return whole.drop(columns=_KEYS, errors="ignore")


def _read(
    path: Path, last_term: int, command: str, columns: list[str] | None = None
) -> pd.DataFrame:
    if not path.is_file():
        raise UserError(f"{path} not found; run: scotus-forecast {command}")
    table = pd.read_parquet(path, columns=columns, filters=[("term", "<=", last_term)])
    if table.empty:
        raise UserError(f"{path} holds no term up to {last_term}")
    return table
