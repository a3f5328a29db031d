"""What a name was taken for, and how surely: States, kinds of parties, federal officers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

#: Matches less sure than this are not used: the field counts as missing.
SURE_ENOUGH = 0.5


@dataclass(frozen=True)
class Match:
    """The SCDB code that a name was taken for.

    Attributes
    ----------
    given : str
        As the user wrote it.
    code, state : int or None
        SCDB's codes; None where nothing was found.
    meaning : str
        What the code stands for, in words.
    certainty : float
        Share of such matches that are right, from 0 to 1.
    suggestions : tuple of str
        What else it may be, to be written in its place.
    """

    given: str
    code: int | None
    state: int | None
    meaning: str
    certainty: float
    suggestions: tuple[str, ...] = ()

    @property
    def used(self) -> bool:
        """Whether it is sure enough to forecast with."""
        return self.code is not None and self.certainty >= SURE_ENOUGH


def no_match(given: str, suggestions: tuple[str, ...] = ()) -> Match:
    """Return a name that is like nothing known."""
    return Match(given, None, None, "not recognised", 0.0, suggestions)


_NAMES = (
    "Alabama", "Alaska", "American Samoa", "Arizona", "Arkansas", "California", "Colorado",
    "Connecticut", "Delaware", "District of Columbia", "Federated States of Micronesia", "Florida",
    "Georgia", "Guam", "Hawaii", "Idaho", "Illinois", "Indiana", "Iowa", "Kansas", "Kentucky",
    "Louisiana", "Maine", "Marshall Islands", "Maryland", "Massachusetts", "Michigan", "Minnesota",
    "Mississippi", "Missouri", "Montana", "Nebraska", "Nevada", "New Hampshire", "New Jersey",
    "New Mexico", "New York", "North Carolina", "North Dakota", "Northern Mariana Islands", "Ohio",
    "Oklahoma", "Oregon", "Palau", "Pennsylvania", "Puerto Rico", "Rhode Island", "South Carolina",
    "South Dakota", "Tennessee", "Texas", "Utah", "Vermont", "Virgin Islands", "Virginia",
    "Washington", "West Virginia", "Wisconsin", "Wyoming",
)  # fmt: skip

#: Name in lower case to SCDB's code.
STATES: dict[str, int] = {name.lower(): code for code, name in enumerate(_NAMES, start=1)}

#: SCDB's code to name.
STATE_NAMES: dict[int, str] = dict(enumerate(_NAMES, start=1))

_ANY = re.compile(r"\b(" + "|".join(sorted(STATES, key=len, reverse=True)) + r")\b")

_STATE_ITSELF = re.compile(
    r"(?:the )?(?:(?:people of the state|state|commonwealth|people) of )?(.+)"
)


def state_in(text: str) -> int | None:
    """Code of the first State named in a text; None where there is none.

    Examples
    --------
    >>> state_in("Supreme Court of West Virginia"), state_in("the Moon")
    (57, None)
    """
    found = _ANY.search(text.lower())
    return STATES[found[1]] if found else None


def state_itself(name: str) -> int | None:
    """Code of a State that a party is, and not one that it is only of.

    Examples
    --------
    >>> state_itself("State of Florida"), state_itself("florida bar")
    (12, None)
    """
    found = _STATE_ITSELF.fullmatch(name.lower().strip(" .,"))
    return STATES.get(found[1]) if found else None


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


@cache
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


#: Short forms of case names, written out as earlier names write them.
_WRITTEN_OUT = {
    "atty gen": "attorney general", "dept": "department", "bd": "board", "commn": "commission",
    "commr": "commissioner", "supt": "superintendent", "sec of": "secretary of",
    "cfpb": "consumer financial protection bureau", "dot": "department of transportation",
    "eeoc": "equal employment opportunity commission", "epa": "environmental protection agency",
    "fcc": "federal communications commission", "fdic": "federal deposit insurance corporation",
    "fda": "food and drug administration", "fec": "federal election commission",
    "ferc": "federal energy regulatory commission", "ftc": "federal trade commission",
    "ins": "immigration and naturalization service", "irs": "internal revenue service",
    "nlrb": "national labor relations board", "nrc": "nuclear regulatory commission",
    "sec": "securities and exchange commission", "usps": "united states postal service",
}  # fmt: skip
_SHORT = re.compile(r"\b(" + "|".join(_WRITTEN_OUT) + r")\b")

#: Federal officers whom cases are named after, with SCDB's code of the office and the years they
#: were sued in. Since about 2010 the names of cases give the surname alone.
_OFFICERS: dict[int, str] = {
    327: "eric holder 2009-2015, loretta lynch 2015-2017, jeff sessions 2017-2018, "
         "matthew whitaker 2018-2019, william barr 2019-2020, merrick garland 2021-2025, "
         "pamela bondi 2025-2026, pam bondi 2025-2026, todd blanche 2026-2027",
    363: "kathleen sebelius 2009-2014, sylvia burwell 2014-2017, alex azar 2018-2021, "
         "xavier becerra 2021-2025, robert kennedy 2025-2028",
    406: "michael astrue 2007-2013, carolyn colvin 2013-2017, nancy berryhill 2017-2019, "
         "andrew saul 2019-2021, kilolo kijakazi 2021-2023, martin omalley 2024-2024, "
         "frank bisignano 2025-2028",
    326: "ken salazar 2009-2013, sally jewell 2013-2017, ryan zinke 2017-2019, "
         "david bernhardt 2019-2021, deb haaland 2021-2025, doug burgum 2025-2028",
    328: "john kerry 2013-2017, rex tillerson 2017-2018, michael pompeo 2018-2021, "
         "antony blinken 2021-2025, marco rubio 2025-2028",
    414: "eric shinseki 2009-2014, david shulkin 2017-2018, robert wilkie 2018-2021, "
         "denis mcdonough 2021-2025, douglas collins 2025-2028",
    371: "hilda solis 2009-2013, thomas perez 2013-2016, alexander acosta 2017-2019, "
         "lori chavezderemer 2025-2028",
    408: "timothy geithner 2009-2013, steven mnuchin 2017-2021, janet yellen 2021-2025, "
         "scott bessent 2025-2028",
    422: "janet napolitano 2009-2013, kirstjen nielsen 2017-2019, alejandro mayorkas 2021-2025, "
         "kristi noem 2025-2028",
    316: "wilbur ross 2017-2021, gina raimondo 2021-2025, howard lutnick 2025-2028",
    394: "david kappos 2009-2013, andrei iancu 2018-2021, katherine vidal 2022-2024",
    412: "megan brennan 2015-2020, louis dejoy 2020-2025",
}  # fmt: skip


def _in_office() -> dict[str, list[tuple[str, int, int, int]]]:
    found: dict[str, list[tuple[str, int, int, int]]] = {}
    for code, officers in _OFFICERS.items():
        for officer in officers.split(", "):
            first, surname, years = officer.split(" ")
            begin, end = years.split("-")
            found.setdefault(surname, []).append((f"{first} {surname}", int(begin), int(end), code))
    return found


_BY_SURNAME = _in_office()


def written_out(name: str) -> str:
    """Write the short forms in a normalised name out.

    Examples
    --------
    >>> written_out("eeoc"), written_out("fla dept of revenue")
    ('equal employment opportunity commission', 'fla department of revenue')
    """
    return _SHORT.sub(lambda found: _WRITTEN_OUT[found[1]], name)


def federal_officer(name: str, year: int) -> int | None:
    """SCDB's code of the office of a federal officer; None where the name is nobody's known.

    Parameters
    ----------
    name : str
        Normalised: a surname alone, or with the first name.
    year : int
        Of the term; a suit outlasts the years in office by one.

    Examples
    --------
    >>> federal_officer("garland", 2022), federal_officer("todd blanche", 2026)
    (327, 327)
    >>> federal_officer("michael salazar", 2026)
    """
    words = name.split(" ")
    for whole, begin, end, code in _BY_SURNAME.get(words[-1], ()):
        if name in (whole, words[-1]) and begin - 1 <= year <= end + 1:
            return code
    return None
