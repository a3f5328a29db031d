"""`scotus-forecast case`, `predict` and `template`: decided cases, and those to be decided."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scotus_forecast.commands.options import console
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.layout import DATASETS, Layout

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scotus_forecast.docket.read_rows import Row


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--dataset", type=click.Choice(DATASETS), default="scdb", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--html",
    "page",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the card to this HTML file.",
)
def case(query: tuple[str, ...], dataset: str, as_json: bool, page: Path | None) -> None:
    """Look up a decided case: forecasts on every horizon, reasons, votes, nearest cases.

    QUERY is a name, which may be misspelt, a citation, a docket number or an SCDB caseId. Where
    several cases match, they are listed.

    \b
    Example: scotus-forecast case "Roe v. Wade"
             scotus-forecast case 410 U.S. 113 --html roe.html
    """  # noqa: D301
    from scotus_forecast.case_lookup.card import look_up
    from scotus_forecast.core.project.params import load_params
    from scotus_forecast.docket.decided import with_docket

    flagship = {horizon: dict(units) for horizon, units in load_params().flagship.items()}
    layout = Layout(dataset)
    found = look_up(layout, " ".join(query), flagship)
    if len(found) == 1:
        found = [with_docket(layout, found[0])]
    _print_cards(found, as_json)
    if page is not None and len(found) > 1:
        raise UserError(f"{len(found)} cases match; --html needs one, ask with its caseId")
    if page is not None:
        _write_card(page, found[0])


def _print_cards(found: list[dict], as_json: bool) -> None:
    if as_json:
        import json

        click.echo(json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False))
        return
    from scotus_forecast.case_lookup.show import show_card, show_list

    if len(found) == 1:
        show_card(found[0], console())
    else:
        show_list(found, console())


def _write_card(page: Path, found: dict) -> None:
    from scotus_forecast.case_lookup.show import html_page
    from scotus_forecast.core.project.files import write_text

    write_text(page, html_page(found))
    click.echo(f"wrote {page}", err=True)


_FILE = click.Path(dir_okay=False, path_type=Path)

#: Fields of one case given by options, as `docket.read_rows.COLUMNS` names them.
_FIELDS = (
    "docket", "case_name", "term", "granted", "argument", "came_by", "court_below", "petitioner",
    "petitioner_state", "respondent", "respondent_state", "issue_area", "disposition_below",
    "direction_below", "justices", "recused",
)  # fmt: skip


def _field_options(command: Any) -> Any:  # noqa: ANN401 - a click command
    for name in reversed(_FIELDS):
        command = click.option(f"--{name.replace('_', '-')}", name, metavar="TEXT")(command)
    return command


@click.command()
@click.argument("path", metavar="[DOCKET.CSV]", required=False, type=_FILE)
@click.option("--dataset", type=click.Choice(DATASETS), default="scdb", show_default=True)
@click.option("--skip-bad", is_flag=True, help="Forecast the good rows, list the others.")
@click.option(
    "--transcripts",
    type=click.Path(path_type=Path),
    help="Folder of Oyez's JSON files of arguments that were heard.",
)
@click.option("--csv", "table", type=_FILE, help="Also write the forecasts to this CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--html", "page", type=_FILE, help="Also write a card a case to this HTML file.")
@click.option("--public", is_flag=True, help="Leave decided cases out of the HTML page.")
@click.option("--register", "ledger", type=_FILE, help="Append the forecasts to this ledger.")
@_field_options
def predict(
    path: Path | None,
    dataset: str,
    skip_bad: bool,
    transcripts: Path | None,
    table: Path | None,
    as_json: bool,
    page: Path | None,
    public: bool,
    ledger: Path | None,
    **fields: str | None,
) -> None:
    """Forecast pending cases: those of a docket file, or one given by options.

    \b
    Example: scotus-forecast template > docket.csv
             scotus-forecast predict docket.csv --html forecasts.html
             scotus-forecast predict --docket 25-1 --case-name "Doe v. Ohio" --term 2026
    """  # noqa: D301
    from scotus_forecast.core.project.params import load_params
    from scotus_forecast.docket.decided import open_court
    from scotus_forecast.docket.forecast import forecast_pending
    from scotus_forecast.docket.pending import read_pending

    rows = _rows(path, {name: text for name, text in fields.items() if text is not None})
    layout, params = Layout(dataset), load_params()
    court = open_court(layout)
    good, bad = read_pending(rows, court.known)
    _refuse(bad, len(good), skip_bad)
    cards = forecast_pending(layout, params, court, good, transcripts)
    if ledger is not None:
        _register(ledger, cards, dataset)
    _write(cards, table, page, public)
    _print(cards, as_json)


def _rows(path: Path | None, fields: dict[str, str]) -> Iterable[Row | UserError]:
    """Rows of the file, or the one given by options."""
    from scotus_forecast.docket.read_rows import Row, checked, read_rows

    if (path is None) == (not fields):
        raise UserError(
            "give a docket file, or one case by --docket, --case-name and --term; "
            "write a file to fill in with: scotus-forecast template"
        )
    if path is not None:
        return read_rows(path)
    return [checked(Row("options", {name: text.strip() for name, text in fields.items()}))]


def _refuse(bad: list[UserError], good: int, skip_bad: bool) -> None:
    """Stop at bad rows, or list them and go on with the good ones."""
    if bad and (not skip_bad or not good):
        more = f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""
        rows = "good row" if good == 1 else f"{good} good rows"
        way_out = f"; --skip-bad forecasts the {rows}" if good else ""
        raise UserError(f"{bad[0]}{more}{way_out}")
    for error in bad:
        click.echo(f"skipped: {error}", err=True)
    if not good:
        raise UserError("the file holds no case; write one with: scotus-forecast template")


def _register(ledger: Path, cards: list[dict[str, Any]], dataset: str) -> None:
    from scotus_forecast.docket.forecast import ledger_entry
    from scotus_forecast.ledger.chain import register

    grown = register(ledger, [ledger_entry(card, dataset) for card in cards])
    click.echo(f"registered {len(cards)} forecasts in {ledger}; head {grown.head}", err=True)


def _write(
    cards: list[dict[str, Any]], table: Path | None, page: Path | None, public: bool
) -> None:
    from datetime import UTC, datetime

    from scotus_forecast.core.project.files import write_csv, write_text
    from scotus_forecast.docket.show import forecast_table, html_page

    if table is not None:
        write_csv(table, forecast_table(cards))
        click.echo(f"wrote {table}", err=True)
    if page is not None:
        write_text(page, html_page(cards, datetime.now(UTC).date(), nearest=not public))
        click.echo(f"wrote {page}", err=True)


def _print(cards: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        import json

        click.echo(json.dumps(cards, indent=1, ensure_ascii=False, allow_nan=False))
        return
    from scotus_forecast.docket.show import show_cards

    show_cards(cards, console())


@click.command()
@click.argument("path", metavar="[FILE]", required=False, type=_FILE)
def template(path: Path | None) -> None:
    """Write a docket file to fill in, with comments and two made-up cases.

    \b
    Example: scotus-forecast template docket.csv
    """  # noqa: D301
    from scotus_forecast.core.project.files import write_text
    from scotus_forecast.docket.read_rows import template as text

    if path is None:
        click.echo(text(), nl=False)
        return
    if path.exists():
        raise UserError(f"{path} is there already; name another file")
    write_text(path, text())
    click.echo(f"wrote {path}", err=True)
