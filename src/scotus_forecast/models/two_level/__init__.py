"""Forecasters of two levels: a case first, then its votes given the case."""

from scotus_forecast.models.two_level.fitter import Classifier, Fitter, Learner
from scotus_forecast.models.two_level.levels import (
    LEAST_TERMS,
    Learners,
    case_fitter,
    two_level,
    vote_fitter,
    vote_matrix,
)
from scotus_forecast.models.two_level.log_odds import log_chances, logit
from scotus_forecast.models.two_level.nested import NestedDichotomies
from scotus_forecast.models.two_level.share_classifier import ShareClassifier

__all__ = [
    "LEAST_TERMS",
    "Classifier",
    "Fitter",
    "Learner",
    "Learners",
    "NestedDichotomies",
    "ShareClassifier",
    "case_fitter",
    "log_chances",
    "logit",
    "two_level",
    "vote_fitter",
    "vote_matrix",
]
