"""Readable names, and what is published elsewhere: facts about documents, kept as data.

*Printed* means the paper's abstract, *stored* what its own notebooks and result files hold
(`mjbommar/scotus-predict-v2`). Both are facts about documents, so they live here as data and
nowhere else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scotus_forecast.core.learners import registry
from scotus_forecast.core.project.horizons import HORIZONS as DECLARED
from scotus_forecast.core.project.horizons import NO_COLUMNS
from scotus_forecast.evaluation.references import KATZ as KATZ
from scotus_forecast.evaluation.references import PRINTED_ACCURACY as PRINTED_ACCURACY
from scotus_forecast.evaluation.references import PRINTED_N as PRINTED_N
from scotus_forecast.evaluation.references import STORED as STORED
from scotus_forecast.evaluation.references import stored as stored

PRINTED_PERIOD = "1816–2015"

#: What the data behind the abstract really spans, and what the article that cites it says.
STORED_TERMS = (1816, 2014)
ARTICLE_PERIOD = "1816–2017"


@dataclass(frozen=True)
class StoredPeriod:
    """Stored case accuracy in one span of terms."""

    first_term: int
    last_term: int
    n: int
    forest: float
    one_tree: float
    most_frequent_10: float
    always_reverse: float


STORED_PERIODS = (
    StoredPeriod(1816, 1899, 10_590, 0.7170, 0.7106, 0.7192, 0.281),
    StoredPeriod(1900, 1999, 16_279, 0.6893, 0.6989, 0.6451, 0.463),
    StoredPeriod(1915, 2014, 14_278, 0.6752, 0.6870, 0.6271, 0.528),
    StoredPeriod(2000, 2014, 1_211, 0.6854, 0.7011, 0.6895, 0.6895),
    StoredPeriod(2005, 2014, 797, 0.6801, 0.7089, 0.6901, 0.6901),
)

#: Terms won, tied and lost by the stored forest against M=10, on cases.
STORED_TERMS_WON = {"won": 120, "tied": 22, "lost": 57}

#: Three-class vote accuracy of the stored forest.
STORED_THREE_CLASS = 0.6417


@dataclass(frozen=True)
class Yardstick:
    """Another system's published figure; populations and protocols differ from ours."""

    system: str
    population: str
    figure: str
    source: str


YARDSTICKS = (
    Yardstick(
        "Ruger, Kim, Martin & Quinn 2004",
        "October Term 2002, forecast before the decisions",
        "cases 75% (legal experts 59.1%), votes 66.7% (experts 67.9%)",
        "doi 10.2307/4099370",
    ),
    Yardstick(
        "Kaufman, Kraft & Sen 2019",
        "2005–2015, cross-validation that also trains on later cases, with oral argument",
        "cases 74.04% (always petitioner 67.98%); database columns alone 60.6%",
        "doi 10.1017/pan.2018.59",
    ),
    Yardstick(
        "Katz et al., a crowd of players, 2017",
        "October Terms 2011–2016, up to the eve of decision",
        "cases about 74.1% for the plain average; 80.8% for the best of 275,000 rules, chosen "
        "afterwards",
        "arXiv 1712.03846",
    ),
    Yardstick(
        "JUDGMENT (Zajac 2026), as deployed",
        "forward in time: cases 2011–2024, votes 1956–2024",
        "cases 69.6%, votes 67.9%",
        "its author’s figures; no archived source known to us",
    ),
    Yardstick(
        "Language models 2026",
        "filings before the argument",
        "82–89% on October Term 2022; 57–63% on October Term 2025, where recall is impossible "
        "(always petitioner 66.7%)",
        "several authors’ figures; no archived source known to us",
    ),
)

KATZ_DOI = "https://doi.org/10.1371/journal.pone.0174698"
KATZ_ARXIV = "https://arxiv.org/abs/1612.03473"
KATZ_CODE = "https://github.com/mjbommar/scotus-predict-v2"
SCDB = (
    "Harold J. Spaeth, Lee Epstein, Andrew D. Martin, Jeffrey A. Segal, Theodore J. Ruger, and "
    "Sara C. Benesh. Supreme Court Database, Version 2025 Release 01 and Legacy Release 07."
)
SCDB_URL = "http://supremecourtdatabase.org"
ARTICLE = (
    "Nauryzkhan S. Zh., “Legal protection of artificial intelligence” (in Kazakh: «Жасанды "
    "интеллектті құқықтық қорғау»), Proceedings of the XIX International Scientific Conference "
    "GYLYM JÁNE BILIM - 2024, L. N. Gumilyov Eurasian National University, Astana 2024, "
    "ISBN 978-601-7697-07-5."
)
EU_AI_ACT = "Regulation (EU) 2024/1689 (the EU AI Act)"


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
    "argument": "Ours, known at oral argument",
    "strict": "Ours, nothing coded afterwards",
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

#: The sealed evaluation, see `docs/sealed.csv`.
SEALED = {
    "date": "27 November 2026",
    "commit": "057d50b3e8da",
    "release": "2025_01",
    "sha256": "c7a41b1ef6bc215b5ca76bf287af1c1837a612a6840528f91a6e28b48c7b71e1",
    "file": "docs/sealed.csv",
}
TERMS_SEEN = {
    "chosen": "settings were chosen on them",
    "seen": "no setting was searched on them; their scores were looked at {evaluations} times",
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


#: Terms on which forecasts that heard the argument are reported, as their scores name them.
ARGUED_TERMS, ARGUED_LATE = "1995-2014", "2005-2014"
ARGUED_PERIODS = (ARGUED_TERMS, ARGUED_LATE, "since 2015", "1970-2014", "1970-1994")

#: Whose forecasts were published, on what, by which protocol.
ARGUED_ELSEWHERE = (
    ("Kaufman, Kraft & Sen 2019", "cases 2005-2015", 0.740, None, "pooled cross-validation"),
    ("JUDGMENT 2026, with argument", "votes 1956-2024", 0.696, 0.1997, "forward in time"),
    ("JUDGMENT 2026, with argument", "votes 2011-2024", 0.715, 0.190, "forward in time"),
)  # fmt: skip

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
