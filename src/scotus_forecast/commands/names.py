"""Names a person types, checked before anything heavy is imported: an error takes no second."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from scotus_forecast.project.errors import UserError
from scotus_forecast.project.horizons import HORIZONS, NO_COLUMNS
from scotus_forecast.project.params import Params


def require(params: Params, horizon: str, model: str) -> None:
    """Refuse a horizon or a forecaster that there is not.

    Raises
    ------
    UserError
        Naming the close one, or all there are.
    """
    require_horizon(horizon, [*HORIZONS, NO_COLUMNS])
    known = [name for name in params.models if not params.is_stack(name)]
    _require("model", model, known)


def require_stack(params: Params, horizon: str, model: str) -> None:
    """Refuse a horizon that there is not, or a model that is no stack of others."""
    require_horizon(horizon)
    _require("stack", model, [name for name in params.models if params.is_stack(name)])


def require_horizon(horizon: str, known: Collection[str] = tuple(HORIZONS)) -> None:
    """Refuse a horizon that there is not."""
    _require("horizon", horizon, known)


def _require(kind: str, name: str, known: Collection[str]) -> None:
    if name in known:
        return
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean '{close[0]}'? " if close else ""
    raise UserError(f"unknown {kind} '{name}'; {hint}choose from {', '.join(known)}")
