"""Courts by name, with SCDB's codes (codebook, ``caseSource``)."""

from __future__ import annotations

import re

from rapidfuzz import fuzz, process

from scotus_forecast.docket.names import STATE_NAMES, Match, no_match, state_in

_ORDINALS = (
    "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth",
    "Eleventh",
)  # fmt: skip

#: Federal courts by the words that name them.
_FEDERAL: dict[str, int] = {
    "Court of International Trade": 2,
    "Court of Federal Claims": 3,
    "Court of Appeals for the Armed Forces": 4,
    "Court of Appeals for Veterans Claims": 6,
    "Court of Appeals for the Federal Circuit": 8,
    "Tax Court": 9,
    "Bankruptcy Court": 20,
    "Court of Appeals for the District of Columbia Circuit": 32,
} | {f"Court of Appeals for the {name} Circuit": 21 + k for k, name in enumerate(_ORDINALS)}

#: Districts of each State in the codebook's order from code 41; M middle, N northern and so on.
_DISTRICTS = (
    "Alabama MNS|Alaska|Arizona|Arkansas EW|California CENS|Colorado|Connecticut|Delaware|"
    "District of Columbia|Florida MNS|Georgia MNS|Guam|Hawaii|Idaho|Illinois CNS|Indiana NS|"
    "Iowa NS|Kansas|Kentucky EW|Louisiana EMW|Maine|Maryland|Massachusetts|Michigan EW|Minnesota|"
    "Mississippi NS|Missouri EW|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|"
    "New York ENSW|North Carolina EMW|North Dakota|Northern Mariana Islands|Ohio NS|Oklahoma ENW|"
    "Oregon|Pennsylvania EMW|Puerto Rico|Rhode Island|South Carolina|South Dakota|Tennessee EMW|"
    "Texas ENSW|Utah|Vermont|Virgin Islands|Virginia EW|Washington EW|West Virginia NS|"
    "Wisconsin EW|Wyoming"
)  # fmt: skip
_PARTS = {"C": "Central ", "E": "Eastern ", "M": "Middle ", "N": "Northern ", "S": "Southern ",
          "W": "Western "}  # fmt: skip


def _district_courts() -> dict[str, int]:
    names = []
    for entry in _DISTRICTS.split("|"):
        state, _, parts = entry.rpartition(" ") if entry[-1].isupper() else (entry, "", "")
        names += [f"{_PARTS[part]}District of {state}" for part in parts]
        names += [] if parts else [f"District of {state}"]
    plain = (name.replace("District of District of", "District of") for name in names)
    return {f"District Court for the {name}": code for code, name in enumerate(plain, start=41)}


#: Name to code of every federal court known by name.
FEDERAL_COURTS: dict[str, int] = _FEDERAL | _district_courts()

SUPREME, APPELLATE, TRIAL = 300, 301, 302

_STATE_LEVELS = {
    SUPREME: "State supreme court",
    APPELLATE: "State appellate court",
    TRIAL: "State trial court",
}

#: Patterns of names of State courts, tried in order. New York's Supreme Court is a trial court;
#: the highest courts of some States have other names.
_STATE_PATTERNS = (
    (r"appellate division|appellate term", APPELLATE),
    (r"supreme court,? .*county.*new york|new york supreme court,", TRIAL),
    (r"supreme|court of criminal appeals|supreme judicial", SUPREME),
    (r"new york.*court of appeals|court of appeals of (the state of )?new york", SUPREME),
    (r"appeals?\b|appellate", APPELLATE),
    (r"circuit court|superior court|district court|court of common pleas|trial|county", TRIAL),
)

_CIRCUIT = re.compile(r"\b(\w+) cir(?:cuit)?\b")
_NUMBER = re.compile(r"(\d+)(?:st|nd|rd|th)?")

#: Likeness at which a misspelt federal court is taken for one, and at which it is suggested.
_ALIKE, _SUGGESTED = 88.0, 70.0


def match_court(given: str) -> Match:
    """Take the name of a court for an SCDB code.

    Parameters
    ----------
    given : str
        A name in words, or a code.

    Returns
    -------
    Match
        Of a State court, ``state`` is the State's code.

    Examples
    --------
    >>> match_court("CA9").code, match_court("Colorado Supreme Court").state
    (29, 7)
    """
    name = _plain(given)
    if name.isdigit():
        return _by_code(given, int(name))
    found = _circuit(name) or _exact(name)
    if found:
        return Match(given, FEDERAL_COURTS[found], None, found, 1.0)
    return _state_court(given, name) or _alike(given, name)


def _plain(text: str) -> str:
    plain = re.sub(r"[^0-9a-z, ]", "", text.lower().replace("d.c.", "district of columbia"))
    plain = re.sub(r"\b(united states|u s|us|the)\b", " ", plain)
    plain = re.sub(r"\bca ?(\d+|dc|fed)\b", r"court of appeals \1 circuit", plain)
    plain = re.sub(r"\bdc circuit\b", "district of columbia circuit", plain)
    return re.sub(r" +", " ", plain).strip(" ,")


def _by_code(given: str, code: int) -> Match:
    named = {number: name for name, number in FEDERAL_COURTS.items()} | _STATE_LEVELS
    return Match(given, code, None, named.get(code, f"court {code}"), 1.0)


def court_told(code: int | None, state: int | None) -> str | None:
    """Return the court that SCDB's code stands for, in words; None where there is no code."""
    if code is None:
        return None
    named = _by_code("", code).meaning
    return f"{named} in {STATE_NAMES[state]}" if state in STATE_NAMES else named


def _circuit(name: str) -> str | None:
    """Name of a court of appeals, from an ordinal in words or figures."""
    if "columbia circuit" in name:
        return "Court of Appeals for the District of Columbia Circuit"
    found = _CIRCUIT.search(name)
    if not found or "circuit court of" in name or "county" in name:
        return None
    if found[1] in {"federal", "fed"}:
        return "Court of Appeals for the Federal Circuit"
    number = _NUMBER.fullmatch(found[1])
    if number and 1 <= int(number[1]) <= len(_ORDINALS):
        return f"Court of Appeals for the {_ORDINALS[int(number[1]) - 1]} Circuit"
    ordinal = found[1].capitalize()
    return f"Court of Appeals for the {ordinal} Circuit" if ordinal in _ORDINALS else None


_BY_PLAIN = {_plain(name): name for name in FEDERAL_COURTS}


def _exact(name: str) -> str | None:
    return _BY_PLAIN.get(name)


def _state_court(given: str, name: str) -> Match | None:
    state = state_in(name)
    if (state is None and not re.search(r"\bstate\b", name)) or "district of" in name:
        return None
    for pattern, code in _STATE_PATTERNS:
        if re.search(pattern, name):
            where = STATE_NAMES.get(state or 0, "State unknown")
            return Match(given, code, state, f"{_STATE_LEVELS[code]}, {where}", 0.9)
    return None


def _alike(given: str, name: str) -> Match:
    found = process.extract(name, list(_BY_PLAIN), scorer=fuzz.token_sort_ratio, limit=3)
    suggestions = tuple(_BY_PLAIN[plain] for plain, score, _ in found if score >= _SUGGESTED)
    best, score, _ = found[0]
    if score < _ALIKE:
        return no_match(given, suggestions)
    court = _BY_PLAIN[best]
    return Match(given, FEDERAL_COURTS[court], None, court, score / 100, suggestions[1:])
