"""What every forecaster is given: labels of cases and votes, and features by horizon."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Labels:
    """Truth of one unit, row by row.

    Attributes
    ----------
    term, revealed : np.ndarray of int, shape (n_rows,)
        `revealed` is the first term that may train on the row.
    outcome, reversed : np.ndarray of int
        Outcome in three classes, and reverse against not-reverse.
    """

    term: np.ndarray
    revealed: np.ndarray
    outcome: np.ndarray
    reversed: np.ndarray


@dataclass(frozen=True)
class Inputs:
    """Cases and votes in the order of the prepared tables.

    Attributes
    ----------
    case, vote : Labels
    case_of_vote : np.ndarray of int, shape (n_votes,)
        Row of the case of each vote.
    justice : np.ndarray of int, shape (n_votes,)
    case_features, vote_features : pd.DataFrame
        One float32 column a feature; no columns on horizon `none`.
    """

    case: Labels
    vote: Labels
    case_of_vote: np.ndarray
    justice: np.ndarray
    case_features: pd.DataFrame
    vote_features: pd.DataFrame

    def mean_over_votes(self, values: np.ndarray) -> np.ndarray:
        """Mean over the roster rows of each case, shape (n_cases,)."""
        return np.bincount(self.case_of_vote, values) / np.bincount(self.case_of_vote)

    def with_case_features(self, table: pd.DataFrame) -> Inputs:
        """Replace the features of cases."""
        return replace(self, case_features=table)


@dataclass(frozen=True)
class Forecast:
    """Probability of reversal of every case and vote, NaN before the first forecast term.

    Attributes
    ----------
    case, vote : np.ndarray of float
    vote_outcome : np.ndarray of int, optional
        Three-class label of each vote, by forecasters that give one.
    """

    case: np.ndarray
    vote: np.ndarray
    vote_outcome: np.ndarray | None = None


@dataclass(frozen=True)
class BaseForecasts:
    """Out-of-sample forecasts of the base models.

    Attributes
    ----------
    case : np.ndarray, shape (n_cases, n_models)
    vote : np.ndarray, shape (n_votes, n_models)
    """

    case: np.ndarray
    vote: np.ndarray


def labels(table: pd.DataFrame) -> Labels:
    """Labels from a prepared table of cases or votes."""
    return Labels(
        term=table["term"].to_numpy(int),
        revealed=table["revealed_term"].to_numpy(int),
        outcome=table["outcome"].to_numpy(int),
        reversed=table["reversed"].to_numpy(int),
    )
