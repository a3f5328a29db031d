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
