"""A card of a decided case, on the terminal and as an HTML page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment
    from rich.console import Console
    from rich.table import Table

#: Above the reasons of a forecast.
REASONS = "Strongest reasons on horizon docket, beside the mean case of the ten terms before"

_RIGHT = {True: "right", False: "wrong", None: "not forecast"}


def capitalised(text: str) -> str:
    """Return a sentence with a capital at its beginning, the rest as it is."""
    return f"{text[:1].upper()}{text[1:]}"


def facts_line(case: dict[str, Any]) -> str:
    """Term, citation, docket, date, issue area and court below, those that are known."""
    told = (
        f"{case['case_id']}, October Term {case['term']}",
        case["citation"],
        case["docket"] and f"No. {case['docket']}",
        case["decided"] and f"decided {case['decided']}",
        case["issue_area"],
        case["court_below"] and f"from: {case['court_below']}",
    )
    return " · ".join(part for part in told if part)


def outcome_line(case: dict[str, Any]) -> str:
    """What the Court did, and by how many votes."""
    if case["majority"] is None:
        return case["outcome"].capitalize()
    return f"{case['outcome'].capitalize()}, {case['majority']} to {case['minority'] or 0}"


def show_card(case: dict[str, Any], console: Console) -> None:
    """Print the card of one case."""
    console.print(case["name"], style="bold", markup=False, highlight=False)
    console.print(facts_line(case), markup=False, highlight=False)
    console.print(outcome_line(case), style="bold", highlight=False)
    console.print(_forecasts(case))
    if case["reasons"]:
        console.print(REASONS, style="italic")
    for reason in case["reasons"]:
        console.print(f"- {capitalised(reason)}.", markup=False, highlight=False)
    console.print(_justices(case))
    console.print("Most alike among earlier cases", style="italic")
    for one in case["nearest"]:
        words = f"{one['name']} ({one['case_id']}): {one['outcome']}; shared: {one['shared']}"
        console.print(f"- {words}", markup=False, highlight=False)


def show_list(cases: Iterable[dict[str, Any]], console: Console) -> None:
    """Print the cases that match, each with the identifier that names it alone."""
    table = empty_table(
        "Several cases match; ask again with one caseId", ("caseId", "case", "outcome")
    )
    for case in cases:
        table.add_row(case["case_id"], plain(case["name"]), case["outcome"])
    console.print(table)


def _forecasts(case: dict[str, Any]) -> Table:
    title = "Chance of reversal, forecast before the decision"
    table = empty_table(title, ("horizon", "model"), ("chance", "right?"))
    for one in case["forecasts"]:
        said = percent(one["p_reverse"]), _RIGHT[one["correct"]]
        table.add_row(one["horizon"], one["model"], *said)
    for one in case["paper"]:
        table.add_row("the paper's own", one["model"], one["forecast"], _RIGHT[one["correct"]])
    return table


def _justices(case: dict[str, Any]) -> Table:
    horizons = horizons_of(case)
    table = empty_table("Each justice's chance to vote to reverse", ("justice", "vote"), horizons)
    for one in case["justices"]:
        chances = (percent(one["p_reverse"][horizon]) for horizon in horizons)
        table.add_row(one["justice"], one["vote"], *chances)
    return table


def horizons_of(case: dict[str, Any]) -> list[str]:
    """Horizons on which the case's votes were forecast."""
    return list(dict.fromkeys(h for one in case["justices"] for h in one["p_reverse"]))


def empty_table(title: str, words: Iterable[str], numbers: Iterable[str] = ()) -> Table:
    """Start an empty table: columns of words, which a narrow terminal folds, then of numbers."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    for name in words:
        table.add_column(name, overflow="fold")
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def plain(text: str) -> str:
    """Return text in which brackets mean no style on the terminal."""
    from rich.markup import escape

    return escape(text)


def html_page(case: dict[str, Any]) -> str:
    """HTML page of the card of one case."""
    card = render(
        "scotus_forecast.case_lookup",
        "decided.html.j2",
        case=case,
        facts=facts_line(case),
        outcome=outcome_line(case),
        horizons=horizons_of(case),
        reasons_title=REASONS,
    )
    return page(f"{case['name']} ({case['term']})", (), [card])


def percent(chance: float | None) -> str:
    """Whole percents, never 0 or 100 for a chance that is neither; a dash for none.

    Examples
    --------
    >>> percent(0.6249), percent(0.999), percent(None)
    ('62%', '>99%', '–')
    """
    if chance is None:
        return "–"
    if 0 < chance < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= chance < 1 else f"{100 * chance:.0f}%"


@cache
def environment(package: str) -> Environment:
    """Return the templates of a package of this project, which escape what they are given."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    found = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters["percent"] = percent
    found.filters["capitalised"] = capitalised
    return found


def page(title: str, lead: Iterable[str], cards: Iterable[str]) -> str:
    """HTML of a page: a heading, paragraphs of plain text, and cards of safe HTML.

    Parameters
    ----------
    title : str
    lead : iterable of str
        Escaped.
    cards : iterable of str
        HTML that was rendered, and escaped, before.
    """
    css = (
        resources.files("scotus_forecast.case_lookup")
        .joinpath("templates", "cards.css")
        .read_text()
    )
    own = "scotus_forecast.case_lookup"
    return render(own, "page.html.j2", title=title, lead=list(lead), cards=list(cards), css=css)


def render(package: str, template: str, **given: Any) -> str:  # noqa: ANN401 - passed on
    """Render a template of a package."""
    return environment(package).get_template(template).render(**given)
