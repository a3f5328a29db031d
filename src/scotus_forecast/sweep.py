"""A sweep: settings of one model searched on terms before those held out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scotus_forecast.evaluation.bootstrap import draw_clusters
from scotus_forecast.evaluation.walk_forward import Run
from scotus_forecast.evaluation.walk_forward.assemble import walk_of
from scotus_forecast.evaluation.walk_forward.execution import Execution
from scotus_forecast.models.registry import module_of
from scotus_forecast.project.config import Params
from scotus_forecast.project.layout import Layout
from scotus_forecast.sweeping.choice import choice_table, choices, nested_table
from scotus_forecast.sweeping.grid import Setting, settings_to_try
from scotus_forecast.sweeping.losses import Losses, losses_of
from scotus_forecast.sweeping.past import files, read_past, require_unevaluated
from scotus_forecast.sweeping.pieces import Pieces, code_digest, data_digest
from scotus_forecast.sweeping.ranking import ranking
from scotus_forecast.sweeping.search import search
from scotus_forecast.tracking import digest


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
        See `sweeping.ranking.ranking`; the index is the place in `settings`.
    nested : pd.DataFrame
        See `sweeping.choice.nested_table`.
    choices : pd.DataFrame
        See `sweeping.choice.choice_table`.
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
    past = read_past(layout, request.horizon, request.last_term)
    run = walk_of(layout, params, request.horizon, request.model, execution)
    pieces = _pieces(layout, request, run)
    p_reverse = search(past, request.unit, settings, run, pieces)
    losses = losses_of(p_reverse, past.labels(request.unit), past.case_of(request.unit))
    keys = [pieces.key(setting.whole) for setting in settings]
    return _judged(losses, settings, keys, request.unit, params)


def _settings(params: Params, request: Request) -> list[Setting]:
    model = request.model
    # An unknown model is refused before its settings are looked for.
    module_of(model)
    now = params.settings_of(model)
    return settings_to_try(model, now, request.assignments, request.draws, params.seed)


def _pieces(layout: Layout, request: Request, run: Run) -> Pieces:
    told = [run.seed, run.names, run.first_term, request.last_term, request.unit]
    data = data_digest(files(layout, request.horizon))
    ground = digest([told, data, code_digest(module_of(request.model).__name__)])
    return Pieces(layout.sweeps / f"{request.horizon}-{request.model}", ground)


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
