"""Forecasters not run here, as prediction frames: the paper's runs, the true probabilities."""

from __future__ import annotations

import pandas as pd

from scotus_forecast.court.outcomes import OTHER
from scotus_forecast.evaluation.panel import Forecaster
from scotus_forecast.project.prediction_frame import as_prediction_frame

STORED_HORIZON = "paper"
STORED_RUNS = ("katz_publication_run", "katz_one_tree")

TRUTH_MODEL = "bayes"

#: Columns of the truth that are the ceiling of a horizon; the others have that of `argument`.
CEILINGS = {"argument": "p_reverse", "paper": "p_reverse_on_paper"}
_BEFORE_DECISION = "argument"


def stored_runs(reference: pd.DataFrame, cases: pd.DataFrame, dataset: str) -> list[pd.DataFrame]:
    """Prediction frames of the paper's stored runs, judged by the truth stored with them.

    Parameters
    ----------
    reference : pd.DataFrame
        ``model, case_id, term, predicted_reverse, reversed``; zero rows give no frame.
    cases : pd.DataFrame
        Prepared cases, for the outcome; a case they lack counts as other, so that no merits
        period holds it.
    dataset : str

    Returns
    -------
    list of pd.DataFrame
    """
    outcome = cases.set_index("caseId")["outcome"]
    return [
        as_prediction_frame(
            run.assign(
                dataset=dataset,
                horizon=STORED_HORIZON,
                unit="case",
                cutoff=run["term"] - 1,
                justice=pd.NA,
                p_reverse=run["predicted_reverse"],
                outcome=run["case_id"].map(outcome).fillna(OTHER),
            )
        )
        for _, run in reference.groupby("model")
    ]


def ceiling_of(horizon: str) -> Forecaster:
    """Forecaster whose probabilities no model of a horizon can be expected to pass."""
    return Forecaster(horizon if horizon in CEILINGS else _BEFORE_DECISION, TRUTH_MODEL)


def true_probabilities(
    truth: pd.DataFrame,
    cases: pd.DataFrame,
    votes: pd.DataFrame,
    first_term: int,
    dataset: str,
    horizon: str = _BEFORE_DECISION,
) -> pd.DataFrame:
    """Prediction frame of the forecaster that knows the simulator's probabilities.

    Parameters
    ----------
    truth : pd.DataFrame
        ``case_id, justice`` and the columns of `CEILINGS`; ``justice`` missing for cases.
    cases, votes : pd.DataFrame
        Prepared tables.
    first_term : int
        First term that is forecast.
    dataset : str
    horizon : str
        A key of `CEILINGS`.

    Returns
    -------
    pd.DataFrame
    """
    columns = ["caseId", "term", "reversed", "outcome"]
    drawn = pd.concat(
        [
            cases[columns].assign(unit="case", justice=pd.NA),
            votes[[*columns, "justice"]].assign(unit="vote"),
        ]
    ).rename(columns={"caseId": "case_id"})
    keys = ["case_id", "justice"]
    typed = {"case_id": "string", "justice": "Int16"}
    known = drawn.astype(typed).merge(truth.astype(typed), on=keys, validate="one_to_one")
    return as_prediction_frame(
        known[known["term"] >= first_term].assign(
            dataset=dataset,
            horizon=horizon,
            model=TRUTH_MODEL,
            cutoff=known["term"] - 1,
            p_reverse=known[CEILINGS[horizon]],
        )
    )
