"""L07: where the true probabilities are known, nobody beats them."""

from __future__ import annotations

import pandas as pd

from scotus_forecast.evaluation.audit.check import AuditCheck, Question, Status

QUESTION = Question("L07", "On the simulated Court no model beats Bayes")


@QUESTION.guards
def check(regret: pd.DataFrame | None) -> AuditCheck:
    """Look for a model more accurate than the truth by more than its interval.

    Parameters
    ----------
    regret : pd.DataFrame or None
        `scores/regret.parquet`; none where no true probabilities are known. The truth of horizon
        `paper` knows what was coded after the decision.
    """
    if regret is None:
        return QUESTION.answer(
            Status.SKIPPED, "no true probabilities scored; see the audit of the simulated Court"
        )
    beaten = regret[regret["ci_low"] > 0]
    return QUESTION.verdict([_told(row) for _, row in beaten.iterrows()], _found(regret))


def _found(regret: pd.DataFrame) -> str:
    nearest = regret.iloc[regret["difference"].to_numpy().argmax()]
    return f"{len(regret)} comparisons; nearest {_told(nearest)}"


def _told(row: pd.Series) -> str:
    return (
        f"{row['horizon']} {row['model']} {row['unit']} {row['difference']:+.3f} "
        f"[{row['ci_low']:+.3f}, {row['ci_high']:+.3f}]"
    )
