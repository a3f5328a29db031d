"""How accurate forecasts on horizon `docket` have been, and how often names are understood."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from scotus_forecast.core.project.prediction_frame import predicted_reverse
from scotus_forecast.docket.fitted import BINS, bin_of
from scotus_forecast.docket.parties import SIDES, UNSPECIFIED, group_of, learn_parties, party_names
from scotus_forecast.evaluation.metrics import brier, decision_metrics

#: First and last terms over which accuracy is told.
PERIODS: dict[str, tuple[int, int]] = {
    "1956-2024": (1956, 2024),
    "2005-2024": (2005, 2024),
}

#: Forecasts since this term say how accurate such forecasts have been.
SINCE = 1956


def accuracy_table(frames: Iterable[tuple[str, pd.DataFrame]]) -> pd.DataFrame:
    """Accuracy and Brier score of named prediction frames.

    Parameters
    ----------
    frames : iterable of (str, pd.DataFrame)

    Returns
    -------
    pd.DataFrame
        ``forecast, unit, period, n, accuracy, brier``.
    """
    rows = []
    for name, frame in frames:
        for (unit, period), (y, p) in _populations(frame):
            score = decision_metrics(y, p)["accuracy"]
            rows.append((name, unit, period, len(y), score, brier(y, p)))
    columns = ["forecast", "unit", "period", "n", "accuracy", "brier"]
    return pd.DataFrame(rows, columns=columns)


def _populations(
    frame: pd.DataFrame,
) -> Iterable[tuple[tuple[str, str], tuple[np.ndarray, np.ndarray]]]:
    for unit in ("case", "vote"):
        for period, (first, last) in PERIODS.items():
            rows = frame[(frame["unit"] == unit) & frame["term"].between(first, last)]
            if len(rows):
                truth = rows["reversed"].to_numpy(int), rows["p_reverse"].to_numpy(float)
                yield (unit, period), truth


def score(y: np.ndarray, p: np.ndarray) -> dict[str, float]:
    """Return number, accuracy and Brier score of forecasts."""
    right = predicted_reverse(p) == (y == 1)
    return {"n": len(y), "accuracy": float(right.mean()), "brier": float(((p - y) ** 2).mean())}


def such_forecasts(frame: pd.DataFrame) -> pd.DataFrame:
    """How often case forecasts between each two of `BINS` were right since `SINCE`."""
    rows = frame[(frame["unit"] == "case") & (frame["term"] >= SINCE)]
    return such_forecasts_of(rows["reversed"].to_numpy(int), rows["p_reverse"].to_numpy(float))


def such_forecasts_of(y: np.ndarray, p: np.ndarray) -> pd.DataFrame:
    """How often forecasts between each two of `BINS` were right.

    Returns
    -------
    pd.DataFrame
        ``low, high, n, right, share_reversed``; empty bins are left out.
    """
    place = bin_of(p)
    right = predicted_reverse(p) == (y == 1)
    found = [
        (BINS[k], BINS[k + 1], int(here.sum()), right[here].mean(), y[here].mean())
        for k in range(len(BINS) - 1)
        if (here := place == k).any()
    ]
    return pd.DataFrame(found, columns=["low", "high", "n", "right", "share_reversed"])


#: How a name was understood.
CODE, GROUP, MISSING = "code", "group", "missing"


def matched_names(cases: pd.DataFrame, terms: Iterable[int]) -> pd.DataFrame:
    """Match the halves of case names of each term with what was decided before it.

    Parameters
    ----------
    cases : pd.DataFrame
        Prepared cases.
    terms : iterable of int

    Returns
    -------
    pd.DataFrame
        One row a party: ``term, side, code, true_code, certainty, understood, group, right,
        right_group``. Parties without a code in the database are left out.
    """
    tables = [_of_term(cases, term) for term in terms]
    found = pd.concat(tables, ignore_index=True)
    unspecified = found["code"].isin(UNSPECIFIED.values())
    used = found["used"].to_numpy(bool)
    understood = np.select([~used, unspecified.to_numpy(bool)], [MISSING, GROUP], CODE)
    group = found["true_code"].map(group_of)
    return found.assign(
        understood=understood,
        group=group,
        right=found["code"] == found["true_code"],
        right_group=found["code"].map(group_of) == group,
    ).drop(columns="used")


def _of_term(cases: pd.DataFrame, term: int) -> pd.DataFrame:
    table, of_term = learn_parties(cases, term), cases[cases["term"] == term]
    names = party_names(of_term["caseName"])
    rows = []
    for side, other in (SIDES, SIDES[::-1]):
        for name, opposite, true in zip(names[side], names[other], of_term[side], strict=True):
            if name and not pd.isna(true):
                match = table.match(name, opposite, side)
                code = -1 if match.code is None else match.code
                rows.append((term, side, code, int(true), match.certainty, match.used))
    return pd.DataFrame(rows, columns=["term", "side", "code", "true_code", "certainty", "used"])


def name_accuracy(matched: pd.DataFrame) -> pd.DataFrame:
    """Share of parties understood each way, and how often that is right.

    Returns
    -------
    pd.DataFrame
        By ``understood``: ``n, share, mean_certainty, right, right_group``; and all together.
    """
    whole = matched.assign(understood="all")
    by_way = pd.concat([matched, whole]).groupby("understood", sort=False)
    table = by_way.agg(
        n=("right", "size"),
        mean_certainty=("certainty", "mean"),
        right=("right", "mean"),
        right_group=("right_group", "mean"),
    )
    return table.assign(share=table["n"] / len(matched)).reset_index()
