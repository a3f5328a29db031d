"""One figure a file: data in, picture out; nothing is computed here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
from matplotlib.figure import Figure as Picture

from scotus_forecast.reporting.document import Figure
from scotus_forecast.reporting.figures import (
    accuracy_by_term,
    by_period,
    decomposition,
    groups,
    headline,
    hindsight,
    hindsight_steps,
    justice_heatmap,
    learning_curve,
    over_baselines,
    paper_terms,
    reliability,
    reversal_by_decade,
    simulated_control,
    split_calibration,
    splits,
    terms_won,
)
from scotus_forecast.reporting.figures.style import png, styled

DRAW: dict[str, Callable[[Mapping[str, pd.DataFrame]], Picture]] = {
    "headline": headline.draw,
    "accuracy_by_term": accuracy_by_term.draw,
    "paper_terms": paper_terms.draw,
    "reversal_by_decade": reversal_by_decade.draw,
    "over_baselines": over_baselines.draw,
    "terms_won": terms_won.draw,
    "justice_heatmap": justice_heatmap.draw,
    "by_period": by_period.draw,
    "groups_courts": groups.draw,
    "groups_votes": groups.draw,
    "groups_circuits": groups.draw,
    "reliability": reliability.draw,
    "decomposition": decomposition.draw,
    "hindsight": hindsight.draw,
    "hindsight_steps": hindsight_steps.draw,
    "learning_curve": learning_curve.draw,
    "splits": splits.draw,
    "split_calibration": split_calibration.draw,
    "simulated_control": simulated_control.draw,
}


def render(figure: Figure) -> bytes:
    """Draw a figure of the report as PNG bytes."""
    with styled():
        return png(DRAW[figure.name](figure.data))
