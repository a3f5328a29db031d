"""The paper's own stored case-level predictions, as one tidy table."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from scotus_forecast.data import archive
from scotus_forecast.data.decoding import as_utf8
from scotus_forecast.data.read import parse_csv
from scotus_forecast.project.errors import UserError

_DTYPES = {
    "model": "str",
    "case_id": "str",
    "term": "int16",
    "predicted_reverse": "int8",
    "reversed": "int8",
}
_SOURCE_COLUMNS = {
    "term": "term",
    "rf_predicted_reverse": "predicted_reverse",
    "case_outcome_reverse": "reversed",
}

#: ``caseId`` is the first part of ``docketId``: 1816-001 of 1816-001-01.
_CASE_ID_LENGTH = 8


def parse_predictions(name: str, content: bytes, model: str) -> pd.DataFrame:
    """Read one stored file of Katz, Bommarito & Blackman (2017).

    Parameters
    ----------
    name : str
        How to name the file in an error.
    content : bytes
        Gzip or plain CSV, one row a docket. ``docketId`` stands in it twice.
    model : str
        Name under which the predictions are compared.

    Returns
    -------
    pd.DataFrame, shape (n_cases, 5)
        ``model, case_id, term, predicted_reverse, reversed``, sorted by term and case.

    Raises
    ------
    UserError
        When a column is missing, a value is not 0 or 1, or a case stands twice.

    References
    ----------
    Katz, Bommarito & Blackman (2017), PLoS ONE 12(4): e0174698; data of
    https://github.com/mjbommar/scotus-predict-v2.
    """
    raw = parse_csv(
        name, _with_single_key(as_utf8(name, archive.unpack(name, content))), _columns()
    )
    tidy = raw.rename(columns=_SOURCE_COLUMNS).assign(
        model=model, case_id=raw["docketId"].str[:_CASE_ID_LENGTH]
    )
    return _typed(name, tidy[list(_DTYPES)]).sort_values(["term", "case_id"], ignore_index=True)


def stack(predictions: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Put the models one below another; with none, the table has zero rows and its columns."""
    return pd.concat([empty(), *predictions], ignore_index=True).astype(_DTYPES)


def empty() -> pd.DataFrame:
    """Return the table with zero rows."""
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in _DTYPES.items()})


def _columns() -> list[str]:
    return ["docketId", *_SOURCE_COLUMNS]


def _with_single_key(content: bytes) -> bytes:
    """Rename the second ``docketId``: a CSV reader cannot tell two columns of one name apart."""
    header, line_end, rows = content.partition(b"\n")
    first, key, rest = header.partition(b"docketId")
    return first + key + rest.replace(b"docketId", b"docketIdAgain") + line_end + rows


def _typed(name: str, table: pd.DataFrame) -> pd.DataFrame:
    for column in ("predicted_reverse", "reversed"):
        if not table[column].isin(["0", "1"]).all():
            raise UserError(f"{name}: column {column} holds values other than 0 and 1")
    if not table["term"].str.fullmatch("[0-9]{4}").all():
        raise UserError(f"{name}: column term holds values that are no year")
    if table["case_id"].duplicated().any():
        raise UserError(f"{name}: a case stands twice; expected one docket a case")
    return table.astype(_DTYPES)
