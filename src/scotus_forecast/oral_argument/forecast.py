"""Cases and votes from `argument`'s forecast and what was said."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from scotus_forecast.core.learners.fitting import logit
from scotus_forecast.core.project.params import OralArgumentParams, SpeechParams
from scotus_forecast.core.walk_forward.inputs import Forecast, Labels
from scotus_forecast.core.walk_forward.splits import Split
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.oral_argument.signals import GROUPS, MEASURES, VOTE_SIGNALS, Signals

#: How much lighter the first column is penalised: its coefficient is pulled to 0 25 times less.
_TRUST = 5.0


@dataclass(frozen=True, eq=False)
class TrustingLogistic:
    """Penalised logistic regression on standardised columns, the first one almost free.

    The first column is the log-odds of a forecast made without the others. Where the others tell
    nothing, that forecast stands.

    Attributes
    ----------
    mean, scale, coefficients : np.ndarray of float, shape (n_columns,)
    intercept : float
    """

    mean: np.ndarray
    scale: np.ndarray
    coefficients: np.ndarray
    intercept: float

    @classmethod
    def fitted(cls, X: np.ndarray, y: np.ndarray, weight: np.ndarray, c: float) -> TrustingLogistic:
        """Fit on weighted rows; `c` is the inverse penalty."""
        mean = np.average(X, axis=0, weights=weight)
        spread = np.sqrt(np.average((X - mean) ** 2, axis=0, weights=weight))
        scale = np.where(spread > 0, spread, 1.0)
        scale[0] /= _TRUST
        model = LogisticRegression(C=c, max_iter=1000).fit((X - mean) / scale, y, weight)
        return cls(mean, scale, model.coef_[0], float(model.intercept_[0]))

    def p_reverse(self, X: np.ndarray) -> np.ndarray:
        """Probability of reversal, shape (n_rows,)."""
        return expit((X - self.mean) / self.scale @ self.coefficients + self.intercept)

    def record(self) -> dict[str, Any]:
        """Return all fields, ready for JSON."""
        return {name: np.asarray(value).tolist() for name, value in vars(self).items()}

    @classmethod
    def of_record(cls, record: dict[str, Any]) -> TrustingLogistic:
        """Return the learner whose `record` this is."""
        arrays = {name: np.array(value) for name, value in record.items() if name != "intercept"}
        return cls(**arrays, intercept=record["intercept"])


#: Name of the text's signal among the groups that can be left out.
TEXT = "text"
ALL_GROUPS = (*GROUPS, TEXT)

#: Signals of the bench that stand beside a justice's own.
_BENCH = ("mean_turns", "mean_words", "mean_interruptions", "bench_share")


@dataclass(frozen=True, eq=False)
class Heard:
    """All that is known of the cases and votes at the end of the argument.

    Attributes
    ----------
    case, vote : Labels
    case_of_vote : np.ndarray of int, shape (n_votes,)
    signals : Signals
    base : Forecast
        Made before the argument: on horizon `argument`, or `docket` for pending cases.
    text : np.ndarray of float, shape (n_cases,)
        The text's forecast, NaN where there is none.
    """

    case: Labels
    vote: Labels
    case_of_vote: np.ndarray
    signals: Signals
    base: Forecast
    text: np.ndarray

    @property
    def usable(self) -> np.ndarray:
        """Whether each case was heard, its words read and forecast on `argument`."""
        heard = self.signals.case["heard"].to_numpy() > 0
        return heard & ~np.isnan(self.text) & ~np.isnan(self.base.case)


def forecast(
    heard: Heard,
    settings: OralArgumentParams,
    walk: WalkForward,
    groups: Collection[str] = ALL_GROUPS,
) -> Forecast:
    """Walk forward over cases, then over votes given the cases' forecasts.

    Parameters
    ----------
    heard : Heard
    settings : OralArgumentParams
    walk : WalkForward
    groups : collection of str
        Groups of signals that the case model hears (`ALL_GROUPS`).

    Returns
    -------
    Forecast
        Where a case was not heard, or too few were before, `argument`'s forecast.
    """
    p_case = forecast_cases(heard, settings, walk, groups)
    return Forecast(p_case, forecast_votes(heard, p_case, settings, walk))


def forecast_cases(
    heard: Heard,
    settings: OralArgumentParams,
    walk: WalkForward,
    groups: Collection[str] = ALL_GROUPS,
) -> np.ndarray:
    """Probability of reversal of each case, shape (n_cases,)."""
    spoken = case_level(heard, settings, groups).walked(walk)
    return np.where(np.isnan(spoken), heard.base.case, spoken)


def forecast_votes(
    heard: Heard, p_case: np.ndarray, settings: OralArgumentParams, walk: WalkForward
) -> np.ndarray:
    """Probability of reversal of each vote given its case, shape (n_votes,).

    Votes train where the case's own forecast heard the argument.
    """
    spoken = vote_level(heard, p_case, settings).walked(walk)
    return np.where(np.isnan(spoken), heard.base.vote, spoken)


def case_columns(
    heard: Heard, guessed_weight: float, groups: Collection[str] = ALL_GROUPS
) -> np.ndarray:
    """Log-odds on `argument` first, then the signals, discounted where sides are guessed."""
    signals = heard.signals.case
    names = [name for group, names in GROUPS.items() if group in groups for name in names]
    columns = [signals[name].to_numpy(float) for name in names]
    if TEXT in groups:
        columns.append(np.nan_to_num(_text(heard)))
    trust = _trust(heard, guessed_weight)
    return np.column_stack([logit(heard.base.case), *(trust * c for c in columns)])


def vote_columns(heard: Heard, p_case: np.ndarray, guessed_weight: float) -> np.ndarray:
    """Log-odds of the case first, then the vote's on `argument`, then what the justice said."""
    case, row = heard.signals.case, heard.case_of_vote
    vote, trust = heard.signals.vote, _trust(heard, guessed_weight)[row]
    alone = logit(heard.base.vote)
    apart = alone - logit(heard.base.case)[row]
    ally = case["united_states_amicus"].to_numpy(float)[row]
    own = [f"own_{measure}" for measure in MEASURES]
    told = [vote[name].to_numpy(float) for name in VOTE_SIGNALS if name not in own]
    leaning = [
        *(vote[name].to_numpy(float) for name in own),
        *(case[name].to_numpy(float)[row] for name in _BENCH),
    ]
    return np.column_stack(
        [logit(p_case)[row], alone, apart, ally, ally * apart, *told, *(trust * c for c in leaning)]
    )


def _text(heard: Heard) -> np.ndarray:
    """Log-odds of the text less those of the petitioner's usual rate."""
    return logit(heard.text) - logit(np.array(0.62))


def _trust(heard: Heard, guessed_weight: float) -> np.ndarray:
    return 1 - (1 - guessed_weight) * heard.signals.case["guessed"].to_numpy(float)


def case_level(
    heard: Heard, settings: OralArgumentParams, groups: Collection[str] = ALL_GROUPS
) -> SpeechLevel:
    """Cases heard, with the columns of `groups`."""
    X = case_columns(heard, settings.guessed_weight, groups)
    row = np.arange(len(heard.usable))
    return SpeechLevel(X, heard.case, row, heard.usable, settings.case, settings.least_cases)


def vote_level(heard: Heard, p_case: np.ndarray, settings: OralArgumentParams) -> SpeechLevel:
    """Votes of the cases whose own forecast heard the argument."""
    X = vote_columns(heard, p_case, settings.guessed_weight)
    moved = heard.usable & (p_case != heard.base.case)
    usable = moved[heard.case_of_vote] & ~np.isnan(heard.base.vote)
    return SpeechLevel(
        X, heard.vote, heard.case_of_vote, usable, settings.vote, settings.least_cases
    )


@dataclass(frozen=True, eq=False)
class SpeechLevel:
    """Cases or votes: fits on those known before a term and forecasts those of the term.

    Attributes
    ----------
    X : np.ndarray of float, shape (n_rows, n_columns)
    labels : Labels
    case : np.ndarray of int, shape (n_rows,)
        Row of the case.
    usable : np.ndarray of bool, shape (n_rows,)
    settings : SpeechParams
    least_cases : int
    """

    X: np.ndarray
    labels: Labels
    case: np.ndarray
    usable: np.ndarray
    settings: SpeechParams
    least_cases: int

    def walked(self, walk: WalkForward) -> np.ndarray:
        """Walk forward; NaN where a row is not usable and where too little is known."""
        if not self.usable.any():
            return np.full(len(self.usable), np.nan)
        terms = self.labels.term
        since = replace(walk, first_term=int(terms[self.usable].min())).serial()
        return since.forecast(self, terms, self.labels.revealed)

    def __call__(self, split: Split, _seed: int) -> np.ndarray:
        """Probability of reversal of each test row; NaN where too few cases were heard."""
        forecast = np.full(len(split.test), np.nan)
        asked = self.usable[split.test]
        model = self.fit(split.train, split.term) if asked.any() else None
        if model is not None:
            forecast[asked] = model.p_reverse(self.X[split.test[asked]])
        return forecast

    def fit(self, known: np.ndarray, term: int) -> TrustingLogistic | None:
        """Fit on the usable of the rows known at the opening of `term`; None where too few are."""
        train = known[self.usable[known]]
        y = self.labels.reversed[train]
        if len(np.unique(self.case[train])) < self.least_cases or len(np.unique(y)) < len((0, 1)):
            return None
        weight = 0.5 ** ((term - 1 - self.labels.term[train]) / self.settings.half_life)
        return TrustingLogistic.fitted(self.X[train], y, weight, self.settings.c)
