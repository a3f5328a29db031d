"""The report as Markdown for Git hosts and as one self-contained HTML file."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from scotus_forecast.reporting import reforms
from scotus_forecast.reporting.document import Cell, Figure, Section, Table, TableColumn

#: Line of a section's template below which everything belongs to the appendix.
APPENDIX = "%%% appendix"

#: Line below which the body is set apart in a box.
BOX = "%%% box"


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
    insert_figure: Callable[[Figure], str],
) -> tuple[str, str]:
    """Markdown of one section and of its part of the appendix, tables and figures inserted."""
    section: Section = part["section"]
    if section.absent is not None:
        return section.absent + "\n", ""
    text = (
        environment()
        .get_template(f"section_{part['name']}.md.j2")
        .render(
            s=section.values,
            report=context,
            table=_inserter({t.name: t for t in section.tables}, insert_table),
            figure=_inserter({f.name: f for f in section.figures}, insert_figure),
        )
    )
    body, _, appendix = text.partition(APPENDIX)
    return body, appendix


def _inserter(known: dict[str, Any], insert: Callable[..., str]) -> Callable[..., Markup]:
    """Put in a table or figure by name, or nothing where the run does not have it."""

    def put(name: str) -> Markup:
        return Markup(f"\n\n{insert(known[name])}\n\n" if name in known else "")

    return put


#: Characters that mean something in Markdown, and so are escaped inside cells.
SPECIAL = "\\`*_[]<>|~#"


def render_markdown(context: dict[str, Any]) -> dict[str, str]:
    """Render the report and its appendix; pictures and CSV files are in folders next to them.

    Returns
    -------
    dict of str to str
        ``report.md`` and ``appendix.md``.
    """
    parts = [part | dict(zip(("text", "appendix"), texts, strict=True)) for part, texts in
             ((p, section_text(p, context, markdown_table, markdown_figure))
              for p in context["sections"])]  # fmt: skip
    shown = context | {"sections": parts}
    return {
        name: _tidy(environment().get_template(f"{name}.j2").render(shown).replace(BOX, ""))
        for name in ("report.md", "appendix.md")
    }


def render_model_card(context: dict[str, Any]) -> str:
    """Render the model card; its numbers come from the same context."""
    values = {part["name"]: part["section"].values for part in context["sections"]}
    return _tidy(environment().get_template("model_card.md.j2").render(context | {"of": values}))


def render_reforms(
    context: dict[str, Any], checklist: Sequence[tuple[str, Sequence[reforms.Answer]]]
) -> str:
    """Render the REFORMS checklist, see `reforms.checklist`."""
    # Our own words, which hold apostrophes: nothing to escape.
    modules = [(name, [[Markup(cell) for cell in one] for one in rows]) for name, rows in checklist]
    told = {"modules": modules, "source": reforms.SOURCE, "table_number": 1}
    return _tidy(environment().get_template("reforms.md.j2").render(context | told))


def markdown_table(table: Table) -> str:
    """Render a pipe table of at most `limit` rows, with a link to the whole."""
    lines = [f"**{table.caption}**", ""] if table.limit else []
    if table.limit:
        lines += [_row([column.full for column in table.columns])]
        lines += [_row([_rule(column) for column in table.columns])]
        lines += [_row([_escaped(cell) for cell in row]) for row in table.rows(table.limit)]
        lines += [""]
    return "\n".join([*lines, _source(table)])


def markdown_figure(figure: Figure) -> str:
    """Render a figure with its caption."""
    return f"**{figure.title}**\n\n![{figure.alt}]({figure.path})\n\n*{figure.reading}*"


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


def _rule(column: TableColumn) -> str:
    return "---:" if column.look == "number" else "---"


def _escaped(cell: Cell) -> str:
    text = f"{cell.text} ({cell.small})" if cell.small else cell.text
    return "".join(f"\\{char}" if char in SPECIAL else char for char in text)


def _tidy(text: str) -> str:
    """One blank line at most between blocks, none at the end; quotation marks as they are."""
    lines: list[str] = []
    for line in text.replace("&#39;", "'").replace("&#34;", '"').splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).rstrip() + "\n"


#: Tables longer than this scroll inside their own frame.
LONG = 40

#: Tables that Markdown only links are only linked in HTML too, if they are longer.
LONGEST = 250


def render_html(context: dict[str, Any], pictures: Mapping[str, Mapping[str, bytes]]) -> str:
    """Render the whole report, its appendix folded.

    Parameters
    ----------
    context : dict
    pictures : mapping of str to mapping of str to bytes
        PNG of each figure by name and the suffix of its theme.
    """
    parts = [part | _section_html(part, context, pictures) for part in context["sections"]]
    assets = {"css": _asset("style.css"), "script": _asset("sort.js")}
    template = environment().get_template("report.html.j2")
    return template.render(context | {"sections": parts} | assets)


def _section_html(
    part: dict[str, Any], context: dict[str, Any], pictures: Mapping[str, Mapping[str, bytes]]
) -> dict[str, Markup]:
    """Render prose as Markdown without raw HTML, then put the tables and figures in."""
    fragments: dict[str, str] = {}

    def keep(fragment: str) -> str:
        marker = f"fragment{len(fragments)}end"
        fragments[f"<p>{marker}</p>"] = fragment
        return f"\n\n{marker}\n\n"

    texts = section_text(
        part,
        context,
        lambda table: keep(_table_html(table)),
        lambda figure: keep(_figure_html(figure, pictures[figure.name])),
    )
    body, appendix = texts
    text, _, box = body.partition(BOX)
    names = {"html": text, "box": box, "appendix": appendix}
    return {name: _with_fragments(part, fragments) for name, part in names.items()}


def _with_fragments(text: str, fragments: Mapping[str, str]) -> Markup:
    html = MarkdownIt("commonmark", {"html": False}).render(text)
    for marker, fragment in fragments.items():
        html = html.replace(marker, fragment)
    return Markup(html.replace('href="appendix.md#', 'href="#'))


def _table_html(table: Table) -> str:
    if not table.limit and len(table.frame) > LONGEST:
        return f"<p>{MarkdownIt().renderInline(_source(table))}</p>"
    template = environment().get_template("table.html.j2")
    return template.render(table=table, rows=table.rows(), long=len(table.frame) > LONG)


def _figure_html(figure: Figure, pictures: Mapping[str, bytes]) -> str:
    light, dark = pictures[""], pictures["-dark"]
    width, height = png_size(light)
    return (
        environment()
        .get_template("figure.html.j2")
        .render(
            figure=figure,
            light=base64.b64encode(light).decode("ascii"),
            dark=base64.b64encode(dark).decode("ascii"),
            width=width // 2,
            height=height // 2,
        )
    )


def png_size(picture: bytes) -> tuple[int, int]:
    """Width and height from the header of a PNG."""
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")


def _asset(name: str) -> Markup:
    source = files("scotus_forecast.reporting") / "templates" / name
    return Markup(source.read_text(encoding="utf-8"))
