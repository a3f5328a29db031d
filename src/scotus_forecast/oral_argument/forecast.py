"""Cases and votes from `argument`'s forecast and what was said."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from scotus_forecast.core.learners.fitting import logit
from scotus_forecast.core.project.params import OralArgumentParams, SpeechParams
from scotus_forecast.core.walk_forward.inputs import Forecast, Labels
from scotus_forecast.core.walk_forward.splits import Split
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.oral_argument.learner import TrustingLogistic
from scotus_forecast.oral_argument.signals import GROUPS, MEASURES, VOTE_SIGNALS, Signals

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
    argument : Forecast
        Stacked forecast of horizon `argument`.
    text : np.ndarray of float, shape (n_cases,)
        The text's forecast, NaN where there is none.
    """

    case: Labels
    vote: Labels
    case_of_vote: np.ndarray
    signals: Signals
    argument: Forecast
    text: np.ndarray

    @property
    def usable(self) -> np.ndarray:
        """Whether each case was heard, its words read and forecast on `argument`."""
        heard = self.signals.case["heard"].to_numpy() > 0
        return heard & ~np.isnan(self.text) & ~np.isnan(self.argument.case)


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
    X = case_columns(heard, settings.guessed_weight, groups)
    spoken = _walk(X, heard.case, heard.usable, settings.case, settings, walk)
    return np.where(np.isnan(spoken), heard.argument.case, spoken)


def forecast_votes(
    heard: Heard, p_case: np.ndarray, settings: OralArgumentParams, walk: WalkForward
) -> np.ndarray:
    """Probability of reversal of each vote given its case, shape (n_votes,).

    Votes train where the case's own forecast heard the argument.
    """
    X = vote_columns(heard, p_case, settings.guessed_weight)
    moved = heard.usable & (p_case != heard.argument.case)
    known = ~np.isnan(heard.argument.vote)
    usable = moved[heard.case_of_vote] & known
    spoken = _walk(X, heard.vote, usable, settings.vote, settings, walk, heard.case_of_vote)
    return np.where(np.isnan(spoken), heard.argument.vote, spoken)


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
    return np.column_stack([logit(heard.argument.case), *(trust * c for c in columns)])


def vote_columns(heard: Heard, p_case: np.ndarray, guessed_weight: float) -> np.ndarray:
    """Log-odds of the case first, then the vote's on `argument`, then what the justice said."""
    case, row = heard.signals.case, heard.case_of_vote
    vote, trust = heard.signals.vote, _trust(heard, guessed_weight)[row]
    alone = logit(heard.argument.vote)
    apart = alone - logit(heard.argument.case)[row]
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


@dataclass(frozen=True, eq=False)
class _Level:
    """Fits one level on earlier terms and forecasts a term: the task of a walk-forward."""

    X: np.ndarray
    labels: Labels
    case: np.ndarray
    settings: SpeechParams
    least_cases: int

    def __call__(self, split: Split, _seed: int) -> np.ndarray:
        """Probability of reversal of each test row; NaN where too few cases were heard."""
        y = self.labels.reversed[split.train]
        known = len(np.unique(self.case[split.train]))
        if known < self.least_cases or len(np.unique(y)) < len((0, 1)):
            return np.full(len(split.test), np.nan)
        age = split.term - 1 - self.labels.term[split.train]
        weight = 0.5 ** (age / self.settings.half_life)
        model = TrustingLogistic(self.settings.c).fit(self.X[split.train], y, weight)
        return model.p_reverse(self.X[split.test])


def _walk(
    X: np.ndarray,
    labels: Labels,
    usable: np.ndarray,
    level: SpeechParams,
    settings: OralArgumentParams,
    walk: WalkForward,
    case: np.ndarray | None = None,
) -> np.ndarray:
    """Walk forward over usable rows; NaN elsewhere and where too little is known."""
    whole = np.full(len(usable), np.nan)
    rows = np.flatnonzero(usable)
    if not len(rows):
        return whole
    kept = Labels(*(values[rows] for values in vars(labels).values()))
    cases = (np.arange(len(usable)) if case is None else case)[rows]
    task = _Level(X[rows], kept, cases, level, settings.least_cases)
    since = replace(walk, first_term=int(kept.term.min())).serial()
    whole[rows] = since.forecast(task, kept.term, kept.revealed)
    return whole
