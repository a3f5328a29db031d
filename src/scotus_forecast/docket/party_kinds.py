"""What kind of party a name is, by the words in it."""

from __future__ import annotations

import re

from scotus_forecast.docket.states import state_in, state_itself

#: Kinds in the order they are tried: the first whose pattern is in the name.
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("local government", r"^(city|county|village|town|township|borough) of\b"),
    ("tribe", r"\b(tribes?|indians?|pueblo|band of|nation)\b"),
    ("warden", r"\b(wardens?|superintendent|corrections?|correctional|prisons?|jail|sheriff|"
               r"parole)\b"),
    ("school", r"\b(school|board of education|independent school)\b"),
    ("university", r"\b(university|college|regents|trustees of)\b"),
    ("official", r"\b(secretary|attorney general|governor|commissioner|administrator|director|"
                 r"president of|comptroller|solicitor|treasurer|mayor|judge|justice|prosecut\w+|"
                 r"district attorney|in (his|her|their) official capacity)\b"),
    ("agency", r"\b(commission|department of|board|administration|service|bureau|agency|authority|"
               r"office of|army|navy|air force)\b"),
    ("local government", r"\b(city|county|village|town|township|borough|parish|municipal\w*|"
                         r"district)\b"),
    ("union", r"\b(union|brotherhood|workers|teamsters|afl|cio|local \d+|employees)\b"),
    ("bank", r"\b(bank|savings|trust company|credit|loan|mortgage)\b"),
    ("insurance", r"\b(insurance|assurance|casualty|indemnity)\b"),
    ("transport", r"\b(rail\w*|airlines?|airways|shipping|steamship|trucking|transport\w*|"
                  r"marine)\b"),
    ("hospital", r"\b(hospitals?|health|medical|clinic|physicians)\b"),
    ("press", r"\b(news\w*|times|publishing|broadcasting|television|press)\b"),
    ("church", r"\b(church|diocese|catholic|baptist|religious|ministries)\b"),
    ("energy", r"\b(oil|gas|petroleum|energy|electric|power|coal|pipeline)\b"),
    ("company", r"\b(inc|incorporated|corp|corporation|co|company|llc|ltd|limited|lp|l p|llp|plc|"
                r"industries|enterprises|group|holdings)\b"),
    ("association", r"\b(association|assn|committee|society|foundation|council|league|institute|"
                    r"coalition|federation|fund|center|party|americans for)\b"),
    ("estate", r"\b(estate|executor|executrix|trustee|receiver|administratrix)\b"),
)  # fmt: skip

_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)

PERSON, UNNAMED = "person", "unnamed"

#: Kinds that are a State's where a State is named, and the federal government's elsewhere.
_OF_GOVERNMENT = frozenset({"official", "agency", "warden"})


def kind_of(name: str) -> str:
    """Kind of a party whose normalised name is given; a person where no word tells otherwise.

    Examples
    --------
    >>> kind_of("acme holdings inc"), kind_of("dexter johnson"), kind_of("united states")
    ('company', 'person', 'united states')
    """
    if not name:
        return UNNAMED
    if name == "united states":
        return "united states"
    if state_itself(name):
        return "state"
    kind = next((kind for kind, pattern in _COMPILED if pattern.search(name)), PERSON)
    return f"{kind} of a State" if kind in _OF_GOVERNMENT and state_in(name) else kind
