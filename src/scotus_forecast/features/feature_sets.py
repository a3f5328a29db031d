"""Which features each horizon gets, by unit."""

from __future__ import annotations

from dataclasses import dataclass

from scotus_forecast.features.declarations import Feature, code, count, decision_delay, month, rate
from scotus_forecast.features.reversal_direction import likely_reversal, reversal
from scotus_forecast.features.vote_features import (
    apart,
    bench_size,
    ideal_point,
    justice_rate,
    liberal_lean,
    over_bench,
    tenure,
    toward,
)
from scotus_forecast.project.horizons import Horizon

#: Half-lives of case histories, in terms: the current Court and the longer run.
SHORT, LONG = 3.0, 15.0


@dataclass(frozen=True)
class FeatureSet:
    """Features of one horizon; `case` holds one value a case, `vote` one a roster row."""

    case: tuple[Feature, ...]
    vote: tuple[Feature, ...]

    def allowed_on(self, horizon: Horizon) -> FeatureSet:
        """Return itself, or refuse.

        Raises
        ------
        HorizonError
            When a feature looks at a column the horizon may not see.
        """
        for feature in (*self.case, *self.vote):
            horizon.require(feature.name, feature.columns)
        return self


def _histories(*keys: str) -> tuple[Feature, ...]:
    return (
        rate(*keys, half_life=SHORT),
        rate(*keys, half_life=LONG),
        count(*keys, half_life=LONG),
    )


def _all_histories(*key_sets: tuple[str, ...]) -> tuple[Feature, ...]:
    return tuple(feature for keys in key_sets for feature in _histories(*keys))


def _codes(*columns: str) -> tuple[Feature, ...]:
    return tuple(code(column) for column in columns)


_COURT = (
    code("term"),
    *(rate(half_life=h) for h in (2.0, 10.0, 40.0)),
    rate(of="other", half_life=10.0),
)

_BENCH = (
    bench_size(),
    over_bench("mean", tenure()),
    *(over_bench("mean", justice_rate(of)) for of in ("liberal", "reversed", "dissent", "absent")),
    over_bench("median", justice_rate("liberal")),
    over_bench("spread", justice_rate("liberal")),
)


def _bench_by(*key_sets: tuple[str, ...]) -> tuple[Feature, ...]:
    """Mean and median over the bench of how often each justice reverses within keys."""
    rates = [justice_rate("reversed", *keys) for keys in key_sets]
    return tuple(over_bench(how, rate_) for rate_ in rates for how in ("mean", "median"))


def _apart(*key_sets: tuple[str, ...]) -> tuple[Feature, ...]:
    return tuple(apart("reversed", *keys) for keys in key_sets)


#: Where the parties alone let one expect a reversal to be.
_LIKELY = likely_reversal("petitioner", "respondent")

_SHARED = FeatureSet(
    case=(
        *_COURT,
        *_BENCH,
        *_codes(
            "jurisdiction", "petitioner", "respondent", "petitionerState", "respondentState",
            "adminAction", "threeJudgeFdc", "caseOrigin", "caseOriginState", "caseSource",
            "caseSourceState", "lcDisposition", "petitioner_group", "respondent_group",
        ),
        *_all_histories(
            ("jurisdiction",), ("petitioner",), ("respondent",), ("caseOrigin",), ("caseSource",),
            ("caseSource", "caseSourceState"), ("lcDisposition",), ("adminAction",),
            ("jurisdiction", "lcDisposition"), ("petitioner_group", "respondent_group"),
            ("jurisdiction", "caseSource"), ("petitioner", "respondent"),
            ("petitioner", "jurisdiction"), ("caseOrigin", "caseSource"),
            ("naturalCourt", "jurisdiction"), ("naturalCourt", "petitioner_group"),
        ),
        *(
            rate(*keys, of="other", half_life=LONG)
            for keys in (
                ("jurisdiction",), ("petitioner",), ("respondent",), ("caseSource",),
                ("lcDisposition",),
            )
        ),
        *_bench_by(("jurisdiction",), ("petitioner_group",)),
    ),
    vote=(
        justice_rate("absent"),
        *_apart(
            (), ("petitioner_group",), ("respondent_group",), ("petitioner_group", "petitioner"),
        ),
        apart("liberal"),
        toward(_LIKELY, apart("liberal")),
    ),
)  # fmt: skip

#: `strict` alone is told where the bench leans by that guess: `argument` knows the direction below,
#: and the guess beside it gives nothing.
_STRICT = FeatureSet(
    case=(
        *_SHARED.case,
        over_bench("median", toward(_LIKELY, ideal_point())),
        over_bench("mean", toward(_LIKELY, liberal_lean())),
    ),
    vote=_SHARED.vote,
)

_ISSUE_HISTORIES = (
    ("issue",), ("issueArea",), ("certReason",), ("lcDisagreement",), ("lcDispositionDirection",),
    ("lcDispositionDirection", "issueArea"), ("lcDispositionDirection", "naturalCourt"),
    ("lcDispositionDirection", "petitioner_group", "respondent_group"),
    ("issueArea", "petitioner_group"), ("issue", "lcDispositionDirection"),
    ("certReason", "jurisdiction"), ("issueArea", "caseSource"),
    ("lcDispositionDirection", "caseSource"),
    ("naturalCourt", "issueArea", "lcDispositionDirection"),
)  # fmt: skip

_LEANINGS = (
    ("median", ideal_point()),
    ("median", ideal_point("issueArea")),
    ("mean", ideal_point("issueArea")),
    ("mean", liberal_lean()),
    ("median", liberal_lean("issueArea")),
)

_ARGUMENT = FeatureSet(
    case=(
        *_SHARED.case,
        *_codes("issue", "issueArea", "certReason", "lcDisagreement", "lcDispositionDirection"),
        *_all_histories(*_ISSUE_HISTORIES),
        *_bench_by(
            ("lcDispositionDirection",), ("issueArea",), ("lcDispositionDirection", "issueArea"),
        ),
        *(over_bench(how, toward(reversal(), leaning)) for how, leaning in _LEANINGS),
    ),
    vote=(
        *_SHARED.vote,
        *_apart(
            ("issueArea",), ("lcDispositionDirection",), ("lcDispositionDirection", "issueArea"),
            ("lcDispositionDirection", "petitioner_group"),
        ),
        *(
            toward(reversal(), apart("liberal", *keys))
            for keys in ((), ("issueArea",), ("issueArea", "issue"))
        ),
    ),
)  # fmt: skip

_NOT_THE_PAPERS = (
    "petitionerState", "respondentState", "threeJudgeFdc", "caseOriginState", "caseSourceState",
)  # fmt: skip


def _of_the_paper(features: tuple[Feature, ...]) -> tuple[Feature, ...]:
    return tuple(f for f in features if not set(f.columns) & set(_NOT_THE_PAPERS))


_PAPER = FeatureSet(
    case=(
        *_of_the_paper(_ARGUMENT.case),
        *_codes("naturalCourt", "lawType", "lawSupp"),
        *_all_histories(("lawType",), ("lawSupp",), ("lawSupp", "lcDispositionDirection")),
        month("dateArgument"),
        month("dateDecision"),
        decision_delay(),
    ),
    vote=_ARGUMENT.vote,
)

FEATURE_SETS: dict[str, FeatureSet] = {
    "paper": _PAPER,
    "argument": _ARGUMENT,
    "strict": _STRICT,
}
