"""A table against what its docstring says of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from docs import make_tables
from pandas.api import types

#: Columns that some tables lack.
OPTIONAL = {"p_holm", "predicted_outcome"}
GENERAL = {
    "str": types.is_string_dtype,
    "int": types.is_integer_dtype,
    "float": types.is_float_dtype,
}


def described() -> dict[tuple[str, str], make_tables.Entry]:
    """What the page says of every Parquet file, by folder and name."""
    return {
        (folder, table.name): table
        for folder, _, functions in make_tables.FOLDERS
        for function in functions
        for table in make_tables.tables_of(function)
        if table.name.endswith(".parquet")
    }


def faults(table: pd.DataFrame, entry: make_tables.Entry) -> list[str]:
    """Columns that are missing, of another type, or not described."""
    named, whole = {}, True
    for column in make_tables.columns_of(entry):
        whole &= "..." not in column.name and not column.name.startswith("one column")
        names = [n for n in column.name.split(", ") if n != "..." and " " not in n]
        kinds = column.kind.removesuffix(" or null").split(", ")
        paired = kinds if len(kinds) == len(names) else [column.kind] * len(names)
        named |= dict(zip(names, paired, strict=True))
    found = [f"{n} is missing" for n in named if n not in table and n not in OPTIONAL]
    found += [
        f"{name} is {table[name].dtype}, not {kind}"
        for name, kind in named.items()
        if name in table and not _is(table[name], kind.removesuffix(" or null"))
    ]
    return found + [f"{name} is not described" for name in table if whole and name not in named]


def _is(column: pd.Series, kind: str) -> bool:
    if ", " in kind:  # several columns of several types
        return True
    return GENERAL[kind](column.dtype) if kind in GENERAL else str(column.dtype) == kind


def faults_under(root: Path, dataset: str, horizon: str) -> dict[str, list[str]]:
    """Faults of every described file there is under `root`, by its path."""
    found = {}
    for (folder, name), entry in described().items():
        pattern = f"{folder.rstrip('/')}/{name}".replace("<dataset>", dataset)
        pattern = pattern.replace("<horizon>", horizon).replace("<model>", "*")
        for path in sorted(root.glob(pattern)):
            found[str(path.relative_to(root))] = faults(pd.read_parquet(path), entry)
    return found
