"""Horizon `docket`: what a user knows of a pending case, in two levels."""

from __future__ import annotations

from dataclasses import dataclass

from scotus_forecast.core.project.horizons import Horizon
from scotus_forecast.core.project.settings import FeatureParams
from scotus_forecast.features.feature_sets import FeatureSet, feature_sets

NAME = "docket"

#: Read off a docket sheet, with the justices who sit.
SHEET_COLUMNS = (
    "term", "chief", "naturalCourt", "docket", "caseName", "jurisdiction", "petitioner",
    "petitionerState", "respondent", "respondentState", "caseSource", "caseSourceState", "justice",
    "justiceName",
)  # fmt: skip

#: Coded by hand from the opinion below and the question presented.
CODED_COLUMNS = ("issueArea", "lcDisposition", "lcDispositionDirection")

#: First term forecast, where the data begin earlier. Accuracy is quoted from 1956 on; fifty terms
#: before it fill every window of the model.
FIRST_TERM = 1906


#: Terms between the last term whose outcomes are known and the term forecast. The release that
#: holds a term comes out a year after it, so two is the usual case.
LAGS = (1, 2)


@dataclass(frozen=True)
class DocketLevel:
    """How much a user knows of a case.

    Attributes
    ----------
    number : int
        1 what a docket sheet shows; 2 also issue area, disposition and direction below.
    title : str
    horizon : Horizon
    """

    number: int
    title: str
    horizon: Horizon

    def feature_set(self, params: FeatureParams) -> FeatureSet:
        """Every feature of the research horizons that needs no other column, each once.

        One is left out for speed: of the two ideal points within issue areas the mean, which says
        almost what the median says and takes as long.
        """
        sets = feature_sets(params)
        whole = sets["strict"] + sets["argument"]
        return FeatureSet(
            tuple({f.name: f for f in whole.case if self._shows(f.columns, f.name)}.values()),
            tuple({f.name: f for f in whole.vote if self._shows(f.columns, f.name)}.values()),
        )

    def _shows(self, columns: tuple[str, ...], name: str) -> bool:
        left_out = name.startswith("bench_mean_justice_ideal_point_by_")
        return self.horizon.columns.issuperset(columns) and not left_out


def _level(number: int, title: str, columns: tuple[str, ...]) -> DocketLevel:
    horizon = Horizon(
        NAME,
        f"{title}, fields missing as users leave them missing",
        frozenset(columns),
        masks_leaking_codes=True,
        imputes_missing=True,
        rebuilds_natural_court=True,
    )
    return DocketLevel(number, title, horizon)


LEVELS: dict[int, DocketLevel] = {
    1: _level(1, "what a docket sheet shows", SHEET_COLUMNS),
    2: _level(
        2,
        "what a docket sheet shows, with issue area and decision below coded by hand",
        (*SHEET_COLUMNS, *CODED_COLUMNS),
    ),
}
