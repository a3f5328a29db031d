"""The same forecasts rescored under other meanings of "reverse"; no model is fitted again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from scotus_forecast.core.court.outcomes import OTHER, REVERSE, vote_outcome
from scotus_forecast.evaluation.bootstrap import Resamples, percentile_interval
from scotus_forecast.evaluation.paired import best_baseline
from scotus_forecast.evaluation.pairs import Pair, compare_pairs
from scotus_forecast.evaluation.panel import BASELINE_HORIZON, Forecaster, Panel
from scotus_forecast.evaluation.periods import Period
from scotus_forecast.evaluation.references import STORED_HORIZON, STORED_RUNS

#: The two simple rules that the report sets beside every forecaster.
BASELINES = tuple(Forecaster(BASELINE_HORIZON, m) for m in ("always_reverse", "most_frequent_10"))
STORED = tuple(Forecaster(STORED_HORIZON, model) for model in STORED_RUNS)

AS_THE_PAPER = "as_the_paper"

#: SCDB codes: a disposition, votes with and against the Court, and who won.
_BLANK, _REVERSED, _VACATED = 0, 3, 8
_WITH_COURT, _DISSENT = (1, 3, 4, 5), 2
_PETITIONER_LOST, _PETITIONER_WON = 0, 1

COLUMNS = [
    "unit", "period", "coding", "horizon", "model", "n", "share", "accuracy", "accuracy_low",
    "accuracy_high", "reference_model", "lead", "lead_low", "lead_high",
]  # fmt: skip


def vacated_reversed(rows: pd.DataFrame) -> np.ndarray:
    """Judgments vacated without a remand counted as reversals, all else as in the paper."""
    disposition = rows["caseDisposition"].fillna(_BLANK).replace(_VACATED, _REVERSED)
    return (vote_outcome(rows["vote"], disposition) == REVERSE).astype(float)


def merits_only(rows: pd.DataFrame) -> np.ndarray:
    """Neither reversed nor affirmed is left out (NaN)."""
    outcome = rows["outcome"].to_numpy()
    return np.where(outcome == OTHER, np.nan, outcome == REVERSE)


def petitioner_wins(rows: pd.DataFrame) -> np.ndarray:
    """SCDB's ``partyWinning``; unclear, missing and votes for neither side are left out (NaN)."""
    won, vote = rows["partyWinning"], rows["vote"]
    known = won.isin((_PETITIONER_LOST, _PETITIONER_WON)).fillna(False).to_numpy(bool)
    against = vote.eq(_DISSENT).fillna(False).to_numpy(bool)
    counted = known & (against | vote.isin(_WITH_COURT).to_numpy(bool))
    favourable = won.eq(_PETITIONER_WON).fillna(False).to_numpy(bool)
    return np.where(counted, favourable ^ against, np.nan)


#: Truth of each row by the name of the coding; NaN where the row is left out.
CODINGS: Mapping[str, Callable[[pd.DataFrame], np.ndarray]] = {
    "merits_only": merits_only,
    "vacated_reversed": vacated_reversed,
    "petitioner_wins": petitioner_wins,
}


def coding_table(
    panel: Panel,
    facts: pd.DataFrame,
    periods: Iterable[Period],
    resamples: Resamples,
    confidence: float,
    named: Collection[Forecaster],
) -> pd.DataFrame:
    """Rescore some forecasters under each coding of the outcome.

    Parameters
    ----------
    panel : Panel
    facts : pd.DataFrame, shape (n_rows, 3)
        ``vote, caseDisposition, partyWinning`` of the rows of the panel; a case has the vote 1, of
        the majority.
    periods : iterable of Period
    resamples : Resamples
        Terms are resampled.
    confidence : float
    named : collection of Forecaster
        Those beside the paper's stored runs and two baselines.

    Returns
    -------
    pd.DataFrame
        As below.

    Tables
    ------
    codings.parquet : one row a unit, period, coding and forecaster
        unit, period : str
            What was forecast, and over which terms.
        coding : str
            ``as_the_paper``; ``merits_only``, neither reversed nor affirmed left out;
            ``vacated_reversed``, vacated counts as reversed; ``petitioner_wins``, SCDB's
            ``partyWinning``.
        horizon, model : str
            Who forecast. Nobody is fitted again: a forecast of reversal stands for the outcome
            that the coding names.
        n : int
            Cases or votes that the coding counts.
        share : float
            Of them, those with the outcome.
        accuracy, accuracy_low, accuracy_high : float
            Share forecast right, and its interval, terms resampled.
        reference_model : str or null
            The more accurate of always reverse and the ten-term baseline, chosen in hindsight.
            Null for those two.
        lead, lead_low, lead_high : float or null
            Accuracy less that of the reference, and its interval, terms resampled.
    """
    wanted = {*named, *STORED, *BASELINES}
    kept = _with(panel, np.array([who in wanted for who in panel.forecasters]))
    truths = {name: code(facts.assign(outcome=panel.outcome)) for name, code in CODINGS.items()}
    panels = {AS_THE_PAPER: kept} | {n: recoded(kept, truth) for n, truth in truths.items()}
    rows = [
        {"unit": panel.unit, "period": period.name, "coding": coding, **row}
        for period in periods
        for coding, scored in panels.items()
        for row in _scores(scored, period, resamples, confidence)
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"reference_model": "string"})


def recoded(panel: Panel, truth: np.ndarray) -> Panel:
    """The same forecasts against another truth; rows without one are forecast by nobody."""
    gone = np.isnan(truth)[:, None] | np.isnan(panel.p_reverse)
    return replace(
        panel,
        p_reverse=np.where(gone, np.nan, panel.p_reverse),
        reversed=np.where(gone, np.nan, truth[:, None]).astype(np.float32),
    )


def _with(panel: Panel, kept: np.ndarray) -> Panel:
    """Some of the forecasters, as a mask."""
    places = np.flatnonzero(kept)
    return replace(
        panel,
        forecasters=tuple(panel.forecasters[j] for j in places),
        p_reverse=panel.p_reverse[:, places],
        reversed=panel.reversed[:, places],
        predicted_outcome=panel.predicted_outcome[:, places],
    )


def _scores(
    panel: Panel, period: Period, resamples: Resamples, confidence: float
) -> list[dict[str, object]]:
    inside = period.select(panel.term, panel.outcome)
    if not inside.any():
        return []
    panel = _with(panel, ~np.isnan(panel.correct[inside]).all(axis=0))
    right = panel.correct[inside]
    known = ~np.isnan(right)
    term = panel.rows.loc[inside, "term"]
    resampled = resamples.terms.ratios(term, np.nan_to_num(right), known)
    low, high = percentile_interval(resampled, confidence)
    leads = _leads(panel, inside, resamples, confidence)
    return [
        {
            **who._asdict(),
            "n": int(known[:, j].sum()),
            "share": float(np.nanmean(panel.reversed[inside, j], dtype=float)),
            "accuracy": float(np.nanmean(right[:, j], dtype=float)),
            "accuracy_low": low[j],
            "accuracy_high": high[j],
            **leads.get(j, {}),
        }
        for j, who in enumerate(panel.forecasters)
    ]


def _leads(
    panel: Panel, inside: np.ndarray, resamples: Resamples, confidence: float
) -> dict[int, dict[str, object]]:
    """Lead of every other forecaster over the better of the baselines, by its column."""
    best = best_baseline(panel, inside)
    others = [j for j, who in enumerate(panel.forecasters) if who.horizon != BASELINE_HORIZON]
    if best is None or not others:
        return {}
    pairs = [Pair(j, best) for j in others]
    compared = compare_pairs(panel, pairs, inside, resamples.terms, confidence, cluster="term")
    return {
        row["model_column"]: {
            "reference_model": panel.forecasters[best].model,
            "lead": row["difference"],
            "lead_low": row["ci_low"],
            "lead_high": row["ci_high"],
        }
        for row in compared.to_dict("records")
    }
