"""Stage score_oral_argument: what the argument told, on the cases heard."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from scotus_forecast.core.project.files import read_table, write_parquet
from scotus_forecast.core.project.horizons import LEAD, TRANSCRIPT
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.walk_forward.inputs import read_base
from scotus_forecast.oral_argument import scores
from scotus_forecast.oral_argument.scores import DECISION_TYPES, LAST_SELECTION_TERM, ScoredHearings

MODEL, TEXT_MODEL = "oral_argument", "transcript_text"
ARGUMENT, ALWAYS, BAYES = "argument", "always_reverse", "true_probability"

#: Likelihoods of the simulated transcripts, in the folder of the transcripts.
TRUTH = "truth.parquet"

_CASES = ["caseId", "term", "outcome", "reversed", "decisionType", "caseName"]
_VOTES = ["caseId", "term", "justice", "justiceName", "outcome", "reversed"]

#: Cases told by name, of those that were right against `argument`, and of those that were wrong.
_NAMED = 3


def run(layout: Layout, params: Params) -> None:
    """Write scores, gains, ablations, justices and named cases; blank where nothing was heard."""
    cases, votes = read_table(layout.cases, _CASES), read_table(layout.votes, _VOTES)
    of_cases, of_votes = read_units(layout, params, cases, votes)
    for name, table in tables_of(layout, params, of_cases, of_votes, votes).items():
        write_parquet(layout.oral_argument_scores / f"{name}.parquet", table)
    named = named_cases(of_cases, cases)
    write_parquet(layout.oral_argument_scores / "named_cases.parquet", named)


def read_units(
    layout: Layout, params: Params, cases: pd.DataFrame, votes: pd.DataFrame
) -> tuple[ScoredHearings, ScoredHearings]:
    """Merits cases heard, and their merits votes, with all forecasts."""
    heard = read_table(layout.oral_argument / "case_signals.parquet", ["case_id", "heard"])
    ids = heard.loc[heard["heard"] > 0, "case_id"]
    on_merits = cases["decisionType"].isin(DECISION_TYPES) & (cases["outcome"] >= 0)
    of_case = (cases["caseId"].isin(ids) & on_merits).to_numpy(bool)
    of_vote = votes["caseId"].isin(cases["caseId"][of_case]) & (votes["outcome"] >= 0)
    spoken = read_base(layout, TRANSCRIPT.name, [MODEL], cases, votes)
    text = read_table(layout.oral_argument / "text.parquet").set_index("case_id")["p_reverse"]
    before = read_base(layout, LEAD, [params.oral_argument.base], cases, votes)
    p_case = {
        MODEL: spoken.case[:, 0],
        ARGUMENT: before.case[:, 0],
        TEXT_MODEL: text.reindex(cases["caseId"]).to_numpy(float),
        ALWAYS: np.ones(len(cases)),
    }
    p_vote = {
        MODEL: spoken.vote[:, 0],
        ARGUMENT: before.vote[:, 0],
        ALWAYS: np.ones(len(votes)),
    }
    told = layout.transcripts / TRUTH
    if told.exists():
        p_case[BAYES], p_vote[BAYES] = bayes(
            read_table(layout.truth), read_table(told), cases, votes
        )
    return _unit("case", cases, of_case, p_case), _unit("vote", votes, of_vote.to_numpy(), p_vote)


def _unit(
    unit: str, table: pd.DataFrame, kept: np.ndarray, p: dict[str, np.ndarray]
) -> ScoredHearings:
    rows = table[kept].rename(columns={"caseId": "case_id"}).reset_index(drop=True)
    return ScoredHearings(unit, rows, {model: values[kept] for model, values in p.items()})


def bayes(
    truth: pd.DataFrame, told: pd.DataFrame, cases: pd.DataFrame, votes: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    """True probabilities of the simulated Court given the transcripts: no forecast is better.

    Parameters
    ----------
    truth : pd.DataFrame
        Before the argument, of cases and votes, as stage `acquire` wrote it.
    told : pd.DataFrame
        ``case_id, log_likelihood_ratio``; a case without a transcript has no row.
    cases, votes : pd.DataFrame
        ``caseId`` and, of votes, ``justice``.

    Returns
    -------
    pair of np.ndarray, shapes (n_cases,) and (n_votes,)

    Notes
    -----
    What is said depends on the outcome of the case alone. So given the outcome a vote is what it
    was before the argument, and the law of total probability over both outcomes gives the rest.
    The bound is that of all cases heard. Of those decided on the merits, which are scored, more are
    reversed than it says, since it cannot know that they will be.
    """
    of_case = truth[truth["justice"].isna()].set_index("case_id")["p_reverse"]
    ratio = told.set_index("case_id")["log_likelihood_ratio"]
    before = of_case.clip(1e-9, 1 - 1e-9)
    after = expit(logit(before) + ratio.reindex(before.index).fillna(0))
    keys = pd.MultiIndex.from_arrays([votes["caseId"], votes["justice"].astype(int)])
    seats = truth[truth["justice"].notna()].astype({"justice": int})
    of_vote = seats.set_index(["case_id", "justice"]).loc[keys]
    was, now = (p.loc[votes["caseId"]].to_numpy() for p in (before, after))
    both = of_vote["p_reverse_with_case"].to_numpy()
    alone = of_vote["p_reverse"].to_numpy() - both
    return after.loc[cases["caseId"]].to_numpy(), both * now / was + alone * (1 - now) / (1 - was)


def tables_of(
    layout: Layout,
    params: Params,
    of_cases: ScoredHearings,
    of_votes: ScoredHearings,
    votes: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    """Tables of scores by name; blank where nothing was heard."""
    if of_cases.rows.empty:
        return dict.fromkeys(("scores", "gains", "ablations", "by_justice"), pd.DataFrame())
    chosen = (params.evaluation.bootstrap_samples, params.evaluation.confidence, params.seed)
    units = (of_cases, of_votes)
    names = votes.drop_duplicates("justice").set_index("justice")["justiceName"]
    return {
        "scores": pd.concat([scores.score_table(unit, *chosen) for unit in units]),
        "gains": pd.concat([scores.gain_table(unit, MODEL, *chosen) for unit in units]),
        "ablations": _ablations(layout, of_cases, chosen),
        "by_justice": scores.justice_table(of_votes, MODEL, ARGUMENT, names),
    }


def _ablations(
    layout: Layout, of_cases: ScoredHearings, chosen: tuple[int, float, int]
) -> pd.DataFrame:
    """What the flagship gains over forecasts without one group of signals each."""
    table = read_table(layout.oral_argument / "ablations.parquet").set_index("case_id")
    if table.empty:
        # Too few cases were heard to leave anything out.
        return pd.DataFrame()
    without = table.reindex(of_cases.rows["case_id"])
    p = {MODEL: of_cases.p[MODEL]} | {name: without[name].to_numpy(float) for name in without}
    apart = ScoredHearings("case", of_cases.rows, p)
    gains = scores.gain_table(apart, MODEL, *chosen)
    scored = scores.score_table(apart, *chosen)[["model", "period", "accuracy", "auc", "brier"]]
    return gains.merge(scored.rename(columns={"model": "reference"}), on=["reference", "period"])


def named_cases(of_cases: ScoredHearings, cases: pd.DataFrame) -> pd.DataFrame:
    """Cases of the terms reported where the argument moved the forecast most.

    Returns
    -------
    pd.DataFrame
        ``case_id, term, name, reversed, argument, oral_argument, right``: some that hearing the
        argument put right, some that it put wrong.
    """
    table = of_cases.rows[["case_id", "term", "reversed"]].assign(
        argument=of_cases.p[ARGUMENT], oral_argument=of_cases.p[MODEL]
    )
    table = table[table["term"] > LAST_SELECTION_TERM]
    toward = np.where(table["reversed"] == 1, 1, -1) * (table["oral_argument"] - table["argument"])
    flipped = (table["argument"] >= 0.5) != (table["oral_argument"] >= 0.5)
    moved = table.assign(moved=toward, right=toward > 0)[flipped].sort_values(
        ["moved", "case_id"], ascending=[False, True]
    )
    chosen = pd.concat([moved[moved["right"]].head(_NAMED), moved[~moved["right"]].tail(_NAMED)])
    names = cases.set_index("caseId")["caseName"]
    return chosen.assign(name=chosen["case_id"].map(names)).drop(columns="moved")
