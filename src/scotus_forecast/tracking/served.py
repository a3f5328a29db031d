"""What MLflow serves: a fitted model of this project behind a table, one row a justice on a case.

MLflow runs this file; it reads the model from JSON or, once its hash is right, from joblib.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import mlflow
import numpy as np
import pandas as pd
from mlflow.pyfunc import PythonModel

from scotus_forecast.core.court.columns import Level
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import sha256
from scotus_forecast.core.walk_forward.feature_info import FeatureInfo, read_feature_info
from scotus_forecast.core.walk_forward.inputs import Forecast, ForecastInputs, Labels
from scotus_forecast.docket.fitted import DocketModel

#: Columns that say which rows are of one case, and before the names of the features of votes.
CASE, VOTE = "case", "vote__"


class _Fitted(Protocol):
    def predict(self, inputs: ForecastInputs) -> Forecast:
        """Forecast cases and votes."""


def inputs_of(table: pd.DataFrame, info: Mapping[str, FeatureInfo]) -> ForecastInputs:
    """Inputs of a forecast from a table with one row a justice on a case.

    Parameters
    ----------
    table : pd.DataFrame
        `CASE`, the features of the case, and those of the vote with `VOTE` before their names.
    info : mapping of str to FeatureInfo
        Of the case features; empty where the model does not ask.
    """
    case_of_vote, _ = pd.factorize(table[CASE])
    first = np.unique(case_of_vote, return_index=True)[1]
    features = table.drop(columns=CASE).astype(np.float32)
    of_vote = [name for name in features if name.startswith(VOTE)]
    return ForecastInputs(
        case=_unknown(len(first)),
        vote=_unknown(len(table)),
        case_of_vote=case_of_vote,
        justice=np.zeros(len(table), dtype=int),
        case_features=features.drop(columns=of_vote).iloc[first].reset_index(drop=True),
        vote_features=features[of_vote].rename(columns=lambda name: name.removeprefix(VOTE)),
        case_feature_info=info,
    )


def _unknown(rows: int) -> Labels:
    nothing = np.zeros(rows, dtype=int)
    return Labels(nothing, nothing, nothing, nothing)


def read_model(path: Path, hash_: str) -> _Fitted:
    """Read a fitted model.

    Raises
    ------
    UserError
        When the file is not the one that was registered; joblib files run what is in them.
    """
    content = path.read_bytes()
    if sha256(content) != hash_:
        raise UserError(f"{path.name} is not the file that was registered; register it anew")
    if path.suffix == ".json":
        return DocketModel.of_record(json.loads(content)["model"])
    import joblib

    return joblib.load(path)


class Served(PythonModel):
    """A fitted model behind a table."""

    def load_context(self, context: Any) -> None:  # noqa: ANN401 - MLflow's
        """Read the model and what its features are."""
        self.model = read_model(Path(context.artifacts["model"]), context.model_config["sha256"])
        features = context.artifacts.get("features")
        self.info = read_feature_info(Path(features).parent, Level.CASE) if features else {}

    def predict(
        self,
        context: Any,  # noqa: ANN401, ARG002 - MLflow's
        model_input: pd.DataFrame,
        params: Any = None,  # noqa: ANN401, ARG002 - MLflow's
    ) -> pd.DataFrame:
        """Chance of reversal of the case of each row, and of each vote to reverse."""
        inputs = inputs_of(model_input, self.info)
        found = self.model.predict(self._widened(inputs))
        return pd.DataFrame(
            {
                CASE: model_input[CASE].to_numpy(),
                "p_reverse": found.case[inputs.case_of_vote],
                "p_vote": found.vote,
            }
        )

    def _widened(self, inputs: ForecastInputs) -> ForecastInputs:
        """Features in 64 bits for the docket model, as `docket.tables.computed` gives them."""
        if not isinstance(self.model, DocketModel):
            return inputs
        wide = {n: getattr(inputs, n).astype(float) for n in ("case_features", "vote_features")}
        return ForecastInputs(**{**vars(inputs), **wide})


mlflow.models.set_model(Served())
