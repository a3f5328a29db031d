"""Raw archives as tables of strings: 61 columns, nothing converted, nothing lost."""

from __future__ import annotations

import gzip

import pytest
from scdb_files import as_csv, as_zip, votes

from scotus_forecast.core.court.columns import Level, names
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.data.read import parse_archive, read_archive


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.csv.zip", as_zip),
        ("a.csv_.zip", as_zip),
        ("a.csv.gz", lambda table: gzip.compress(as_csv(table))),
        ("a.csv", as_csv),
    ],
)
def test_every_packing_reads_alike(tmp_path, name, pack):
    expected = votes(1791, 1795)
    (tmp_path / name).write_bytes(pack(expected))
    found = read_archive(tmp_path / name)
    assert found.equals(expected)
    assert list(found.columns) == names()


def test_nothing_is_converted():
    table = votes(
        caseName='SMITH, "JR." v. NA\nJONES', docket="007", issue="", lawMinor="NA", vote="1.0"
    )
    assert parse_archive("a", as_zip(table)).equals(table)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings_of_different_releases(encoding):
    table = votes(lawMinor="35 U.S.C. § 33", caseName="PEÑA")
    assert parse_archive("a", as_csv(table, encoding)).equals(table)


def test_other_encoding_is_refused():
    with pytest.raises(UserError, match="neither UTF-8 nor cp1252"):
        parse_archive("a", as_csv(votes(caseName="PEÑA")).replace("Ñ".encode(), b"\x81"))


def test_wide_encodings_are_read_by_their_mark():
    table = votes(caseName="PEÑA § ١")
    for encoding in ("utf-16", "utf-32"):
        assert parse_archive("a", as_csv(table, encoding)).equals(table)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_told_by_the_header(delimiter):
    table = votes(caseName="SMITH; JONES | DOE\t, et al.")
    content = table.to_csv(index=False, sep=delimiter).encode()
    assert parse_archive("a", content).equals(table)


@pytest.mark.parametrize("line_end", [b"\r", b"\r\n", b"\n\n"])
def test_line_ends_of_other_systems(line_end):
    assert parse_archive("a", as_csv(votes()).replace(b"\n", line_end)).equals(votes())


def test_a_cell_of_ten_million_letters_is_read():
    table = votes(caseName="x" * 10_000_000)
    assert parse_archive("a", as_csv(table)).equals(table)


def test_a_quotation_mark_that_swallows_rows_is_named():
    table = votes(1946, 1950).assign(caseId=[f"{term}-001" for term in range(1946, 1951)])
    lines = as_csv(table.assign(caseName="DOE")).split(b"\n")
    lines[1] = lines[1].replace(b"DOE", b'"DOE')
    lines[4] = lines[4].replace(b"DOE", b'DOE"')
    with pytest.raises(UserError, match=r"a\.csv: row 2, column caseName: a quotation mark is not"):
        parse_archive("a.csv", b"\n".join(lines))


def test_a_file_that_begins_with_endless_letters_is_refused():
    with pytest.raises(UserError, match="its first line has 200,000 bytes"):
        parse_archive("a.csv", b"x" * 200_000)


def test_columns_in_another_order_come_in_file_order():
    table = votes()
    assert parse_archive("a", as_csv(table[table.columns[::-1]])).equals(table)


def test_some_columns_only_still_checks_the_file():
    assert parse_archive("a", as_csv(votes()), ["term"]).columns.tolist() == ["term"]
    with pytest.raises(UserError, match="missing: 'vote'"):
        parse_archive("a", as_csv(votes().drop(columns="vote")), ["term"])


BAD_COLUMNS = {
    "case-centered": (votes().drop(columns=["justice", "vote"]), "missing: 'justice', 'vote'"),
    "of cases": (
        votes().drop(columns=names(Level.VOTE)),
        ": it is case-centered, without a row for each justice (missing",
    ),
    "small letters": (votes().rename(columns=str.lower), "written in other letters"),
    "extra": (votes().assign(mine="1"), "unknown: 'mine'"),
    "misspelled": (votes().rename(columns={"term": "Term"}), "missing: 'term'; unknown: 'Term'"),
    "repeated": (votes().iloc[:, [*range(61), 0]], "repeated: 'caseId'"),
    "none of them": (votes()[["term"]], "and 52 more"),
}


@pytest.mark.parametrize(("table", "words"), BAD_COLUMNS.values(), ids=BAD_COLUMNS.keys())
def test_wrong_columns_are_named(table, words):
    with pytest.raises(UserError) as caught:
        parse_archive("votes.csv.zip", as_zip(table))
    assert str(caught.value).startswith("votes.csv.zip does not have the 61 columns")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-40],
        lambda text: text + b"too,few\n",
        lambda text: text[:-1] + b",one too many\n",
        lambda text: text[:-1] + b',"never closed\n',
    ],
)
def test_damaged_rows_are_refused_not_padded(spoil):
    with pytest.raises(UserError, match="damaged or no CSV"):
        parse_archive("a.csv", spoil(as_csv(votes())))


def test_header_alone_is_refused():
    with pytest.raises(UserError, match="no rows"):
        parse_archive("a.csv", as_csv(votes().head(0)))


def test_plain_text_is_refused_as_other_columns():
    with pytest.raises(UserError, match="61 columns"):
        parse_archive("a.csv", b"Not found\n")
