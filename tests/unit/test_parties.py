"""Party codes to coarse groups, at both ends of every run."""

import pandas as pd
import pytest

from scotus_forecast.core.court.codes import PARTY_GROUPS, party_group

GROUPS = [
    # code, what stands there (codebook, "petitioner")
    (1, "state or local body, official"),  # attorney general of a state
    (26, "state or local body, official"),
    (27, "United States"),
    (28, "State"),
    (100, "private person or business"),  # attorney
    (126, "private person or business"),  # person convicted of crime
    (299, "private person or business"),
    (301, "federal agency"),
    (500, "federal agency"),
    (501, "unidentifiable"),
    (600, "other"),
    (999, "other"),  # no code of today's codebook
    (None, "other"),
]


@pytest.mark.parametrize(("code", "group"), GROUPS)
def test_group_of_a_code(code, group):
    found = party_group(pd.Series([code], dtype="Int32"))
    assert PARTY_GROUPS[found.iloc[0]][1] == group


def test_rows_keep_their_index():
    codes = pd.Series([27, pd.NA], index=["b", "a"], dtype="Int32")
    assert party_group(codes).to_dict() == {"b": 1, "a": len(PARTY_GROUPS) - 1}
