"""Reading a table of the pipeline; one that cannot be read is named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from pyarrow import ArrowInvalid

from scotus_forecast.project.errors import UserError


def read_table(
    path: Path, columns: Sequence[str] | None = None, filters: list[tuple] | None = None
) -> pd.DataFrame:
    """Read a Parquet file.

    Parameters
    ----------
    path : Path
    columns, filters
        As in `pandas.read_parquet`.

    Raises
    ------
    FileNotFoundError
        When there is none.
    UserError
        When it is damaged, or lacks one of `columns`.
    """
    chosen = None if columns is None else list(columns)
    try:
        return pd.read_parquet(path, columns=chosen, filters=filters)
    except ArrowInvalid as error:
        reason = str(error).splitlines()[0]
        raise UserError(f"{path} is damaged ({reason}); run the stage that writes it") from error
