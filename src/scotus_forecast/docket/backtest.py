"""A back-test as a user lives it: write a docket file, predict, register, resolve, term by term."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scotus_forecast.core.project.files import write_csv
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.walk_forward.inputs import Forecast
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.docket.fields import current_roster
from scotus_forecast.docket.levels import LEVELS
from scotus_forecast.docket.parties import SIDES, learn_parties
from scotus_forecast.docket.pending import Known, PendingCase, fields_table, read_pending
from scotus_forecast.docket.read_rows import read_rows
from scotus_forecast.docket.tables import DocketTables, docket_inputs, only_pending

if TYPE_CHECKING:
    from scotus_forecast.docket.fit import Walked

#: Words of a docket file for the codes that it takes in words.
_FILE_COLUMNS = {"jurisdiction": "came_by", "caseSource": "court_below"} | {
    "issueArea": "issue_area",
    "lcDisposition": "disposition_below",
    "lcDispositionDirection": "direction_below",
}


@dataclass(frozen=True)
class BackTest:
    """What every term of a back-test is made from.

    Attributes
    ----------
    cases : pd.DataFrame
        Prepared cases, for names.
    past : DocketTables
        As a user would have known them.
    walked : Walked
        The walk-forward at this level and lag, in the rows of `past`.
    level, lag : int
    params : Params
    walk : WalkForward
    by_name : bool
        Whether parties are given by name; by code where left out.
    """

    cases: pd.DataFrame
    past: DocketTables
    walked: Walked
    level: int
    lag: int
    params: Params
    walk: WalkForward
    by_name: bool = False

    def run(self, terms: Iterable[int], folder: Path) -> pd.DataFrame:
        """Forecast each term from a docket file.

        Returns
        -------
        pd.DataFrame
            ``term, case_id, p_reverse, walked, reversed``: the forecast, that of the walk-forward,
            and the truth.
        """
        return pd.concat([self._term(term, folder) for term in terms], ignore_index=True)

    def _term(self, term: int, folder: Path) -> pd.DataFrame:
        known = (self.past.cases["revealed_term"] <= term - self.lag + 1).to_numpy()
        of_term = np.flatnonzero((self.past.cases["term"] == term).to_numpy())
        earlier = self.past.rows(known)
        path = folder / f"docket-{term}.csv"
        write_csv(path, self._file(of_term, term))
        good, bad = read_pending(read_rows(path), self._known(earlier, term))
        if bad:
            raise bad[0]
        p = self._forecast(earlier, known, good, of_term)
        rows = self.past.cases.iloc[of_term]
        return pd.DataFrame(
            {
                "term": term,
                "case_id": rows["caseId"].to_numpy(),
                "p_reverse": p,
                "walked": self.walked.final.case[of_term],
                "reversed": rows["reversed"].to_numpy(int),
            }
        )

    def _known(self, earlier: DocketTables, term: int) -> Known:
        votes = self.past.votes[self.past.votes["term"] <= term]
        names = votes.drop_duplicates("justice")
        numbers = names["justice"].astype(int)
        return Known(
            last_term=term - self.lag,
            parties=learn_parties(self.cases, term - self.lag + 1),
            current=current_roster(earlier.votes),
            justices=dict(zip(numbers, names["justiceName"], strict=True)),
            decided={},
        )

    def _file(self, rows: np.ndarray, term: int) -> pd.DataFrame:
        """Docket file of some past cases: what the horizon shows of them, and who sat."""
        shown = self.past.shown.iloc[rows].reset_index(drop=True)
        ids = self.past.cases["caseId"].iloc[rows].reset_index(drop=True)
        votes = self.past.votes[self.past.votes["caseId"].isin(ids)]
        sat = votes.groupby("caseId")["justice"].agg(lambda js: "; ".join(str(j) for j in js))
        names = self.cases["caseName"].iloc[rows].str.slice(0, 900).reset_index(drop=True)
        file = pd.DataFrame(
            {
                "docket": [f"{term % 100:02d}-{number + 1}" for number in range(len(rows))],
                "case_name": names if self.by_name else "Case",
                "term": term,
                "justices": ids.map(sat),
            }
        )
        wanted = (
            _FILE_COLUMNS if self.level == max(LEVELS) else dict(list(_FILE_COLUMNS.items())[:2])
        )
        for column, field in wanted.items():
            file[field] = shown[column].astype("Int64")
        for side in () if self.by_name else SIDES:
            file[side] = shown[side].astype("Int64")
        return file

    def _forecast(
        self,
        earlier: DocketTables,
        known: np.ndarray,
        pending: list[PendingCase],
        of_term: np.ndarray,
    ) -> np.ndarray:
        # Imported here, because it brings scikit-learn.
        from scotus_forecast.docket.fit import Recipe, Walked, fit_docket

        chief = self.past.shown["chief"].iloc[of_term[0]]
        fields = fields_table(pending, chief)
        if not self.by_name:
            fields = self._with_states(fields, of_term)
        tables = earlier.with_pending(fields, [case.roster for case in pending])
        inputs = docket_inputs(tables, LEVELS[self.level], self.lag, self.params)
        votes = self.past.votes["caseId"].isin(self.past.cases.loc[known, "caseId"]).to_numpy()
        walked = Walked(*(_kept(f, known, votes) for f in (self.walked.single, self.walked.final)))
        names = {"level": self.level, "lag": self.lag, "cutoff": pending[0].term - self.lag}
        model = fit_docket(inputs, walked, Recipe.of(self.params), self.walk, names)
        return model.predict(only_pending(inputs, len(pending))).case

    def _with_states(self, fields: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
        """Add the States that codes, unlike names, do not tell."""
        shown = self.past.shown.iloc[rows].reset_index(drop=True)
        states = [f"{name}State" for name in (*SIDES, "caseSource")]
        return fields.assign(**{name: shown[name] for name in states})


def _kept(forecast: Forecast, cases: np.ndarray, votes: np.ndarray) -> Forecast:
    return replace(forecast, case=forecast.case[cases], vote=forecast.vote[votes])
