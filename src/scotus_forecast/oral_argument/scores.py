"""How much the argument told: scores on the cases and votes heard, and gains over references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.core.project.prediction_frame import predicted_reverse
from scotus_forecast.evaluation.bootstrap import (
    ClusterBootstrap,
    draw_clusters,
    percentile_interval,
)
from scotus_forecast.evaluation.calibration import (
    N_DRAWS,
    ece_of_calibrated,
    within_case_correlation,
)
from scotus_forecast.evaluation.metrics import (
    N_BINS,
    equal_mass_bins,
    expected_calibration_error,
    probability_metrics,
    recalibration_line,
)

#: Settings were chosen on terms up to this one.
LAST_SELECTION_TERM = 1994

#: Merits as the study behind the targets took them: opinions, signed or not, and judgments.
DECISION_TYPES = (1, 6, 7)

#: Name, first and last term. What is reported first stands first.
PERIODS: tuple[tuple[str, int, int], ...] = (
    ("1995-2014", 1995, 2014),
    ("2005-2014", 2005, 2014),
    ("1970-2014", 1970, 2014),
    ("1970-1994", 1970, LAST_SELECTION_TERM),
    ("since 2015", 2015, 9999),
    *((f"{first}s", first, first + 9) for first in range(1970, 2030, 10)),
)


@dataclass(frozen=True, eq=False)
class ScoredHearings:
    """Rows of one unit that were heard and decided on the merits, with the forecasts of models.

    Attributes
    ----------
    unit : str
    rows : pd.DataFrame
        ``case_id, term, reversed`` and, of votes, ``justice``.
    p : dict of str to np.ndarray
        Probability of reversal by model; always reversing is a row of ones.
    """

    unit: str
    rows: pd.DataFrame
    p: Mapping[str, np.ndarray]

    def periods(self) -> Iterator[tuple[str, np.ndarray]]:
        """Yield the names of the periods that have rows, and the rows in each."""
        for name, first, last in PERIODS:
            inside = self.rows["term"].between(first, last).to_numpy(bool)
            if inside.any():
                yield name, inside

    def right(self, model: str) -> np.ndarray:
        """Whether each forecast was right, as 0 and 1."""
        was = self.rows["reversed"].to_numpy() == 1
        return (predicted_reverse(self.p[model]) == was).astype(float)


def score_table(
    heard: ScoredHearings, n_samples: int, confidence: float, seed: int
) -> pd.DataFrame:
    """Scores by model and period; intervals from resampled terms.

    Returns
    -------
    pd.DataFrame
        ``unit, model, period, n, accuracy, accuracy_low, accuracy_high, brier, log_loss, auc,
        ece, ece_perfect_95, slope``.
    """
    terms = _resampled_terms(heard, n_samples, seed)
    draws = np.random.default_rng(seed).standard_normal((N_DRAWS, N_BINS))
    rows = [
        {
            "unit": heard.unit,
            "model": model,
            "period": period,
            "n": int(kept.sum()),
            **_mean(terms, heard.rows["term"], heard.right(model), kept, confidence, "accuracy"),
            **_probabilities(heard, model, kept, draws),
        }
        for period, inside in heard.periods()
        for model, p in heard.p.items()
        if (kept := inside & ~np.isnan(p)).any()
    ]
    return pd.DataFrame(rows)


def _probabilities(
    heard: ScoredHearings, model: str, kept: np.ndarray, draws: np.ndarray
) -> dict[str, float]:
    """Scores of probabilities; none of a model that gives only 0 and 1."""
    y, p = heard.rows["reversed"].to_numpy(int)[kept], heard.p[model][kept]
    if not ((p > 0) & (p < 1)).any():
        return {}
    case = pd.factorize(heard.rows["case_id"][kept])[0]
    bins = equal_mass_bins(p)
    correlation = within_case_correlation(y, p, case)
    return probability_metrics(y, p) | {
        "ece": expected_calibration_error(y, p, bins),
        "ece_perfect_95": ece_of_calibrated(p, bins, case, correlation, draws),
        "slope": recalibration_line(y, p)[0],
    }


def gain_table(
    heard: ScoredHearings, model: str, n_samples: int, confidence: float, seed: int
) -> pd.DataFrame:
    """Gain of `model` over every other by period; intervals from resampled terms.

    Returns
    -------
    pd.DataFrame
        ``unit, model, reference, period, n, accuracy_gain, accuracy_gain_low,
        accuracy_gain_high, brier_gain, brier_gain_low, brier_gain_high``; positive is better.
    """
    terms = _resampled_terms(heard, n_samples, seed)
    y = heard.rows["reversed"].to_numpy(float)
    rows = []
    for period, inside in heard.periods():
        for reference, p in heard.p.items():
            kept = inside & ~np.isnan(p) & ~np.isnan(heard.p[model])
            if reference == model or not kept.any():
                continue
            hits = heard.right(model) - heard.right(reference)
            error = (p - y) ** 2 - (heard.p[model] - y) ** 2
            by = heard.rows["term"]
            rows.append(
                {
                    "unit": heard.unit, "model": model, "reference": reference,
                    "period": period, "n": int(kept.sum()),
                    **_mean(terms, by, hits, kept, confidence, "accuracy_gain"),
                    **_mean(terms, by, error, kept, confidence, "brier_gain"),
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def justice_table(
    votes: ScoredHearings, model: str, reference: str, names: pd.Series
) -> pd.DataFrame:
    """Accuracy by justice on the terms reported, and that of a reference.

    Parameters
    ----------
    votes : ScoredHearings
    model, reference : str
    names : pd.Series
        Name by code of justice.

    Returns
    -------
    pd.DataFrame
        ``justice, n, accuracy, reference_accuracy, gain``, the largest gain first.
    """
    after = (votes.rows["term"] > LAST_SELECTION_TERM).to_numpy(bool)
    table = pd.DataFrame(
        {
            "justice": votes.rows["justice"].map(names),
            "accuracy": votes.right(model),
            "reference_accuracy": votes.right(reference),
        }
    )[after]
    means = table.groupby("justice")[["accuracy", "reference_accuracy"]].mean()
    means.insert(0, "n", table.groupby("justice").size())
    gain = means["accuracy"] - means["reference_accuracy"]
    return means.assign(gain=gain).sort_values("gain", ascending=False).reset_index()


def _resampled_terms(heard: ScoredHearings, n_samples: int, seed: int) -> ClusterBootstrap:
    return draw_clusters(heard.rows["term"], n_samples, np.random.default_rng(seed))


def _mean(
    terms: ClusterBootstrap,
    term: pd.Series,
    values: np.ndarray,
    kept: np.ndarray,
    confidence: float,
    name: str,
) -> dict[str, float]:
    """Mean over rows with its interval."""
    resampled = terms.means(term[kept], values[kept, None])
    low, high = percentile_interval(resampled, confidence)
    return {
        name: float(values[kept].mean()),
        f"{name}_low": float(low[0]),
        f"{name}_high": float(high[0]),
    }
