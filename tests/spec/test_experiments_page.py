"""The page on experiments shows what its script can renew."""

from __future__ import annotations

import pytest
from docs import make_experiments

PAGE = make_experiments.PAGE.read_text(encoding="utf-8")
SETTINGS = make_experiments.PAGE.parents[1] / make_experiments.PARAMS
COMPARED = """\
A = a   B = b
Metrics; less is better
  unit
 ──────
  case

Forecasts that flipped
  unit   era
 ────────────
  case   Jay

Justices
"""


@pytest.mark.parametrize("name", ["times", "change", "paper"])
def test_the_page_has_every_block_and_it_is_filled(name):
    filled = make_experiments.filled(PAGE, name, "new")
    assert filled != PAGE
    assert f"<!-- {name}: by docs/make_experiments.py -->\n```\nnew\n```\n" in filled
    assert f"<!-- {name}: by docs/make_experiments.py -->\n```\n```" not in PAGE


def test_an_unknown_block_is_refused():
    with pytest.raises(ValueError, match="no block nothing"):
        make_experiments.filled(PAGE, "nothing", "new")


@pytest.mark.parametrize("change", [make_experiments.STACK, make_experiments.LOGISTIC])
def test_what_is_changed_stands_in_the_settings_once(change):
    assert SETTINGS.read_text(encoding="utf-8").count(change[0]) == 1


def test_as_many_tables_are_shown_as_asked_for():
    assert make_experiments.tables(COMPARED, 1).endswith("case")
    assert make_experiments.tables(COMPARED, 2).endswith("Jay")
