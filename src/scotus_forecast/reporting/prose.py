"""The words of the report: one set of templates, whatever the renderer puts in for tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from scotus_forecast.reporting.document import Figure, Section
from scotus_forecast.reporting.tables import Table

Insert = Callable[[Any], str]


def environment() -> Environment:
    """Jinja with autoescape on, and an error for any name the context does not have."""
    return Environment(
        loader=PackageLoader("scotus_forecast.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def section_text(
    part: dict[str, Any],
    context: dict[str, Any],
    insert_table: Callable[[Table], str],
    insert_figure: Callable[[Figure, bool], str],
) -> str:
    """Markdown of one section, tables and figures as the renderer inserts them."""
    section: Section = part["section"]
    if section.absent is not None:
        return section.absent + "\n"
    return (
        environment()
        .get_template(f"section_{part['name']}.md.j2")
        .render(
            s=section.values,
            report=context,
            table=_inserter({t.name: t for t in section.tables}, insert_table),
            figure=_inserter({f.name: f for f in section.figures}, insert_figure),
        )
    )


def _inserter(known: dict[str, Any], insert: Callable[..., str]) -> Callable[..., Markup]:
    """Put in a table or figure by name, or nothing where the run does not have it."""

    def put(name: str, *options: bool) -> Markup:
        return Markup(f"\n\n{insert(known[name], *options)}\n\n" if name in known else "")

    return put
