"""L10: which columns tell, by value or by being blank, that a case ends as other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scotus_forecast.court.columns import PAPER_COLUMNS, Level, names
from scotus_forecast.court.outcomes import OTHER
from scotus_forecast.evaluation.audit.check import AuditCheck, Question, Status
from scotus_forecast.evaluation.audit.ranks import within_term_auc
from scotus_forecast.features.histories import Source, as_of, key_codes
from scotus_forecast.features.record import lacks_court, lacks_disposition, lacks_party
from scotus_forecast.features.sight import Sight

QUESTION = Question("L10", "No column a forecaster sees tells by its blanks that a case is other")

COLUMNS = ["column", "where", "blank_share", "auc_value", "auc_blank"]
RAW, FOLDED = "raw", "folded"

#: A blank tells when its AUC is this far from 1/2: one pair in twenty better than a coin.
BLANK_TELLS = 0.05
#: A value tells when its AUC is this far: the reasonable doubt that a code names the outcome.
VALUE_TELLS = 0.15
#: Observations with which the rate of a value is pulled to the Court's.
STRENGTH = 10.0


def probe_table(cases: pd.DataFrame, sight: Sight, first_term: int) -> pd.DataFrame:
    """AUC with which each column alone forecasts the outcome "other" from `first_term` on.

    Parameters
    ----------
    cases : pd.DataFrame
        Prepared cases: the columns as they are in the file.
    sight : Sight
        The same cases as horizon `argument` shows them, folded.
    first_term : int

    Returns
    -------
    pd.DataFrame
        Columns `COLUMNS`. A value forecasts by the as-of rate of "other" among earlier cases
        that share it; a blank by being one. AUC counts pairs of the same term.
    """
    visible = sight.horizon.columns | PAPER_COLUMNS
    views = {RAW: cases[[c for c in names(Level.CASE) if c in visible]], FOLDED: sight.shown}
    rows = [
        {"column": column, "where": where, **probe(cases, view[column], first_term)}
        for where, view in views.items()
        for column in view
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def probe(cases: pd.DataFrame, values: pd.Series, first_term: int) -> dict[str, float]:
    """Blank share and both AUCs of one column."""
    term = cases["term"].to_numpy(int)
    other = (cases["outcome"] == OTHER).to_numpy()
    scores = {"auc_value": _rate_of_other(cases, values), "auc_blank": blank(values).astype(float)}
    asked = term >= first_term
    aucs = {
        name: within_term_auc(other[asked], score[asked], term[asked]).auc
        for name, score in scores.items()
    }
    return {"blank_share": float(blank(values)[asked].mean()), **aucs}


def blank(values: pd.Series) -> np.ndarray:
    """Whether each value is missing, or text of no length."""
    return (values.isna() | (values.astype("string") == "")).fillna(True).to_numpy(bool)


def _rate_of_other(cases: pd.DataFrame, values: pd.Series) -> np.ndarray:
    said = (cases["outcome"] == OTHER).to_numpy(float)
    source = Source(cases["revealed_term"].to_numpy(int), said, np.ones(len(cases)))
    codes, everyone = key_codes([values]), np.zeros(len(cases), dtype=int)
    term = cases["term"].to_numpy(int)
    court = as_of(source, everyone, everyone, term).shrunk(0.1, 5.0)
    return as_of(source, codes, codes, term).shrunk(court, STRENGTH)


def still_lacking(cases: pd.DataFrame, sight: Sight, first_term: int) -> int:
    """Count cases from `first_term` on shown without a party, court or disposition to expect."""
    shown = cases.assign(**sight.shown)
    lacking = lacks_party(shown) | lacks_court(shown) | lacks_disposition(shown)
    return int(lacking[(cases["term"] >= first_term).to_numpy()].sum())


@QUESTION.guards
def check(probe: pd.DataFrame, lacking: int = 0) -> AuditCheck:
    """Fail where a value to be expected is shown blank; warn where another blank tells.

    A blank may rightly tell, where there is nothing to say (a case without an agency below, one
    that comes from no court), and so may a value (a jurisdiction does): those are named.

    Parameters
    ----------
    probe : pd.DataFrame
        See `probe_table`.
    lacking : int
        See `still_lacking`.
    """
    raw, folded = (probe[probe["where"] == where] for where in (RAW, FOLDED))
    told = _telling(folded, "auc_blank", BLANK_TELLS)
    detail = (
        f"blanks that tell (AUC beyond 0.5 ± {BLANK_TELLS:g}): in the file "
        f"{_named(_telling(raw, 'auc_blank', BLANK_TELLS))}; shown folded {_named(told)}. "
        f"Values that tell (± {VALUE_TELLS:g}): in the file "
        f"{_named(_telling(raw, 'auc_value', VALUE_TELLS))}; shown folded "
        f"{_named(_telling(folded, 'auc_value', VALUE_TELLS))}"
    )
    if lacking:
        said = f"{lacking} cases lack a party, court or disposition to expect; {detail}"
        return QUESTION.answer(Status.FAIL, said)
    return QUESTION.answer(Status.WARN if told else Status.PASS, detail)


def _telling(rows: pd.DataFrame, auc: str, margin: float) -> dict[str, float]:
    beyond = rows[(rows[auc] - 0.5).abs() > margin].sort_values(auc, ascending=False)
    return dict(zip(beyond["column"], beyond[auc], strict=True))


def _named(found: dict[str, float]) -> str:
    return ", ".join(f"{column} {auc:.2f}" for column, auc in found.items()) or "none"
