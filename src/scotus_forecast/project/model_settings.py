"""What each model of `params.yaml` may be told, by name; what a setting means, its module says."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(gt=0, le=1)]
Count = Annotated[int, Field(ge=1)]
Window = Annotated[int, Field(ge=1)] | None


class Settings(BaseModel):
    """Settings of one model; none by itself."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class MostFrequent(Settings):
    """The most frequent outcome of the last terms."""

    window: Count


class JusticeRate(Settings):
    """Each justice's own rate."""

    shrinkage: float = Field(ge=0)
    half_life: Positive


class TwoLevel(Settings):
    """Windows of both levels, terms forecast with one fit, and what votes say of their case."""

    case_window: Window
    vote_window: Window
    refit_every: Count
    vote_weight: float = Field(ge=0, le=1)


class Logistic(TwoLevel):
    """Penalised logistic regression."""

    c: Positive


class Boosting(Settings):
    """One level of boosting; arguments of scikit-learn's histogram gradient boosting."""

    max_iter: Count
    learning_rate: Positive
    max_leaf_nodes: int = Field(ge=2)
    min_samples_leaf: Count
    l2_regularization: float = Field(ge=0)
    max_features: Share
    max_bins: int = Field(ge=2, le=255)


class Boosted(TwoLevel):
    """Boosting at both levels."""

    case: Boosting
    vote: Boosting


class GrowingForest(Settings):
    """A forest that adds trees from term to term."""

    trees: Count
    refit_every: Count
    lifetime: Count
    min_samples_leaf: Count
    max_features: Literal["sqrt", "log2"] | Share | Count


class KatzForest(GrowingForest):
    """Votes drawn for each tree as a share of all, or a number of them."""

    max_samples: Share | Count


class VoteForest(GrowingForest):
    """Votes drawn for each tree as a number of them."""

    max_samples: Count


class Stacked(Settings):
    """Weights of base models, and the recalibration of their mean."""

    base: dict[str, Positive] = Field(min_length=1)
    c: Positive
    case_half_life: Positive
    vote_half_life: Positive


class Ways(Settings):
    """Ways in which votes hang together, crossed."""

    unanimity: list[Annotated[float, Field(ge=0, lt=1)]] = Field(min_length=1)
    rho: list[Annotated[float, Field(ge=0, lt=1)]] = Field(min_length=1)
    ideology: list[float] = Field(min_length=1)


class History(Settings):
    """Splits of earlier terms."""

    half_life: Positive
    strength: Positive


class Splits(Settings):
    """The distribution of the votes of a case."""

    ways: list[Ways] = Field(min_length=1)
    window: Count
    strength: float = Field(ge=0)
    history: History


class Models(Settings):
    """All models there are."""

    always_reverse: Settings
    most_frequent_10: MostFrequent
    most_frequent_20: MostFrequent
    most_frequent_all: Settings
    justice_rate: JusticeRate
    logistic: Logistic
    katz_forest: KatzForest
    boosted: Boosted
    vote_forest: VoteForest
    stacked: Stacked
    splits: Splits
