"""The reference page of tables is what the docstrings say."""

from __future__ import annotations

import pytest
from docs import make_tables

from scotus_forecast.stages import score

FUNCTIONS = [function for _, _, functions in make_tables.FOLDERS for function in functions]
TABLES = [(f, table) for f in FUNCTIONS for table in make_tables.tables_of(f)]


def test_the_committed_page_is_the_generated_one():
    assert make_tables.PAGE.read_text(encoding="utf-8") == make_tables.page(), "run make tables"


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f"{f.__module__}.{f.__name__}")
def test_every_listed_function_describes_a_table(function):
    assert make_tables.tables_of(function)


@pytest.mark.parametrize(("function", "table"), TABLES, ids=lambda t: getattr(t, "name", ""))
def test_every_column_has_a_type_and_a_meaning(function, table):
    assert table.kind, function
    columns = make_tables.columns_of(table)
    assert columns
    for column in columns:
        assert column.kind, column.name
        assert column.below.endswith("."), column.name


def test_every_score_table_is_on_the_page():
    named = {table.name for _, table in TABLES}
    assert {f"{name}.parquet" for name in score.TABLES} <= named


def test_an_entry_ends_where_the_next_begins():
    text = "a, b : int\n    One.\n\n    More.\nc : str\n    Two."
    found = list(make_tables.entries(text))
    assert found == [("a, b", "int", "One.\n\nMore."), ("c", "str", "Two.")]
