"""How a stage that `reproduce` runs, and `reproduce` itself, share what is said of a failure."""

from __future__ import annotations

#: Set for the stages that `reproduce` runs: interrupted, it speaks for them.
UNDER_REPRODUCE = "SCOTUS_FORECAST_REPRODUCE"


class StageFailedError(Exception):
    """A stage failed and has said why; nothing is left to say."""
