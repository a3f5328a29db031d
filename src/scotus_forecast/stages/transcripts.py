"""Stage transcripts: oral arguments, where they can be had, to tables of speech."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence

import pandas as pd

from scotus_forecast.core.project.files import read_table, write_json, write_parquet
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.walk_forward.execution import execution_of
from scotus_forecast.data.obtain import OYEZ_DIR, find_transcripts
from scotus_forecast.transcripts.simulate import simulate_transcripts
from scotus_forecast.transcripts.source import Document, fingerprint, parts_of
from scotus_forecast.transcripts.write import collect, write_transcripts

logger = logging.getLogger(__name__)

_SIMULATED = "simulated"

#: What was read, by its fingerprint.
SOURCE = "source.json"

#: What the simulated transcripts are worth; read by no stage but that of scores.
TRUTH = "truth.parquet"

_CASES = ["caseId", "term", "usCite", "docket", "reversed"]
_VOTES = ["caseId", "term", "justice", "justiceName"]

MISSING = (
    "no transcripts of oral argument: horizon 'transcript' forecasts as 'argument' does, the rest "
    "is as ever. They come from Oyez (CC BY-NC 4.0) by the mirror "
    "github.com/walkerdb/supreme_court_transcripts, folder oyez/cases, 3.3 GB as JSON files; set "
    f"{OYEZ_DIR} to that folder, or to one of .zip or .tar.* archives of it, or put it in "
    "data/external/oyez/"
)


def run(layout: Layout, params: Params) -> None:
    """Write the tables of speech; blank ones where there are no transcripts.

    Raises
    ------
    UserError
        When what is named as a source holds no transcript, or an archive is damaged.
    """
    cases, votes = read_table(layout.cases, _CASES), read_table(layout.votes, _VOTES)
    parts = _parts(layout, params, cases, votes)
    said = collect(parts, cases, votes, execution_of(params).workers)
    write_transcripts(layout.transcripts, said)
    logger.info(
        "transcripts: %s hearings of %s cases, %s quarantined",
        f"{len(said.hearings):,}",
        f"{said.hearings['case_id'].nunique():,}",
        f"{len(said.quarantine):,}",
    )


def _parts(
    layout: Layout, params: Params, cases: pd.DataFrame, votes: pd.DataFrame
) -> Sequence[Iterable[Document]]:
    if layout.dataset == _SIMULATED:
        simulated = simulate_transcripts(cases, votes, params.seed)
        write_parquet(layout.transcripts / TRUTH, simulated.truth)
        return simulated.parts
    source = find_transcripts(layout)
    write_json(layout.transcripts / SOURCE, {"fingerprint": fingerprint(source)})
    if source is None:
        logger.warning(MISSING)
        return []
    return parts_of(source)


def source_differs(layout: Layout) -> bool:
    """Whether `run` would now read other transcripts than it did; False where it never ran."""
    held = layout.transcripts / SOURCE
    if not held.is_file():
        return False
    return json.loads(held.read_text(encoding="utf-8"))["fingerprint"] != fingerprint(
        find_transcripts(layout)
    )
