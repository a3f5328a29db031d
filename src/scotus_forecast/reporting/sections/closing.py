"""The sections that close every report: reproduction, citations, responsible use."""

from __future__ import annotations

from scotus_forecast.reporting import published, wording
from scotus_forecast.reporting.document import Section
from scotus_forecast.reporting.sources import Inputs


def reproduce(inputs: Inputs) -> Section:
    """What to type, and the settings that decide the result."""
    return Section(
        values={
            "seed": inputs.params.seed,
            "first_term": inputs.params.evaluation.first_term,
            "samples": wording.count(inputs.params.evaluation.bootstrap_samples),
        }
    )


def citations(inputs: Inputs) -> Section:
    """Sources that a reader who uses this report must cite."""
    return Section(
        values={
            "scdb": published.SCDB,
            "scdb_url": published.SCDB_URL,
            "katz": published.KATZ,
            "katz_doi": published.KATZ_DOI,
            "katz_arxiv": published.KATZ_ARXIV,
            "katz_code": published.KATZ_CODE,
            "article": published.ARTICLE,
            "article_period": published.ARTICLE_PERIOD,
            "printed_period": published.PRINTED_PERIOD,
            "stored_period": wording.terms(*published.STORED_TERMS),
            "printed": {u: wording.percent(p) for u, p in published.PRINTED_ACCURACY.items()},
            "simulated": inputs.simulated,
        }
    )


def responsible(inputs: Inputs) -> Section:
    """For what the forecasts may and may not be used."""
    return Section(values={"act": published.EU_AI_ACT, "simulated": inputs.simulated})
