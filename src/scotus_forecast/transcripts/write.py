"""From raw transcripts and prepared cases to the tables of speech, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from joblib import Parallel, delayed
from pyarrow import parquet

from scotus_forecast.core.project.files import replacing, write_json, write_parquet
from scotus_forecast.transcripts.joining import CaseIndex
from scotus_forecast.transcripts.sides import BY_ORDER
from scotus_forecast.transcripts.source import Document
from scotus_forecast.transcripts.speech import rosters
from scotus_forecast.transcripts.tables import COLUMNS, Reader, unpacked

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


def collect(
    parts: Sequence[Iterable[Document]], cases: pd.DataFrame, votes: pd.DataFrame, workers: int
) -> Transcripts:
    """Read every transcript and add up its speech by case.

    Parameters
    ----------
    parts : sequence of iterables of Document
        What a worker reads at a time; `source.parts_of` cuts a folder into them.
    cases, votes : pd.DataFrame
        Prepared tables; of `votes` only the roster is read.
    workers : int
        Processes; -1 is one a core.

    Raises
    ------
    UserError
        When an archive is damaged.
    """
    recent, seated = (table[table["term"] >= FIRST_TERM] for table in (cases, votes))
    reader = Reader(CaseIndex.of(recent), rosters(seated))
    done = Parallel(n_jobs=workers)(delayed(_read)(reader, part) for part in parts)
    return assemble(done)


def _read(reader: Reader, part: Iterable[Document]) -> dict[str, pd.DataFrame]:
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


#: Tables by file name; `text.parquet` never leaves the machine (CC BY-NC).
TABLES = ("hearings", "speech", "counsel", "quarantine")
TEXT = "text.parquet"
SUMMARY = "summary.json"

_TEXT_SCHEMA = pa.schema(
    [
        ("case_id", pa.string()),
        ("justice", pa.int32()),
        ("side", pa.string()),
        ("text", pa.string()),
    ]
)


def write_transcripts(folder: Path, said: Transcripts) -> None:
    """Write all tables and the summary into `folder`."""
    for name in TABLES:
        write_parquet(folder / f"{name}.parquet", getattr(said, name))
    with replacing(folder / TEXT) as draft:
        _write_text(draft, said.text)
    write_json(folder / SUMMARY, summary(said))


def _write_text(path: Path, text: pd.DataFrame) -> None:
    """Write the text term by term, so that no more than a term's is ever unpacked."""
    with parquet.ParquetWriter(path, _TEXT_SCHEMA, compression="zstd") as writer:
        for _, part in text.groupby(text["case_id"].str[:4], sort=True):
            said = pa.Table.from_pandas(text_of(part), _TEXT_SCHEMA, preserve_index=False)
            writer.write_table(said)


def text_of(packed: pd.DataFrame) -> pd.DataFrame:
    """Unpack what was said, by case, justice and side; hearings follow one another.

    Parameters
    ----------
    packed : pd.DataFrame
        Rows of `Transcripts.text`.
    """
    plain = packed.assign(text=[unpacked(content) for content in packed["text"]])
    return plain.groupby(["case_id", "justice", "side"], as_index=False)["text"].agg("\n".join)


def read_text(folder: Path, latest: int | None = None) -> Iterator[pd.DataFrame]:
    """Yield the text a term at a time: `case_id, justice, side, text`; all, or the latest terms."""
    with parquet.ParquetFile(folder / TEXT) as file:
        groups = range(file.num_row_groups)
        for group in groups[-latest:] if latest else groups:
            yield file.read_row_group(group).to_pandas()


def summary(said: Transcripts) -> dict[str, Any]:
    """Counts for the report and for tests.

    Returns
    -------
    dict
        ``hearings, cases, words, unattributed`` (words), ``quarantined`` (by reason),
        ``matched_by`` and ``by_term``.
    """
    return {
        "hearings": len(said.hearings),
        "cases": int(said.hearings["case_id"].nunique()),
        "words": int(said.hearings["words"].sum()),
        "unattributed": int(said.hearings["unattributed"].sum()),
        "quarantined": _counts(said.quarantine["reason"]),
        "matched_by": _counts(said.hearings["matched_by"]),
        "by_term": by_term(said).to_dict("records"),
    }


def by_term(said: Transcripts) -> pd.DataFrame:
    """Hearings, cases, words, and the share of justices' words to sides that are guessed."""
    hearings, speech = (_with_term(table) for table in (said.hearings, said.speech))
    counted = hearings.groupby("term").agg(
        hearings=("hearing", "size"), cases=("case_id", "nunique"), words=("words", "sum")
    )
    spoken = speech.groupby("term")[["words", "guessed_words"]].sum()
    guessed = (spoken["guessed_words"] / spoken["words"]).round(4)
    return counted.assign(guessed=guessed.reindex(counted.index, fill_value=0.0)).reset_index()


def _with_term(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(term=table["case_id"].str[:4].astype(int))


def _counts(column: pd.Series) -> dict[str, int]:
    return {str(value): int(n) for value, n in column.value_counts().sort_index().items()}
