"""`scotus-forecast case`: look up a decided case."""

from __future__ import annotations

from pathlib import Path

import click

from scotus_forecast.core.project.layout import DATASETS, Layout


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
    from scotus_forecast.core.project.errors import UserError
    from scotus_forecast.core.project.params import load_params
    from scotus_forecast.docket.decided import with_docket

    flagship = {horizon: dict(units) for horizon, units in load_params().flagship.items()}
    layout = Layout(dataset)
    found = look_up(layout, " ".join(query), flagship)
    if len(found) == 1:
        found = [with_docket(layout, found[0])]
    _print(found, as_json)
    if page is not None and len(found) > 1:
        raise UserError(f"{len(found)} cases match; --html needs one, ask with its caseId")
    if page is not None:
        _write(page, found[0])


def _print(found: list[dict], as_json: bool) -> None:
    if as_json:
        import json

        click.echo(json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False))
        return
    from scotus_forecast.case_lookup.show import show_card, show_list
    from scotus_forecast.commands.terminal import console

    if len(found) == 1:
        show_card(found[0], console())
    else:
        show_list(found, console())


def _write(page: Path, found: dict) -> None:
    from scotus_forecast.case_lookup.show import html_page
    from scotus_forecast.core.project.files import write_text

    write_text(page, html_page(found))
    click.echo(f"wrote {page}", err=True)
