"""Walk-forward by term: what may train a forecast, where it is computed, what is kept."""

from scotus_forecast.evaluation.walk_forward.run import Run, term_seed
from scotus_forecast.evaluation.walk_forward.splits import FitPredict, Split, split_at, splits
from scotus_forecast.evaluation.walk_forward.walk import Walk, forecast_terms, walk_forward

__all__ = [
    "FitPredict",
    "Run",
    "Split",
    "Walk",
    "forecast_terms",
    "split_at",
    "splits",
    "term_seed",
    "walk_forward",
]
