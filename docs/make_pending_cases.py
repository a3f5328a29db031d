"""Fill the tables of `docs/pending-cases.md` from what stage docket and the back-test wrote.

Each stands between two comments, ``<!-- begin: NAME -->`` and ``<!-- end: NAME -->``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).with_name("pending-cases.md")
DOCKET = ROOT / "data" / "scdb" / "docket"
BACKTEST = ROOT / "data" / "backtest" / "scdb" / "backtest.csv"

PERIODS = ("1956-2024", "2005-2024")
LEVELS = {
    1: "docket sheet (level one)",
    2: "with issue area and decision below coded by hand (level two)",
}
LAGS = {2: "two terms before", 1: "the term before"}
FIELDS = {
    "came_by": "how it came",
    "petitioner": "petitioner",
    "respondent": "respondent",
    "court_below": "court below",
    "issue_area": "issue area",
    "disposition_below": "disposition below",
    "direction_below": "direction below",
    "coded_fields": "the last three together",
}


def table(head: list[str], rows: list[list[str]]) -> str:
    """Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |".replace("|  |", "| |") for cells in lines)


def percent(share: float) -> str:
    """Return a share in percent."""
    return f"{100 * share:.1f}%"


def brier(score: float) -> str:
    """Return a Brier score without the zero before its point."""
    return f"{score:.3f}".removeprefix("0")


def accuracy() -> str:
    """Accuracy and Brier score of each level and lag, beside the research horizon."""
    scores = pd.read_csv(DOCKET / "accuracy.csv").query("unit == 'case'")
    named = {
        f"level {level}, lag {lag}": [told, ago]
        for level, told in LEVELS.items()
        for lag, ago in LAGS.items()
    } | {
        "argument": ["`argument`, the research horizon", LAGS[1]],
        "always reverse": ["always reverse", ""],
    }
    rows = []
    for name, words in named.items():
        of = scores[scores["forecast"] == name].set_index("period")
        cells = [f"{percent(of['accuracy'][p])}, {brier(of['brier'][p])}" for p in PERIODS]
        rows.append([*words, *cells])
    return table(["what is known", "outcomes known up to", *PERIODS], rows)


def fields() -> str:
    """What each field is worth: given, and blank."""
    losses = pd.read_csv(DOCKET / "fields.csv").set_index(["level", "field", "period"])
    rows = []
    for level, field, period in losses.index:
        if period != PERIODS[0]:
            continue
        both = [losses.loc[(level, field, p)] for p in PERIODS]
        cells = [
            f"{percent(one[score])} to {percent(one[f'{score}_blank'])}" if score == "accuracy"
            else f"{brier(one[score])} to {brier(one[f'{score}_blank'])}"
            for one in both for score in ("accuracy", "brier")
        ]  # fmt: skip
        words = "two, one" if field == "coded_fields" else {1: "one", 2: "two"}[level]
        moved = f"{100 * both[0]['moved']:.1f}"
        rows.append([words, FIELDS[field], *cells, moved])
    head = [
        "level",
        "field",
        "right, 1956-2024",
        "Brier",
        "right, 2005-2024",
        "Brier",
        "points moved",
    ]
    return table(head, rows)


def names() -> str:
    """How well names are understood."""
    told = {"code": "its SCDB code", "group": "only its group, such as private person or business",
            "missing": "nothing"}  # fmt: skip
    found = pd.read_csv(DOCKET / "names.csv").set_index("understood")
    right = {"code": found["right"].get("code"), "group": found["right_group"].get("group")}
    rows = [
        [words, percent(found["share"][way]), percent(right[way]) if way in right else ""]
        for way, words in told.items()
    ]
    return table(["a party's name told", "share", "right"], rows)


def heard() -> str:
    """Level three beside the level before the argument."""
    rows = []
    for level, told in LEVELS.items():
        for lag, ago in LAGS.items():
            record = json.loads((DOCKET / f"hearing-level{level}-lag{lag}.json").read_bytes())
            cells = [
                f"{percent(record[when]['accuracy'])}, {brier(record[when]['brier'])}"
                for when in ("before", "accuracy")
            ]
            rows.append([told, ago, *cells])
    head = [
        "known beside the transcript",
        "outcomes known up to",
        "before the argument",
        "with the transcript",
    ]
    return table(head, rows)


def backtest() -> str:
    """The record of a user since 2000."""
    rows = [
        [{1: "one", 2: "two"}[row.level], {"code": "code, or blank"}.get(row.parties, row.parties),
         percent(row.accuracy), f"{row.brier:.4f}".removeprefix("0")]
        for row in pd.read_csv(BACKTEST).itertuples()
    ]  # fmt: skip
    return table(["level", "parties given by", "cases right, 2000-2024", "Brier score"], rows)


def filled(page: str) -> str:
    """The page with its tables anew."""
    for made in (accuracy, fields, names, heard, backtest):
        between = re.compile(
            rf"(<!-- begin: {made.__name__} -->\n).*?(<!-- end: {made.__name__} -->)", re.DOTALL
        )
        content = made()
        page, count = between.subn(lambda found: f"{found[1]}{content}\n{found[2]}", page)  # noqa: B023
        if count != 1:
            raise SystemExit(f"{PAGE.name} has no place for the table '{made.__name__}'")
    return page


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
