"""The paper's stored predictions as one tidy table."""

from __future__ import annotations

import gzip

import pytest
from scdb_files import predictions

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.data import manifest

FILE = predictions("1817-002", "1816-001", "1816-003")


def test_columns_types_and_order():
    table = manifest.parse_predictions("a.csv.gz", gzip.compress(FILE), "katz_one_tree")
    assert table.to_dict("list") == {
        "model": ["katz_one_tree"] * 3,
        "case_id": ["1816-001", "1816-003", "1817-002"],
        "term": [1816, 1816, 1817],
        "predicted_reverse": [1, 1, 1],
        "reversed": [0, 0, 0],
    }
    assert table.dtypes.astype(str).tolist() == ["str", "str", "int16", "int8", "int8"]


def test_stack_of_none_has_the_columns_of_a_full_one():
    table = manifest.parse_predictions("a.csv", FILE, "m")
    assert len(manifest.stack([])) == 0
    assert manifest.stack([]).dtypes.equals(manifest.stack([table, table]).dtypes)
    assert len(manifest.stack([table, table])) == 6


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (FILE.replace(b"rf_predicted_reverse", b"other"), "rf_predicted_reverse"),
        (FILE.replace(b"docketId", b"caseId"), "docketId"),
        (FILE.replace(b"1816-001-01,1", b"1816-001-01,2"), "other than 0 and 1"),
        (FILE.replace(b"1816-001-01,1", b"1816-001-01,"), "other than 0 and 1"),
        (FILE.replace(b",1817,", b",?,"), "no year"),
        (FILE + FILE.splitlines()[1] + b"\n", "stands twice"),
        (b"<html>404</html>", "web page"),
        (gzip.compress(FILE)[:-9], "truncated"),
    ],
)
def test_unfit_file_is_one_line_that_names_it(content, words):
    with pytest.raises(UserError, match=words) as caught:
        manifest.parse_predictions("raw.csv.gz", content, "m")
    assert str(caught.value).startswith("raw.csv.gz")
    assert "\n" not in str(caught.value)
