"""The justices on the roster of each case: their natural court and how they voted before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.core.court.codes import CONSERVATIVE, LIBERAL
from scotus_forecast.core.court.outcomes import OTHER, REVERSE
from scotus_forecast.features.histories import (
    History,
    as_of,
    key_codes,
    overall_rate,
    relative_to_colleagues,
)

#: Code of SCDB ``vote``.
DISSENT = 2


@dataclass(frozen=True)
class CaseRosters:
    """Rosters of all cases: one row a justice in a case, in the order of the prepared votes.

    Attributes
    ----------
    justice, term, case : np.ndarray of int, shape (n_votes,)
        `case` is the row of the case in the prepared cases.
    tenure : np.ndarray of int, shape (n_votes,)
        Terms since the justice first sat.
    decided_votes : dict of str to History
        Decided votes by what is asked of them: ``reversed``, ``liberal``, ``dissent``, ``absent``;
        and relative to the colleagues on the case: ``reversed_relative``, ``liberal_relative``.
    """

    justice: np.ndarray
    term: np.ndarray
    case: np.ndarray
    tenure: np.ndarray
    decided_votes: dict[str, History]

    def mean(self, values: np.ndarray) -> np.ndarray:
        """Mean over the justices of each case, shape (n_cases,)."""
        return np.bincount(self.case, values) / self.size()

    def spread(self, values: np.ndarray) -> np.ndarray:
        """Standard deviation over the justices of each case, shape (n_cases,)."""
        variance = self.mean(values**2) - self.mean(values) ** 2
        return np.sqrt(np.maximum(variance, 0))

    def median(self, values: np.ndarray) -> np.ndarray:
        """Value of the median justice of each case, shape (n_cases,)."""
        return pd.Series(values).groupby(self.case).median().to_numpy()

    def size(self) -> np.ndarray:
        """Justices on the roster of each case, shape (n_cases,)."""
        return np.bincount(self.case)

    def rate(
        self,
        of: str,
        half_life: float,
        shrinkage: float,
        keys: np.ndarray | None = None,
        prior: np.ndarray | float | None = None,
    ) -> np.ndarray:
        """As-of rate of each justice, within `keys` of the case where given.

        Parameters
        ----------
        of : str
            A name of `decided_votes`.
        half_life, shrinkage : float
            Decay in terms; weight of the prior in votes.
        keys : np.ndarray of int, shape (n_votes,), optional
        prior : float or np.ndarray, optional
            The rate of all justices where left out.

        Returns
        -------
        np.ndarray, shape (n_votes,)
        """
        history = self.decided_votes[of]
        if prior is None:
            prior = overall_rate(history, self.term, half_life)
        codes = self._codes(keys)
        return as_of(history, codes, codes, self.term, half_life).shrunk(prior, shrinkage)

    def _codes(self, keys: np.ndarray | None) -> np.ndarray:
        columns = [pd.Series(self.justice)] + ([] if keys is None else [pd.Series(keys)])
        return key_codes(columns)


def roster_of(votes: pd.DataFrame, cases: pd.DataFrame) -> CaseRosters:
    """CaseRosters of all cases from prepared tables."""
    rows = pd.Series(np.arange(len(cases)), index=cases["caseId"])
    term = votes["term"].to_numpy(int)
    case = rows[votes["caseId"]].to_numpy(int)
    return CaseRosters(
        justice=votes["justice"].to_numpy(int),
        term=term,
        case=case,
        tenure=term - first_terms(votes),
        decided_votes=_decided_votes(votes, case),
    )


def _decided_votes(votes: pd.DataFrame, case: np.ndarray) -> dict[str, History]:
    outcome = votes["outcome"].to_numpy(int)
    direction = votes["direction"].fillna(0).to_numpy(int)
    vote = votes["vote"].fillna(0).to_numpy(int)
    asked = {
        "reversed": (outcome == REVERSE, np.ones(len(votes))),
        "liberal": (direction == LIBERAL, np.isin(direction, (CONSERVATIVE, LIBERAL))),
        "dissent": (vote == DISSENT, vote > 0),
        "absent": (vote == 0, np.ones(len(votes))),
    }
    revealed = votes["revealed_term"].to_numpy(int)
    decided = {
        name: History(revealed, value.astype(float), np.asarray(weight, dtype=float))
        for name, (value, weight) in asked.items()
    }
    on_merits = History(revealed, decided["reversed"].value, (outcome != OTHER).astype(float))
    return decided | {
        "reversed_relative": relative_to_colleagues(on_merits, case),
        "liberal_relative": relative_to_colleagues(decided["liberal"], case),
    }


#: A natural court is coded as 20 times the rank of its newest member plus the size of the bench.
SEATS = 20


def first_terms(votes: pd.DataFrame) -> np.ndarray:
    """First term in which the justice of each row sat, shape (n_votes,)."""
    return votes.groupby("justice")["term"].transform("min").to_numpy(int)


def natural_courts(votes: pd.DataFrame) -> pd.Series:
    """Natural court of each case from its roster: which member is the newest, and how many sit.

    Parameters
    ----------
    votes : pd.DataFrame
        `caseId, term, justice`: one row for each justice on the roster.

    Returns
    -------
    pd.Series of int, index `caseId`

    Notes
    -----
    SCDB assigns `naturalCourt` by the date of decision. Ranks follow the first term a justice
    appears in, then SCDB's number, so a later appointment never renumbers an earlier court.
    """
    debut = votes.groupby("justice")["term"].min().reset_index()
    ordered = debut.sort_values(["term", "justice"])["justice"]
    rank = pd.Series(np.arange(1, len(ordered) + 1), index=ordered.to_numpy(int))
    sitting = rank[votes["justice"].to_numpy(int)].groupby(votes["caseId"].to_numpy())
    return sitting.max() * SEATS + sitting.size()
