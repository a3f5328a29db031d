"""What the paper's own protocol would cost on today's machines, and how much cheaper we are.

For the k-th of 199 terms Katz, Bommarito & Blackman (2017, doi:10.1371/journal.pone.0174698) fit
forests of 125 + 5 k trees from scratch, inside a search over two leaf sizes with three folds. A
fold trains on two thirds of the rows, and the better of the two is fitted again on all of them, so
that a term costs as much as 2 x 3 x 2/3 + 1 = 5 forests on all earlier votes. The cost of one tree
was timed on 1,501 columns with today's scikit-learn at four terms (`benchmarks/trees.py`), and lies
on straight lines between these; before the first of them it grows from nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

FIRST_TERM, LAST_TERM = 1816, 2014
FIRST_TREES, TREES_A_TERM = 125, 5
LEAF_SIZES, FOLDS = 2, 3

#: Core-seconds of one tree fitted on all votes before a term, as first timed.
TREE_SECONDS = {FIRST_TERM: 0.0, 1850: 0.17, 1900: 1.4, 1950: 3.6, LAST_TERM: 5.0}

#: The same in the hour in which `katz_forest` of results.json was measured, on a faster host: only
#: what ran on one host may be compared. To be timed anew when `katz_forest` is.
TREE_SECONDS_BESIDE = {FIRST_TERM: 0.0, 1850: 0.057, 1900: 0.59, 1950: 1.5, LAST_TERM: 2.3}


def core_seconds(tree_seconds: Mapping[int, float] = TREE_SECONDS) -> float:
    """Estimated core-seconds of the published protocol over all terms."""
    terms = np.arange(FIRST_TERM, LAST_TERM + 1)
    trees = FIRST_TREES + TREES_A_TERM * (terms - FIRST_TERM + 1)
    a_tree = np.interp(terms, list(tree_seconds), list(tree_seconds.values()))
    return float(_forests_a_term() * (trees * a_tree).sum())


def _forests_a_term() -> float:
    return LEAF_SIZES * FOLDS * (FOLDS - 1) / FOLDS + 1


def compared(
    ours: float | None, tree_seconds: Mapping[int, float] = TREE_SECONDS
) -> dict[str, float | None]:
    """Beside the core-seconds of our `katz_forest`, or None where it was not measured."""
    theirs = core_seconds(tree_seconds)
    return {
        "core_hours": round(theirs / 3600, 1),
        "core_seconds": round(theirs),
        "katz_forest_core_seconds": ours,
        "ratio": None if not ours else round(theirs / ours),
    }
