"""What a sweep may read: cases, votes and features up to its last term, and nothing later."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.walk_forward.assemble import load_inputs, read_labels
from scotus_forecast.evaluation.walk_forward.inputs import Inputs, Labels
from scotus_forecast.project.errors import UserError
from scotus_forecast.project.horizons import NO_COLUMNS
from scotus_forecast.project.layout import Layout

#: Settings are chosen on earlier terms only; of a simulated Court there is always another.
LAST_UNEVALUATED = {"scdb": 1945}


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
    inputs = load_inputs(layout, horizon, last_term)
    cases, _ = read_labels(layout, last_term)
    return Past(inputs, cases["caseId"])


def files(layout: Layout, horizon: str) -> list[Path]:
    """List the files that `read_past` reads."""
    folder = layout.features(horizon)
    features = [] if horizon == NO_COLUMNS else [folder / "cases.parquet", folder / "votes.parquet"]
    return [layout.cases, layout.votes, *features]
