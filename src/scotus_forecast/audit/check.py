"""A check of the audit: its question, its finding, and the AUC that several checks use."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import wraps
from typing import NamedTuple, ParamSpec

import numpy as np
from scipy.stats import rankdata

from scotus_forecast.core.project.errors import UserError

P = ParamSpec("P")

#: A check that fails names this many faults and counts the rest.
NAMED_FAULTS = 5


class Status(StrEnum):
    """How a check ended; the detail of `SKIPPED` says what is missing."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class AuditCheck:
    """One finding.

    Attributes
    ----------
    code : str
        Stable, `L01` and on.
    title : str
        What must hold.
    status : Status
    detail : str
        What was found, in numbers.
    """

    code: str
    title: str
    status: Status
    detail: str


@dataclass(frozen=True)
class Question:
    """Code and title of a check, before its finding."""

    code: str
    title: str

    def answer(self, status: Status, detail: str) -> AuditCheck:
        """Finding with `status`."""
        return AuditCheck(self.code, self.title, status, detail)

    def verdict(self, faults: Sequence[str], found: str) -> AuditCheck:
        """Fail naming the first of `faults`, or pass saying what was `found`."""
        if not faults:
            return self.answer(Status.PASS, found)
        named = "; ".join(faults[:NAMED_FAULTS])
        further = len(faults) - NAMED_FAULTS
        return self.answer(Status.FAIL, named + (f"; and {further} more" if further > 0 else ""))

    def guards(self, check: Callable[P, AuditCheck]) -> Callable[P, AuditCheck]:
        """Decorate a check so that a `UserError`, as a horizon raises, is a failed check."""

        @wraps(check)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> AuditCheck:
            try:
                return check(*args, **kwargs)
            except UserError as error:
                return self.answer(Status.FAIL, str(error))

        return guarded


# What is asked, in the order of the codes.
FUTURE_FEATURES_QUESTION = Question("L01", "Features do not change when the future is altered")
FUTURE_FORECASTS_QUESTION = Question("L02", "Forecasts do not change when the future is altered")
PERMUTED_LABELS_QUESTION = Question("L03", "Permuted labels give no skill")
LATE_DECISIONS_QUESTION = Question("L04", "No label decided after the cutoff trains")
DECLARED_COLUMNS_QUESTION = Question(
    "L05", "Features use the columns they declare and no others, all shown by the horizon"
)
MASKED_BLANKS_QUESTION = Question(
    "L06", "Masked and imputed values do not tell where the file had a blank"
)
BAYES_CEILING_QUESTION = Question(
    "L07", "On the simulated Court no model beats the true probabilities"
)
PREDICTION_FRAMES_QUESTION = Question("L08", "Prediction frames keep cutoff, rows, names and truth")
PROSPECTIVE_STACK_QUESTION = Question("L09", "Recalibration does not learn from the future")
COLUMN_PROBE_QUESTION = Question(
    "L10", "No visible column reveals by a missing value that a case has no decision on the merits"
)
REFITTED_FRAMES_QUESTION = Question(
    "L11", "Stored forecasts equal those of a model fitted again on what was known"
)
SHUFFLED_QUESTION = Question("L12", "The transcript of another case of the term gives no gain")

#: Standard errors within which an AUC counts as chance, and a gain as none. Fixed: three make a
#: false alarm rare.
ERRORS = 3.0

#: Two fits of one model may differ by this much on another machine.
TOLERANCE = 1e-6

#: From what matters most; of a question asked twice the graver answer stands.
_GRAVEST_FIRST = (Status.FAIL, Status.WARN, Status.PASS, Status.SKIPPED)


def joined(answers: Sequence[AuditCheck]) -> AuditCheck:
    """One finding from the answers to one question, asked of several horizons."""
    status = min((answer.status for answer in answers), key=_GRAVEST_FIRST.index)
    return replace(answers[0], status=status, detail="; ".join(a.detail for a in answers))


@contextmanager
def quietly() -> Iterator[None]:
    """Hide progress bars. Logging holds its own stream and still reaches stderr."""
    with redirect_stderr(io.StringIO()):
        yield


class WithinTerm(NamedTuple):
    """AUC over all pairs of the same term, and its standard error under no skill."""

    auc: float
    error: float


def within_term_auc(y: np.ndarray, score: np.ndarray, term: np.ndarray) -> WithinTerm:
    r"""How often a positive scores higher than a negative of its own term, ties counting half.

    Parameters
    ----------
    y : np.ndarray of bool, shape (n,)
    score : np.ndarray of float, shape (n,)
    term : np.ndarray of int, shape (n,)

    Returns
    -------
    WithinTerm
        NaN where no term holds both kinds.

    Notes
    -----
    With :math:`U_t` the Mann-Whitney statistic of term t among :math:`n_t` positives and
    :math:`m_t` negatives, AUC is :math:`\sum U_t / \sum n_t m_t`. Where labels are exchangeable
    within a term, :math:`\mathrm{Var}\, U_t = n_t m_t (n_t + m_t + 1) / 12` at most, ties only
    lessening it (Mann & Whitney 1947, doi:10.1214/aoms/1177730491).
    """
    group = np.unique(term, return_inverse=True)[1]
    size, positive = np.bincount(group), np.bincount(group, y)
    order = rankdata(score, "dense") / (len(score) + 1)
    rank = rankdata(group + order) - (np.cumsum(size) - size)[group]
    above = rank[np.asarray(y, dtype=bool)].sum() - (positive * (positive + 1) / 2).sum()
    pairs = positive * (size - positive)
    if not pairs.sum():
        return WithinTerm(np.nan, np.nan)
    variance = (pairs * (size + 1) / 12).sum()
    return WithinTerm(float(above / pairs.sum()), float(np.sqrt(variance) / pairs.sum()))


def same_bytes(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two arrays are identical, with NaN and the sign of zero."""
    return one.dtype == other.dtype and one.tobytes() == other.tobytes()
