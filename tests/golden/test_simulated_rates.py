"""The simulated Court's rates lie within three points of the real Court's, era by era."""

import pandas as pd
import pytest

from scotus_forecast.core.court.outcomes import OTHER, REVERSE, case_outcome, vote_outcome
from scotus_forecast.core.project.params import SimulatedParams
from scotus_forecast.data.simulate import simulate
from scotus_forecast.data.simulation.rates import ERAS, Rates

POINTS = 0.03
LAST_TERM = 2019
SPANS = [
    (era, (following.first_term if following else LAST_TERM + 1) - 1)
    for era, following in zip(ERAS, [*ERAS[1:], None], strict=True)
]


def measured(rows):
    codes = rows[["caseId", "vote", "caseDisposition"]].replace("", None)
    vote, disposition = pd.to_numeric(codes["vote"]), pd.to_numeric(codes["caseDisposition"])
    by_vote = pd.Series(vote_outcome(vote, disposition))
    by_case = pd.Series(case_outcome(disposition[~codes["caseId"].duplicated()]))
    divided = vote.isin([2, 6, 7]).groupby(codes["caseId"]).any()
    return Rates(
        reversed=(by_case == REVERSE).mean(),
        other=(by_case == OTHER).mean(),
        vote_reversed=(by_vote == REVERSE).mean(),
        vote_other=(by_vote == OTHER).mean(),
        dissent=(vote == 2).mean(),
        unanimous=(~divided).mean(),
        absent=vote.isna().mean(),
    )


@pytest.mark.parametrize(("era", "last_term"), SPANS, ids=[str(era.first_term) for era in ERAS])
def test_rates_of_an_era(era, last_term):
    params = SimulatedParams(cases=2_500, first_term=era.first_term, last_term=last_term)
    simulated = measured(simulate(params, 18160204).rows)
    for name in vars(era.rates):
        real = getattr(era.rates, name)
        assert getattr(simulated, name) == pytest.approx(real, abs=POINTS), name
