"""`scotus-forecast ledger`: verify, resolve and export registered forecasts."""

from __future__ import annotations

from pathlib import Path

import click

from scotus_forecast.core.project.layout import DATASETS, Layout

_LEDGER = click.argument("path", metavar="LEDGER", type=click.Path(dir_okay=False, path_type=Path))
_DATASET = click.option("--dataset", type=click.Choice(DATASETS), default="scdb", show_default=True)
_OUTCOMES = click.option(
    "--outcomes",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV of docket,decided,outcome, in place of the prepared cases.",
)


@click.group()
def ledger() -> None:
    """Keep score of registered forecasts.

    \b
    Example: scotus-forecast predict docket.csv --register forecasts/2026/ledger.jsonl
             scotus-forecast ledger verify forecasts/2026/ledger.jsonl
             scotus-forecast ledger resolve forecasts/2026/ledger.jsonl
    """  # noqa: D301


@ledger.command()
@_LEDGER
@click.option("--head", metavar="HASH", help="Hash of an entry, published elsewhere.")
def verify(path: Path, head: str | None) -> None:
    """Find any entry that was altered, removed or moved.

    Without --head it cannot tell whether entries at the end were removed or written anew.

    Example: scotus-forecast ledger verify forecasts/2026/ledger.jsonl --head 3f2a...
    """
    from scotus_forecast.ledger.chain import read_ledger

    found = read_ledger(path, head)
    click.echo(f"{len(found.entries)} entries, none altered, removed or moved; head {found.head}")
    if head is None:
        click.echo(
            "Publish the head, and give it with --head next time: only then is the end sure."
        )


@ledger.command()
@_LEDGER
@_DATASET
@_OUTCOMES
@click.option(
    "--to",
    "page",
    type=click.Path(path_type=Path),
    help="Pages to write, without suffix.  [default: track-record beside the ledger]",
)
def resolve(path: Path, dataset: str, outcomes: Path | None, page: Path | None) -> None:
    """Score what was registered before the decision; write the track record.

    Example: scotus-forecast ledger resolve forecasts/2026/ledger.jsonl --outcomes decided.csv
    """
    from scotus_forecast.core.project.files import write_text
    from scotus_forecast.ledger.chain import read_ledger
    from scotus_forecast.ledger.outcomes import decisions_of_csv, decisions_of_release
    from scotus_forecast.ledger.track_record import answer, html, markdown, track_record

    found = read_ledger(path)
    decisions = (
        decisions_of_csv(outcomes)
        if outcomes
        else decisions_of_release(Layout(dataset), found.entries)
    )
    record = track_record(found.entries, decisions, found.head)
    target = page or path.parent / "track-record"
    for suffix, content in ((".md", markdown(record)), (".html", html(record))):
        write_text(target.with_suffix(suffix), content)
    click.echo(answer(record))
    click.echo(f"wrote {target.with_suffix('.md')} and {target.with_suffix('.html')}", err=True)


@ledger.command()
@_LEDGER
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@_OUTCOMES
def export(path: Path, folder: Path, outcomes: Path | None) -> None:
    """Write the forecasts as a hubverse hub to FOLDER.

    Example: scotus-forecast ledger export forecasts/2026/ledger.jsonl hub
    """
    from scotus_forecast.ledger.chain import read_ledger
    from scotus_forecast.ledger.hubverse import export as write
    from scotus_forecast.ledger.outcomes import decisions_of_csv

    decisions = decisions_of_csv(outcomes) if outcomes else None
    for written in write(read_ledger(path).entries, folder, decisions):
        click.echo(written)
