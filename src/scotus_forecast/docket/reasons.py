"""The strongest reasons of a forecast, from the linear part of the model itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from scotus_forecast.core.walk_forward.feature_info import FeatureInfo
from scotus_forecast.core.walk_forward.inputs import ForecastInputs
from scotus_forecast.core.walk_forward.splits import Split, split_at
from scotus_forecast.docket.fitted import DocketModel, Linear

#: Columns by the fact that a feature on them is about.
_FACT_OF = {
    "petitioner": "petitioner",
    "petitionerState": "petitioner",
    "respondent": "respondent",
    "respondentState": "respondent",
    "caseSource": "court_below",
    "caseSourceState": "court_below",
    "jurisdiction": "came_by",
    "issueArea": "issue_area",
    "lcDisposition": "disposition_below",
    "lcDispositionDirection": "direction_below",
}

#: What a feature is about that looks at the bench alone, or at no column of the case.
_BENCH, _COURT = "bench", "court"

#: What was said at the argument, where it was heard.
ARGUMENT = "oral_argument"

#: Facts in the words of a reader, each the subject of a sentence.
WORDS = {
    "petitioner": "the petitioner",
    "respondent": "the respondent",
    "court_below": "the court below",
    "came_by": "the way the case came",
    "issue_area": "the issue area",
    "disposition_below": "the disposition below",
    "direction_below": "the direction of the decision below",
    _BENCH: "the bench",
    _COURT: "the Court's recent rate of reversal",
}

#: Terms before the forecast whose mean case a case is compared with.
TERMS = 10

MOST = 3

Reason = tuple[str, float]


def reasons(model: DocketModel, inputs: ForecastInputs, pending: int) -> list[list[Reason]]:
    """What sets each pending case's chance apart from that of the mean case of recent terms.

    Parameters
    ----------
    model : DocketModel
    inputs : ForecastInputs
        Past cases, then pending ones.
    pending : int
        How many of the last cases are pending.

    Returns
    -------
    list of list of (str, float)
        For each case at most `MOST` facts with what they add to the log-odds that the Court
        reverses if it reaches the merits, the strongest first.
    """
    split = split_at(int(inputs.case.term[-1]), inputs.case.term, inputs.case.revealed)
    recent = recent_rows(split, inputs.case.term)
    X = model.case_matrix(inputs)[np.concatenate([recent, split.test])]
    infos = [inputs.case_feature_info[name] for name in model.case_features]
    added = about_facts(model.reverse, X, len(recent), shares_of(infos))
    return [strongest(dict(zip(WORDS, row, strict=True))) for row in added[-pending:]]


def recent_rows(split: Split, term: np.ndarray) -> np.ndarray:
    """Cases known at a split whose terms are the `TERMS` before; all that are known if none is."""
    known = split.train[term[split.train] >= split.term - TERMS]
    return known if len(known) else split.train


def about_facts(model: Linear, X: np.ndarray, recent: int, shares: np.ndarray) -> np.ndarray:
    """What each fact adds to the log-odds of each case, beside the mean of the first rows.

    Parameters
    ----------
    model : Linear
    X : np.ndarray, shape (recent + n_cases, n_features)
    recent : int
        First rows, with whose mean the others are compared.
    shares : np.ndarray, shape (n_features, n_facts)
        From `shares_of`.

    Returns
    -------
    np.ndarray, shape (n_cases, n_facts)

    Notes
    -----
    A feature adds its coefficient times its distance from the mean. One about two facts, such as
    the parties together, adds half to each. So the facts add up to the whole difference.
    """
    added = model.contributions(X) @ shares
    return added[recent:] - added[:recent].mean(axis=0)


def shares_of(infos: Sequence[FeatureInfo]) -> np.ndarray:
    """Share of each feature in each fact, shape (n_features, n_facts); rows add up to 1."""
    order, found = list(WORDS), np.zeros((len(infos), len(WORDS)))
    for row, info in enumerate(infos):
        facts = _facts(info)
        found[row, [order.index(fact) for fact in facts]] = 1 / len(facts)
    return found


def _facts(info: FeatureInfo) -> list[str]:
    named = dict.fromkeys(_FACT_OF[column] for column in info.columns if column in _FACT_OF)
    return list(named) or [_BENCH if {"justice", "naturalCourt"} & set(info.columns) else _COURT]


def strongest(added: Mapping[str, float]) -> list[Reason]:
    """Return the `MOST` facts that add most to the log-odds, or take most away."""
    ranked = sorted(added.items(), key=lambda item: -abs(item[1]))
    return [(fact, float(share)) for fact, share in ranked[:MOST] if share]


def in_words(found: Iterable[Reason], values: Mapping[str, str]) -> list[str]:
    """Return reasons as sentences without a stop.

    Parameters
    ----------
    found : iterable of (str, float)
    values : mapping of str to str
        What is known of each fact; a field that is not there was not given.

    Examples
    --------
    >>> in_words([("court_below", 0.4)], {"court_below": "Ninth Circuit"})
    ['the court below (Ninth Circuit) makes a reversal much more likely']
    """
    return [f"{_subject(f, values)} makes a reversal {_strength(s)} likely" for f, s in found]


def _subject(fact: str, values: Mapping[str, str]) -> str:
    if fact == ARGUMENT:
        return "what was said at the argument"
    if fact in (_BENCH, _COURT):
        return WORDS[fact]
    return f"{WORDS[fact]} ({values.get(fact, 'not given')})"


def _strength(share: float) -> str:
    strong, weak = 0.3, 0.1
    side = "more" if share > 0 else "less"
    if abs(share) >= strong:
        return f"much {side}"
    return side if abs(share) >= weak else f"slightly {side}"
