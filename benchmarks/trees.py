"""Time one tree of the published protocol on this machine: `python -m benchmarks.trees`.

Its seconds go into `protocol.TREE_SECONDS_BESIDE` by hand, in the same hour as `katz_forest` is
measured: hosts differ by a factor of two, and only what ran on one of them may be compared.
"""

from __future__ import annotations

import time
from pathlib import Path

import click
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

from benchmarks.protocol import TREE_SECONDS_BESIDE
from scotus_forecast.core.project.files import read_table
from scotus_forecast.core.project.layout import Layout

ROOT = Path(__file__).resolve().parents[1]

#: Columns of the paper's matrix, one-hot.
WIDTH = 1501
CODES = (
    "issue", "issueArea", "petitioner", "respondent", "jurisdiction", "adminAction", "caseOrigin",
    "caseSource", "lcDisposition", "lcDispositionDirection", "certReason", "lawType", "lawSupp",
    "lcDisagreement", "naturalCourt", "threeJudgeFdc",
)  # fmt: skip
TREES = 2


def one_hot(cases: pd.DataFrame, votes: pd.DataFrame, width: int = WIDTH) -> np.ndarray:
    """Justices, then the most frequent codes of cases, up to `width` columns, one row a vote."""
    justices = pd.get_dummies(votes["justice"]).to_numpy("float32")
    codes = pd.get_dummies(cases[list(CODES)].astype("string").fillna("blank"), dtype="float32")
    kept = codes.sum().sort_values(ascending=False).index[: width - justices.shape[1]]
    row = pd.Series(np.arange(len(cases)), index=cases["caseId"])[votes["caseId"]].to_numpy()
    return np.hstack([codes[kept].to_numpy()[row], justices])


def tree_seconds(X: np.ndarray, y: np.ndarray) -> float:
    """Core-seconds of one tree, the mean of the two leaf sizes that the paper searches."""
    start = time.process_time()
    for leaf in (1, 2):
        RandomForestClassifier(TREES, min_samples_leaf=leaf, random_state=0).fit(X, y)
    return (time.process_time() - start) / (2 * TREES)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Print core-seconds of one tree on all real votes before each term that was timed.

    \b
    Example:
      scotus-forecast prepare scdb && python -m benchmarks.trees
    """
    layout = Layout("scdb", ROOT)
    votes = read_table(layout.votes)
    X = one_hot(read_table(layout.cases), votes)
    for term in list(TREE_SECONDS_BESIDE)[1:]:
        earlier = votes["term"].to_numpy() < term
        seconds = tree_seconds(X[earlier], votes["outcome"].to_numpy()[earlier])
        click.echo(f"{term}: {seconds:.3f}")


if __name__ == "__main__":
    main()
