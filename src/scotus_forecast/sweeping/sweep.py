"""A sweep: settings of one model ranked and chosen on terms before those held out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.core.learners.registry import model_named, module_of
from scotus_forecast.core.project.files import digest
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.project.settings import checked
from scotus_forecast.core.walk_forward.execution import Execution
from scotus_forecast.core.walk_forward.splits import split_at
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.evaluation.bootstrap import (
    ClusterBootstrap,
    draw_clusters,
    percentile_interval,
)
from scotus_forecast.sweeping.grid import Setting, settings_to_try
from scotus_forecast.sweeping.search import (
    Losses,
    SavedForecasts,
    code_digest,
    data_digest,
    files,
    losses_of,
    read_sweep_data,
    require_unevaluated,
    search,
)


def ranking(
    losses: Losses, settings: Sequence[Setting], bootstrap: ClusterBootstrap, confidence: float
) -> pd.DataFrame:
    """Rank settings by Brier score.

    Parameters
    ----------
    losses : Losses
    settings : sequence of Setting
        The present one first.
    bootstrap : ClusterBootstrap
    confidence : float
        Of the interval of the difference.

    Returns
    -------
    pd.DataFrame
        ``setting, now, n, accuracy, brier, difference, low, high, share_best``; ``difference`` is
        the Brier score less that of the best, ``share_best`` the share of resamples in which the
        setting is the best, ties shared.
    """
    brier = losses.squared.mean(axis=0)
    resampled = bootstrap.means(losses.case_id, losses.squared)
    best = brier.argmin()
    low, high = percentile_interval(resampled - resampled[:, [best]], confidence)
    table = pd.DataFrame(
        {
            "setting": [setting.name for setting in settings],
            "now": np.arange(len(settings)) == 0,
            "n": len(losses.term),
            "accuracy": losses.right.mean(axis=0),
            "brier": brier,
            "difference": brier - brier[best],
            "low": low,
            "high": high,
            "share_best": share_best(resampled),
        }
    )
    return table.sort_values("brier", kind="stable")


def share_best(resampled: np.ndarray) -> np.ndarray:
    """Share of resamples in which each column is least; columns that tie share one.

    Parameters
    ----------
    resampled : np.ndarray of float, shape (n_samples, n_columns)
    """
    least = resampled == resampled.min(axis=1, keepdims=True)
    return (least / least.sum(axis=1, keepdims=True)).mean(axis=0)


PROSPECTIVE, HINDSIGHT, NOW = "term by term", "best in hindsight", "now"

#: Where nothing is known yet to choose by.
NO_CHOICE = -1


def choices(losses: Losses) -> dict[int, int]:
    """Choose for every term, and the one after the last, the setting best until it opened.

    Returns
    -------
    dict of int to int
        Term to column; `NO_CHOICE` where no earlier case was decided. The first column of those
        that tie is taken.
    """
    terms = [*np.unique(losses.term).tolist(), int(losses.term.max()) + 1]
    return {term: _choice(losses, term) for term in terms}


def _choice(losses: Losses, term: int) -> int:
    known = split_at(term, losses.term, losses.revealed).train
    return int(losses.squared[known].sum(axis=0).argmin()) if len(known) else NO_CHOICE


def nested_table(
    losses: Losses,
    chosen: dict[int, int],
    settings: Sequence[Setting],
    bootstrap: ClusterBootstrap,
    confidence: float,
) -> pd.DataFrame:
    """Score the choice beside fixed settings, on the terms for which one could be made.

    Parameters
    ----------
    losses : Losses
    chosen : dict of int to int
        See `choices`.
    settings : sequence of Setting
        The present one first.
    bootstrap : ClusterBootstrap
    confidence : float

    Returns
    -------
    pd.DataFrame
        ``way, setting, n, accuracy, brier, difference, low, high``; ``difference`` is the Brier
        score less that of the choice.
    """
    column = np.array([chosen[term] for term in losses.term.tolist()])
    kept = column != NO_CHOICE
    losses, column = losses.rows(kept), column[kept]
    rows, best = np.arange(len(column)), int(losses.squared.mean(axis=0).argmin())
    squared, right = (
        np.column_stack([matrix[rows, column], matrix[:, best], matrix[:, 0]])
        for matrix in (losses.squared, losses.right)
    )
    resampled = bootstrap.means(losses.case_id, squared)
    low, high = percentile_interval(resampled - resampled[:, [0]], confidence)
    brier = squared.mean(axis=0)
    return pd.DataFrame(
        {
            "way": [PROSPECTIVE, HINDSIGHT, NOW],
            "setting": ["", settings[best].name, settings[0].name],
            "n": len(column),
            "accuracy": right.mean(axis=0),
            "brier": brier,
            "difference": brier - brier[0],
            "low": low,
            "high": high,
        }
    )


def choice_table(chosen: dict[int, int], settings: Sequence[Setting]) -> pd.DataFrame:
    """List what was chosen for each ``term``; the last is the term after all that were read."""
    made = {term: settings[j].name for term, j in chosen.items() if j != NO_CHOICE}
    return pd.DataFrame({"term": list(made), "setting": list(made.values())})


@dataclass(frozen=True)
class Request:
    """What is searched, and where.

    Attributes
    ----------
    horizon, model : str
    assignments : tuple of str
        Each ``KEY=VALUE,VALUE,...``.
    last_term : int
        No later term is read.
    unit : {"case", "vote"}
        What settings are judged by.
    draws : int, optional
        Points of the grid to draw; all of them where left out.
    """

    horizon: str
    model: str
    assignments: tuple[str, ...]
    last_term: int
    unit: str = "case"
    draws: int | None = None


@dataclass(frozen=True, eq=False)
class Sweep:
    """What a sweep found.

    Attributes
    ----------
    settings : list of Setting
        The present one first.
    keys : list of str
        Digest of all that determines the forecasts of each setting.
    ranking : pd.DataFrame
        See `ranking`; the index is the place in `settings`.
    nested : pd.DataFrame
        See `nested_table`.
    choices : pd.DataFrame
        See `choice_table`.
    unit : {"case", "vote"}
    confidence : float
        Of all intervals.
    """

    settings: list[Setting]
    keys: list[str]
    ranking: pd.DataFrame
    nested: pd.DataFrame
    choices: pd.DataFrame
    unit: str
    confidence: float


def sweep(layout: Layout, params: Params, request: Request, execution: Execution) -> Sweep:
    """Walk every setting forward and judge them; what is finished already is not fitted again.

    Raises
    ------
    UserError
        When a setting or the last term is refused, or data are missing.
    """
    require_unevaluated(layout.dataset, params.evaluation.first_term, request.last_term)
    settings = _settings(params, request)
    data = read_sweep_data(layout, request.horizon, request.last_term)
    walk = WalkForward.of(layout, params, request.horizon, request.model, execution)
    saved = _saved(layout, request, walk)
    p_reverse = search(data, request.unit, settings, walk, saved)
    losses = losses_of(p_reverse, data.labels(request.unit), data.case_of(request.unit))
    keys = [saved.key(setting.whole) for setting in settings]
    return _judged(losses, settings, keys, request.unit, params)


def _settings(params: Params, request: Request) -> list[Setting]:
    """Settings to try, each of them one that the model takes."""
    model = request.model
    # An unknown model is refused before its settings are looked for.
    schema = model_named(model).settings
    now = params.settings_of(model)
    found = settings_to_try(model, now, request.assignments, request.draws, params.seed)
    for setting in found:
        checked(schema, setting.whole, f"--set {setting.name}", ("models", model))
    return found


def _saved(layout: Layout, request: Request, walk: WalkForward) -> SavedForecasts:
    plan = [walk.seed, walk.names, walk.first_term, request.last_term, request.unit]
    data = data_digest(files(layout, request.horizon))
    fixed = digest([plan, data, code_digest(module_of(request.model).__name__)])
    return SavedForecasts(layout.sweeps / f"{request.horizon}-{request.model}", fixed)


def _judged(
    losses: Losses, settings: list[Setting], keys: list[str], unit: str, params: Params
) -> Sweep:
    samples, confidence = params.evaluation.bootstrap_samples, params.evaluation.confidence
    bootstrap = draw_clusters(pd.Index(losses.case_id), samples, np.random.default_rng(params.seed))
    chosen = choices(losses)
    return Sweep(
        settings=settings,
        keys=keys,
        ranking=ranking(losses, settings, bootstrap, confidence),
        nested=nested_table(losses, chosen, settings, bootstrap, confidence),
        choices=choice_table(chosen, settings),
        unit=unit,
        confidence=confidence,
    )
