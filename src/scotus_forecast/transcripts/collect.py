"""From raw transcripts and prepared cases to the tables of speech."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from scotus_forecast.transcripts.joining import CaseIndex
from scotus_forecast.transcripts.roster import rosters
from scotus_forecast.transcripts.sides import BY_ORDER
from scotus_forecast.transcripts.source import Part, parts_of
from scotus_forecast.transcripts.tables import COLUMNS, Reader

TWICE = "the same hearing of the same case appears twice"

#: Oyez has no argument from before this term.
FIRST_TERM = 1955

_SUMS = {
    "speech": ["turns", "words", "questions", "interruptions", "long_turns", "guessed_words"],
    "counsel": ["turns", "words", "interruptions"],
}


@dataclass(frozen=True)
class Transcripts:
    """What was said at oral argument.

    Attributes
    ----------
    hearings : pd.DataFrame
        One row a hearing: `case_id, hearing, file, held, matched_by, words, unattributed, seconds`.
    speech : pd.DataFrame
        One row a case, justice and side spoken to: `turns, words, questions, interruptions,
        long_turns` and `guessed_words`, those to counsel whose side is guessed by order.
    counsel : pd.DataFrame
        One row a case and counsel: `side, how, amicus, united_states, place` (0 rose first),
        `turns, words, interruptions`. `side` is missing where none could be told.
    text : pd.DataFrame
        One row a case, hearing, justice and side: what was said, `packed`. Counsel's own words are
        under justice 0.
    quarantine : pd.DataFrame
        `file, reason, detail` of every hearing that could not be used.
    """

    hearings: pd.DataFrame
    speech: pd.DataFrame
    counsel: pd.DataFrame
    text: pd.DataFrame
    quarantine: pd.DataFrame


def collect(source: Path, cases: pd.DataFrame, votes: pd.DataFrame, workers: int) -> Transcripts:
    """Read every transcript in `source` and add up its speech by case.

    Parameters
    ----------
    source : Path
        Folder, zip or tar archive.
    cases, votes : pd.DataFrame
        Prepared tables; of `votes` only the roster is read.
    workers : int
        Processes; -1 is one a core.

    Raises
    ------
    UserError
        When `source` holds no transcript or a damaged archive.
    """
    recent, seated = (table[table["term"] >= FIRST_TERM] for table in (cases, votes))
    reader = Reader(CaseIndex.of(recent), rosters(seated))
    parts = parts_of(source)
    done = Parallel(n_jobs=workers)(delayed(_read)(reader, part) for part in parts)
    return assemble(done)


def _read(reader: Reader, part: Part) -> dict[str, pd.DataFrame]:
    return reader.tables(part)


def assemble(parts: Sequence[dict[str, pd.DataFrame]]) -> Transcripts:
    """Join the tables of parts, drop hearings told twice, and add up hearings by case."""
    whole = {name: _joined(name, [part[name] for part in parts]) for name in COLUMNS}
    hearings = whole["hearings"].sort_values(["case_id", "hearing", "file"], ignore_index=True)
    twice = _told_twice(hearings)
    quarantine = pd.concat([whole["quarantine"], _twice_rows(hearings[twice])])
    kept = hearings[~twice]
    return Transcripts(
        hearings=kept.drop(columns="fingerprint").reset_index(drop=True),
        speech=_speech_by_case(_of(kept, whole["speech"])),
        counsel=_counsel_by_case(_of(kept, whole["counsel"])),
        text=_of(kept, whole["text"]),
        quarantine=quarantine.sort_values(["file", "reason"], ignore_index=True),
    )


def _joined(name: str, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Join frames; blank ones, whose columns have no type, only where there is no other."""
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=COLUMNS[name])


def _told_twice(hearings: pd.DataFrame) -> np.ndarray:
    """Whether a case has the hearing already, by identifier or by its words."""
    same = hearings.duplicated(["case_id", "hearing"])
    return (same | hearings.duplicated(["case_id", "fingerprint"])).to_numpy(bool)


def _twice_rows(hearings: pd.DataFrame) -> pd.DataFrame:
    said = {"file": hearings["file"], "reason": TWICE, "detail": hearings["case_id"]}
    return pd.DataFrame(said)


def _of(hearings: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Rows of a table once for every kept hearing, in the order of the hearings."""
    once = table.drop_duplicates([c for c in table if c in _KEYS])
    return hearings[["case_id", "hearing"]].merge(once, on=["case_id", "hearing"])


_KEYS = ("case_id", "hearing", "justice", "side", "how", "counsel")


def _speech_by_case(speech: pd.DataFrame) -> pd.DataFrame:
    guessed = speech["words"].where(speech["how"] == BY_ORDER, 0)
    keys = ["case_id", "justice", "side"]
    return speech.assign(guessed_words=guessed).groupby(keys, as_index=False)[_SUMS["speech"]].sum()


def _counsel_by_case(counsel: pd.DataFrame) -> pd.DataFrame:
    keys = ["case_id", "counsel"]
    said = dict.fromkeys(("side", "how", "amicus", "united_states", "place"), "first")
    sums = dict.fromkeys(_SUMS["counsel"], "sum")
    return counsel.groupby(keys, as_index=False).agg(said | sums)
