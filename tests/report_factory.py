"""A synthetic project up to the score stage, so that the report can be rendered in tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from factories import draw_outcomes, endings, truth_table
from scotus_forecast.core.court.calendar import CHIEFS
from scotus_forecast.core.project.files import write_bytes, write_json, write_parquet
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params, UnitModels, load_params
from scotus_forecast.core.project.prediction_frame import as_prediction_frame
from scotus_forecast.diagnoses import hindsight, learning
from scotus_forecast.diagnoses.hindsight import CODED_AFTER, KNOWN_BEFORE
from scotus_forecast.diagnoses.learning import HeldOut
from scotus_forecast.evaluation.bootstrap import draw_clusters
from scotus_forecast.evaluation.periods import periods_until
from scotus_forecast.stages import report, score
from scotus_forecast.vote_splits.scores import (
    shares,
    vote_split_calibration_table,
    vote_split_score_table,
)

JUSTICES = 9
CASES_A_TERM = 3
CAREER = 25
HORIZONS = {"paper": 0.9, "argument": 1.1, "strict": 1.3}
TRICKY_NAME = "DOE <b>v.</b> ROE | *et al.* & SONS_"


def params() -> Params:
    """The project's own settings, but few resamples and flagships that the factory has."""
    real = load_params(Path(__file__).parents[1] / "params.yaml")
    named = UnitModels(case="boosted", vote="boosted")
    evaluation = real.evaluation.model_copy(update={"bootstrap_samples": 100})
    return real.model_copy(
        update={"evaluation": evaluation, "flagship": dict.fromkeys(HORIZONS, named)}
    )


def project(root: Path, dataset: str = "scdb", last_term: int = 2014) -> Layout:
    """Write everything the report reads and return where it lies."""
    layout = Layout(dataset, root)
    cases, votes, truth = court(last_term)
    write_parquet(layout.cases, cases)
    write_parquet(layout.votes, votes)
    write_parquet(layout.truth, truth)
    write_parquet(layout.quarantine, quarantine())
    write_json(layout.summary, {"votes": len(votes), "cases": len(cases)})
    write_json(layout.manifest, manifest(dataset, len(votes), last_term))
    if dataset == "scdb":
        write_parquet(layout.reference, reference(cases))
    for frame in frames(dataset, cases, votes, truth):
        write_parquet(layout.forecast(frame["horizon"][0], frame["model"][0]), frame)
    score.run(layout, params())
    write_parquet(layout.scores / "audit.parquet", audit())
    for horizon in ("argument", "strict"):
        for name, table in splits(horizon, cases).items():
            write_parquet(layout.vote_splits(horizon) / f"{name}.parquet", table)
    for name, table in diagnosed(cases, votes).items():
        write_parquet(layout.diagnoses / f"{name}.parquet", table)
    return layout


def diagnosed(cases: pd.DataFrame, votes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Tables of the diagnose stage, from drawn forecasts."""
    rng = np.random.default_rng(8)
    bootstrap = draw_clusters(pd.Index(cases["caseId"]), 100, rng)
    held_out = HeldOut("case", cases, bootstrap, 0.95)
    of_votes = HeldOut("vote", votes, bootstrap, 0.95)
    steps = [hindsight.Variant(h, hindsight.BASE, hindsight.ALL_COLUMNS, None) for h in HORIZONS]
    steps += [hindsight.Variant("strict", hindsight.ADDED, g, None) for g in CODED_AFTER]
    steps += [hindsight.Variant("argument", hindsight.REMOVED, g, None) for g in KNOWN_BEFORE]
    windows = learning.WINDOWS
    groups = pd.DataFrame({"group": [*CODED_AFTER, "court_history"], "features": 7, "moved": 1.0})
    groups.loc[len(groups) - 1, "moved"] = 0.0
    p = rng.random((len(cases), 40))
    shuffled = 1 + len(groups) * learning.REPEATS
    return {
        "hindsight": pd.concat(
            [
                hindsight.hindsight_table(steps, p[:, : len(steps)], held_out),
                hindsight.hindsight_table(steps, rng.random((len(votes), len(steps))), of_votes),
            ]
        ),
        "learning_curve": learning.learning_curve(
            windows, p[:, : len(windows)], held_out, "argument"
        ),
        "importance": learning.importance_table(p[:, :shuffled], groups, held_out, "argument"),
    }


def splits(horizon: str, cases: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Scores and calibration of vote splits, drawn and not forecast."""
    rng = np.random.default_rng(6)
    means = {"log_score": 2.1, "crps": 1.6}
    drawn = {
        f"{name}{whose}": mean + worse + rng.normal(0, 0.3, len(cases))
        for name, mean in means.items()
        for whose, worse in (("", 0.0), ("_historical", 0.1), ("_independent", 1.0))
    }
    kept = cases.rename(columns={"caseId": "case_id"})[["case_id", "term", "outcome"]]
    scored = kept.assign(**drawn, case_accuracy=rng.integers(0, 2, len(cases)))
    chances = rng.dirichlet(np.ones(JUSTICES + 1), len(cases))
    chances = np.column_stack([chances, np.zeros(len(cases))])
    size, observed = np.full(len(cases), JUSTICES), rng.integers(0, JUSTICES + 1, len(cases))
    by = periods_until(int(cases["term"].max())), draw_clusters(scored["case_id"], 100, rng), 0.95
    given = shares(size, observed, chances, chances)
    tables = {
        "scores": vote_split_score_table(scored, *by),
        "calibration": vote_split_calibration_table(scored, given, *by),
    }
    return {name: t.assign(horizon=horizon, model="boosted") for name, t in tables.items()}


def court(last_term: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(5)
    term = np.repeat(np.arange(1791, last_term + 1), CASES_A_TERM)
    n = len(term)
    p_case = expit(-0.8 + 1.5 * (term > 1945) + rng.normal(0, 1.2, n))
    chiefs = [_chief(year) for year in term]
    cases = pd.DataFrame(
        {
            "caseId": pd.array([f"{t}-{i:05d}" for i, t in enumerate(term)], dtype="string"),
            "caseName": pd.array([f"CASE {i} v. UNITED STATES" for i in range(n)], "string"),
            "usCite": pd.array([f"{i % 500} U.S. {i}" for i in range(n)], dtype="string"),
            "term": term.astype("int16"),
            "chief": pd.array([chief.name for chief in chiefs], dtype="string"),
            "naturalCourt": pd.array([c.natural_courts[0] for c in chiefs], dtype="Int32"),
            "decisionType": pd.array(rng.choice([1, 2, 6], n), dtype="Int32"),
            "issueArea": pd.array(rng.integers(1, 15, n), dtype="Int32"),
            "caseSource": pd.array(rng.choice([21, 22, 28, 29, 32, 75, 300], n), dtype="Int32"),
        }
    ).assign(**draw_outcomes(rng, p_case))
    cases = cases.assign(**endings(cases["outcome"]))
    cases.loc[:, "caseName"] = cases["caseName"].where(cases.index % 2 == 0, TRICKY_NAME)
    votes, p_vote = _votes(rng, cases, p_case)
    counted = votes["vote"].eq(2).groupby(votes["caseId"]).sum().reindex(cases["caseId"])
    cases["minVotes"] = pd.array(counted.to_numpy(), dtype="Int32")
    cases["majVotes"] = JUSTICES - cases["minVotes"]
    return cases, votes, truth_table(cases, votes, p_case, p_vote)


def _chief(term: int):
    return next(c for c in CHIEFS if c.last_term is None or term <= c.last_term)


def _votes(rng, cases, p_case):
    rows = np.repeat(np.arange(len(cases)), JUSTICES)
    seat = np.tile(np.arange(JUSTICES), len(cases))
    votes = cases[["caseId", "term"]].iloc[rows].reset_index(drop=True)
    number = 1 + seat + JUSTICES * ((votes["term"].to_numpy() - 1791 + 2 * seat) // CAREER)
    p_vote = expit(logit(p_case)[rows] + rng.normal(0, 0.7, len(rows)))
    votes = votes.assign(
        justice=pd.array(number, dtype="Int32"),
        justiceName=pd.array([f"JJustice{j}" for j in number], dtype="string"),
        vote=pd.array(rng.choice([1, 1, 1, 1, 2, 3], len(rows)), dtype="Int32"),
        **draw_outcomes(rng, p_vote),
    )
    return votes, p_vote


def frames(dataset, cases, votes, truth):
    labels = ["caseId", "term", "reversed", "outcome"]
    rows = pd.concat(
        [
            cases[labels].assign(unit="case", justice=pd.NA),
            votes[[*labels, "justice"]].assign(unit="vote"),
        ],
        ignore_index=True,
    ).rename(columns={"caseId": "case_id"})
    rows = rows.assign(dataset=dataset, cutoff=rows["term"] - 1, p=truth["p_reverse"].to_numpy())
    rows = rows[rows["term"] >= 1816].reset_index(drop=True)
    rng = np.random.default_rng(11)
    for horizon, noise in HORIZONS.items():
        for model in ("boosted", *(["katz_forest"] if horizon == "paper" else [])):
            seen = expit(logit(rows["p"]) + rng.normal(0, noise, len(rows)))
            yield _frame(rows, horizon, model, seen)
    modern = (rows["term"] > 1945).astype(float)
    yield _frame(rows, "none", "always_reverse", 1.0)
    yield _frame(rows, "none", "most_frequent_10", modern)
    yield _frame(rows, "none", "most_frequent_all", 0.0)


def _frame(rows, horizon, model, p):
    return as_prediction_frame(rows.assign(horizon=horizon, model=model, p_reverse=p))


def reference(cases):
    rng = np.random.default_rng(3)
    kept = cases[cases["term"].between(1816, 2014)]
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "model": model,
                    "case_id": kept["caseId"],
                    "term": kept["term"],
                    "predicted_reverse": np.where(
                        rng.random(len(kept)) < 0.7, kept["reversed"], 1 - kept["reversed"]
                    ).astype("int8"),
                    "reversed": kept["reversed"],
                }
            )
            for model in ("katz_publication_run", "katz_one_tree")
        ]
    )


def manifest(dataset, rows, last_term):
    entry = {
        "release": "2025_01",
        "file": "SCDB_2025_01_justiceCentered_Citation.csv.zip",
        "origin": "simulator" if dataset == "simulated" else "env",
        "recognition": "known copy",
        "sha256": "f43c28e9cbf8ba90773de32be6bdf7708cffa7489e956c187e09b69dd7d7b3bb",
        "bytes": 1485926,
        "rows": rows,
        "first_term": 1791,
        "last_term": last_term,
    }
    stored = entry | {"release": "katz_publication_run", "file": "stored_run_5.csv.gz"}
    return {
        "dataset": dataset,
        "files": [entry, entry | {"release": "Legacy_07", "file": "legacy.zip"}],
        "reference": [stored] if dataset == "scdb" else [],
    }


def quarantine():
    return pd.DataFrame(
        {
            "file": ["legacy.zip", "legacy.zip", "modern.zip"],
            "row": [3, 9, 12],
            "column": pd.array(["justice", "justice", pd.NA], dtype="string"),
            "value": pd.array(["-99", "-99", pd.NA], dtype="string"),
            "reason": ["placeholder row", "placeholder row", "no caseId"],
        }
    )


def audit():
    return pd.DataFrame(
        {
            "code": ["A01", "A02", "A03"],
            "title": ["future altered", "labels permuted", "late decisions"],
            "status": ["pass", "warn", "skipped"],
            "detail": ["", "accuracy 0.51", "no such case"],
        }
    )


def record_control(root: Path) -> None:
    """As `make control` does."""
    record = Layout("simulated", root).report / "control.json"
    write_bytes(Layout("scdb", root).control, record.read_bytes())


_RENDERED: dict[str, Layout] = {}


def rendered(tmp_path_factory, dataset: str) -> Layout:
    """Project with its report, made once in a test session; the real one shows the control."""
    if not _RENDERED:
        root = tmp_path_factory.mktemp("report")
        for name, last_term in (("simulated", 2019), ("scdb", 2014)):
            _RENDERED[name] = project(root, name, last_term)
        report.run(_RENDERED["simulated"], params())
        record_control(root)
        report.run(_RENDERED["scdb"], params())
    return _RENDERED[dataset]
