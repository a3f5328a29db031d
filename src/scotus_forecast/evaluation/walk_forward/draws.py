"""Cases that stand several times among those forecast, once a draw of their donors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.court.calendar import NEVER
from scotus_forecast.evaluation.walk_forward.inputs import Forecast, Inputs, Labels

#: Neither reversed nor not: the label of a copy.
_BLIND = -9


@dataclass(frozen=True)
class Draws:
    """Inputs with copies behind them, and the rows that copies are of.

    Attributes
    ----------
    prepared : Inputs
        Without copies.
    inputs : Inputs
        Rows as prepared, then copies, which have no label and are revealed never.
    case, vote : np.ndarray of int
        Row as prepared of each row.
    """

    prepared: Inputs
    inputs: Inputs
    case: np.ndarray
    vote: np.ndarray

    def mean(self, forecast: Forecast) -> Forecast:
        """Forecast of each case and vote as prepared: the mean over its draws.

        Labels have no mean: where a forecaster gives them, the first draw stands.
        """
        if forecast.vote_outcome is None:
            return Forecast(self.mean_of_cases(forecast.case), _mean(forecast.vote, self.vote))
        cases, votes = len(self.prepared.case.term), len(self.prepared.vote.term)
        return Forecast(forecast.case[:cases], forecast.vote[:votes], forecast.vote_outcome[:votes])

    def mean_of_cases(self, p: np.ndarray) -> np.ndarray:
        """Mean over the draws of each case as prepared."""
        return _mean(p, self.case)


@dataclass(frozen=True)
class Copies:
    """Features of copies, as stage featurize writes them.

    Attributes
    ----------
    cases, votes : pd.DataFrame
        ``copy_id``, the ``case_id`` it is of, ``justice`` of votes, and a column a feature.
    """

    cases: pd.DataFrame
    votes: pd.DataFrame


def _mean(values: np.ndarray, row: np.ndarray) -> np.ndarray:
    return np.bincount(row, values) / np.bincount(row)


def one_draw(inputs: Inputs) -> Draws:
    """Inputs without copies."""
    rows = (np.arange(len(labels.term)) for labels in (inputs.case, inputs.vote))
    return Draws(inputs, inputs, *rows)


def with_copies(inputs: Inputs, rows: tuple[pd.DataFrame, pd.DataFrame], copies: Copies) -> Draws:
    """Put copies behind inputs.

    Parameters
    ----------
    inputs : Inputs
    rows : tuple of pd.DataFrame
        ``caseId`` of the cases as prepared, ``caseId, justice`` of the votes.
    copies : Copies
    """
    cases, votes = rows
    case = pd.Index(cases["caseId"]).get_indexer(copies.cases["case_id"])
    keys = [copies.votes["case_id"], copies.votes["justice"]]
    seats = pd.MultiIndex.from_frame(votes[["caseId", "justice"]])
    vote = seats.get_indexer(pd.MultiIndex.from_arrays(keys))
    place = pd.Index(copies.cases["copy_id"]).get_indexer(copies.votes["copy_id"])
    both = Inputs(
        case=_blind(inputs.case, case),
        vote=_blind(inputs.vote, vote),
        case_of_vote=np.concatenate([inputs.case_of_vote, len(cases) + place]),
        justice=np.concatenate([inputs.justice, inputs.justice[vote]]),
        case_features=_behind(inputs.case_features, copies.cases),
        vote_features=_behind(inputs.vote_features, copies.votes),
    )
    alone = one_draw(inputs)
    rows = (np.concatenate(pair) for pair in ((alone.case, case), (alone.vote, vote)))
    return Draws(inputs, both, *rows)


def _blind(labels: Labels, row: np.ndarray) -> Labels:
    """Labels with rows behind them that have a term, and nothing that may train."""
    unknown = np.full(len(row), _BLIND, dtype=labels.outcome.dtype)
    return Labels(
        term=np.concatenate([labels.term, labels.term[row]]),
        revealed=np.concatenate([labels.revealed, np.full(len(row), NEVER)]),
        outcome=np.concatenate([labels.outcome, unknown]),
        reversed=np.concatenate([labels.reversed, unknown]),
    )


def _behind(features: pd.DataFrame, copies: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([features, copies[list(features)]], ignore_index=True)
