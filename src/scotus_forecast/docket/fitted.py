"""The fitted model of horizon `docket`: named coefficients in a JSON file, no pickle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.walk_forward.inputs import Forecast, ForecastInputs

#: Distances from 0 and 1 at which probabilities and rates are kept before their log-odds are
#: taken, as in `learners.fitting` and `models.logistic`; a test holds the numbers together.
_EDGE, _RATE_EDGE = 1e-3, 0.02


@dataclass(frozen=True)
class Linear:
    """A logistic regression on standardised columns.

    Attributes
    ----------
    mean, scale, coefficients : list of float, shape (n_columns,)
    intercept : float
        Of a model that always answers alike, plus or minus infinity stands as +-700.
    """

    mean: list[float]
    scale: list[float]
    coefficients: list[float]
    intercept: float

    def log_odds(self, X: np.ndarray) -> np.ndarray:
        """Log-odds of each row."""
        return self.contributions(X).sum(axis=1) + self.intercept

    def contributions(self, X: np.ndarray) -> np.ndarray:
        """What each column adds to the log-odds of a row, shape of `X`; 0 at the column's mean."""
        standardised = (np.asarray(X, dtype=float) - self.mean) / np.asarray(self.scale)
        return standardised * self.coefficients

    def chance(self, X: np.ndarray) -> np.ndarray:
        """Probability of each row."""
        return _expit(self.log_odds(X))


def _expit(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(x, -700, 700)))


def _logit(p: np.ndarray, edge: float = _EDGE) -> np.ndarray:
    clipped = np.clip(p, edge, 1 - edge)
    return np.log(clipped / (1 - clipped))


def _log_chances(p: np.ndarray) -> np.ndarray:
    clipped = np.clip(p, _EDGE, 1 - _EDGE)
    return np.column_stack([np.log(clipped), -np.log(1 - clipped)])


@dataclass(frozen=True)
class DocketModel:
    """Cases, votes given their cases, and the recalibration of both.

    Attributes
    ----------
    level, lag, cutoff : int
        `cutoff` is the last term whose outcomes were seen.
    case_features, vote_features : list of str
        Names in the order of the coefficients.
    rates : list of str
        Case features whose log-odds are taken.
    merits, reverse : Linear
        Whether the Court reaches the merits, and, if so, whether it reverses.
    vote, case_stack, vote_stack : Linear
    """

    level: int
    lag: int
    cutoff: int
    case_features: list[str]
    vote_features: list[str]
    rates: list[str]
    merits: Linear
    reverse: Linear
    vote: Linear
    case_stack: Linear
    vote_stack: Linear

    def case_matrix(self, inputs: ForecastInputs) -> np.ndarray:
        """Features of cases as the model takes them, rates as log-odds."""
        kept = inputs.case_features[self.case_features]
        return kept.assign(**{r: _logit(kept[r], _RATE_EDGE) for r in self.rates}).to_numpy()

    def predict(self, inputs: ForecastInputs) -> Forecast:
        """Forecast the cases and votes of `inputs`; their labels are not looked at."""
        X = self.case_matrix(inputs)
        first = self.merits.chance(X) * self.reverse.chance(X)
        p_case = self.case_stack.chance(_logit(first)[:, None])
        size = np.bincount(inputs.case_of_vote)[inputs.case_of_vote]
        features, of = inputs.vote_features[self.vote_features].to_numpy(), inputs.case_of_vote
        matrix = np.column_stack([features, _logit(first)[of], size]).astype(np.float32)
        p_vote = _logit(self.vote.chance(matrix))
        signals = np.column_stack([p_vote, _log_chances(p_case)[of], features])
        return Forecast(p_case, self.vote_stack.chance(signals))

    def to_record(self) -> dict[str, Any]:
        """Return the model as JSON holds it."""
        return asdict(self)

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> DocketModel:
        """Read a model from what JSON holds."""
        parts = ("merits", "reverse", "vote", "case_stack", "vote_stack")
        return cls(**{**record, **{part: Linear(**record[part]) for part in parts}})


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
