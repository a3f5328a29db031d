"""Forecasts and outcomes as two flat tables, a case and a vote a row, for R, Stata and Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import pandas as pd

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import read_table, write_csv, write_parquet, write_with
from scotus_forecast.core.project.horizons import LEAD, NO_COLUMNS, TRANSCRIPT
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.stages.oral_argument import MODEL as HEARD_MODEL

#: What a variable holds; Stata shows it beside the name, so 80 characters at most.
LABELS: dict[str, str] = {
    "caseId": "SCDB: case",
    "docketId": "SCDB: docket",
    "voteId": "SCDB: vote",
    "caseName": "SCDB: name of the case",
    "usCite": "SCDB: citation, U.S. Reports",
    "docket": "SCDB: docket number",
    "term": "SCDB: October Term in which decided",
    "dateDecision": "SCDB: date of decision",
    "chief": "SCDB: Chief Justice",
    "issueArea": "SCDB: issue area, code",
    "justice": "SCDB: justice, code",
    "justiceName": "SCDB: justice, name",
    "vote": "SCDB: how the justice voted, code",
    "outcome": "1 reversed, 0 affirmed, -1 neither; what was to be forecast in three classes",
    "reversed": "1 reversed, else 0; what was to be forecast",
    "p_paper": "Probability to reverse, the paper's own columns (hindsight in some)",
    "p_argument": "Probability to reverse, what was known before oral argument",
    "p_strict": "Probability to reverse, no column whose code may leak the outcome",
    "p_transcript": "Probability to reverse, argument and its transcript; cases heard only",
    "p_justice_rate": "Baseline: past share of reversals of the justices, as a probability",
    "f_most_frequent_10": "Baseline: most frequent outcome of ten terms, 1 reverse",
    "f_katz_publication": "Katz et al. 2017, stored publication run, 1 reverse",
    "f_katz_one_tree": "Katz et al. 2017, stored run with one tree a term, 1 reverse",
}

_CASE_FACTS = (
    "caseId", "docketId", "caseName", "usCite", "docket", "term", "dateDecision", "chief",
    "issueArea", "outcome", "reversed",
)  # fmt: skip
_VOTE_FACTS = (
    "caseId", "voteId", "term", "justice", "justiceName", "vote", "outcome", "reversed",
)  # fmt: skip

_BASELINES = {"p_justice_rate": "justice_rate", "f_most_frequent_10": "most_frequent_10"}
_STORED = {"f_katz_publication": "katz_publication_run", "f_katz_one_tree": "katz_one_tree"}

_KEYS = ["caseId", "justice"]


def case_table(layout: Layout, params: Params) -> pd.DataFrame:
    """Every case that was forecast, one a row, sorted by ``caseId``.

    Returns
    -------
    pd.DataFrame
        Columns of `LABELS`. Probabilities are of the flagships, those not given missing.

    Raises
    ------
    UserError
        When nothing was forecast yet.
    """
    facts = _facts(layout.cases, _CASE_FACTS)
    forecasts = _forecasts(layout, params, "case")
    table = facts.merge(forecasts.drop(columns="justice"), on="caseId", validate="one_to_one")
    return _ordered(table.merge(_stored(layout), how="left", on="caseId", validate="one_to_one"))


def vote_table(layout: Layout, params: Params) -> pd.DataFrame:
    """Every vote that was forecast, one a row, sorted by ``caseId`` and justice.

    Returns and raises as `case_table`; ``caseId`` leads to its rows.
    """
    facts = _facts(layout.votes, _VOTE_FACTS).astype({"justice": "Int16"})
    forecasts = _forecasts(layout, params, "vote")
    return _ordered(facts.merge(forecasts, on=_KEYS, validate="one_to_one"))


def _facts(path: Path, columns: Iterable[str]) -> pd.DataFrame:
    if not path.is_file():
        raise UserError(f"{path} not found; run: make reproduce")
    return read_table(path, columns=list(columns))


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    known = [name for name in LABELS if name in table]
    by = [name for name in _KEYS if name in table]
    return table[known].sort_values(by, kind="stable", ignore_index=True)


def _forecasts(layout: Layout, params: Params, unit: str) -> pd.DataFrame:
    """Forecasts of one unit side by side, a column a forecaster."""
    columns = {
        f"p_{horizon}": _forecast(layout.forecast(horizon, getattr(models, unit)), unit)
        for horizon, models in params.flagship.items()
    } | {
        name: _forecast(layout.forecast(NO_COLUMNS, model), unit)
        for name, model in _BASELINES.items()
    }
    told = pd.DataFrame({name: of for name, of in columns.items() if of is not None})
    if told.empty:
        raise UserError(f"{layout.forecasts} holds no forecasts; run: make reproduce")
    heard = _heard(_forecast(layout.forecast(TRANSCRIPT.name, HEARD_MODEL), unit), told)
    return told.assign(**heard).reset_index()


def _forecast(path: Path, unit: str) -> pd.Series | None:
    if not path.is_file():
        return None
    frame = read_table(path, ["case_id", "justice", "p_reverse"], [("unit", "==", unit)])
    return frame.rename(columns={"case_id": "caseId"}).set_index(_KEYS)["p_reverse"]


def _heard(heard: pd.Series | None, told: pd.DataFrame) -> dict[str, pd.Series]:
    # Where a case was not heard the horizon repeats the forecast made without the transcript.
    lead = f"p_{LEAD}"
    if heard is None or lead not in told:
        return {}
    aligned = heard.reindex(told.index)
    moved = aligned.where(aligned != told[lead])
    return {"p_transcript": moved} if moved.notna().any() else {}


def _stored(layout: Layout) -> pd.DataFrame:
    """Forecasts that the paper stored, a column a run; no column where they could not be had."""
    if not layout.reference.is_file():
        return pd.DataFrame({"caseId": pd.array([], dtype="string")})
    runs = read_table(layout.reference, columns=["model", "case_id", "predicted_reverse"])
    wide = runs.pivot_table("predicted_reverse", "case_id", "model").astype("Int8")
    named = {model: name for name, model in _STORED.items()}
    return wide.rename_axis("caseId").rename(columns=named).rename_axis(columns=None).reset_index()


def label_table(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """List what each variable of `tables` means: ``variable, label``."""
    used = {name for table in tables for name in table}
    return pd.DataFrame(
        [(name, label) for name, label in LABELS.items() if name in used],
        columns=["variable", "label"],
    )


def write_dta(path: Path, table: pd.DataFrame) -> None:
    """Write `table` for Stata 14 and later, variables labelled; the same table, the same bytes."""
    # Stata has no missing text and no date without its own type.
    words = table.select_dtypes("string").columns
    plain = table.assign(**{name: table[name].fillna("").astype(object) for name in words})
    dates = dict.fromkeys(table.select_dtypes("datetime").columns, "td")
    long = [name for name in words if plain[name].str.len().max() > _LONGEST_STR]
    labels = {name: LABELS[name] for name in table}
    write_with(
        path,
        lambda draft: plain.to_stata(
            draft,
            write_index=False,
            version=118,
            convert_dates=dates,
            convert_strl=long,
            variable_labels=labels,
            time_stamp=_NO_TIME,
        ),
    )


#: Longer text must be of Stata's type strL.
_LONGEST_STR = 244
#: Stata's files carry a time; the same table shall be the same file.
_NO_TIME = datetime(2000, 1, 1)

WRITERS: dict[str, Callable[[Path, pd.DataFrame], None]] = {
    "csv": write_csv,
    "parquet": write_parquet,
    "dta": write_dta,
}


def write_export(layout: Layout, params: Params, form: str, folder: Path) -> dict[Path, int]:
    """Write cases, votes and the list of their variables to `folder`.

    Returns
    -------
    dict of Path to int
        Rows of each file.

    Raises
    ------
    UserError
        When nothing was forecast yet, or the disk refuses to write.
    """
    cases, votes = case_table(layout, params), vote_table(layout, params)
    files = {folder / f"cases.{form}": cases, folder / f"votes.{form}": votes}
    for path, table in files.items():
        WRITERS[form](path, table)
    files[folder / "variables.csv"] = label_table([cases, votes])
    write_csv(folder / "variables.csv", files[folder / "variables.csv"])
    return {path: len(table) for path, table in files.items()}
