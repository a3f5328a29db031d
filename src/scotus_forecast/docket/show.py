"""Forecasts of pending cases on the terminal, as CSV and as an HTML page of cards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from scotus_forecast.docket.fields import surname
from scotus_forecast.docket.levels import LEVELS

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

Card = dict[str, Any]


def forecast_table(cards: Sequence[Card]) -> pd.DataFrame:
    """One row a case: docket, name, chance, forecast, level, missing fields, each justice."""
    rows = [
        {
            "docket": card["docket"],
            "case_name": card["name"],
            "term": card["term"],
            "p_reverse": card["p_reverse"],
            "forecast": card["forecast"],
            "level": card["level"],
            "missing": "; ".join(card["missing"]),
            **{f"p_{justice}": chance for justice, chance in card["votes"].items()},
        }
        for card in cards
    ]
    return pd.DataFrame(rows)


def show_cards(cards: Sequence[Card], console: Console) -> None:
    """Print a table of forecasts, what names were taken for, and how accurate this is."""
    console.print(_forecasts(cards))
    console.print(_matches(cards))
    if len(cards) == 1:
        _show_more(cards[0], console)
    for sentence in accuracy_sentences(cards):
        console.print(sentence, highlight=False)


def _show_more(card: Card, console: Console) -> None:
    """Print the reasons of the one forecast there is, and what was missing."""
    for sentence in (*reason_sentences(card), *missing_sentences(card)):
        console.print(f"- {sentence}", markup=False, highlight=False)


def reason_sentences(card: Card) -> list[str]:
    """Return the reasons of a card as sentences."""
    from scotus_forecast.case_lookup.show import capitalised

    return [f"{capitalised(reason)}." for reason in card["reasons"]]


def _forecasts(cards: Sequence[Card]) -> Table:
    from scotus_forecast.case_lookup.show import empty_table, percent, plain

    table = empty_table(
        "Chance that the Court reverses",
        ("docket", "case", "forecast"),
        ("chance", "such were right"),
    )
    for card in cards:
        alike = card["such_forecasts"]
        right = "-" if alike is None else percent(alike["right"])
        named = card["docket"], plain(card["name"]), card["forecast"]
        table.add_row(*named, percent(card["p_reverse"]), right)
    return table


def _matches(cards: Sequence[Card]) -> Table:
    from scotus_forecast.case_lookup.show import empty_table, plain

    title = "What names were taken for; write a better name or an SCDB code where this is wrong"
    table = empty_table(title, ("docket", "field", "name", "taken for"), ("certainty",))
    for card in cards:
        for field, match in card["matches"].items():
            taken = match["meaning"] if match["used"] else f"not used: {match['meaning']}"
            given = plain(match["given"])
            certainty = f"{match['certainty']:.2f}"
            table.add_row(card["docket"], field.replace("_", " "), given, taken, certainty)
    return table


def accuracy_sentences(cards: Sequence[Card]) -> list[str]:
    """Return how accurate forecasts of each level and lag among the cards have been."""
    kinds = {(c["level"], c["model"]["level"], c["model"]["lag"]): c for c in cards}
    return [
        _accuracy(level, lag, card) if card["heard"] is None else _heard(level, lag, card)
        for (_, level, lag), card in sorted(kinds.items())
    ]


def _heard(level: int, lag: int, card: Card) -> str:
    after, before = card["heard"]["accuracy"], card["heard"]["before"]
    if after is None:
        return "With the transcript of the argument: too few past arguments to say how accurate."
    return (
        f"With the transcript of the argument beside {LEVELS[level].title}, and outcomes known up "
        f"to {_ago(lag)}: right in {100 * after['accuracy']:.1f}% of the {after['n']:,} cases "
        f"heard in 1995 to 2014. Before the argument: {100 * before['accuracy']:.1f}%."
    )


def _ago(lag: int) -> str:
    return "the term before" if lag == 1 else f"{lag} terms before"


def _accuracy(level: int, lag: int, card: Card) -> str:
    scores = {(row["unit"], row["period"]): row["accuracy"] for row in card["accuracy"]}
    told = " and ".join(
        f"{100 * scores['case', period]:.1f}% of cases in {period.replace('-', ' to ')}"
        for (unit, period) in scores
        if unit == "case"
    )
    return f"With {LEVELS[level].title}, and outcomes known up to {_ago(lag)}: right in {told}."


def html_page(cards: Sequence[Card], made: date, nearest: bool = True) -> str:
    """Self-contained page, one card a case; what it is and was made from stands above them.

    Parameters
    ----------
    cards : sequence of dict
        From `docket.forecast.forecast_pending`.
    made : date
        Day of the forecast.
    nearest : bool
        Whether the nearest decided cases are shown; a page that is published must not.
    """
    from scotus_forecast.case_lookup.show import page, render

    rendered = [
        render(
            "scotus_forecast.docket",
            "pending.html.j2",
            card=card,
            nearest=card["nearest"] if nearest else [],
            justices=[(surname(name), chance) for name, chance in card["votes"].items()],
            splits=likeliest_splits(card),
            facts=_facts(card),
            reasons=reason_sentences(card),
            missing=missing_sentences(card),
            accuracy=accuracy_sentences([card])[0],
        )
        for card in cards
    ]
    return page("Forecasts of pending cases", [_USE, *_made_from(cards, made)], rendered)


_USE = (
    "These forecasts describe the Court from outside, for research and teaching. They are not "
    "legal advice, and they do not say why a justice votes."
)


def _made_from(cards: Sequence[Card], made: date) -> Iterator[str]:
    """Say when the forecasts were made, and by which models of which data."""
    models = {(m["level"], m["cutoff"], m["sha256"][:12]) for m in (c["model"] for c in cards)}
    data = ", ".join(sorted({card["data"]["sha256"][:12] for card in cards}))
    yield f"Made on {made.isoformat()}, from data with checksum {data}."
    for level, cutoff, checksum in sorted(models):
        yield f"Level {level}: outcomes known to term {cutoff}, model with checksum {checksum}."


def likeliest_splits(card: Card, most: int = 3) -> list[tuple[str, float]]:
    """Likeliest numbers of votes to reverse and to affirm, with their chances.

    Examples
    --------
    >>> likeliest_splits({"votes_to_reverse": [0.2, 0.1, 0.7]}, 1)
    [('2 to reverse, 0 not', 0.7)]
    """
    split = card["votes_to_reverse"]
    seats = len(split) - 1
    order = sorted(range(len(split)), key=lambda votes: -split[votes])[:most]
    return [(f"{votes} to reverse, {seats - votes} not", split[votes]) for votes in order]


def missing_sentences(card: Card) -> list[str]:
    """Return what was missing, and what that cost on past cases.

    Examples
    --------
    >>> cost = {"n": 8000, "accuracy": 0.67, "accuracy_blank": 0.66, "moved": 0.021}
    >>> missing_sentences({"cost_of_missing": {"issue_area": cost}})[0]
    'Issue area: not known. A blank moved the chance by 2.1 points on average.'
    """
    return [
        sentence
        for field, cost in card["cost_of_missing"].items()
        for sentence in _cost(field, cost)
    ]


def _cost(field: str, cost: dict[str, Any]) -> list[str]:
    """What is missing, and how forecasts did with it and without."""
    name, it, where = _MISSING.get(
        field, (field.replace("_", " ").capitalize(), "it", "the {} cases that gave it")
    )
    right, blank = (f"{100 * cost[score]:.1f}%" for score in ("accuracy", "accuracy_blank"))
    return [
        f"{name}: not known. A blank moved the chance by {100 * cost['moved']:.1f} points on "
        "average.",
        f"Since 1956 {right} of forecasts were right with {it} and {blank} without, in "
        f"{where.format(format(cost['n'], ','))}.",
    ]


#: The coded fields are missing together at level one: their name, a pronoun, and the cases.
_MISSING = {
    "coded_fields": ("Issue area, disposition below and direction below", "them", "{} cases")
}


def _facts(card: Card) -> str:
    given = card["given"]
    told = (
        f"No. {card['docket']}",
        f"consolidated with {', '.join(card['also'])}" if card["also"] else "",
        f"October Term {card['term']}",
        given.get("court_below", ""),
        f"argument {given['argument']}" if "argument" in given else "",
    )
    return " · ".join(part for part in told if part)
