"""The strongest reasons of a forecast, from the linear part of the model itself."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from scotus_forecast.core.walk_forward.feature_info import FeatureInfo
from scotus_forecast.core.walk_forward.inputs import ForecastInputs
from scotus_forecast.docket.linear import DocketModel

#: Columns in the words of a reader; a reason is about the columns a feature looks at.
_WORDS = {
    "petitioner": "the petitioner",
    "petitionerState": "the petitioner",
    "respondent": "the respondent",
    "respondentState": "the respondent",
    "caseSource": "the court below",
    "caseSourceState": "the court below",
    "jurisdiction": "how the case came",
    "issueArea": "the issue area",
    "lcDisposition": "what the court below did",
    "lcDispositionDirection": "the direction of the decision below",
}

#: What a feature says that looks at the bench alone, or at no column of the case.
_COURT, _BENCH = "the Court's recent decisions", "the justices who sit"

MOST = 3


def reasons(model: DocketModel, inputs: ForecastInputs) -> list[list[tuple[str, float]]]:
    """What moved each case's chance most, and how far.

    The contributions of all features about the same facts are added, each measured from the mean
    case the model was fitted on.

    Parameters
    ----------
    model : DocketModel
    inputs : ForecastInputs
        Pending cases alone.

    Returns
    -------
    list of list of (str, float)
        For each case at most `MOST` facts with what they add to the log-odds that the Court
        reverses if it reaches the merits, the strongest first.
    """
    shares = model.reverse.contributions(model.case_matrix(inputs))
    about = [_about(inputs.case_feature_info[name]) for name in model.case_features]
    return [_strongest(about, row) for row in shares]


def _about(info: FeatureInfo) -> str:
    """Facts that a feature is about, in words."""
    named = dict.fromkeys(_WORDS[column] for column in info.columns if column in _WORDS)
    if named:
        return " and ".join(sorted(named))
    return _BENCH if "justice" in info.columns else _COURT


def _strongest(about: list[str], contributions: np.ndarray) -> list[tuple[str, float]]:
    added: defaultdict[str, float] = defaultdict(float)
    for fact, share in zip(about, contributions, strict=True):
        added[fact] += float(share)
    ranked = sorted(added.items(), key=lambda item: -abs(item[1]))
    return [(fact, share) for fact, share in ranked[:MOST] if share]


def in_words(reason: tuple[str, float]) -> str:
    """Return one reason as a sentence without a stop.

    Examples
    --------
    >>> in_words(("the court below", 0.4))
    'the court below speaks strongly for reversal'
    """
    fact, share = reason
    side = "for reversal" if share > 0 else "against reversal"
    return f"{fact} {_strength(abs(share))}{side}"


def _strength(size: float) -> str:
    strong, weak = 0.3, 0.1
    if size >= strong:
        return "speaks strongly "
    return "speaks " if size >= weak else "speaks a little "
