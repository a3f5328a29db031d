"""Names as a reader would say them, for models, horizons, periods and SCDB codes."""

from __future__ import annotations

import re

from scotus_forecast.models import registry
from scotus_forecast.project.horizons import HORIZONS as DECLARED
from scotus_forecast.project.horizons import NO_COLUMNS

HORIZONS = {name: f"{name}: {horizon.description}" for name, horizon in DECLARED.items()} | {
    NO_COLUMNS: f"{NO_COLUMNS}: looks at no column of the case"
}

#: Forecasts that no model of ours makes; the others are named in their model's file.
OTHER_FORECASTS = {
    "best_baseline_in_hindsight": "Best baseline, chosen in hindsight",
    "katz_publication_run": "Katz et al., stored publication run",
    "katz_one_tree": "Katz et al., stored one-tree run",
    "bayes": "Bayes (the simulator's own probabilities)",
}

UNITS = {"case": "cases", "vote": "justice votes"}

PERIODS = {
    "paper": "The paper's terms, 1816–2014",
    "nineteenth": "Nineteenth century, 1816–1899",
    "twentieth": "Twentieth century, 1900–1999",
    "last_100": "Last hundred terms of the paper, from 1915",
    "y1816_1945": "Terms on which settings were chosen, 1816–1945",
    "since_1946": "Later terms, from 1946",
    "y1946_2014": "Later terms of the paper, 1946–2014",
    "since_1956": "From 1956",
    "roberts": "Roberts Court, from 2005",
    "since_paper": "After the paper, from 2015",
    "y1956_2014": "Terms that other systems are scored on, 1956–2014",
}

MERITS_SUFFIX = "_merits"

COLUMN_GROUPS = {
    "all_columns": "All columns of the horizon",
    "issue": "Issue and issue area",
    "cert_reason": "Reason for granting certiorari",
    "disagreement_below": "Disagreement in the court below",
    "direction_below": "Direction of the decision below",
    "parties": "Parties and their states",
    "courts_below": "Courts below",
    "disposition_below": "Disposition below",
    "jurisdiction": "Jurisdiction, agency, three-judge court",
    "bench": "Justices on the bench",
    "court_history": "The whole Court's own past rates",
    "decision_dates": "Dates of argument and decision",
    "law": "Legal provision and its supplement",
    "unmasked_codes": "Codes that leak the outcome, not masked",
    "missing_values": "Missing parties, courts and dispositions below, not imputed",
}

OUTCOMES = {1: "reversed", 0: "affirmed", -1: "other (dismissed, certified, no disposition...)"}

DISPOSITIONS = {
    1: "petition or motion granted",
    2: "affirmed",
    3: "reversed",
    4: "reversed and remanded",
    5: "vacated and remanded",
    6: "affirmed and reversed in part",
    7: "affirmed and reversed in part, remanded",
    8: "vacated",
    9: "petition denied or appeal dismissed",
    10: "certified",
    11: "no disposition",
}

DECISION_TYPES = {
    1: "signed opinion",
    2: "per curiam without argument",
    3: "memorandum",
    4: "decree",
    5: "equally divided Court",
    6: "per curiam after argument",
    7: "judgment of the Court",
    8: "seriatim opinions",
}


def model(name: str) -> str:
    """Readable name of a model; an unknown one keeps its own, with spaces."""
    if name in registry.names():
        return registry.load(name).label
    return OTHER_FORECASTS.get(name, name.replace("_", " "))


def horizon(name: str) -> str:
    """Readable name of a horizon."""
    return HORIZONS.get(name, name)


def period(name: str) -> str:
    """Readable name of a period; `_merits` variants say that dismissals are left out."""
    base = name.removesuffix(MERITS_SUFFIX)
    label = PERIODS.get(base, base.replace("_", " "))
    return f"{label}, merits only" if name.endswith(MERITS_SUFFIX) else label


def span(name: str) -> str:
    """Terms of a period, as its label ends.

    Examples
    --------
    >>> span("y1946_2014")
    '1946–2014'
    """
    return PERIODS[name.removesuffix(MERITS_SUFFIX)].split(", ")[-1]


def short_period(name: str) -> str:
    """Terms of a period, and whether it holds merits only.

    Examples
    --------
    >>> short_period("roberts_merits")
    'from 2005 (merits only)'
    """
    return span(name) + (" (merits only)" if name.endswith(MERITS_SUFFIX) else "")


def column_group(name: str) -> str:
    """Readable name of a group of SCDB columns."""
    return COLUMN_GROUPS.get(name, name.replace("_", " "))


def group_value(value: str) -> str:
    """Value of a grouping with a capital; the rest of it stays as it is.

    Examples
    --------
    >>> group_value("unknown"), group_value("D.C.")
    ('Unknown', 'D.C.')
    """
    return value[:1].upper() + value[1:]


def justice(name: str) -> str:
    """Readable form of SCDB's ``justiceName``; two of one name keep their number.

    Examples
    --------
    >>> justice("WJBrennan"), justice("JHarlan2"), justice("SDOConnor")
    ('W. J. Brennan', 'J. Harlan (2)', "S. D. O'Connor")
    """
    parts = re.fullmatch(r"([A-Z]+?)(O(?=Connor)|Mc|Van)?([A-Z][a-z]+)(\d?)", name)
    if parts is None:
        return name
    initials, prefix, surname, number = parts.groups(default="")
    stem = {"O": "O'", "Van": "Van "}.get(prefix, prefix) + surname
    return " ".join(
        [*(f"{letter}." for letter in initials), stem, *([f"({number})"] * bool(number))]
    )
