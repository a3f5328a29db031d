"""Forecasters not run here: the paper's printed and stored results, the true probabilities.

*Printed* means the paper's abstract, *stored* what its own notebooks and result files hold
(`mjbommar/scotus-predict-v2`).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from scotus_forecast.core.court.outcomes import OTHER
from scotus_forecast.core.project.prediction_frame import as_prediction_frame
from scotus_forecast.evaluation.panel import Forecaster

#: Printed in the abstract of Katz, Bommarito & Blackman (2017).
PRINTED_ACCURACY = {"case": 0.702, "vote": 0.719}
PRINTED_N = {"case": 28_000, "vote": 240_000}


@dataclass(frozen=True)
class StoredScore:
    """Reverse against not-reverse accuracy of one stored run."""

    model: str
    unit: str
    n: int
    accuracy: float


STORED = (
    StoredScore("katz_publication_run", "case", 28_080, 19_644 / 28_080),
    StoredScore("katz_publication_run", "vote", 246_775, 173_085 / 246_775),
    StoredScore("katz_one_tree", "case", 28_080, 0.7034),
    StoredScore("katz_one_tree", "vote", 246_775, 0.6965),
    StoredScore("most_frequent_10", "case", 28_080, 0.6749),
    StoredScore("most_frequent_10", "vote", 246_775, 0.6623),
    StoredScore("most_frequent_20", "case", 28_080, 0.6737),
    StoredScore("most_frequent_20", "vote", 246_775, 0.6620),
    StoredScore("most_frequent_all", "case", 28_080, 0.5962),
    StoredScore("most_frequent_all", "vote", 246_775, 0.6208),
    StoredScore("always_reverse", "case", 28_080, 0.4038),
    StoredScore("always_reverse", "vote", 246_775, 0.3792),
)

KATZ = (
    "Katz DM, Bommarito MJ II, Blackman J (2017). A general approach for predicting the behavior "
    "of the Supreme Court of the United States. PLoS ONE 12(4): e0174698."
)


def stored(model: str, unit: str) -> StoredScore | None:
    """Stored score of a run, or nothing where none was stored."""
    found = [score for score in STORED if (score.model, score.unit) == (model, unit)]
    return found[0] if found else None


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
