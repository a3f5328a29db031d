"""Writing the tables of speech, and reading the text back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from scotus_forecast.project.files import replacing, write_json, write_parquet
from scotus_forecast.transcripts.collect import Transcripts
from scotus_forecast.transcripts.tables import unpacked

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
            writer.write_table(_unpacked_table(part))


def _unpacked_table(part: pd.DataFrame) -> pa.Table:
    """Text by case, justice and side; hearings follow one another."""
    plain = part.assign(text=[unpacked(content) for content in part["text"]])
    joined = plain.groupby(["case_id", "justice", "side"], as_index=False)["text"].agg("\n".join)
    return pa.Table.from_pandas(joined, schema=_TEXT_SCHEMA, preserve_index=False)


def read_text(folder: Path) -> Iterator[pd.DataFrame]:
    """Yield the text a term at a time: `case_id, justice, side, text`."""
    with parquet.ParquetFile(folder / TEXT) as file:
        for group in range(file.num_row_groups):
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
