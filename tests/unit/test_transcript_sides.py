"""Which side counsel argues for."""

from __future__ import annotations

import pytest

from oyez_files import ADA, BEN, advocate, case_json, content
from scotus_forecast.transcripts.documents import read_case
from scotus_forecast.transcripts.sides import (
    BY_ORDER,
    BY_PARTY,
    PETITIONER,
    RESPONDENT,
    by_order,
    counsel_of,
    role_of,
)


@pytest.mark.parametrize(
    ("description", "side"),
    [
        ("for the petitioners", PETITIONER),
        ("on behalf of the Petitioner -- rebuttal", PETITIONER),
        ("Argued the cause for the appellants", PETITIONER),
        ("for the plaintiff", PETITIONER),
        ("on behalf of the Respondents", RESPONDENT),
        ("For the Repondent", RESPONDENT),
        ("on behalf of the Appellees", RESPONDENT),
        ("for the United States, as amicus curiae, supporting the respondents", RESPONDENT),
        # A respondent who sides with the petitioner speaks for the petitioner's side.
        ("for respondent NLRB in support of petitioner", PETITIONER),
        ("as amici curiae urging affirmance", RESPONDENT),
        ("as amicus curiae urging reversal", PETITIONER),
        ("for amicus curiae in support of the judgment below (appointed by the Court)", RESPONDENT),
        # Of cross-petitions the first named belongs to the leading docket.
        ("for petitioners in No. 75-251 and respondents in No. 75-283", PETITIONER),
        ("for the United States, as amicus curiae, supporting neither party", None),
        ("for the petitioner in part and the respondent in part", None),
        ("for the United States", None),
        ("", None),
        (None, None),
    ],
)
def test_descriptions_tell_sides(description, side):
    assert role_of(description).side == side


@pytest.mark.parametrize(
    ("description", "united_states"),
    [
        ("Assistant to the Solicitor General, Department of Justice, for the respondent", True),
        ("on behalf of the United States as amicus curiae", True),
        ("for U.S. as amicus curiae by special leave of the Court", True),
        ("Solicitor General of Texas, for the respondents", False),
        ("for the Chamber of Commerce of the United States as amicus curiae", False),
        ("for the United States Senate, as amicus curiae", False),
    ],
)
def test_the_united_states_are_not_their_namesakes(description, united_states):
    assert role_of(description).united_states is united_states


def test_amici_are_marked():
    assert role_of("for the United States as amicus curiae").amicus
    assert not role_of("for the petitioner").amicus


@pytest.mark.parametrize(
    ("words", "told", "guessed"),
    [
        ({"a": 900, "b": 1000}, {}, {"a": PETITIONER, "b": RESPONDENT}),
        # Both sides get equal time, so a short third speaker belongs to the shorter side.
        ({"a": 600, "b": 400, "c": 1000}, {}, {"a": PETITIONER, "b": PETITIONER, "c": RESPONDENT}),
        ({"a": 1000, "b": 400, "c": 600}, {}, {"a": PETITIONER, "b": RESPONDENT, "c": RESPONDENT}),
        ({"a": 1, "b": 1, "c": 1}, {"c": RESPONDENT}, {"a": PETITIONER, "b": PETITIONER}),
        ({"a": 1, "b": 1, "c": 1}, {"a": PETITIONER}, {"b": RESPONDENT, "c": RESPONDENT}),
        ({"a": 1}, {}, {}),
    ],
)
def test_order_of_speaking_guesses_the_rest(words, told, guessed):
    assert by_order(words, told) == guessed


def _counsel(*advocates: dict, words: dict | None = None, **changes: object):
    case = read_case(content(case_json(advocates=list(advocates), **changes)))
    return counsel_of(case, words or {ADA[0]: 900, BEN[0]: 900})


def test_guesses_are_marked():
    counsel = _counsel()
    assert [(c.side, c.how) for c in counsel.values()] == [
        (PETITIONER, BY_ORDER),
        (RESPONDENT, BY_ORDER),
    ]


def test_a_party_named_in_the_description_tells_the_side():
    counsel = _counsel(
        advocate(ADA, "argued the cause for the United States"),
        first_party="Doe",
        second_party="United States",
    )
    assert (counsel[ADA[0]].side, counsel[ADA[0]].how) == (RESPONDENT, BY_PARTY)


def test_counsel_listed_under_a_like_name_are_found():
    counsel = _counsel(advocate(("ada_b_able_jr", "Ada B. Able, Jr."), "for the respondent"))
    assert counsel[ADA[0]].side == RESPONDENT


def test_counsel_listed_twice_keep_the_description_that_tells():
    counsel = _counsel(advocate(ADA, ""), advocate(ADA, "for the respondent"))
    assert counsel[ADA[0]].side == RESPONDENT


def test_nothing_is_guessed_of_who_supports_neither_side():
    counsel = _counsel(advocate(ADA, "as amicus curiae supporting neither party"))
    assert counsel[ADA[0]].side is None
