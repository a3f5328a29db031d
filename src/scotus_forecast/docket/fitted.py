"""Fitted models of pending cases as files: JSON with named coefficients, no pickle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.docket.linear import DocketModel

#: Bounds of the chances that are counted together for the accuracy "of such forecasts".
BINS = (0.0, 0.35, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 1.0)


def bin_of(p: np.ndarray | float) -> np.ndarray:
    """Index of the bin each chance lies in."""
    return np.clip(np.searchsorted(BINS, p, side="right") - 1, 0, len(BINS) - 2)


#: Fields that only level two has; at level one they are missing together.
CODED = ("issue_area", "disposition_below", "direction_below")


def made_by(layout: Layout) -> str:
    """Return the command that writes what the docket model needs."""
    return f"scotus-forecast docket {layout.dataset}"


@dataclass(frozen=True)
class Fitted:
    """A fitted model with what it says of its own accuracy.

    Attributes
    ----------
    model : DocketModel
    sha256 : str
        Of the file.
    split_weights : list of float
    accuracy, such_forecasts : list of dict
        See `docket.accuracy`.
    fields : dict of str to dict
        What a blank field costs, see `docket.field_worth.losses`.
    """

    model: DocketModel
    sha256: str
    split_weights: list[float]
    accuracy: list[dict[str, Any]]
    such_forecasts: list[dict[str, Any]]
    fields: dict[str, dict[str, Any]]

    def cost_of(self, missing: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return what each missing field cost on past cases; at level one, the coded ones as one.

        Parameters
        ----------
        missing : iterable of str
            Fields of a docket file.
        """
        named = ("coded_fields" if field in CODED and self.model.level == 1 else field
                 for field in missing)  # fmt: skip
        return {name: self.fields[name] for name in dict.fromkeys(named) if name in self.fields}


def load_fitted(layout: Layout, level: int, lag: int, data_hash: str) -> Fitted:
    """Read a fitted model.

    Raises
    ------
    UserError
        When it is missing, or was fitted on other tables than those here.
    """
    path = layout.docket / f"model-level{level}-lag{lag}.json"
    if not path.is_file():
        raise UserError(f"{path} not found; run: {made_by(layout)}")
    content = path.read_bytes()
    record = _parsed(path, content)
    if record["data"] != data_hash:
        raise UserError(f"{path} was fitted on other data than those here; run: {made_by(layout)}")
    return Fitted(
        DocketModel.of_record(record["model"]),
        hashlib.sha256(content).hexdigest(),
        record["split_weights"],
        record["accuracy"],
        record["such_forecasts"],
        record["fields"],
    )


def _parsed(path: Path, content: bytes) -> dict[str, Any]:
    try:
        return json.loads(content)
    except ValueError as error:
        raise UserError(f"{path} is damaged; delete it and run the stage that writes it") from error


def hash_of_files(layout: Layout) -> str:
    """SHA-256 of the prepared tables, of which every forecast keeps what it was made from."""
    found = hashlib.sha256()
    for path in (layout.cases, layout.votes):
        found.update(path.read_bytes())
    return found.hexdigest()
