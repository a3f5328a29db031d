"""L11: the frames hold what the model forecasts, refitted here on what was known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.audit.check import AuditCheck, Question, Status
from scotus_forecast.evaluation.audit.quiet import quietly
from scotus_forecast.evaluation.walk_forward import split_at
from scotus_forecast.evaluation.walk_forward.inputs import Inputs
from scotus_forecast.models.two_level import Learners, case_fitter

QUESTION = Question("L11", "Frames hold what the model forecasts from what was known")

#: Two fits of one model on one machine agree to this.
TOLERANCE = 1e-6


class Kept(NamedTuple):
    """Forecasts of cases as a frame holds them, beside what they were made from."""

    name: str
    inputs: Inputs
    p_case: np.ndarray


@QUESTION.guards
def check(
    kept: Iterable[Kept], learners: Learners, terms: list[int], certain: Iterable[pd.Series]
) -> AuditCheck:
    """Fit `terms` again, one by one, and hold the frames against it.

    Parameters
    ----------
    kept : iterable of Kept
        Of a model whose every term is fitted anew.
    learners : Learners
        Of that model.
    terms : list of int
    certain : iterable of pd.Series
        Forecasts that can only be 1: those of always saying reverse.
    """
    faults = [f"always_reverse: {int((p != 1).sum())} not 1" for p in certain if (p != 1).any()]
    names = []
    for frame in kept:
        names.append(frame.name)
        faults += [f"{frame.name}, {term}" for term in terms if _differs(frame, learners, term)]
    if not names and not faults:
        return QUESTION.answer(Status.SKIPPED, "no forecasts yet")
    years = ", ".join(map(str, terms))
    return QUESTION.verdict(faults, f"cases of {years} alike on {', '.join(names)}")


def _differs(kept: Kept, learners: Learners, term: int) -> bool:
    labels = kept.inputs.case
    split = split_at(term, labels.term, labels.revealed)
    with quietly():
        again = case_fitter(kept.inputs, learners)(split, 0)
    return not np.allclose(again, kept.p_case[split.test], rtol=0, atol=TOLERANCE)
