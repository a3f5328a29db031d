"""How a person names forecasts: those of the work tree, of a revision, or of a file; light."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.layout import Layout

PARQUET, CSV = ".parquet", ".csv"
FORMS = "<horizon>/<model>, REVISION:<horizon>/<model>, a .parquet file or a .csv file"

#: Forecasts that the paper stored, by the name a person gives them.
STORED = {f"paper/{run}": run for run in ("katz_publication_run", "katz_one_tree")}


@dataclass(frozen=True)
class Forecasts:
    """A model's forecasts, in the work tree or, with a `revision`, as DVC recorded them there."""

    horizon: str
    model: str
    revision: str | None = None


def require(name: str, layout: Layout) -> None:
    """Refuse a name of another form, or one of forecasts that are not in the work tree.

    Raises
    ------
    UserError
        Saying what there is.
    """
    if name.endswith((PARQUET, CSV)):
        require_file(Path(name))
        return
    if name in STORED:
        require_stored(layout.reference.is_file(), layout)
        return
    forecasts = parse(name)
    if forecasts.revision is None:
        in_work_tree(forecasts, layout)


def require_file(path: Path) -> None:
    """Refuse a file that there is not."""
    if not path.is_file():
        raise UserError(f"{path} not found")


def require_stored(here: bool, layout: Layout) -> None:
    """Refuse the paper's stored forecasts where they could not be had."""
    if not here:
        raise UserError(
            f"the paper's stored forecasts are not here: name their folder in $SCDB_REFERENCE_DIR "
            f"and run: scotus-forecast acquire {layout.dataset}"
        )


def in_work_tree(forecasts: Forecasts, layout: Layout) -> Path:
    """File that holds `forecasts` in the work tree.

    Raises
    ------
    UserError
        When there is none.
    """
    path = layout.forecast(forecasts.horizon, forecasts.model)
    if not path.is_file():
        raise UserError(_not_forecast(forecasts, layout))
    return path


def parse(name: str) -> Forecasts:
    """Take ``[REVISION:]<horizon>/<model>`` apart.

    Raises
    ------
    UserError
        When `name` has another form.
    """
    # A revision may hold a colon of its own; horizons and models do not.
    revision, colon, key = name.rpartition(":")
    horizon, slash, model = key.partition("/")
    if not (horizon and slash and model) or "/" in model or (colon and not revision):
        raise UserError(f"'{name}' is not {FORMS}")
    return Forecasts(horizon, model, revision or None)


def _not_forecast(forecasts: Forecasts, layout: Layout) -> str:
    there = ["/".join(names) for names in layout.forecast_files()]
    there += STORED if layout.reference.is_file() else []
    wanted = f"{forecasts.horizon}/{forecasts.model}"
    said = f"no forecasts of {wanted} on {layout.dataset}"
    if not there:
        return f"{said}; run the forecast stages first"
    close = get_close_matches(wanted, there, n=1)
    return f"{said}; did you mean {close[0]}?" if close else f"{said}; there are {', '.join(there)}"
