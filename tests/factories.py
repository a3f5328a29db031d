"""A small synthetic Court: prepared tables, the probabilities behind them, prediction frames."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from scipy.special import expit, logit

from scotus_forecast.core.project.files import write_parquet
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import PARAMS, Params
from scotus_forecast.core.project.prediction_frame import as_prediction_frame
from scotus_forecast.evaluation.panel import Panel, panel_of

PROJECT_PARAMS = Path(__file__).parents[1] / PARAMS
FIRST_TERM = 1816
JUSTICES = 9


@dataclass(frozen=True)
class Court:
    """Prepared tables and the probabilities their outcomes were drawn from."""

    cases: pd.DataFrame
    votes: pd.DataFrame
    truth: pd.DataFrame


def court(n_cases: int = 300, last_term: int = 2019, seed: int = 0) -> Court:
    """Draw a Court; votes of one case lean together, one outcome in ten is other."""
    rng = np.random.default_rng(seed)
    term = np.sort(rng.integers(FIRST_TERM, last_term + 1, n_cases))
    case_id = [f"{year}-{number:05d}" for number, year in enumerate(term)]
    p_case = rng.beta(2, 3, n_cases)
    cases = pd.DataFrame(
        {
            "caseId": pd.array(case_id, dtype="string"),
            "term": term.astype("int16"),
            "chief": pd.array(np.where(term < 1900, "Fuller", "Taft"), dtype="string"),
            "issueArea": pd.array(rng.integers(1, 15, n_cases), dtype="Int32"),
            "caseSource": pd.array(rng.choice([8, 21, 32, 75, 300, 426, 9], n_cases), "Int32"),
        }
    ).assign(**draw_outcomes(rng, p_case))
    cases = cases.assign(**endings(cases["outcome"]))
    votes = cases[["caseId", "term"]].loc[np.repeat(np.arange(n_cases), JUSTICES)]
    p_vote = expit(np.repeat(logit(p_case), JUSTICES) + rng.normal(0, 1, len(votes)))
    votes = votes.reset_index(drop=True).assign(
        justice=pd.array(np.tile(np.arange(1, JUSTICES + 1), n_cases), dtype="Int32"),
        justiceName=pd.array([f"J{j}" for j in range(1, JUSTICES + 1)] * n_cases, dtype="string"),
        vote=pd.array(rng.choice([1, 1, 1, 1, 2, 3], len(votes)), dtype="Int32"),
        **draw_outcomes(rng, p_vote),
    )
    return Court(cases, votes, truth_table(cases, votes, p_case, p_vote))


def endings(outcome: pd.Series) -> dict[str, pd.Series]:
    """SCDB's disposition and winning party of cases with these outcomes."""
    chosen = [outcome == 1, outcome == 0]
    disposition, won = np.select(chosen, [3, 2], 9), np.select(chosen, [1, 0], 2)
    return {
        "caseDisposition": pd.array(disposition, dtype="Int32"),
        "partyWinning": pd.array(won, dtype="Int32"),
    }


def draw_outcomes(rng: np.random.Generator, p: np.ndarray) -> dict[str, np.ndarray]:
    """Outcomes drawn from probabilities of reversal; one in ten of the rest is other."""
    was_reversed = rng.random(len(p)) < p
    other = ~was_reversed & (rng.random(len(p)) < 0.1)
    outcome = np.where(was_reversed, 1, np.where(other, -1, 0))
    return {"outcome": outcome.astype("int8"), "reversed": was_reversed.astype("int8")}


def truth_table(
    cases: pd.DataFrame, votes: pd.DataFrame, p_case: np.ndarray, p_vote: np.ndarray
) -> pd.DataFrame:
    """The true probabilities of every case and vote, as the simulator writes them."""
    by_case = pd.DataFrame({"case_id": cases["caseId"], "justice": pd.NA, "p_reverse": p_case})
    by_vote = pd.DataFrame(
        {"case_id": votes["caseId"], "justice": votes["justice"], "p_reverse": p_vote}
    )
    typed = [table.astype({"justice": "Int16"}) for table in (by_case, by_vote)]
    whole = pd.concat(typed, ignore_index=True)
    return whole.assign(p_reverse_on_paper=whole["p_reverse"])


def forecast(
    drawn: Court,
    model: str,
    horizon: str = "argument",
    noise: float = 0.5,
    constant: float | None = None,
    seed: int = 1,
) -> pd.DataFrame:
    """Prediction frame of a forecaster that sees the truth through noise, or sees nothing."""
    rng = np.random.default_rng(seed)
    seen = expit(logit(drawn.truth["p_reverse"]) + rng.normal(0, noise, len(drawn.truth)))
    labels = ["caseId", "term", "reversed", "outcome"]
    rows = pd.concat(
        [
            drawn.cases[labels].assign(unit="case", justice=pd.NA),
            drawn.votes[[*labels, "justice"]].assign(unit="vote"),
        ],
        ignore_index=True,
    ).rename(columns={"caseId": "case_id"})
    return as_prediction_frame(
        rows.assign(
            dataset="simulated",
            horizon=horizon,
            model=model,
            cutoff=rows["term"] - 1,
            p_reverse=seen.to_numpy() if constant is None else constant,
        )
    )


def frames(drawn: Court) -> list[pd.DataFrame]:
    """Two models and two baselines."""
    return [
        forecast(drawn, "boosted"),
        forecast(drawn, "logistic", noise=2.0, seed=2),
        forecast(drawn, "always_reverse", "none", constant=1.0),
        forecast(drawn, "most_frequent_10", "none", constant=0.0),
    ]


def panel(drawn: Court | None = None, unit: str = "case") -> Panel:
    """Panel of `frames`."""
    return panel_of(unit, frames(drawn or court()))


def stored(drawn: Court, wrong: int = 0) -> pd.DataFrame:
    """Stored runs with a case of their own and `wrong` cases stored as reversed."""
    ours = drawn.cases.assign(reversed=drawn.cases["reversed"].where(drawn.cases.index >= wrong, 1))
    runs = pd.DataFrame(
        {
            "case_id": [*ours["caseId"], "1900-99999"],
            "term": [*ours["term"], 1900],
            "predicted_reverse": np.arange(len(ours) + 1) % 2,
            "reversed": [*ours["reversed"], 0],
        }
    )
    return pd.concat(
        [runs.assign(model="katz_publication_run"), runs.assign(model="katz_one_tree")],
        ignore_index=True,
    )


def params(**evaluation: float) -> Params:
    """The project's parameters with a quick bootstrap; `boosted` is the flagship throughout."""
    content = yaml.safe_load(PROJECT_PARAMS.read_text(encoding="utf-8"))
    quick = {"first_term": FIRST_TERM, "bootstrap_samples": 200, "confidence": 0.95}
    return Params.model_validate(
        content
        | {
            "evaluation": content["evaluation"] | quick | evaluation,
            "flagship": {"argument": {"case": "boosted", "vote": "boosted"}},
            # Processes are slow to start, and there is little to do.
            "execution": {"backend": "serial"},
        }
    )


def project(root: Path, drawn: Court, dataset: str = "simulated") -> Layout:
    """Write all the score stage reads under `root`."""
    layout = Layout(dataset, root)
    write_parquet(layout.cases, drawn.cases)
    write_parquet(layout.votes, drawn.votes)
    write_parquet(layout.reference, stored(drawn).head(0 if dataset == "simulated" else None))
    if dataset == "simulated":
        write_parquet(layout.truth, drawn.truth)
    for frame in frames(drawn):
        first = frame.iloc[0]
        write_parquet(layout.forecast(first["horizon"], first["model"]), frame)
    return layout
