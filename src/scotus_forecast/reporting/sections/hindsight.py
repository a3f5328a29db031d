"""The price of hindsight: one model, the same cases, three horizons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scotus_forecast.evaluation.frame import UNITS
from scotus_forecast.reporting import labels, wording
from scotus_forecast.reporting.document import Figure, Section
from scotus_forecast.reporting.sections.common import PERIOD
from scotus_forecast.reporting.sources import HORIZONS, LEAD, Inputs
from scotus_forecast.reporting.tables import Table, column, plain_table

PERIODS = (PERIOD, PERIOD + labels.MERITS_SUFFIX)
ORDER = ("strict", "argument", "paper")


def build(inputs: Inputs) -> Section:
    """Collect one model's scores on the three horizons."""
    frame = same_model(inputs)
    if frame.empty:
        return Section(absent="No model of this run was scored on all three horizons.")
    steps = inputs.table("hindsight")
    tables = [_table(frame, inputs)]
    tables += [] if steps is None else [plain_table("hindsight_steps", _CAPTION, steps)]
    return Section(
        values={unit: _range(frame, unit) for unit in UNITS} | {"steps": steps is not None},
        tables=tuple(tables),
        figures=(_figure(frame),),
    )


_CAPTION = "What each group of columns adds or takes away"


def same_model(inputs: Inputs) -> pd.DataFrame:
    """Scores of the lead flagship's model on every horizon, where all three have it."""
    frames = [_unit_rows(inputs, unit) for unit in UNITS]
    frames = [frame for frame in frames if len(frame)]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _unit_rows(inputs: Inputs, unit: str) -> pd.DataFrame:
    rows = inputs.rows("scores", unit=unit, model=str(inputs.flagship(LEAD, unit)))
    rows = rows[rows["period"].isin(PERIODS) & rows["horizon"].isin(HORIZONS)]
    if rows["horizon"].nunique() < len(HORIZONS):
        return rows.head(0)
    place = rows["horizon"].map({name: index for index, name in enumerate(ORDER)})
    rows = rows.assign(place=place, label=rows["period"].map(labels.period))
    return rows.sort_values(["period", "place"], ignore_index=True).drop(columns="place")


def _range(frame: pd.DataFrame, unit: str) -> Mapping[str, Any] | None:
    rows = frame[(frame["unit"] == unit) & (frame["period"] == PERIOD)].set_index("horizon")
    if rows.empty:
        return None
    accuracy, brier = rows["accuracy"], rows["brier"]
    return {
        "model": labels.model(rows["model"].iloc[0]),
        "strict": wording.percent(accuracy["strict"]),
        "argument": wording.percent(accuracy["argument"]),
        "paper": wording.percent(accuracy["paper"]),
        "step": wording.points(accuracy["paper"] - accuracy["strict"], 2),
        "brier_step": wording.decimal(brier["paper"] - brier["strict"], 4),
    }


def _table(frame: pd.DataFrame, inputs: Inputs) -> Table:
    columns = (
        column("Unit", "text"),
        column("Population", "text", "label"),
        column("Knows", "text", "horizon"),
        column("n", "count", "n"),
        column("Right", "percent2", "accuracy"),
        column(f"{inputs.level} interval", "percent_interval", "accuracy_low", "accuracy_high"),
        column("Brier", "decimal4", "brier"),
        column("AUC", "decimal", "auc"),
    )
    return Table("hindsight", "One model, the same cases, three horizons", frame, columns)


def _figure(frame: pd.DataFrame) -> Figure:
    return Figure(
        name="hindsight",
        title="The price of hindsight",
        alt="Three dot plots, accuracy, Brier score and area under the curve, of one model on "
        "the strict, argument and paper horizons, cases and votes, all outcomes and merits only; "
        "the numbers are those of the hindsight table.",
        shows="From strict to argument to paper the same model sees more columns coded after the "
        "fact; the slope of each line is what that hindsight is worth.",
        hides="Which part of a later-coded column is honest knowledge that a careful coder "
        "could have had beforehand.",
        data={"rows": frame},
    )
