"""`report.html`: everything in one file, which asks the network for nothing."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup

from scotus_forecast.reporting.document import Figure
from scotus_forecast.reporting.prose import environment, section_text
from scotus_forecast.reporting.tables import Table

#: Tables longer than this scroll inside their own frame.
LONG = 40


def render_html(context: dict[str, Any], pictures: Mapping[str, bytes]) -> str:
    """Render the whole report.

    Parameters
    ----------
    context : dict
    pictures : mapping of str to bytes
        PNG of each figure by name.
    """
    parts = [
        part | {"html": _section_html(part, context, pictures)} for part in context["sections"]
    ]
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            context | {"sections": parts, "css": _asset("style.css"), "script": _asset("sort.js")}
        )
    )


def _section_html(
    part: dict[str, Any], context: dict[str, Any], pictures: Mapping[str, bytes]
) -> Markup:
    """Render prose as Markdown without raw HTML, then put the tables and figures in."""
    fragments: dict[str, str] = {}

    def keep(fragment: str) -> str:
        marker = f"fragment{len(fragments)}end"
        fragments[f"<p>{marker}</p>"] = fragment
        return f"\n\n{marker}\n\n"

    text = section_text(
        part,
        context,
        lambda table: keep(_table_html(table)),
        lambda figure, *_: keep(_figure_html(figure, pictures[figure.name])),
    )
    html = MarkdownIt("commonmark", {"html": False}).render(text)
    for marker, fragment in fragments.items():
        html = html.replace(marker, fragment)
    return Markup(html)


def _table_html(table: Table) -> str:
    template = environment().get_template("table.html.j2")
    return template.render(table=table, rows=table.rows(), long=len(table.frame) > LONG)


def _figure_html(figure: Figure, picture: bytes) -> str:
    width, height = png_size(picture)
    encoded = base64.b64encode(picture).decode("ascii")
    template = environment().get_template("figure.html.j2")
    return template.render(figure=figure, picture=encoded, width=width, height=height)


def png_size(picture: bytes) -> tuple[int, int]:
    """Width and height from the header of a PNG."""
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")


def _asset(name: str) -> Markup:
    source = files("scotus_forecast.reporting") / "templates" / name
    return Markup(source.read_text(encoding="utf-8"))
