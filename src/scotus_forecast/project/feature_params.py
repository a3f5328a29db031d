"""The block `features` of `params.yaml`: histories, ideal points and imputation."""

from __future__ import annotations

from typing import Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from scotus_forecast.project.settings import Count, Positive, Settings


class CourtHistoryParams(Settings):
    """How often the Court as a whole reversed, or decided without the merits."""

    half_lives: tuple[Positive, ...] = Field(strict=False, min_length=1)
    other_half_life: Positive

    @field_validator("half_lives")
    @classmethod
    def _once(cls, half_lives: tuple[float, ...]) -> tuple[float, ...]:
        if len(set(half_lives)) < len(half_lives):
            raise PydanticCustomError("twice", "a half-life is named twice")
        return half_lives


class CaseHistoryParams(Settings):
    """How earlier cases that share keys with a case were decided, over a short and a long run."""

    short_half_life: Positive
    long_half_life: Positive
    shrinkage: Positive

    @model_validator(mode="after")
    def _longer(self) -> Self:
        if self.long_half_life <= self.short_half_life:
            raise PydanticCustomError(
                "order", "long_half_life should be greater than short_half_life"
            )
        return self


class JusticeHistoryParams(Settings):
    """How a justice voted in earlier cases."""

    half_life: Positive
    shrinkage: Positive


class IdealPointParams(Settings):
    """Ideal points: decay of votes, and the penalties that pull a point to its prior."""

    half_life: Positive
    penalty: Positive
    penalty_within_keys: Positive


class ReversalDirectionParams(Settings):
    """Direction of the decision below, expected from earlier cases."""

    half_life: Positive
    shrinkage: Positive


class HotDeckParams(Settings):
    """Earlier cases that may donate values to a case where they are missing or would leak."""

    pool: Count
    least_donors: Count


class FeatureParams(Settings):
    """Histories, ideal points and imputation.

    Half-lives are in terms. Shrinkage and penalties are in cases or votes: the weight of the prior.
    """

    court_history: CourtHistoryParams
    case_history: CaseHistoryParams
    justice_history: JusticeHistoryParams
    ideal_points: IdealPointParams
    reversal_direction: ReversalDirectionParams
    hot_deck: HotDeckParams
