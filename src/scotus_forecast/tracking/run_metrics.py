"""Numbers of a run by the names the UI shows; no MLflow here."""

from __future__ import annotations

import pandas as pd

#: The period of the headline.
HEADLINE = "paper"
UNITS_NAMED = {"case": "cases", "vote": "votes"}
#: Names sort as the UI lists them, and a part before the slash is a section of its charts: the
#: curves over the terms come first.
CURVES, LEADS, SPANS, NUMBERS = "1 terms", "2 lead on Katz", "3 by period", "4 numbers"
HEARD = "5 cases heard only"
SORTED_BY = f"{NUMBERS}/cases right"
FIRST_CURVE = f"{CURVES}/cases right 9-term mean"

HEADLINE_METRICS = {
    "accuracy": "right",
    "accuracy_low": "right 95 low",
    "accuracy_high": "right 95 high",
    "n": "number",
    "brier": "Brier score",
    "auc": "AUC",
    "log_loss": "log loss",
    "ece": "calibration error",
}
#: Other periods, of which accuracy alone is worth a column in the UI; `scores.csv` has the rest.
PERIODS = {
    "paper": "1816-2014",
    "paper_merits": "1816-2014 on the merits",
    "nineteenth": "1816-1899",
    "twentieth": "1900-1999",
    "since_1946": "1946-2014",
    "roberts": "Roberts Court to 2014",
    "since_paper": "after 2014",
}
#: Terms in a moving mean, centred.
WINDOW = 9


#: The run of the paper that leads are taken over.
YARDSTICK = "katz_publication_run"


def headline_metrics(scores: pd.DataFrame) -> dict[str, float]:
    """Metrics of the headline period; those not defined are left out."""
    rows = scores[scores["period"] == HEADLINE]
    long = rows.melt("unit", list(HEADLINE_METRICS)).dropna(subset="value")
    return {
        f"{NUMBERS}/{UNITS_NAMED[row.unit]} {HEADLINE_METRICS[row.variable]}": float(row.value)
        for row in long.itertuples()
    }


def period_metrics(scores: pd.DataFrame) -> dict[str, float]:
    """Accuracy by period."""
    rows = scores[scores["period"].isin(PERIODS)]
    return {
        f"{SPANS}/{UNITS_NAMED[row.unit]} right {PERIODS[row.period]}": float(row.accuracy)
        for row in rows.itertuples(index=False)
    }


def lead_metrics(paired: pd.DataFrame) -> dict[str, float]:
    """Accuracy less that of the paper's publication run on the cases both have, by period."""
    rows = paired[(paired["reference"] == YARDSTICK) & paired["period"].isin(PERIODS)]
    return {
        f"{LEADS}/{UNITS_NAMED[row.unit]} {PERIODS[row.period]}": float(row.difference)
        for row in rows.itertuples(index=False)
    }


def term_curves(groups: pd.DataFrame) -> dict[str, dict[int, float]]:
    """Accuracy by term, as it is and as a centred moving mean, from the rows of one forecaster."""
    terms = groups[groups["group"] == "term"]
    curves: dict[str, dict[int, float]] = {}
    for unit, rows in terms.groupby("unit"):
        by_term = rows.assign(term=rows["value"].astype(int)).set_index("term").sort_index()
        name = f"{CURVES}/{UNITS_NAMED[str(unit)]} right"
        curves[f"{name} {WINDOW}-term mean"] = moving_mean(by_term).to_dict()
        curves[f"{name} each term"] = by_term["accuracy"].astype(float).to_dict()
    return curves


def moving_mean(by_term: pd.DataFrame) -> pd.Series:
    """Accuracy over `WINDOW` terms around each, every case counting once.

    Parameters
    ----------
    by_term : pd.DataFrame
        ``n, accuracy``, a row a term with cases, in order.
    """
    right = (by_term["accuracy"] * by_term["n"]).rolling(WINDOW, center=True, min_periods=1).sum()
    return right / by_term["n"].rolling(WINDOW, center=True, min_periods=1).sum()


def heard_metrics(scores: pd.DataFrame) -> dict[str, float]:
    """Accuracy on the cases heard, by period."""
    return {
        f"{HEARD}/{UNITS_NAMED[row.unit]} right {row.period}": float(row.accuracy)
        for row in scores.itertuples(index=False)
    }
