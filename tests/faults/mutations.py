"""What happens to files of votes on their way to us, done on purpose.

A mutation takes a source of chance and raw rows, and returns a file. `SAME` changes only how the
file is written; `CELLS` changes cells of some rows and tells which; `BYTES` spoils the file.
"""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from scotus_forecast.core.court.columns import COLUMNS, Kind

#: Cells that no column of codes, dates or identifiers takes.
HOSTILE = (
    "=cmd|' /C calc'!A0", "'; DROP TABLE votes; --", "../../etc/passwd", "%s%n%x", "\u202e", "NaN",
    "inf", "1e999", "-0.5", "0x10", "١٩٤٦", "𝟙𝟡", "9" * 400, "-" + "9" * 30, "\x1b[31m", "<script>",
    'a "quoted" word', "a,b;c\td|e", "two\nlines", "two\rlines", "########", "31/31/1990", "1/1/90",
    "2990-01-01", "Jan-01", "None", "nan", "TRUE", "1.5", "1,5", "1 5", "\u0000x", "-99999",
    "x" * 70_000,
)  # fmt: skip

CODED = [column.name for column in COLUMNS if column.kind is not Kind.TEXT]


@dataclass(frozen=True)
class Mutant:
    """A file, and the cases whose rows were changed in it."""

    content: bytes
    touched: frozenset[str]


Mutation = Callable[[random.Random, pd.DataFrame], Mutant]


def as_csv(rows: pd.DataFrame, encoding: str = "utf-8", **options: object) -> bytes:
    return rows.to_csv(index=False, lineterminator="\n", **options).encode(encoding, "replace")


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in members.items():
            bundle.writestr(name, content)
    return buffer.getvalue()


# --- the same rows, written otherwise --------------------------------------------------------


def reencode(rng: random.Random, rows: pd.DataFrame) -> bytes:
    encodings = ("utf-8-sig", "utf-16", "utf-32", "cp1252", "utf-16-le", "utf-16-be", "utf-32-be")
    return as_csv(rows, rng.choice(encodings))


def swap_delimiter(rng: random.Random, rows: pd.DataFrame) -> bytes:
    return as_csv(rows, sep=rng.choice(";\t|:^ ~"))


def reorder_columns(rng: random.Random, rows: pd.DataFrame) -> bytes:
    return as_csv(rows[rng.sample(list(rows), len(rows.columns))])


def reorder_rows(rng: random.Random, rows: pd.DataFrame) -> bytes:
    return as_csv(rows.iloc[rng.sample(range(len(rows)), len(rows))])


def duplicate_rows(rng: random.Random, rows: pd.DataFrame) -> bytes:
    again = [rng.randrange(len(rows)) for _ in range(rng.randint(1, 2 * len(rows)))]
    return as_csv(pd.concat([rows, rows.iloc[again]]))


def quote(rng: random.Random, rows: pd.DataFrame) -> bytes:
    return as_csv(rows, quoting=rng.choice((0, 1, 2)))


def end_lines(rng: random.Random, rows: pd.DataFrame) -> bytes:
    return as_csv(rows).replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\n", b"\r\r\n", b"\n\r")))


def pad_with_blank_rows(rng: random.Random, rows: pd.DataFrame) -> bytes:
    blank = b"," * (len(rows.columns) - 1) + b"\n"
    return as_csv(rows) + blank * rng.choice((1, 2, 9, 100))


def save_again(rng: random.Random, rows: pd.DataFrame) -> bytes:
    """As data frames and spreadsheets rewrite values."""
    date = rng.choice(("%Y-%m-%d", "%Y-%m-%d 00:00:00", "%m/%d/%Y", "%d-%b-%Y", "%Y-%m-%dT00:00"))
    changed = {}
    for column in COLUMNS:
        cells = rows[column.name]
        if column.kind is Kind.DATE:
            changed[column.name] = [pd.Timestamp(c).strftime(date) if c else c for c in cells]
        elif column.kind is Kind.CODE and rng.random() < 0.5:
            changed[column.name] = [f"{c}.0" if c else rng.choice(("", "NA", " ")) for c in cells]
    return as_csv(rows.assign(**changed))


def pack(rng: random.Random, rows: pd.DataFrame) -> bytes:
    plain = as_csv(rows)
    members = {
        rng.choice(("a.csv", "SCDB/a.csv", "a.csv_", "A.CSV", "a b ñ.csv")): plain,
        rng.choice(("__MACOSX/._a.csv", ".DS_Store", "SCDB/", "README.txt")): b"x",
    }
    content = zipped(**members)
    for _ in range(rng.randint(0, 4)):
        content = rng.choice((gzip.compress(content), zipped(**{"a.csv.zip": content})))
    return content


def flip_a_bit_of_the_archive(rng: random.Random, rows: pd.DataFrame) -> bytes:
    plain = as_csv(rows)
    return _flipped(rng, rng.choice((gzip.compress(plain, mtime=0), zipped(**{"a.csv": plain}))))


def truncate_the_archive(rng: random.Random, rows: pd.DataFrame) -> bytes:
    plain = as_csv(rows)
    content = rng.choice((gzip.compress(plain, mtime=0), zipped(**{"a.csv": plain})))
    return content[: rng.randrange(len(content))]


SAME: dict[str, Callable[[random.Random, pd.DataFrame], bytes]] = {
    each.__name__: each
    for each in (
        reencode, swap_delimiter, reorder_columns, reorder_rows, duplicate_rows, quote, end_lines,
        pad_with_blank_rows, save_again, pack, flip_a_bit_of_the_archive, truncate_the_archive,
    )
}  # fmt: skip


# --- cells of some rows ----------------------------------------------------------------------


def _changed(rows: pd.DataFrame, places: list[int]) -> frozenset[str]:
    return frozenset(rows["caseId"].iloc[places])


def _some(rng: random.Random, rows: pd.DataFrame) -> list[int]:
    return rng.sample(range(len(rows)), rng.choice((1, 1, 2, 9, len(rows))))


def _with_cells(
    rng: random.Random, rows: pd.DataFrame, columns: list[str], cell: Callable[[str], str]
) -> Mutant:
    places, changed = _some(rng, rows), {}
    for column in rng.sample(columns, rng.randint(1, 3)):
        cells = list(rows[column])
        for place in places:
            cells[place] = cell(cells[place])
        changed[column] = cells
    spoiled = rows.assign(**changed)
    return Mutant(as_csv(spoiled), _changed(rows, places))


def blank_cells(rng: random.Random, rows: pd.DataFrame) -> Mutant:
    blank = rng.choice(("", " ", "NA", "NULL", "\u00a0"))
    return _with_cells(rng, rows, list(rows), lambda _: blank)


def overflow_codes(rng: random.Random, rows: pd.DataFrame) -> Mutant:
    size = rng.choice((8, 10, 16, 31, 32, 63, 64, 70, 400))
    number = rng.choice((-1, 1)) * (2**size + rng.choice((-1, 0, 1)))
    return _with_cells(rng, rows, CODED, lambda _: str(number))


def inject(rng: random.Random, rows: pd.DataFrame) -> Mutant:
    value = rng.choice(HOSTILE)
    return _with_cells(rng, rows, list(rows), lambda _: value)


def garble_cells(rng: random.Random, rows: pd.DataFrame) -> Mutant:
    def garbled(cell: str) -> str:
        letters = list(cell) or [""]
        letters[rng.randrange(len(letters))] = chr(rng.choice((0xE9, 0x4E2D, 0x1F600, 0x27, 0xA0)))
        return "".join(letters)

    return _with_cells(rng, rows, list(rows), garbled)


def rewrite_identifiers(rng: random.Random, rows: pd.DataFrame) -> Mutant:
    form = rng.choice(("Jan-{0}", "{1}-001", "{1}/1/1", "1-{1}", "{1}_001", "{1}-0001", "'{1}-001"))
    keys = ["caseId", "docketId", "caseIssuesId", "voteId"]
    return _with_cells(rng, rows, keys, lambda cell: form.format(cell[2:4], cell[:4]))


def shift_rows(rng: random.Random, rows: pd.DataFrame) -> Mutant:
    places, by = _some(rng, rows), rng.choice((-1, 1))
    cells = rows.to_numpy().tolist()
    for place in places:
        cells[place] = cells[place][by:] + cells[place][:by]
    spoiled = pd.DataFrame(cells, columns=list(rows))
    return Mutant(as_csv(spoiled), _changed(rows, places))


def shuffle_a_column(rng: random.Random, rows: pd.DataFrame) -> Mutant:
    column = rng.choice(list(rows))
    cells = list(rows[column])
    rng.shuffle(cells)
    return Mutant(as_csv(rows.assign(**{column: cells})), frozenset(rows["caseId"]))


CELLS: dict[str, Mutation] = {
    each.__name__: each
    for each in (
        blank_cells, overflow_codes, inject, garble_cells, rewrite_identifiers, shift_rows,
        shuffle_a_column,
    )
}  # fmt: skip


# --- bytes of the file -----------------------------------------------------------------------


def _flipped(rng: random.Random, content: bytes) -> bytes:
    spoiled = bytearray(content)
    spoiled[rng.randrange(len(spoiled))] ^= 1 << rng.randrange(8)
    return bytes(spoiled)


def truncate(rng: random.Random, rows: pd.DataFrame) -> bytes:
    content = as_csv(rows)
    return content[: rng.randrange(len(content))]


def cut_out(rng: random.Random, rows: pd.DataFrame) -> bytes:
    content = as_csv(rows)
    start = rng.randrange(len(content))
    return content[:start] + content[start + rng.choice((1, 3, 100, 3000)) :]


def flip_bits(rng: random.Random, rows: pd.DataFrame) -> bytes:
    content = as_csv(rows)
    for _ in range(rng.choice((1, 1, 3, 50))):
        content = _flipped(rng, content)
    return content


def insert_bytes(rng: random.Random, rows: pd.DataFrame) -> bytes:
    content = as_csv(rows)
    piece = rng.choice((b"\x00", b"\xff", b'"', b"\r", b"\n", b",", b"\xe9", b"\x00" * 9, b"\x1a"))
    place = rng.randrange(len(content))
    return content[:place] + piece * rng.choice((1, 2, 5)) + content[place:]


def append_another_file(rng: random.Random, rows: pd.DataFrame) -> bytes:
    return as_csv(rows) + as_csv(rows, rng.choice(("utf-8", "cp1252", "utf-8-sig", "utf-16")))


def change_columns(rng: random.Random, rows: pd.DataFrame) -> bytes:
    column, other = rng.sample(list(rows), 2)
    return as_csv(
        rng.choice(
            (
                rows.drop(columns=column),
                rows.assign(mine="1"),
                rows.rename(columns={column: other}),
                rows.rename(columns={column: other, other: column}),
                rows.rename(columns={column: column + " "}),
                rows.reset_index().rename(columns={"index": ""}),
            )
        )
    )


def begin_as_another_kind(rng: random.Random, rows: pd.DataFrame) -> bytes:
    starts = (
        b"PK",
        b"\x1f\x8b",
        b"$FL2",
        b"<html>",
        b"BZh9",
        b"RDX3\n",
        b"\x72\x02",
        b"{",
        b"%PDF",
    )
    return rng.choice(starts) + as_csv(rows)


BYTES: dict[str, Callable[[random.Random, pd.DataFrame], bytes]] = {
    each.__name__: each
    for each in (
        truncate, cut_out, flip_bits, insert_bytes, append_another_file, change_columns,
        begin_as_another_kind,
    )
}  # fmt: skip
