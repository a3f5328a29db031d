"""Tables: raw values below, formatted cells above."""

from __future__ import annotations

import pandas as pd

from scotus_forecast.reporting.document import Figure, Table, column
from scotus_forecast.reporting.rendering import markdown_figure, markdown_table

FRAME = pd.DataFrame(
    {
        "name": ["a|b *c* <d>", "plain"],
        "accuracy": [0.70199, None],
        "low": [0.69, None],
        "high": [0.71, None],
    }
)
COLUMNS = (
    column("Name", "text"),
    column("Right", "percent", "accuracy"),
    column("Interval", "percent_interval", "low", "high"),
)


def table(**options):
    return Table("example", "An example", FRAME, COLUMNS, **options)


def test_cells_show_text_and_sort_by_value():
    first, second = table().rows()
    assert [cell.text for cell in first] == ["a|b *c* <d>", "70.2%", "69.0% to 71.0%"]
    assert first[1].sort == "0.70199"
    assert (second[1].text, second[1].sort) == ("–", "")


def test_markdown_escapes_what_markdown_would_read():
    lines = markdown_table(table()).splitlines()
    assert lines[2:4] == ["| Name | Right | Interval |", "| --- | ---: | ---: |"]
    assert lines[4] == r"| a\|b \*c\* \<d\> | 70.2% | 69.0% to 71.0% |"
    assert lines[-1] == "[tables/example.csv](tables/example.csv)"


def test_long_table_is_cut_and_says_so():
    text = markdown_table(table(limit=1))
    assert "plain" not in text
    assert text.endswith("First 1 of 2 rows; all in [tables/example.csv](tables/example.csv).")


def test_table_of_limit_zero_is_only_linked():
    text = markdown_table(table(limit=0))
    assert text == "An example: 2 rows in [tables/example.csv](tables/example.csv)."


def test_single_cases_have_no_csv():
    assert "csv" not in markdown_table(table(csv=False))


def test_figure_for_html_only_leaves_no_trace_in_markdown():
    figure = Figure("f", "Title", "alt text", "It shows.", "It hides.", {})
    assert markdown_figure(figure, html_only=True) == ""
    assert "![alt text](figures/f.png)" in markdown_figure(figure)
