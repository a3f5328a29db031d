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


def test_a_figure_is_a_picture_with_a_caption():
    figure = Figure("f", "Title", "alt text", "A dot is a share.", {})
    assert markdown_figure(figure) == (
        "**Title**\n\n![alt text](figures/f.png)\n\n*A dot is a share.*"
    )


GROUPED = Table(
    "grouped",
    "A grouped table",
    FRAME,
    (
        column("Name", "text"),
        column("Right", "share", "accuracy", "low", "high", group="Cases"),
        column("Low", "percent", "low", group="Cases"),
    ),
)


def test_an_interval_stands_smaller_beside_its_number():
    first, second = GROUPED.rows()
    assert (first[1].text, first[1].small, first[1].sort) == ("70.2%", "69.0–71.0", "0.70199")
    assert (second[1].text, second[1].small) == ("–", "")
    assert "| 70.2% (69.0–71.0) | 69.0% |" in markdown_table(GROUPED)


def test_headings_of_groups_span_their_columns():
    assert GROUPED.groups == [("", 1), ("Cases", 2)]
    assert table().groups == []
    assert "| Name | Cases: right | Cases: low |" in markdown_table(GROUPED)


def test_a_table_too_wide_for_a_phone_says_so():
    many = tuple(column(f"C{j}", "share", "accuracy", "low", "high") for j in range(6))
    assert Table("many", "Many", FRAME, many).wide
    assert not GROUPED.wide
