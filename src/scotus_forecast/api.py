"""The Python interface: forecasts, look-ups and pending cases as data frames."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import read_table
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import PARAMS, load_params


def load_forecasts(
    horizon: str | None = None,
    model: str | None = None,
    dataset: str = "scdb",
    root: Path | str = ".",
) -> pd.DataFrame:
    """Forecasts of decided cases and votes, those of one horizon or model or all.

    Parameters
    ----------
    horizon, model : str, optional
    dataset : {"scdb", "simulated"}
    root : Path or str
        Folder of the project.

    Returns
    -------
    pd.DataFrame
        A prediction frame: ``dataset, horizon, model, unit, term, cutoff, case_id, justice,
        p_reverse, reversed, outcome``.

    Raises
    ------
    UserError
        When there are no such forecasts.
    """
    layout = Layout(dataset, Path(root))
    files = [
        path
        for names, path in layout.forecast_files().items()
        if horizon in (None, names[0]) and model in (None, names[1])
    ]
    if not files:
        raise UserError(f"no forecasts of {horizon or 'any'}/{model or 'any'} in {layout.data}")
    return pd.concat([read_table(path) for path in files], ignore_index=True)


def lookup(query: str, dataset: str = "scdb", root: Path | str = ".") -> pd.DataFrame:
    """Look up decided cases by name, citation, docket number or ``caseId``.

    Returns
    -------
    pd.DataFrame
        Where one case matches, one row a horizon and justice, and one a horizon for the case
        itself, whose justice is missing: ``case_id, name, term, outcome, horizon, justice, vote,
        p_reverse``. Where several match, one row a case: ``case_id, name, term, outcome``.

    Raises
    ------
    UserError
        When no case matches.
    """
    from scotus_forecast.case_lookup.card import look_up
    from scotus_forecast.docket.decided import with_docket

    path = Path(root)
    flagship = {
        horizon: dict(units) for horizon, units in load_params(path / PARAMS).flagship.items()
    }
    layout = Layout(dataset, path)
    found = look_up(layout, query, flagship)
    facts = ["case_id", "name", "term", "outcome"]
    if len(found) > 1:
        return pd.DataFrame(found)[facts]
    card = with_docket(layout, found[0])
    rows = [
        {"horizon": one["horizon"], "justice": None, "vote": None, "p_reverse": one["p_reverse"]}
        for one in card["forecasts"]
    ]
    rows += [
        {"horizon": horizon, "justice": one["justice"], "vote": one["vote"], "p_reverse": chance}
        for one in card["justices"]
        for horizon, chance in one["p_reverse"].items()
    ]
    return pd.DataFrame([{**{name: card[name] for name in facts}, **row} for row in rows])


def predict(
    cases: pd.DataFrame | Path | str,
    dataset: str = "scdb",
    root: Path | str = ".",
    transcripts: Path | str | None = None,
) -> pd.DataFrame:
    """Forecast pending cases.

    Parameters
    ----------
    cases : pd.DataFrame, Path or str
        Columns as in a docket file, see ``scotus-forecast template``; or the path of one.
    dataset : {"scdb", "simulated"}
    root : Path or str
        Folder of the project.
    transcripts : Path or str, optional
        Folder of Oyez's files of arguments that were heard.

    Returns
    -------
    pd.DataFrame
        One row a case: ``docket, case_name, term, p_reverse, forecast, level, missing`` and one
        column a justice.

    Raises
    ------
    UserError
        At the first row that is wrong.
    """
    from scotus_forecast.docket.decided import open_court
    from scotus_forecast.docket.forecast import forecast_pending
    from scotus_forecast.docket.pending import read_pending
    from scotus_forecast.docket.read_rows import read_rows, rows_of
    from scotus_forecast.docket.show import forecast_table

    path = Path(root)
    rows = rows_of(cases) if isinstance(cases, pd.DataFrame) else read_rows(Path(cases))
    layout, params = Layout(dataset, path), load_params(path / PARAMS)
    court = open_court(layout)
    good, bad = read_pending(rows, court.known)
    if bad:
        raise bad[0]
    folder = None if transcripts is None else Path(transcripts)
    return forecast_table(forecast_pending(layout, params, court, good, folder))
