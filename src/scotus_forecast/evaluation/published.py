"""What the paper printed and stored of its own accuracy, as data and nowhere else.

*Printed* means the paper's abstract, *stored* what its own notebooks and result files hold
(`mjbommar/scotus-predict-v2`).
"""

from __future__ import annotations

from dataclasses import dataclass

#: Printed in the abstract of Katz, Bommarito & Blackman (2017).
PRINTED_ACCURACY = {"case": 0.702, "vote": 0.719}
PRINTED_N = {"case": 28_000, "vote": 240_000}


@dataclass(frozen=True)
class StoredScore:
    """Reverse against not-reverse accuracy of one stored run."""

    model: str
    unit: str
    n: int
    accuracy: float


STORED = (
    StoredScore("katz_publication_run", "case", 28_080, 19_644 / 28_080),
    StoredScore("katz_publication_run", "vote", 246_775, 173_085 / 246_775),
    StoredScore("katz_one_tree", "case", 28_080, 0.7034),
    StoredScore("katz_one_tree", "vote", 246_775, 0.6965),
    StoredScore("most_frequent_10", "case", 28_080, 0.6749),
    StoredScore("most_frequent_10", "vote", 246_775, 0.6623),
    StoredScore("most_frequent_20", "case", 28_080, 0.6737),
    StoredScore("most_frequent_20", "vote", 246_775, 0.6620),
    StoredScore("most_frequent_all", "case", 28_080, 0.5962),
    StoredScore("most_frequent_all", "vote", 246_775, 0.6208),
    StoredScore("always_reverse", "case", 28_080, 0.4038),
    StoredScore("always_reverse", "vote", 246_775, 0.3792),
)

KATZ = (
    "Katz DM, Bommarito MJ II, Blackman J (2017). A general approach for predicting the behavior "
    "of the Supreme Court of the United States. PLoS ONE 12(4): e0174698."
)


def stored(model: str, unit: str) -> StoredScore | None:
    """Stored score of a run, or nothing where none was stored."""
    found = [score for score in STORED if (score.model, score.unit) == (model, unit)]
    return found[0] if found else None
