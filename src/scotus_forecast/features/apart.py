"""How far each vote stood from the others on the same case.

A rate over a justice's votes moves with the docket: a justice who sat through years of reversals
looks like one who reverses. Against the colleagues who heard the same case the docket drops out.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scotus_forecast.features.histories import Source


def apart(source: Source, case: np.ndarray) -> Source:
    """Subtract from what each vote said what the others on its case said on average.

    Parameters
    ----------
    source : Source
        Votes, shape (n_votes,) each; those of weight 0 were not cast.
    case : np.ndarray of int, shape (n_votes,)

    Returns
    -------
    Source
        Values in [-1, 1]; weight 0 where nobody else voted.
    """
    votes = np.bincount(case, source.weights)[case]
    total = np.bincount(case, source.weights * source.said)[case]
    others = votes - source.weights
    of_others = np.divide(
        total - source.weights * source.said, others, out=np.zeros(len(case)), where=others > 0
    )
    return replace(source, said=source.said - of_others, weights=source.weights * (others > 0))
