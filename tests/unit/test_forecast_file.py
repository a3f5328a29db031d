"""Anyone's forecasts from a CSV: what is understood, and how each mistake is named."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from scotus_forecast.commands.forecast_file import read_forecasts
from scotus_forecast.core.project.errors import UserError

CASES = pd.DataFrame(
    {
        "caseId": ["2022-001", "2022-002", "2023-001"],
        "term": [2022, 2022, 2023],
        "docket": ["21-86", "21-1", "21-1"],
        "reversed": [1, 0, 1],
        "outcome": [1, -1, 1],
    }
).astype({"caseId": "string", "docket": "string", "term": "int16"})
VOTES = pd.DataFrame(
    {
        "caseId": ["2022-001", "2022-001", "2022-002"],
        "term": [2022, 2022, 2022],
        "justice": [112, 115, 112],
        "justiceName": ["SAAlito", "BMKavanaugh", "SAAlito"],
        "reversed": [0, 1, 0],
        "outcome": [0, 1, 0],
    }
).astype({"caseId": "string", "justice": "Int32", "term": "int16"})


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(text: str | bytes) -> pd.DataFrame:
        content = text.encode() if isinstance(text, str) else text
        (tmp_path / "mine.csv").write_bytes(content)
        return read_forecasts(Path("mine.csv"), CASES, VOTES, "scdb")

    return call


def test_cases_and_votes_are_judged_by_the_data(read):
    frame = read(
        "caseId,justice,p_reverse,note\n2022-001,,0.7,mine\n2022-001,saalito,0.2,\n2022-001,115,1,\n"
    )
    assert frame["unit"].tolist() == ["case", "vote", "vote"]
    assert frame["justice"].fillna(0).tolist() == [0, 112, 115]
    assert frame["p_reverse"].tolist() == [0.7, 0.2, 1.0]
    assert frame["reversed"].tolist() == [1, 0, 1]
    assert set(frame["model"]) == {"mine.csv"}


@pytest.mark.parametrize("said", ["reverse", "Reversed", "1"])
def test_a_forecast_without_probability_will_do(read, said):
    frame = read(f"case_id,forecast\n2022-001,{said}\n2022-002,not reverse\n")
    assert frame["p_reverse"].tolist() == [1.0, 0.0]


def test_a_case_is_found_by_docket_and_where_needed_by_term(read):
    assert read("docket,p_reverse\n21-86,0.5\n")["case_id"].tolist() == ["2022-001"]
    frame = read("\ufeffDocket,Term,p_reverse\r\n21-1,2023,0.5\r\n")
    assert frame["case_id"].tolist() == ["2023-001"]


MISTAKES = [
    # file, words
    ("caseId\n2022-001\n", "mine.csv lacks column p_reverse or forecast; it has caseid"),
    ("name,p_reverse\nA,0.1\n", "mine.csv lacks column caseid or docket"),
    ("caseId,p_reverse\n", "mine.csv holds no forecast"),
    ("", "mine.csv is no CSV in UTF-8"),
    (b"caseId,p_reverse\n\xff\xfe,1\n", "mine.csv is no CSV in UTF-8"),
    ("caseId,p_reverse\n2022-001,0.1,3,4\n2022-002,1,2,3\n", "mine.csv, line 2, column caseid"),
    (
        "caseId,p_reverse\n2022-001,0.1\n2022-002,70%\n2023-001,7\n",
        "mine.csv, line 3, column p_reverse: '70%' is not 0 to 1 (1 more such rows)",
    ),
    ("caseId,p_reverse\n2022-001,\n", "line 2, column p_reverse: '' is not 0 to 1"),
    ("caseId,p_reverse\n2022-001,nan\n", "line 2, column p_reverse: 'nan' is not 0 to 1"),
    ("caseId,forecast\n2022-001,maybe\n", "line 2, column forecast: 'maybe' is neither"),
    ("caseId,p_reverse\n2029-001,0.1\n", "line 2, column caseid: '2029-001' is no caseId"),
    ("docket,p_reverse\n21-1,0.1\n", "'21-1' is the docket number of several cases; add a column"),
    ("docket,p_reverse\n99-1,0.1\n", "line 2, column docket: '99-1' is the docket number of no"),
    ("caseId,justice,p_reverse\n2022-001,Solomon,1\n", "column justice: 'Solomon' is no justice"),
    ("caseId,justice,p_reverse\n2022-002,115,1\n", "column justice: '115' is not on the bench"),
    ("caseId,p_reverse\n2022-001,1\n2022-001,0\n", "line 3: 2022-001 has a second forecast of the"),
    ("caseId,p_reverse\n2022-001,1\n\n2022-002,0\n", "line 3, column caseid: '' is no caseId"),
]


@pytest.mark.parametrize(("text", "words"), MISTAKES)
def test_a_mistake_is_one_line_with_its_place(text, words, read):
    with pytest.raises(UserError) as told:
        read(text)
    assert words in str(told.value)
    assert "\n" not in str(told.value)
