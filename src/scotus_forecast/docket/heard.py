"""Level three: pending cases whose argument was heard, by their transcripts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scotus_forecast.core.learners.fitting import logit
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import read_table, sha256
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.walk_forward.inputs import Forecast, ForecastInputs
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.docket.accuracy import score, such_forecasts_of
from scotus_forecast.oral_argument.forecast import Heard, forecast
from scotus_forecast.oral_argument.pending import (
    HearingModel,
    PastHearings,
    fit_hearing_model,
    forecast_pending,
    read_hearings,
)
from scotus_forecast.oral_argument.signals import Signals
from scotus_forecast.oral_argument.text_model import FittedText

if TYPE_CHECKING:
    from scotus_forecast.docket.pending import PendingCase

#: Terms over which level three is validated: arguments are published word by word to 2014.
PERIOD = (1995, 2014)

#: What stage `oral_argument` wrote of the words.
_TEXT_FILE = "text_model.npz"


def has_hearings(layout: Layout) -> bool:
    """Whether past arguments were read."""
    return (layout.oral_argument / _TEXT_FILE).is_file()


def past_heard(layout: Layout, inputs: ForecastInputs, base: Forecast) -> Heard:
    """Past cases at the end of their argument, forecast before it at a level of the docket.

    Parameters
    ----------
    layout : Layout
    inputs : ForecastInputs
        Of the prepared cases, in their rows.
    base : Forecast
        Out of sample, in the same rows.
    """
    folder = layout.oral_argument
    case, vote = (read_table(folder / f"{unit}_signals.parquet") for unit in ("case", "vote"))
    text = read_table(folder / "text.parquet").set_index("case_id")["p_reverse"]
    return Heard(
        case=inputs.case,
        vote=inputs.vote,
        case_of_vote=inputs.case_of_vote,
        signals=Signals(case, vote),
        base=base,
        text=text.reindex(case["case_id"]).to_numpy(float),
    )


def hearing_record(heard: Heard, params: Params, walk: WalkForward, term: int) -> dict[str, Any]:
    """Fit level three for one term and validate it on `PERIOD`, ready for JSON.

    Parameters
    ----------
    heard : Heard
    params : Params
    walk : WalkForward
        Of the level before the argument.
    term : int
        First term that is forecast.
    """
    walked = forecast(heard, params.oral_argument, walk)
    model = fit_hearing_model(heard, walked.case, params.oral_argument, term)
    scored = heard.usable & (heard.case.term >= PERIOD[0]) & (heard.case.term <= PERIOD[1])
    y = heard.case.reversed[scored]
    after, before = walked.case[scored], heard.base.case[scored]
    return {
        "model": model.record(),
        "accuracy": score(y, after) if len(y) else None,
        "before": score(y, before) if len(y) else None,
        "such_forecasts": such_forecasts_of(y, after).to_dict("records"),
    }


@dataclass(frozen=True)
class HeardForecast:
    """Pending cases after their argument.

    Attributes
    ----------
    forecast : Forecast
        As before the argument where none was heard.
    heard : np.ndarray of bool, shape (n_cases,)
    told : np.ndarray of float, shape (n_cases,)
        What the argument added to the log-odds of a reversal.
    record : dict
        Accuracy of such forecasts, see `hearing_record`.
    """

    forecast: Forecast
    heard: np.ndarray
    told: np.ndarray
    record: dict[str, Any]


def hear(
    layout: Layout,
    folder: Path,
    names: tuple[int, int],
    tables: tuple[pd.DataFrame, pd.DataFrame],
    pending: Sequence[PendingCase],
    base: Forecast,
) -> HeardForecast:
    """Forecast pending cases of one term from the transcripts in a folder.

    Parameters
    ----------
    layout : Layout
    folder : Path
        Oyez's JSON files.
    names : tuple of int
        Level and lag of the forecasts before the argument.
    tables : pair of pd.DataFrame
        Prepared cases and votes.
    pending : sequence of PendingCase
    base : Forecast
        Before the argument, in the rows of `pending`.

    Raises
    ------
    UserError
        When past arguments were not read, or `folder` holds no transcript.
    """
    path = layout.docket / f"hearing-level{names[0]}-lag{names[1]}.json"
    if not has_hearings(layout) or not path.is_file():
        raise UserError(
            "past arguments were not read, so transcripts cannot be used; leave --transcripts out, "
            f"or run: scotus-forecast oral_argument {layout.dataset} && "
            f"scotus-forecast docket {layout.dataset}"
        )
    content = path.read_bytes()
    record = json.loads(content) | {"sha256": sha256(content)}
    new = read_hearings(folder, *_tables(pending))
    past = PastHearings(
        *tables,
        *(read_table(layout.transcripts / f"{name}.parquet") for name in ("speech", "counsel")),
    )
    text = FittedText.read(layout.oral_argument / _TEXT_FILE)
    after = forecast_pending(HearingModel.of_record(record["model"]), text, past, new, base)
    heard = new.cases["caseId"].isin(new.said.speech["case_id"]).to_numpy()
    return HeardForecast(after, heard, logit(after.case) - logit(base.case), record)


def _tables(pending: Sequence[PendingCase]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cases, a row for each docket number, and the justices who sit."""
    cases = [
        {"caseId": case.case_id, "term": case.term, "usCite": None, "docket": docket}
        for case in pending
        for docket in (case.docket, *case.also)
    ]
    votes = [
        {"caseId": case.case_id, "term": case.term, "justice": number, "justiceName": name}
        for case in pending
        for number, name in case.roster.items()
    ]
    return pd.DataFrame(cases), pd.DataFrame(votes)
