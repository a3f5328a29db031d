"""Documents in Oyez's format, as small as a test needs them."""

from __future__ import annotations

import json

import pandas as pd

#: What Oyez's files hold of the outcome, each with a value that gives it away.
OUTCOME_FIELDS = {
    "decisions": [{"winning_party": "Roe", "majority_vote": 9, "votes": [{"vote": "majority"}]}],
    "conclusion": "The Court reversed.",
    "decided_by": {"members": [{"identifier": "john_g_roberts_jr"}]},
    "written_opinion": [{"judge_full_name": "John G. Roberts, Jr."}],
    "opinion_announcement": [{"title": "Opinion Announcement - June 30, 2011"}],
    "facts_of_the_case": "Roe sued.",
    "description": "A case in which the Court reversed.",
    "question": "May the Court reverse?",
    "related_cases": ["09-1"],
}

CHIEF = ("john_g_roberts_jr", "John G. Roberts, Jr.")
THOMAS = ("clarence_thomas", "Clarence Thomas")
ADA, BEN = ("ada_able", "Ada Able"), ("ben_baker", "Ben Baker")


def case_json(**changes: object) -> dict:
    """Return a case file; fields of it can be changed."""
    document = {
        "name": "Roe v. Doe",
        "term": "2010",
        "docket_number": "09-152",
        "additional_docket_numbers": None,
        "citation": {"volume": "562", "page": "223", "year": "2011"},
        "first_party": "Roe",
        "second_party": "Doe",
        "timeline": [{"event": "Argued", "dates": [1286859600]}],
        "advocates": [advocate(ADA, "for the petitioner"), advocate(BEN, "for the respondent")],
    }
    return document | changes


def advocate(who: tuple[str, str], description: str | None) -> dict:
    return {
        "advocate": {"identifier": who[0], "name": who[1]},
        "advocate_description": description,
    }


def turn(who: tuple[str, str] | None, text: str | None, justice: bool | None = None) -> dict:
    """Return a turn; the justices above carry the role of one."""
    sat = who in (CHIEF, THOMAS) if justice is None else justice
    roles = [{"type": "scotus_justice"}] if sat else None
    speaker = who and {"identifier": who[0], "name": who[1], "roles": roles}
    return {"speaker": speaker, "start": 0, "stop": 1, "text_blocks": [{"text": text}]}


def hearing_json(*sections: list[dict], **changes: object) -> dict:
    """Return a transcript of the given sections of turns."""
    document = {
        "id": 23110,
        "title": "Oral Argument - October 12, 2010",
        "transcript": {"duration": 3600.0, "sections": [{"turns": turns} for turns in sections]},
    }
    return document | changes


def usual_hearing(**changes: object) -> dict:
    """Return a hearing in which the Chief Justice asks both sides and breaks in on one."""
    return hearing_json(
        [turn(CHIEF, "We will hear Ms. Able."), turn(ADA, "May it please the Court --"),
         turn(CHIEF, "Why? Tell us why?"), turn(ADA, "Because.")],
        [turn(CHIEF, "Mr. Baker."), turn(BEN, "May it please the Court.")],
        [turn(ADA, "One word in rebuttal."), turn(CHIEF, "Thank you.")],
        **changes,
    )  # fmt: skip


def content(document: object) -> bytes:
    return json.dumps(document).encode()


def cases_table(**changes: object) -> pd.DataFrame:
    row = {"caseId": "2010-012", "term": 2010, "usCite": "562 U.S. 223", "docket": "09-152"}
    return pd.DataFrame([row | changes])


def votes_table(case_id: str = "2010-012", term: int = 2010) -> pd.DataFrame:
    named = {111: "JGRoberts", 108: "CThomas"}
    return pd.DataFrame(
        [
            {"caseId": case_id, "term": term, "justice": code, "justiceName": name}
            for code, name in named.items()
        ]
    )
