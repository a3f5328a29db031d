"""`report.md`: for readers on a Git host."""

from __future__ import annotations

from typing import Any

from scotus_forecast.reporting.document import Figure
from scotus_forecast.reporting.prose import environment, section_text
from scotus_forecast.reporting.tables import Cell, Column, Table

#: Characters that mean something in Markdown, and so are escaped inside cells.
SPECIAL = "\\`*_[]<>|~#"


def render_markdown(context: dict[str, Any]) -> str:
    """Render the whole report; pictures and CSV files lie beside it."""
    parts = [
        part | {"text": section_text(part, context, markdown_table, markdown_figure)}
        for part in context["sections"]
    ]
    template = environment().get_template("report.md.j2")
    return _tidy(template.render(context | {"sections": parts}))


def render_model_card(context: dict[str, Any]) -> str:
    """Render the model card; its numbers come from the same context."""
    values = {part["name"]: part["section"].values for part in context["sections"]}
    return _tidy(environment().get_template("model_card.md.j2").render(context | {"of": values}))


def markdown_table(table: Table) -> str:
    """Render a pipe table of at most `limit` rows, with a link to the whole."""
    lines = [f"**{table.caption}**", ""] if table.limit else []
    if table.limit:
        lines += [_row([column.heading for column in table.columns])]
        lines += [_row([_rule(column) for column in table.columns])]
        lines += [_row([_escaped(cell) for cell in row]) for row in table.rows(table.limit)]
        lines += [""]
    return "\n".join([*lines, _source(table)])


def markdown_figure(figure: Figure, html_only: bool = False) -> str:
    """Render a figure with its two sentences; some are kept for the HTML report."""
    if html_only:
        return ""
    return (
        f"**{figure.title}**\n\n![{figure.alt}]({figure.path})\n\n"
        f"*What it shows:* {figure.shows} *What it does not show:* {figure.hides}"
    )


def _source(table: Table) -> str:
    if not table.csv:
        return ""
    link = f"[tables/{table.name}.csv](tables/{table.name}.csv)"
    rows = len(table.frame)
    if not table.limit:
        return f"{table.caption}: {rows} rows in {link}."
    return f"First {table.limit} of {rows} rows; all in {link}." if rows > table.limit else link


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _rule(column: Column) -> str:
    return "---:" if column.look == "number" else "---"


def _escaped(cell: Cell) -> str:
    return "".join(f"\\{char}" if char in SPECIAL else char for char in cell.text)


def _tidy(text: str) -> str:
    """One blank line at most between blocks, none at the end; quotation marks as they are."""
    lines: list[str] = []
    for line in text.replace("&#39;", "'").replace("&#34;", '"').splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).rstrip() + "\n"
