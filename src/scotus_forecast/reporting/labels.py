"""Readable names of everything the report shows, and its short fixed phrases."""

from __future__ import annotations

import re

from scotus_forecast.core.learners import registry
from scotus_forecast.core.project.horizons import HORIZONS as DECLARED
from scotus_forecast.core.project.horizons import NO_COLUMNS
from scotus_forecast.evaluation.references import PRINTED_ACCURACY as PRINTED_ACCURACY
from scotus_forecast.evaluation.references import PRINTED_N as PRINTED_N
from scotus_forecast.evaluation.references import STORED as STORED
from scotus_forecast.evaluation.references import stored as stored

#: What the data behind the abstract really spans.
STORED_TERMS = (1816, 2014)


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

SIMULATED_TITLE = "SIMULATED Court: forecasts of invented cases with known truth"
PLAIN_TITLE = "Forecasting the Supreme Court of the United States"

#: Who wins where we do not, at the head of a sentence.
WINNERS = {"katz_publication_run": "the paper", "katz_one_tree": "the paper"}
SIMPLE_RULE = "the simple rule"

#: How the first screen names what we are set against, to readers who do not know it yet.
FIRST_REFERENCES = {
    "katz_publication_run": "the forecasts of Katz, Bommarito and Blackman (“the paper”)",
    "katz_one_tree": "the paper’s better run, which also sees facts recorded after the decision",
}
FIRST_SPANS = {
    "paper": "All terms ({terms})",
    "y1946_2014": "Since 1946 (to {last})",
    "roberts": "Today’s Court ({terms}, Chief Justice Roberts)",
}
FIRST_NOTE = (
    "‡ The same as “always reverse” since the 1950s. Terms after 2014 are shaded: only the sealed "
    "run had never seen them."
)

RUNS = {"katz_publication_run": "Publication run", "katz_one_tree": "One-tree run"}

FIRST_ROWS = {
    "printed": "The paper, as printed",
    "stored": "The paper, as stored",
    "paper": "Ours, with the paper’s columns",
    "argument": "Ours, known before oral argument",
    "strict": "Ours, no code that may leak",
    "transcript": "Ours, with the transcript †",
    "most_frequent_10": "Most frequent outcome of ten terms ‡",
    "always_reverse": "Always reverse",
}
FIRST_CAPTION = "Share right, with {level} intervals (whole terms resampled)"

BEST_RULE = "the best simple rule"
ALWAYS_REVERSE = "always guessing “reverse”"

WITHOUT_TRANSCRIPT = "the same model without the transcript"

#: Opens the card of a case; its caseId follows.
CARD_COMMAND = "scotus-forecast case "

TERMS_SEEN = {
    "chosen": "settings were chosen on them",
    "seen": "no setting was searched on them; their scores were looked at {often}",
    "sealed": "never seen until the sealed evaluation; scored again since",
}

CODINGS = {
    "as_the_paper": "as in the paper",
    "merits_only": "merits only",
    "vacated_reversed": "vacated is reversed",
    "petitioner_wins": "petitioner wins",
}
COUNTS_AS = {True: "reversed", False: "not reversed"}

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


#: Terms on which forecasts that heard the argument are reported, as their scores name them.
ARGUED_TERMS, ARGUED_LATE = "1995-2014", "2005-2014"
NO_TRANSCRIPTS = (
    "No transcript of oral argument was at hand, so horizon `transcript` forecasts as `argument` "
    "does. Transcripts come from Oyez (CC BY-NC 4.0), by the mirror "
    "github.com/walkerdb/supreme_court_transcripts. Set `OYEZ_DIR` to its folder `oyez/cases`."
)

#: What the tables on oral argument say of their terms.
ARGUED_CAPTION = (
    "Merits cases and votes with a transcript; settings were chosen on terms 1970-1994, and "
    "signals were known to 2014"
)
ARGUED_JUSTICES = "Votes by justice, terms from 1995"
ARGUED_TRIED = "Tried on cases of 1970–1994 and not taken; the chosen model has {brier}"
