"""All forecasts of one unit side by side, and the facts their rows are grouped by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from scotus_forecast.core.court.codes import ISSUE_AREAS, circuit_names
from scotus_forecast.core.project.prediction_frame import (
    THREE_CLASS,
    gives_probability,
    predicted_reverse,
)

#: Horizon of the forecasters that look at no column of the case.
BASELINE_HORIZON = "none"

_ROW_COLUMNS = ["case_id", "justice", "term", "outcome"]


class Forecaster(NamedTuple):
    """A model under a horizon."""

    horizon: str
    model: str


@dataclass(frozen=True, eq=False)
class Panel:
    """Forecasts of one unit as a matrix; each forecaster carries the truth of its own frame.

    The stored runs of the paper have a truth of their own (it differs from ours in one case of
    28,050), so truth is a matrix too.

    Attributes
    ----------
    unit : {"case", "vote"}
    rows : pd.DataFrame, shape (n_rows, 4)
        ``case_id, justice, term, outcome``, sorted by term, case and justice.
    forecasters : tuple of Forecaster, length n_forecasters
    p_reverse, reversed, predicted_outcome : np.ndarray of float, shape (n_rows, n_forecasters)
        NaN where the forecaster has no such row (or gives no three-class label).
    """

    unit: str
    rows: pd.DataFrame
    forecasters: tuple[Forecaster, ...]
    p_reverse: np.ndarray
    reversed: np.ndarray
    predicted_outcome: np.ndarray

    @cached_property
    def correct(self) -> np.ndarray:
        """1 where the forecast rule was right, 0 where wrong, NaN where there is no forecast."""
        right = predicted_reverse(self.p_reverse) == (self.reversed == 1)
        return np.where(np.isnan(self.p_reverse), np.nan, right).astype(np.float32)

    @cached_property
    def probabilistic(self) -> list[int]:
        """Columns of the forecasters that give probabilities."""
        return [j for j in range(len(self.forecasters)) if gives_probability(self.p_reverse[:, j])]

    @property
    def baselines(self) -> list[int]:
        """Columns of the baselines."""
        return [j for j, who in enumerate(self.forecasters) if who.horizon == BASELINE_HORIZON]

    @property
    def term(self) -> np.ndarray:
        """Term of each row."""
        return self.rows["term"].to_numpy()

    @property
    def outcome(self) -> np.ndarray:
        """Three-class outcome of each row."""
        return self.rows["outcome"].to_numpy()

    def labels(self, column: int) -> dict[str, str]:
        """Horizon, model and unit of one forecaster, as every table of scores begins."""
        return {**self.forecasters[column]._asdict(), "unit": self.unit}


def panel_of(unit: str, frames: Sequence[pd.DataFrame]) -> Panel | None:
    """Line up the forecasts of one unit.

    Parameters
    ----------
    unit : {"case", "vote"}
    frames : sequence of pd.DataFrame
        Prediction frames, one forecaster each. Where frames disagree about a row's outcome the
        earlier frame is believed.

    Returns
    -------
    Panel or None
        None when no frame holds the unit.
    """
    chosen = {
        _forecaster(frame): frame[frame["unit"] == unit]
        for frame in frames
        if (frame["unit"] == unit).any()
    }
    if not chosen:
        return None
    who = tuple(sorted(chosen))
    rows, positions = _common_rows([chosen[forecaster] for forecaster in chosen])
    placed = dict(zip(chosen, positions, strict=True))
    columns = [(chosen[forecaster], placed[forecaster]) for forecaster in who]
    return Panel(
        unit=unit,
        rows=rows,
        forecasters=who,
        p_reverse=_matrix(columns, "p_reverse", len(rows), np.float64),
        reversed=_matrix(columns, "reversed", len(rows), np.float32),
        predicted_outcome=_matrix(columns, THREE_CLASS, len(rows), np.float32),
    )


def _forecaster(frame: pd.DataFrame) -> Forecaster:
    first = frame.iloc[0]
    return Forecaster(str(first["horizon"]), str(first["model"]))


def _common_rows(frames: list[pd.DataFrame]) -> tuple[pd.DataFrame, list[np.ndarray]]:
    """Return the distinct rows of all frames, sorted, and where each frame's rows lie in them."""
    stacked = pd.concat([frame[_ROW_COLUMNS] for frame in frames], ignore_index=True)
    keys = pd.DataFrame(
        {"case": pd.factorize(stacked["case_id"])[0], "justice": stacked["justice"].fillna(-1)}
    )
    first = ~keys.duplicated()
    rows = stacked[first].sort_values(["term", "case_id", "justice"], kind="stable")
    index = pd.MultiIndex.from_frame(keys.loc[rows.index])
    position = index.get_indexer(pd.MultiIndex.from_frame(keys))
    ends = np.cumsum([len(frame) for frame in frames])[:-1]
    return rows.reset_index(drop=True), np.split(position, ends)


def _matrix(
    columns: list[tuple[pd.DataFrame, np.ndarray]], name: str, n_rows: int, dtype: type
) -> np.ndarray:
    # Forecasters are mostly read one at a time: a column lies in one piece.
    matrix: np.ndarray = np.full((n_rows, len(columns)), np.nan, dtype=dtype, order="F")
    for j, (frame, position) in enumerate(columns):
        if name in frame:
            matrix[position, j] = frame[name].to_numpy(dtype=dtype, na_value=np.nan)
    return matrix


#: Group of a row whose case lacks the fact.
UNKNOWN = "unknown"

_MAJORITY_VOTES = (1, 3, 4, 5)
_DISSENT = 2
_EQUALLY_DIVIDED = 8


def case_attributes(cases: pd.DataFrame, votes: pd.DataFrame) -> pd.DataFrame:
    """Chief, issue area, circuit, unanimity and margin of every case.

    Parameters
    ----------
    cases, votes : pd.DataFrame
        Prepared tables.

    Returns
    -------
    pd.DataFrame of string, shape (n_cases, 5)
        Indexed by ``caseId``.
    """
    by_case = cases.set_index("caseId")
    facts = pd.DataFrame(
        {
            "chief": by_case["chief"],
            "issue_area": by_case["issueArea"].map(ISSUE_AREAS),
            "circuit": circuit_names(by_case["caseSource"]),
        }
    )
    return facts.join(division(votes)).astype("string")


def division(votes: pd.DataFrame) -> pd.DataFrame:
    """How the Court divided, from the votes as counted.

    Votes 1, 3, 4 and 5 are with the Court, 2 against; dissents from denial and jurisdictional
    dissents (6, 7) count as not taking part, as in SCDB's ``majVotes``. An equal division (8) is
    divided with margin 0. A case with no counted vote has neither.

    Parameters
    ----------
    votes : pd.DataFrame
        ``caseId, vote``.

    Returns
    -------
    pd.DataFrame of string
        ``unanimity`` (``unanimous``, ``divided``) and ``margin``, indexed by ``caseId``.
    """
    vote = votes["vote"]
    flags = {
        "with_court": vote.isin(_MAJORITY_VOTES),
        "against": vote.eq(_DISSENT).fillna(False),
        "equal": vote.eq(_EQUALLY_DIVIDED).fillna(False),
    }
    counted = pd.DataFrame(flags).astype(int).groupby(votes["caseId"]).sum()
    counted = counted[counted.sum(axis=1) > 0]
    split = (counted["against"] > 0) | (counted["equal"] > 0)
    return pd.DataFrame(
        {
            "unanimity": split.map({True: "divided", False: "unanimous"}),
            "margin": (counted["with_court"] - counted["against"]).abs().astype("string"),
        }
    )


def justice_names(votes: pd.DataFrame) -> pd.Series:
    """Name of each justice, indexed by SCDB's number."""
    return votes.drop_duplicates("justice").set_index("justice")["justiceName"]


def row_attributes(rows: pd.DataFrame, by_case: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Attributes of the rows of a panel.

    Parameters
    ----------
    rows : pd.DataFrame, shape (n_rows, ...)
        ``case_id, justice, term``.
    by_case : pd.DataFrame
        See `case_attributes`.
    names : pd.Series
        See `justice_names`.

    Returns
    -------
    pd.DataFrame of string, shape (n_rows, 7 or 8)
        Columns are the groups; ``justice`` for votes only. No value is missing.
    """
    term = rows["term"].astype("int64")
    calendar = {"term": term.astype("string"), "decade": decade(term)}
    facts = by_case.reindex(rows["case_id"]).reset_index(drop=True)
    table = pd.DataFrame(calendar).reset_index(drop=True).join(facts)
    if rows["justice"].notna().any():
        table["justice"] = rows["justice"].map(names).to_numpy()
    return table.astype("string").fillna(UNKNOWN)


def decade(term: pd.Series) -> pd.Series:
    """Decade of each term, as in ``1930s``."""
    return (term // 10 * 10).astype("string") + "s"
