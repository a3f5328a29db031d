"""Past and pending cases side by side, and their features on horizon `docket`.

In past cases fields are left missing as users leave them missing. What is missing is drawn from the
case and the field alone, so it tells nothing of the outcome. The shares were fixed before the first
run (`docs/decisions/026`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from scotus_forecast.core.court.codes import party_group
from scotus_forecast.core.court.columns import Level, names
from scotus_forecast.core.court.outcomes import OTHER
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.walk_forward.feature_info import by_name
from scotus_forecast.core.walk_forward.inputs import ForecastInputs, Labels, labels
from scotus_forecast.docket.fields import CERTIORARI, CERTIORARI_SINCE
from scotus_forecast.docket.levels import LEVELS, DocketLevel
from scotus_forecast.docket.parties import UNSPECIFIED
from scotus_forecast.features.build import decided_cases
from scotus_forecast.features.declarations import Context, Feature
from scotus_forecast.features.roster import first_terms, natural_courts, roster_of
from scotus_forecast.features.visible_columns import VisibleColumns, visible_columns

#: What is read of the prepared tables, beside what is shown.
CASE_COLUMNS = (
    "caseId", "term", "outcome", "reversed", "revealed_term", "lcDispositionDirection",
)  # fmt: skip
VOTE_COLUMNS = (
    "caseId", "term", "justice", "justiceName", "vote", "direction", "outcome", "reversed",
    "revealed_term",
)  # fmt: skip

#: A pending case is revealed to the term after its own, which nobody forecasts yet.
_NOT_YET = 1


@dataclass(frozen=True)
class DocketTables:
    """Cases of the past as the horizon shows them, then pending ones.

    Attributes
    ----------
    cases, votes : pd.DataFrame
        `CASE_COLUMNS` and `VOTE_COLUMNS`; the votes of a pending case are not known.
    shown : pd.DataFrame
        Columns that the horizon shows at level two, in the rows of `cases`.
    pending : int
        How many of the last rows of `cases` are pending.
    """

    cases: pd.DataFrame
    votes: pd.DataFrame
    shown: pd.DataFrame
    pending: int = 0

    def rows(self, kept: np.ndarray) -> DocketTables:
        """Return some cases of the past alone; for back-tests.

        Parameters
        ----------
        kept : np.ndarray of bool, shape (n_cases,)
        """
        votes = self.votes["caseId"].isin(self.cases.loc[kept, "caseId"])
        return DocketTables(
            self.cases[kept].reset_index(drop=True),
            self.votes[votes].reset_index(drop=True),
            self.shown[kept].reset_index(drop=True),
        )

    def with_pending(self, fields: pd.DataFrame, rosters: Sequence[dict[int, str]]) -> DocketTables:
        """Put pending cases behind those of the past.

        Parameters
        ----------
        fields : pd.DataFrame
            ``caseId, term`` and the columns shown, missing where unknown.
        rosters : sequence of dict
            SCDB's number and name of each justice who sits, one dict a case.
        """
        fields = fields.reset_index(drop=True)
        unknown = {"outcome": OTHER, "reversed": 0, "revealed_term": fields["term"] + _NOT_YET}
        cases = fields.reindex(columns=["caseId", "term"]).assign(**unknown)
        rows = np.repeat(np.arange(len(fields)), [len(roster) for roster in rosters])
        votes = cases.take(rows).assign(
            justice=[number for roster in rosters for number in roster],
            justiceName=[name for roster in rosters for name in roster.values()],
        )
        return DocketTables(
            _stacked(self.cases, cases),
            _stacked(self.votes, votes),
            _stacked(self.shown, fields),
            len(fields),
        )


def _stacked(past: pd.DataFrame, pending: pd.DataFrame) -> pd.DataFrame:
    """Past rows, then pending ones in the same columns and types; what they lack is missing."""
    alike = pending.reindex(columns=past.columns)
    typed = {name: _nullable(kind) for name, kind in past.dtypes.items()}
    return pd.concat([past.astype(typed), alike.astype(typed)], ignore_index=True)


def _nullable(kind: object) -> object:
    return "Int64" if pd.api.types.is_integer_dtype(kind) else kind


def past_tables(cases: pd.DataFrame, votes: pd.DataFrame, params: Params) -> DocketTables:
    """Show decided cases as a user would have known them.

    Leaking codes are masked and missing facts imputed first, as on `argument`: a field that the
    database leaves blank tells the outcome, one that a user leaves blank does not.
    """
    level = LEVELS[max(LEVELS)]
    visible = visible_columns(cases, votes, level.horizon, params.features.hot_deck, params.seed)
    left = as_users_leave_it(visible.table, cases["caseId"], params.seed)
    return DocketTables(cases[list(CASE_COLUMNS)], votes[list(VOTE_COLUMNS)], left)


def docket_inputs(
    tables: DocketTables, level: DocketLevel, lag: int, params: Params, of_votes: bool = True
) -> ForecastInputs:
    """Labels and features of past and pending cases, as known `lag` terms before each term.

    A lag of two shifts what becomes known by one term, for histories and for training alike.
    Features of votes are left out where not `of_votes`.
    """
    context = docket_context(tables, level, lag)
    features = level.feature_set(params.features).allowed_on(level.horizon)
    row = pd.Series(np.arange(len(tables.cases)), index=tables.cases["caseId"])
    return ForecastInputs(
        case=labels(_lagged(tables.cases, lag)),
        vote=labels(_lagged(tables.votes, lag)),
        case_of_vote=row[tables.votes["caseId"]].to_numpy(int),
        justice=tables.votes["justice"].to_numpy(int),
        case_features=computed(features.case, context),
        vote_features=computed(features.vote if of_votes else (), context),
        case_feature_info=by_name(feature.info for feature in features.case),
    )


def _lagged(table: pd.DataFrame, lag: int) -> pd.DataFrame:
    return table.assign(revealed_term=table["revealed_term"] + lag - 1)


def docket_context(tables: DocketTables, level: DocketLevel, lag: int) -> Context:
    """Return what features of past and pending cases are computed from."""
    cases, votes = _lagged(tables.cases, lag), _lagged(tables.votes, lag)
    columns = [name for name in names(Level.CASE) if name in level.horizon.columns]
    sat_in_time = _decided_in_their_term(tables.votes)
    rebuilt = natural_courts(sat_in_time).reindex(cases["caseId"].to_numpy())
    table = tables.shown[columns].assign(naturalCourt=rebuilt.to_numpy())
    tenure = votes["term"].to_numpy(int) - first_terms(sat_in_time)
    return Context(
        visible=VisibleColumns(level.horizon, table),
        terms=cases["term"].to_numpy(int),
        decided_cases=decided_cases(cases),
        roster=replace(roster_of(votes, cases), tenure=np.maximum(tenure, 0)),
    )


def _decided_in_their_term(votes: pd.DataFrame) -> pd.DataFrame:
    """Votes for telling when a justice first sat: of cases decided late, in the term of decision.

    A case argued again carries its old term and its later bench. Whether it will be is known to
    nobody who forecasts.
    """
    return votes.assign(term=np.maximum(votes["term"], votes["revealed_term"] - 1))


def computed(features: tuple[Feature, ...], context: Context) -> pd.DataFrame:
    """Compute features, rounded to 32 bits as everywhere and then widened.

    In 64 bits the coefficients of a fitted model give back what the model itself gives.
    """
    narrow = {f.name: f.compute(context).astype(np.float32) for f in features}
    return pd.DataFrame({name: values.astype(float) for name, values in narrow.items()})


def only_pending(inputs: ForecastInputs, pending: int) -> ForecastInputs:
    """Return the inputs of the last `pending` cases alone, rows renumbered."""
    first = len(inputs.case.term) - pending
    votes = np.flatnonzero(inputs.case_of_vote >= first)
    return replace(
        inputs,
        case=_rows(inputs.case, np.arange(first, first + pending)),
        vote=_rows(inputs.vote, votes),
        case_of_vote=inputs.case_of_vote[votes] - first,
        justice=inputs.justice[votes],
        case_features=inputs.case_features.iloc[first:].reset_index(drop=True),
        vote_features=inputs.vote_features.iloc[votes].reset_index(drop=True),
    )


def _rows(of: Labels, rows: np.ndarray) -> Labels:
    return replace(
        of,
        term=of.term[rows],
        revealed=of.revealed[rows],
        outcome=of.outcome[rows],
        reversed=of.reversed[rows],
    )


#: By group of the party (`court.codes.PARTY_GROUPS`): shares of names understood as a code, and
#: as that or a group. Measured with the name matcher on terms 1985-2004, rounded.
PARTY_UNDERSTOOD: dict[int, tuple[float, float]] = {
    0: (0.40, 0.50),
    1: (1.0, 1.0),
    2: (0.95, 0.95),
    3: (0.20, 1.0),
    4: (0.50, 0.75),
    5: (0.0, 0.0),
    6: (0.30, 0.40),
}

#: Share of cases in which a field is left blank.
BLANK: dict[str, float] = {
    "jurisdiction": 0.5,
    "caseSource": 0.05,
    "issueArea": 0.1,
    "lcDisposition": 0.2,
    "lcDispositionDirection": 0.2,
}


def as_users_leave_it(shown: pd.DataFrame, case_id: pd.Series, seed: int) -> pd.DataFrame:
    """Blank fields of past cases.

    Parameters
    ----------
    shown : pd.DataFrame, shape (n_cases, n_columns)
        Columns of the cases; those without a rule stay.
    case_id : pd.Series
    seed : int

    Returns
    -------
    pd.DataFrame
        The same columns and index.
    """
    left = shown.copy()
    for side in ("petitioner", "respondent"):
        _leave_party(left, side, _uniform(case_id, side, seed))
    for column, share in BLANK.items():
        if column in left:
            left[column] = left[column].mask(_uniform(case_id, column, seed) < share)
    left["caseSourceState"] = left["caseSourceState"].mask(left["caseSource"].isna())
    return assume_certiorari(left)


def assume_certiorari(shown: pd.DataFrame) -> pd.DataFrame:
    """Read a blank as certiorari from `CERTIORARI_SINCE` on."""
    assumed = shown["jurisdiction"].isna() & (shown["term"] >= CERTIORARI_SINCE)
    return shown.assign(jurisdiction=shown["jurisdiction"].mask(assumed, CERTIORARI))


def _leave_party(left: pd.DataFrame, side: str, drawn: np.ndarray) -> None:
    """Keep the code of a party, its group, or nothing."""
    group = party_group(left[side]).to_numpy(int)
    bounds = np.array([PARTY_UNDERSTOOD[k] for k in range(len(PARTY_UNDERSTOOD))])
    code_below, group_below = bounds[group].T
    unspecified = pd.Series(group, index=left.index).map(UNSPECIFIED).astype("Int32")
    coarse = unspecified.mask(drawn >= group_below)
    coarser = drawn >= code_below
    left[side] = left[side].mask(coarser, coarse)
    left[f"{side}State"] = left[f"{side}State"].mask(coarser)


def _uniform(case_id: pd.Series, field: str, seed: int) -> np.ndarray:
    """One number in [0, 1) for each case and field, whatever cases stand beside it."""
    keys = (case_id.astype(str) + f":{field}").to_numpy(object)
    hashed = pd.util.hash_array(keys, hash_key=f"{seed:016d}"[:16], categorize=False)
    return hashed / 2.0**64
