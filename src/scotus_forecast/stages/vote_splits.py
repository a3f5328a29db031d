"""Stage vote_splits: how the votes of each case divide, from the flagship's single votes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import write_parquet
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.walk_forward.inputs import (
    ForecastInputs,
    load_inputs,
    read_base,
    read_labels,
)
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.evaluation.bootstrap import draw_clusters
from scotus_forecast.evaluation.periods import periods_until
from scotus_forecast.vote_splits.benches import SEATS, Benches, benches_of
from scotus_forecast.vote_splits.forecast import Decided, VoteSplitForecast, forecast_vote_splits
from scotus_forecast.vote_splits.scores import (
    Shares,
    case_scores,
    shares,
    vote_split_calibration_table,
    vote_split_score_table,
)


def run(layout: Layout, params: Params, horizon: str) -> None:
    """Write the vote splits of `horizon`, their scores and their calibration.

    Tables
    ------
    forecasts.parquet : one row a case
        case_id, term : str, int16
            Keys.
        n : int8
            Justices on the bench.
        p_case_reverse : float
            Probability that a majority votes to reverse.
        p_0, ..., p_10 : float
            Probability of that many votes to reverse.
        observed : int8
            Votes to reverse. Absences and other outcomes count as not reversing.
    scores.parquet : one row a period
        horizon, model, period : str
            Whose forecasts, and over which terms.
        n : int
            Cases.
        log_score, log_score_independent, log_score_historical : float
            Mean log score in nats, lower is closer: of the model, of its votes taken as independent
            and of earlier frequencies.
        crps, crps_independent, crps_historical : float
            Mean ranked probability score in votes, of the same three.
        case_accuracy : float
            Share of cases whose majority was forecast.
        improvement_over_historical, ci_low, ci_high : float
            Log score of history less that of the model, and its interval, cases resampled.
        relative_improvement, relative_improvement_low, relative_improvement_high : float
            The same as a share of the log score of history.
        improvement_over_independent, ..., crps_improvement_over_historical, ... : float
            Likewise, each with ``_low`` and ``_high``.
    calibration.parquet : one row a period, measure and value
        horizon, model, period : str
            Whose forecasts, and over which terms.
        n : int
            Cases.
        measure : str
            ``smaller_side`` (votes on the smaller side) or ``pit`` (bin of the probability integral
            transform).
        value : int
            Number of votes, or bin.
        observed, forecast, historical : float
            Share of cases: observed, forecast by the model, forecast by earlier frequencies.
        difference, ci_low, ci_high : float
            Observed less forecast, and its interval, cases resampled.
    """
    model = flagship(params, horizon)
    tables, inputs = read_labels(layout), load_inputs(layout, horizon)
    made_by = "combine" if params.is_stack(model) else "forecast"
    p_vote = read_base(layout, horizon, [model], *tables, made_by=made_by).vote[:, 0]
    walk = WalkForward.of(layout, params, horizon, "vote_splits")
    decided = decided_of(inputs)
    benches = benches_from(inputs, p_vote)
    forecast = forecast_vote_splits(benches, decided, params.vote_splits, walk)
    folder = layout.vote_splits(horizon)
    case_id, first_term = tables[0]["caseId"], params.evaluation.first_term
    frame = forecast_frame(case_id, inputs, decided, forecast)
    write_parquet(folder / "forecasts.parquet", _since(frame, first_term))
    scored = _since(scored_cases(case_id, inputs, decided, forecast), first_term)
    given = shares_since(first_term, inputs, decided, forecast)
    for name, table in _tables(scored, given, layout.dataset, params).items():
        named = table.assign(horizon=horizon, model=model)
        write_parquet(folder / f"{name}.parquet", _labels_first(named))


def flagship(params: Params, horizon: str) -> str:
    """Name of the vote model whose probabilities are kept.

    Raises
    ------
    UserError
        When `params.yaml` names none for the horizon.
    """
    if horizon not in params.flagship:
        known = ", ".join(sorted(params.flagship))
        raise UserError(f"no flagship for horizon '{horizon}'; known: {known}")
    return params.flagship[horizon].vote


def benches_from(inputs: ForecastInputs, p_vote: np.ndarray) -> Benches:
    """Benches of all cases; before the first forecast term votes are even and never used."""
    return benches_of(
        inputs.case_of_vote,
        np.where(np.isnan(p_vote), 0.5, p_vote),
        inputs.vote_features["justice_absent"].to_numpy(float),
        inputs.vote_features["justice_apart_liberal"].to_numpy(float),
    )


def decided_of(inputs: ForecastInputs) -> Decided:
    """Truth of each case, votes counted over its roster."""
    votes = np.bincount(inputs.case_of_vote, inputs.vote.reversed).astype(int)
    return Decided(inputs.case.term, inputs.case.revealed, votes, inputs.case.reversed)


def forecast_frame(
    case_id: pd.Series, inputs: ForecastInputs, decided: Decided, forecast: VoteSplitForecast
) -> pd.DataFrame:
    """One row a case: its bench, the forecast distribution and what happened."""
    columns = {f"p_{k}": forecast.mixture[:, k] for k in range(SEATS + 1)}
    return pd.DataFrame(
        {
            "case_id": case_id,
            "term": decided.term.astype("int16"),
            "n": np.bincount(inputs.case_of_vote).astype("int8"),
            "p_case_reverse": forecast.p_case_reverse,
            **columns,
            "observed": decided.observed.astype("int8"),
        }
    )


def scored_cases(
    case_id: pd.Series, inputs: ForecastInputs, decided: Decided, forecast: VoteSplitForecast
) -> pd.DataFrame:
    """One row a case: what selects it and its scores."""
    return pd.DataFrame(
        {
            "case_id": case_id,
            "term": decided.term,
            "outcome": inputs.case.outcome,
            **case_scores(forecast, decided.observed, decided.reversed),
        }
    )


def shares_since(
    first_term: int, inputs: ForecastInputs, decided: Decided, forecast: VoteSplitForecast
) -> Shares:
    """What each case from `first_term` on adds to the forecast and observed shares."""
    begun = decided.term >= first_term
    return shares(
        np.bincount(inputs.case_of_vote)[begun],
        decided.observed[begun],
        forecast.mixture[begun],
        forecast.historical[begun],
    )


def _since(table: pd.DataFrame, first_term: int) -> pd.DataFrame:
    return table[table["term"] >= first_term].reset_index(drop=True)


def _tables(
    scored: pd.DataFrame, given: Shares, dataset: str, params: Params
) -> dict[str, pd.DataFrame]:
    evaluation = params.evaluation
    rng = np.random.default_rng([params.seed, *dataset.encode()])
    bootstrap = draw_clusters(pd.Index(scored["case_id"]), evaluation.bootstrap_samples, rng)
    by = periods_until(int(scored["term"].max())), bootstrap, evaluation.confidence
    return {
        "scores": vote_split_score_table(scored, *by),
        "calibration": vote_split_calibration_table(scored, given, *by),
    }


def _labels_first(scores: pd.DataFrame) -> pd.DataFrame:
    labels = ["horizon", "model", "period"]
    return scores[[*labels, *scores.columns.drop(labels)]]
