"""What a feature is: typed facts by which forecasters select features, kept in `features.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from scotus_forecast.core.court.columns import COLUMN_BY_NAME, Level

FEATURES_FILE = "features.json"


class FeatureKind(StrEnum):
    """What the numbers of a feature mean.

    ``CODE`` names a category, so its numbers have no order; -1 is a missing code. ``RATE`` is the
    share of earlier cases or votes, between 0 and 1. ``COUNT`` says how many there are, of earlier
    cases as the logarithm. ``DATE`` is a month or a number of weeks; -1 is a missing date.
    ``SCORE`` is any other number: a leaning, a difference of rates, years on the bench.
    """

    CODE = "code"
    RATE = "rate"
    COUNT = "count"
    DATE = "date"
    SCORE = "score"


#: What rates of the outcome of a case are rates of.
OUTCOMES = frozenset({"reversed", "other"})


@dataclass(frozen=True)
class FeatureInfo:
    """Facts about one feature.

    Attributes
    ----------
    name : str
        Name of its column in the feature table.
    columns : tuple of str
        SCDB columns of the case being forecast that it is computed from.
    kind : FeatureKind
    unit : Level
        Whether it has one value a case or one a vote.
    of : str, optional
        What earlier cases or votes are asked: ``reversed``, ``other``, ``liberal``, ``dissent`` or
        ``absent``.
    keys : tuple of str
        What earlier cases share with the case being forecast; empty for all cases.
    half_life : float, optional
        Terms after which an earlier case or vote counts half.
    over_bench : str, optional
        ``mean``, ``median`` or ``spread`` where it summarises a feature of the justices.
    """

    name: str
    columns: tuple[str, ...]
    kind: FeatureKind
    _: KW_ONLY
    unit: Level = Level.CASE
    of: str | None = None
    keys: tuple[str, ...] = ()
    half_life: float | None = None
    over_bench: str | None = None

    @property
    def info(self) -> FeatureInfo:
        """These facts alone, without how the feature is computed."""
        return FeatureInfo(**{f.name: getattr(self, f.name) for f in fields(FeatureInfo)})

    @property
    def is_ordered(self) -> bool:
        """Whether its numbers have an order."""
        return self.kind is not FeatureKind.CODE

    @property
    def is_outcome_rate(self) -> bool:
        """Whether it is a rate of the outcome of earlier cases, or of votes for it."""
        return self.kind is FeatureKind.RATE and self.of in OUTCOMES


def to_record(info: FeatureInfo) -> dict[str, Any]:
    """Facts of a feature as JSON holds them, with when its columns are known.

    ``known_at`` is the latest moment at which one of its columns is known, ``coded_after`` whether
    their codes were chosen after the decision (see `court.columns`).
    """
    columns = [COLUMN_BY_NAME[name] for name in info.columns]
    return {
        "feature": info.name,
        **{name: value for name, value in asdict(info.info).items() if name != "name"},
        "known_at": max(c.known_at for c in columns).name.lower() if columns else "always",
        "coded_after": sorted({str(column.coded_after) for column in columns}),
    }


def from_record(record: Mapping[str, Any]) -> FeatureInfo:
    """Facts of a feature from what `to_record` made of them."""
    return FeatureInfo(
        record["feature"],
        tuple(record["columns"]),
        FeatureKind(record["kind"]),
        unit=Level(record["unit"]),
        of=record["of"],
        keys=tuple(record["keys"]),
        half_life=record["half_life"],
        over_bench=record["over_bench"],
    )


def read_feature_info(folder: Path, unit: Level) -> dict[str, FeatureInfo]:
    """Facts of the features of one unit by name, in the order of their table.

    Parameters
    ----------
    folder : Path
        Where stage featurize wrote a horizon.
    unit : Level
    """
    records = json.loads((folder / FEATURES_FILE).read_text(encoding="utf-8"))
    return by_name(info for info in map(from_record, records) if info.unit is unit)


def by_name(infos: Iterable[FeatureInfo]) -> dict[str, FeatureInfo]:
    """Facts by name of the feature."""
    return {info.name: info for info in infos}
