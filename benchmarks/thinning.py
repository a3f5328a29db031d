"""A share of the real cases: whole cases, of every term, always the same ones."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from scotus_forecast.core.project.files import write_bytes
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.data import archive
from scotus_forecast.data.manifest import read as read_manifest
from scotus_forecast.data.read import parse_archive


def thin(rows: pd.DataFrame, share: float, seed: int) -> pd.DataFrame:
    """Keep `share` of the cases of each term, at least one, with all their votes.

    Cases are drawn by a hash of their name, so that a smaller share is a part of a larger one.
    """
    cases = rows[["term", "caseId"]].drop_duplicates("caseId")
    drawn = cases.assign(place=cases["caseId"].map(lambda case: _hashed(case, seed)))
    by_term = drawn.groupby("term")["place"]
    kept = by_term.rank(method="first") <= np.ceil(share * by_term.transform("size"))
    return rows[rows["caseId"].isin(drawn.loc[kept, "caseId"])]


def _hashed(case: str, seed: int) -> int:
    """Place of a case in the draw; 52 bits, because ranks go through floats."""
    return int(hashlib.sha256(f"{seed} {case}".encode()).hexdigest()[:13], 16)


def write_thinned(source: Layout, folder: Path, share: float, seed: int) -> None:
    """Write a cut copy of every archive that was acquired, under its own name."""
    for record in read_manifest(source.manifest).files:
        content = archive.load(source.raw / record.file)
        rows = thin(parse_archive(record.file, content), share, seed)
        plain = rows.to_csv(index=False, lineterminator="\n").encode("utf-8")
        member = record.file.removesuffix(archive.suffix(content)) + ".csv"
        write_bytes(folder / f"{member}.zip", archive.pack(member, plain))
