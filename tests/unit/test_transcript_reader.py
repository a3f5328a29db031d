"""Documents of Oyez: what is read, joined and counted."""

from __future__ import annotations

import datetime
import io
import tarfile
import zipfile

import pandas as pd
import pytest

from oyez_files import (
    ADA,
    BEN,
    CHIEF,
    OUTCOME_FIELDS,
    advocate,
    case_json,
    cases_table,
    content,
    hearing_json,
    turn,
    usual_hearing,
    votes_table,
)
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.transcripts.documents import DamagedDocumentError, read_case, read_hearing
from scotus_forecast.transcripts.joining import (
    AMBIGUOUS,
    BY_CITATION,
    BY_DOCKET,
    NOT_FOUND,
    CaseIndex,
    docket_key,
)
from scotus_forecast.transcripts.source import parts_of
from scotus_forecast.transcripts.speech import Roster, speech_of
from scotus_forecast.transcripts.tables import NO_ARGUMENT, NO_CASE_FILE, NO_TRANSCRIPT
from scotus_forecast.transcripts.write import TWICE, collect, read_text, summary, write_transcripts

ROSTER = Roster({111: "jgroberts", 108: "cthomas"})


def files_of(folder, case=None, hearing=None):
    folder.mkdir(exist_ok=True)
    (folder / "2010.09-152.json").write_bytes(content(case or case_json()))
    (folder / "2010.09-152-t01.json").write_bytes(content(hearing or usual_hearing()))
    return folder


def collected(folder, cases=None, votes=None):
    return collect(
        parts_of(folder),
        cases_table() if cases is None else cases,
        votes_table() if votes is None else votes,
        workers=1,
    )


# Documents


def test_a_case_file_is_read_by_named_fields():
    case = read_case(content(case_json(additional_docket_numbers="09-153, 09-154")))
    assert case.term == 2010
    assert case.dockets == ("09-152", "09-153", "09-154")
    assert case.citation == "562 U.S. 223"


@pytest.mark.parametrize("field", OUTCOME_FIELDS)
def test_no_outcome_field_changes_what_is_read(field):
    doctored = case_json(**{field: OUTCOME_FIELDS[field]})
    assert read_case(content(doctored)) == read_case(content(case_json()))


def test_what_follows_the_argument_changes_nothing():
    late = case_json(timeline=[{"event": "Decided", "dates": [1298340000]}])
    assert read_case(content(late)) == read_case(content(case_json()))


@pytest.mark.parametrize(
    "field", ["term", "docket_number", "citation", "advocates", "first_party", "timeline"]
)
@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [None]])
def test_fields_of_a_case_may_be_null_or_of_another_type(field, value):
    assert read_case(content(case_json(**{field: value}))).parties[1] == "Doe"


@pytest.mark.parametrize(
    "transcript",
    [None, [], {"sections": None}, {"sections": [None, {"turns": None}]},
     {"sections": [{"turns": [None, {"speaker": None, "text_blocks": None}]}]}],
)  # fmt: skip
def test_a_hearing_without_turns_is_blank(transcript):
    assert read_hearing(content(hearing_json(transcript=transcript))).turns == ()


def test_turns_of_one_speaker_in_a_row_are_one():
    hearing = read_hearing(content(hearing_json([turn(ADA, "One."), turn(ADA, "Two.")])))
    assert [t.text for t in hearing.turns] == ["One. Two."]


def test_turns_of_speakers_unknown_are_not_joined():
    hearing = read_hearing(content(hearing_json([turn(None, "One."), turn(None, "Two.")])))
    assert [t.text for t in hearing.turns] == ["One.", "Two."]


def test_a_title_tells_the_day():
    assert read_hearing(content(usual_hearing())).held == datetime.date(2010, 10, 12)
    assert read_hearing(content(usual_hearing(title="Oral Argument - May 41, 2010"))).held is None


@pytest.mark.parametrize("damaged", [b"", b"{", b"[1]", b"\xff\xfe"])
def test_what_is_no_object_is_damaged(damaged):
    with pytest.raises(DamagedDocumentError):
        read_case(damaged)


# Rosters


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("John G. Roberts, Jr.", 111),
        ("Clarence Thomas", 108),
        ("Jane Roberts", 111),  # the role of a justice is asked for besides
        ("Sidney Thomas", None),
        ("Roberts", None),
        ("", None),
    ],
)
def test_names_are_matched_by_surname_and_first_initial(name, code):
    assert ROSTER.justice(name) == code


@pytest.mark.parametrize(
    ("name", "scdb"),
    [
        ("Sandra Day O'Connor", "sdoconnor"),
        ("John M. Harlan II", "jharlan2"),
        ("J. Sim081", "jsim081"),
        ("Byron R. White", "brwhite"),
        ("Hugo L. Black", "hlblack"),
        ("Harold Burton", "hhburton"),
        ("Stanley Reed", "sfreed"),
    ],
)
def test_every_form_of_name_is_known(name, scdb):
    assert Roster({1: "hablackmun", 2: scdb}).justice(name) == 2


# Joining


def test_the_citation_comes_first():
    cases = pd.concat(
        [cases_table(), cases_table(caseId="2010-099", usCite="562 U.S. 9", docket="09-9")]
    )
    index = CaseIndex.of(cases)
    by_citation = index.match(read_case(content(case_json(docket_number="09-9"))))
    by_docket = index.match(read_case(content(case_json(citation=None))))
    assert (by_citation.case_id, by_citation.how) == ("2010-012", BY_CITATION)
    assert (by_docket.case_id, by_docket.how) == ("2010-012", BY_DOCKET)


def test_a_blank_citation_is_none():
    index = CaseIndex.of(cases_table(usCite=""))
    assert index.match(read_case(content(case_json(citation=None)))).how == BY_DOCKET


def test_cases_on_one_page_are_told_apart_by_docket():
    cases = pd.concat([cases_table(), cases_table(caseId="2010-013", docket="09-999")])
    index = CaseIndex.of(cases)
    assert index.match(read_case(content(case_json()))).case_id == "2010-012"
    other = read_case(content(case_json(docket_number="09-7")))
    assert index.match(other).how == AMBIGUOUS


@pytest.mark.parametrize(
    ("docket", "scdb_term", "how"),
    [
        ("152", 1962, NOT_FOUND),  # numbers began anew each term
        ("152", 1964, NOT_FOUND),
        ("70-152", 1964, BY_DOCKET),  # a year in the number: reargued in the next term
    ],
)
def test_a_docket_number_counts_in_its_term_only(docket, scdb_term, how):
    cases = cases_table(term=scdb_term, docket=docket, usCite=None)
    case = read_case(content(case_json(term="1963", docket_number=docket, citation=None)))
    assert CaseIndex.of(cases).match(case).how == how


def test_dockets_are_compared_without_dress():
    assert docket_key("No. 10 ORIG (Orig.)") == docket_key("10_orig") == "10orig"


# Speech


def _speech(hearing, **changes):
    return speech_of(
        read_hearing(content(hearing)), read_case(content(case_json(**changes))), ROSTER
    )


def test_speech_is_counted_toward_the_counsel_at_the_lectern():
    speech = _speech(usual_hearing())
    to_ada, to_ben = speech.bench[111, ADA[0]], speech.bench[111, BEN[0]]
    assert (to_ada.turns, to_ada.words, to_ada.questions) == (3, 11, 2)
    assert (to_ben.turns, to_ben.words, to_ben.questions) == (1, 2, 0)
    assert list(speech.counsel) == [ADA[0], BEN[0]]


def test_an_interruption_follows_a_turn_broken_off():
    speech = _speech(usual_hearing())
    assert speech.bench[111, ADA[0]].interruptions == 1
    assert speech.counsel[ADA[0]].interruptions == 0


def test_long_turns_have_fifty_words():
    hearing = hearing_json(
        [turn(ADA, "I."), turn(CHIEF, "a " * 50), turn(ADA, "I."), turn(CHIEF, "a " * 49)]
    )
    assert _speech(hearing).bench[111, ADA[0]].long_turns == 1


def test_a_justice_of_another_day_is_counsel():
    """Oyez's roles are of a lifetime: John Roberts argued cases before he sat."""
    roster = Roster({108: "cthomas"})
    hearing = read_hearing(content(hearing_json([turn(CHIEF, "May it please the Court.")])))
    listed = read_case(content(case_json(advocates=[advocate(CHIEF, "for the petitioner")])))
    assert list(speech_of(hearing, listed, roster).counsel) == [CHIEF[0]]
    unlisted = speech_of(hearing, read_case(content(case_json())), roster)
    assert unlisted.counsel == {}
    assert unlisted.unattributed == unlisted.words == 5


def test_counsel_with_the_name_of_a_justice_are_no_justice():
    namesake = ("clarence_thomas2", "Clarence Thomas")
    hearing = hearing_json([turn(namesake, "word " * 100, justice=False)])
    speech = _speech(hearing, advocates=[advocate(namesake, "for the petitioner")])
    assert list(speech.counsel) == ["clarence_thomas2"]


@pytest.mark.parametrize(
    ("name", "words", "known"),
    [("Carl Cole", 100, True), ("Carl Cole", 99, False), ("The Marshal", 100, False),
     ("Unknown Speaker", 100, False), ("Justice Whiittaker", 100, False),
     ("Carl Marshall", 100, True)],
)  # fmt: skip
def test_speakers_not_listed_count_when_they_argue(name, words, known):
    speech = _speech(hearing_json([turn((name.lower(), name), "word " * words, justice=False)]))
    assert (name.lower() in speech.counsel) is known


# Sources


def test_folders_and_archives_hold_the_same(tmp_path):
    files = files_of(tmp_path / "json")
    with zipfile.ZipFile(tmp_path / "oyez.zip", "w") as bundle:
        for path in files.iterdir():
            bundle.write(path, f"oyez/cases/{path.name}")
    whole = collected(files)
    assert len(whole.speech) == 2
    pd.testing.assert_frame_equal(collected(tmp_path / "oyez.zip").speech, whole.speech)
    for kind in ("", "gz", "bz2", "xz"):
        path = tmp_path / f"oyez.tar{'.' * bool(kind)}{kind}"
        with tarfile.open(path, f"w:{kind}") as bundle:
            bundle.add(files, "oyez/cases")
        pd.testing.assert_frame_equal(collected(path).speech, whole.speech)


def test_a_case_file_may_follow_its_hearing_at_any_distance(tmp_path):
    files = files_of(tmp_path / "json")
    with tarfile.open(tmp_path / "oyez.tar", "w") as bundle:
        bundle.add(files / "2010.09-152-t01.json", "2010.09-152-t01.json")
        _add(bundle, "2010.09-7.json", content(case_json(docket_number="09-7", citation=None)))
        bundle.add(files / "2010.09-152.json", "2010.09-152.json")
    assert len(collected(tmp_path / "oyez.tar").speech) == 2


def _add(bundle, name, body):
    member = tarfile.TarInfo(name)
    member.size = len(body)
    bundle.addfile(member, io.BytesIO(body))


def test_other_files_are_passed_over(tmp_path):
    files = files_of(tmp_path / "json")
    (files / "package.json").write_text("{")
    (files / "LICENSE").write_text("CC BY-NC")
    assert [len(part.files) for part in parts_of(files)] == [2]


def test_a_source_without_transcripts_is_refused(tmp_path):
    with pytest.raises(UserError, match="holds no transcripts"):
        parts_of(tmp_path)


def test_a_damaged_archive_is_named(tmp_path):
    files = files_of(tmp_path / "json")
    with tarfile.open(tmp_path / "oyez.tar.xz", "w:xz") as bundle:
        bundle.add(files, "oyez")
    whole = (tmp_path / "oyez.tar.xz").read_bytes()
    (tmp_path / "oyez.tar.xz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UserError, match=r"oyez\.tar\.xz"):
        collected(tmp_path / "oyez.tar.xz")


# Quarantine


def _reasons(said):
    return dict(zip(said.quarantine["file"], said.quarantine["reason"], strict=True))


def test_damaged_documents_are_quarantined_by_file(tmp_path):
    files = files_of(tmp_path / "json")
    (files / "2010.09-7-t01.json").write_text("{")
    said = collected(files)
    assert _reasons(said) == {"2010.09-7-t01.json": "damaged"}
    assert len(said.hearings) == 1


@pytest.mark.parametrize(
    ("hearing", "reason"),
    [
        (usual_hearing(title="Opinion Announcement - June 1, 2011"), NO_ARGUMENT),
        (hearing_json(transcript=None), NO_TRANSCRIPT),
    ],
)
def test_what_is_no_argument_is_quarantined(tmp_path, hearing, reason):
    said = collected(files_of(tmp_path / "json", hearing=hearing))
    assert _reasons(said) == {"2010.09-152-t01.json": reason}
    assert said.speech.empty


def test_hearings_that_match_no_case_are_quarantined(tmp_path):
    case = case_json(citation=None, docket_number="09-7")
    said = collected(files_of(tmp_path / "json", case=case))
    assert _reasons(said) == {"2010.09-152-t01.json": NOT_FOUND}


def test_a_transcript_without_its_case_file_is_quarantined(tmp_path):
    files = files_of(tmp_path / "json")
    (files / "2010.09-152.json").unlink()
    assert _reasons(collected(files)) == {"2010.09-152-t01.json": NO_CASE_FILE}


def test_a_hearing_told_twice_counts_once(tmp_path):
    files = files_of(tmp_path / "json")
    once = collected(files)
    (files / "2010.09-152-t02.json").write_bytes(content(usual_hearing(id=9)))
    (files / "2010.09-153.json").write_bytes(content(case_json()))
    (files / "2010.09-153-t01.json").write_bytes(content(usual_hearing()))
    twice = collected(files)
    assert list(twice.quarantine["reason"]) == [TWICE, TWICE]
    pd.testing.assert_frame_equal(twice.speech, once.speech)
    pd.testing.assert_frame_equal(twice.counsel, once.counsel)
    assert list(twice.text["text"]) == list(once.text["text"])


# Tables


def test_hearings_of_one_case_are_added_up(tmp_path):
    files = files_of(tmp_path / "json")
    once = collected(files)
    reargued = hearing_json([turn(ADA, "Again."), turn(CHIEF, "Again?")], id=9)
    (files / "2010.09-152-t02.json").write_bytes(content(reargued))
    both = collected(files)
    words = [said.speech.set_index("side")["words"]["petitioner"] for said in (once, both)]
    assert words == [11, 12]


def test_counts_do_not_depend_on_the_parts(tmp_path):
    together = collected(files_of(tmp_path / "json"))
    files_of(tmp_path / "other")
    (tmp_path / "two").mkdir()
    for name in ("2010.09-152.json", "2010.09-152-t01.json"):
        (tmp_path / "two" / name).write_bytes((tmp_path / "other" / name).read_bytes())
    with zipfile.ZipFile(tmp_path / "two" / "more.zip", "w") as bundle:
        bundle.write(tmp_path / "other" / "2010.09-152.json", "2010.09-152.json")
    pd.testing.assert_frame_equal(collected(tmp_path / "two").speech, together.speech)


def test_tables_are_written_and_text_read_back(tmp_path):
    said = collected(files_of(tmp_path / "json"))
    write_transcripts(tmp_path / "out", said)
    (text,) = read_text(tmp_path / "out")
    to_ben = text[(text["justice"] == 111) & (text["side"] == "respondent")]
    assert list(to_ben["text"]) == ["Mr. Baker."]
    again = tmp_path / "again"
    write_transcripts(again, said)
    for path in (tmp_path / "out").iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name


def test_the_summary_counts_guesses(tmp_path):
    case = case_json(advocates=None)
    hearing = hearing_json(
        [turn(ADA, "word " * 100), turn(CHIEF, "Why?")],
        [turn(BEN, "word " * 100), turn(CHIEF, "Why?")],
    )
    told = summary(collected(files_of(tmp_path / "json")))
    guessed = summary(collected(files_of(tmp_path / "json", case, hearing)))
    assert told["by_term"][0]["guessed"] == 0
    assert guessed["by_term"][0]["guessed"] == 1
    assert guessed["matched_by"] == {BY_CITATION: 1}


def test_nothing_read_leaves_blank_tables(tmp_path):
    said = collected(files_of(tmp_path / "json"), votes=votes_table("2010-999"))
    write_transcripts(tmp_path / "out", said)
    assert list(read_text(tmp_path / "out")) == []
    assert said.hearings.empty
