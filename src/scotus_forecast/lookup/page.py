"""Self-contained HTML pages of cards."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


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


def environment(package: str) -> Environment:
    """Return the templates of a package of this project, which escape what they are given."""
    loader = PackageLoader(package)
    found = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters["percent"] = percent
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
    css = resources.files("scotus_forecast.lookup").joinpath("templates", "cards.css").read_text()
    own = "scotus_forecast.lookup"
    return render(own, "page.html.j2", title=title, lead=list(lead), cards=list(cards), css=css)


def render(package: str, template: str, **given: Any) -> str:  # noqa: ANN401 - passed on
    """Render a template of a package."""
    return environment(package).get_template(template).render(**given)
