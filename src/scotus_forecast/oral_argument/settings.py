"""Settings of the models that hear the argument (`oral_argument` in `params.yaml`)."""

from __future__ import annotations

from pydantic import Field

from scotus_forecast.core.project.settings import Count, Positive, Settings


class TextSettings(Settings):
    """The model of words.

    Attributes
    ----------
    c : float
        Inverse penalty.
    half_life : float
        Terms after which a case counts half.
    window : int
        Terms before the forecast that train.
    least_documents : int
        Words in fewer documents of earlier terms are left out.
    counsel : bool
        Whether counsel's own words count beside the bench's.
    """

    c: Positive
    half_life: Positive
    window: Count
    least_documents: Count
    counsel: bool


class LevelSettings(Settings):
    """A logistic regression on signals: inverse penalty and half-life in terms."""

    c: Positive
    half_life: Positive


class OralArgumentSettings(Settings):
    """The whole block.

    Attributes
    ----------
    guessed_weight : float
        What a signal counts where all sides are guessed by the order of speaking.
    least_cases : int
        Earlier cases heard before a model is trusted; until then `argument`'s forecast stands.
    base : str
        The forecast of horizon `argument` that is built upon.
    text, case, vote : settings of the three models
    """

    guessed_weight: float = Field(ge=0, le=1)
    least_cases: Count
    base: str
    text: TextSettings
    case: LevelSettings
    vote: LevelSettings
