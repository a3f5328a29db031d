"""Which features each horizon gets, of cases and of votes."""

from __future__ import annotations

from dataclasses import dataclass

from scotus_forecast.core.project.horizons import HORIZONS, Horizon
from scotus_forecast.core.project.settings import FeatureParams
from scotus_forecast.features.declarations import (
    Feature,
    FeatureSet,
    code,
    count,
    court_rate,
    decision_delay,
    month,
    rate,
)
from scotus_forecast.features.reversal_direction import (
    expected_reversal_direction,
    reversal_direction,
)
from scotus_forecast.features.vote_features import (
    bench_size,
    ideal_point,
    justice_rate,
    liberal_lean,
    over_bench,
    relative_votes,
    tenure,
    toward,
)

#: Keys of a history: SCDB columns or derived keys.
Keys = tuple[str, ...]


def feature_sets(params: FeatureParams) -> dict[str, FeatureSet]:
    """Feature set of every horizon, by name, with the half-lives and weights of `params`.

    A horizon gets the features of `argument` that its columns allow, unless it is named here. The
    sets named here go through no filter: a feature that asks for more than its horizon is refused.
    """
    declare = _Declare(params)
    shared = _shared(declare)
    argument = shared + _coded_after_the_decision(declare)
    allowed = {name: _shown(argument, horizon) for name, horizon in HORIZONS.items()}
    return allowed | {
        "argument": argument,
        "paper": _paper(declare, allowed["paper"]),
        "strict": shared + _leaning_to_the_expected_direction(declare),
    }


@dataclass(frozen=True)
class _Declare:
    """Declares groups of features with the numbers of `params`."""

    params: FeatureParams

    def histories(self, *key_sets: Keys) -> tuple[Feature, ...]:
        """Short and long rate of reversal, and number of cases, for each set of keys."""
        history = self.params.case_history
        short, long = history.short_half_life, history.long_half_life
        return tuple(
            feature
            for keys in key_sets
            for feature in (
                rate(*keys, half_life=short, shrinkage=history.shrinkage),
                rate(*keys, half_life=long, shrinkage=history.shrinkage),
                count(*keys, half_life=long),
            )
        )

    def other_rates(self, *key_sets: Keys) -> tuple[Feature, ...]:
        """Long rate of decisions without the merits for each set of keys."""
        history = self.params.case_history
        long, shrinkage = history.long_half_life, history.shrinkage
        return tuple(
            rate(*keys, of="other", half_life=long, shrinkage=shrinkage) for keys in key_sets
        )

    def court_rates(self) -> tuple[Feature, ...]:
        """Rates of the whole Court."""
        history = self.params.court_history
        return (
            *(court_rate(half_life=half_life) for half_life in history.half_lives),
            court_rate(of="other", half_life=history.other_half_life),
        )

    def justice_rate(self, of: str, *keys: str) -> Feature:
        return justice_rate(of, *keys, params=self.params.justice_history)

    def relative_votes(self, of: str, *key_sets: Keys) -> tuple[Feature, ...]:
        """Votes relative to the colleagues' for each set of keys."""
        history = self.params.justice_history
        return tuple(relative_votes(of, *keys, params=history) for keys in key_sets)

    def bench_reversals(self, *key_sets: Keys) -> tuple[Feature, ...]:
        """Mean and median over the bench of how often each justice reverses within keys."""
        rates = [self.justice_rate("reversed", *keys) for keys in key_sets]
        return tuple(over_bench(how, rate_) for rate_ in rates for how in ("mean", "median"))

    def ideal_point(self, *keys: str) -> Feature:
        return ideal_point(*keys, params=self.params.ideal_points)

    def liberal_lean(self, *keys: str) -> Feature:
        return liberal_lean(*keys, params=self.params.justice_history)

    def expected_direction(self) -> Feature:
        """Direction of a reversal as the parties alone let one expect it."""
        return expected_reversal_direction(
            "petitioner", "respondent", params=self.params.reversal_direction
        )


def _codes(*columns: str) -> tuple[Feature, ...]:
    return tuple(code(column) for column in columns)


def _bench(declare: _Declare) -> tuple[Feature, ...]:
    """Who sits, and how they voted over all cases."""
    liberal = declare.justice_rate("liberal")
    asked = ("liberal", "reversed", "dissent", "absent")
    return (
        bench_size(),
        over_bench("mean", tenure()),
        *(over_bench("mean", declare.justice_rate(of)) for of in asked),
        over_bench("median", liberal),
        over_bench("spread", liberal),
    )


def _shared(declare: _Declare) -> FeatureSet:
    """Features from columns that are known before the decision, on every horizon."""
    (liberal,) = declare.relative_votes("liberal", ())
    return FeatureSet(
        case=(
            code("term"),
            *declare.court_rates(),
            *_bench(declare),
            *_codes(
                "jurisdiction", "petitioner", "respondent", "petitionerState", "respondentState",
                "adminAction", "threeJudgeFdc", "caseOrigin", "caseOriginState", "caseSource",
                "caseSourceState", "lcDisposition", "petitioner_group", "respondent_group",
            ),
            *declare.histories(
                ("jurisdiction",), ("petitioner",), ("respondent",), ("caseOrigin",),
                ("caseSource",), ("caseSource", "caseSourceState"), ("lcDisposition",),
                ("adminAction",), ("jurisdiction", "lcDisposition"),
                ("petitioner_group", "respondent_group"), ("jurisdiction", "caseSource"),
                ("petitioner", "respondent"), ("petitioner", "jurisdiction"),
                ("caseOrigin", "caseSource"), ("naturalCourt", "jurisdiction"),
                ("naturalCourt", "petitioner_group"),
            ),
            *declare.other_rates(
                ("jurisdiction",), ("petitioner",), ("respondent",), ("caseSource",),
                ("lcDisposition",),
            ),
            *declare.bench_reversals(("jurisdiction",), ("petitioner_group",)),
        ),
        vote=(
            declare.justice_rate("absent"),
            *declare.relative_votes(
                "reversed",
                (), ("petitioner_group",), ("respondent_group",),
                ("petitioner_group", "petitioner"),
            ),
            liberal,
            toward(declare.expected_direction(), liberal),
        ),
    )  # fmt: skip


def _leaning_to_the_expected_direction(declare: _Declare) -> FeatureSet:
    """Where the bench leans by the expected direction of a reversal.

    On `strict` only: `argument` shows the direction below, and the expected one adds nothing.
    """
    direction = declare.expected_direction()
    return FeatureSet(
        case=(
            over_bench("median", toward(direction, declare.ideal_point())),
            over_bench("mean", toward(direction, declare.liberal_lean())),
        ),
        vote=(),
    )


def _coded_after_the_decision(declare: _Declare) -> FeatureSet:
    """Features from columns that SCDB codes after the decision."""
    direction = reversal_direction()
    leanings = (
        ("median", declare.ideal_point()),
        ("median", declare.ideal_point("issueArea")),
        ("mean", declare.ideal_point("issueArea")),
        ("mean", declare.liberal_lean()),
        ("median", declare.liberal_lean("issueArea")),
    )
    return FeatureSet(
        case=(
            *_codes("issue", "issueArea", "certReason", "lcDisagreement", "lcDispositionDirection"),
            *declare.histories(
                ("issue",), ("issueArea",), ("certReason",), ("lcDisagreement",),
                ("lcDispositionDirection",), ("lcDispositionDirection", "issueArea"),
                ("lcDispositionDirection", "naturalCourt"),
                ("lcDispositionDirection", "petitioner_group", "respondent_group"),
                ("issueArea", "petitioner_group"), ("issue", "lcDispositionDirection"),
                ("certReason", "jurisdiction"), ("issueArea", "caseSource"),
                ("lcDispositionDirection", "caseSource"),
                ("naturalCourt", "issueArea", "lcDispositionDirection"),
            ),
            *declare.bench_reversals(
                ("lcDispositionDirection",), ("issueArea",),
                ("lcDispositionDirection", "issueArea"),
            ),
            *(over_bench(how, toward(direction, leaning)) for how, leaning in leanings),
        ),
        vote=(
            *declare.relative_votes(
                "reversed",
                ("issueArea",), ("lcDispositionDirection",),
                ("lcDispositionDirection", "issueArea"),
                ("lcDispositionDirection", "petitioner_group"),
            ),
            *(
                toward(direction, votes)
                for votes in declare.relative_votes(
                    "liberal", (), ("issueArea",), ("issueArea", "issue")
                )
            ),
        ),
    )  # fmt: skip


def _shown(features: FeatureSet, horizon: Horizon) -> FeatureSet:
    """Keep the features whose columns `horizon` shows."""
    case, vote = (
        tuple(feature for feature in some if horizon.columns.issuperset(feature.columns))
        for some in (features.case, features.vote)
    )
    return FeatureSet(case, vote)


def _paper(declare: _Declare, allowed: FeatureSet) -> FeatureSet:
    """Add the features of the paper's other columns."""
    more = FeatureSet(
        case=(
            *_codes("naturalCourt", "lawType", "lawSupp"),
            *declare.histories(("lawType",), ("lawSupp",), ("lawSupp", "lcDispositionDirection")),
            month("dateArgument"),
            month("dateDecision"),
            decision_delay(),
        ),
        vote=(),
    )
    return allowed + more
