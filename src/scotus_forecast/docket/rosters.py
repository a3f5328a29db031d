"""Who sits on a pending case."""

from __future__ import annotations

import re
from difflib import get_close_matches

import pandas as pd

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.ledger.outcomes import shown

CURRENT = "current"
NEW = "new:"

#: A justice whom the data do not know gets a number beyond all of SCDB's.
_FIRST_NEW = 900

#: The Court has had as few as five and as many as ten members.
FEWEST, MOST = 4, 10


def current_roster(votes: pd.DataFrame) -> dict[int, str]:
    """Number and name of the justices on the case decided last in the last term.

    Parameters
    ----------
    votes : pd.DataFrame
        ``caseId, term, justice, justiceName`` in the order of the prepared votes.
    """
    of_term = votes[votes["term"] == votes["term"].max()]
    sat = of_term.groupby("justice")["caseId"].nunique()
    regular = sat[sat >= sat.max() / 2].index
    names = of_term.drop_duplicates("justice").set_index("justice")["justiceName"]
    return {int(number): str(names[number]) for number in sorted(regular)}


def surname(name: str) -> str:
    """Surname in SCDB's spelling of a justice.

    Examples
    --------
    >>> surname("KBJackson"), surname("SDOConnor"), surname("WODouglas")
    ('Jackson', 'OConnor', 'Douglas')
    """
    found = re.fullmatch(r"[A-Z]*?((?:O(?=Connor))?[A-Z][a-z].*)", name)
    return found[1] if found else name


def read_roster(
    text: str, recused: str, current: dict[int, str], known: dict[int, str], where: str
) -> dict[int, str]:
    """Justices who sit, from the columns `justices` and `recused` of a docket file.

    Parameters
    ----------
    text : str
        Blank or ``current`` for the current Court; else names or SCDB numbers with semicolons
        between, one whom the data do not know as ``new:Name``.
    recused : str
        Justices of them who do not take part.
    current, known : dict
        Number to name of the current justices and of all in the data.
    where : str
        For messages.

    Raises
    ------
    UserError
        Naming the justice that is not known, with the likeliest meant.
    """
    roster = dict(current)
    if text.strip() and text.strip().lower() != CURRENT:
        parts = [part.strip() for part in text.split(";") if part.strip()]
        roster = {}
        for position, part in enumerate(parts):
            number, name = _justice(part, current, known, position, f"{where}, column justices")
            roster[number] = name
        if len(roster) < len(parts):
            raise UserError(f"{where}, column justices: a justice is named twice in {shown(text)}")
    for part in (part.strip() for part in recused.split(";")):
        if part:
            del roster[_recused(part, roster, f"{where}, column recused")]
    if not FEWEST <= len(roster) <= MOST:
        raise UserError(
            f"{where}, column justices: {len(roster)} justices; a case has {FEWEST} to {MOST}"
        )
    return roster


def _recused(part: str, roster: dict[int, str], where: str) -> int:
    """Number of a justice who sits."""
    for number, name in roster.items():
        if _plain(part) in (_plain(name), _last(name), str(number)):
            return number
    bench = ", ".join(surname(name) for name in roster.values())
    raise UserError(f"{where}: '{part}' does not sit; the bench is {bench}")


def _justice(
    part: str, first: dict[int, str], known: dict[int, str], position: int, where: str
) -> tuple[int, str]:
    """Number and name; a surname that several bore means the one who sits, else the latest."""
    if part.lower().startswith(NEW):
        return _FIRST_NEW + position, part[len(NEW) :].strip() or f"new{position}"
    if part.isdigit() and int(part) in known:
        return int(part), known[int(part)]
    wanted = _plain(part)
    for justices in (first, known):
        found = [n for n, name in justices.items() if wanted in (_plain(name), _last(name))]
        if found:
            return max(found), justices[max(found)]
    raise UserError(f"{where}: no justice {shown(part)}; {_suggested(part, known)}")


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _last(name: str) -> str:
    return _plain(surname(name)).rstrip("0123456789")


def _suggested(part: str, known: dict[int, str]) -> str:
    surnames = {_last(name): surname(name) for name in known.values()}
    close = get_close_matches(_plain(part), surnames, n=2, cutoff=0.6)
    meant = f"did you mean {' or '.join(surnames[name] for name in close)}? " if close else ""
    return f"{meant}one whom the data do not know is written {NEW}Name"
