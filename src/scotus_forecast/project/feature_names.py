"""Names of features that say what their numbers mean."""

from __future__ import annotations

#: Prefix of features that hold codes.
CODE = "code_"


def is_ordered(feature: str) -> bool:
    """Whether the numbers of a feature have an order; those of codes have none.

    Examples
    --------
    >>> is_ordered("code_petitioner"), is_ordered("reversed_by_petitioner_3")
    (False, True)
    """
    return not feature.startswith(CODE)


#: Prefixes of as-of rates.
_RATES = (
    "reversed_by_",
    "other_by_",
    "bench_mean_justice_reversed",
    "bench_median_justice_reversed",
)


def is_rate(feature: str) -> bool:
    """Whether a feature of a case is a rate between 0 and 1.

    Examples
    --------
    >>> is_rate("other_by_petitioner_15"), is_rate("count_by_petitioner_15")
    (True, False)
    """
    return feature.startswith(_RATES)
