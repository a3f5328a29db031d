"""Every formula of the evaluation against a second method."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import expit, logit
from sklearn import metrics as sk
from sklearn.isotonic import IsotonicRegression
from statsmodels.api import Logit, add_constant
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

import factories
from scotus_forecast.evaluation import calibration, metrics
from scotus_forecast.evaluation.bootstrap import (
    ClusterBootstrap,
    Resamples,
    draw_clusters,
    draw_resamples,
)
from scotus_forecast.evaluation.metrics import (
    N_BINS,
    decompose_brier,
    equal_mass_bins,
    isotonic_recalibration,
    recalibration_line,
)
from scotus_forecast.evaluation.pairs import Pair, compare_pairs, holm, mcnemar_exact
from scotus_forecast.evaluation.periods import PERIODS
from scotus_forecast.evaluation.scores import divergence, score_table
from scotus_forecast.evaluation.term_tests import compare_terms

PAPER = PERIODS[0]
DECIMALS = [1, 2, 9]  # of the forecasts: many ties, some, none


def population(decimals: int, n: int = 700, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    p = np.round(rng.beta(2, 3, n), decimals)
    return (rng.random(n) < p**1.3).astype(float), p


@pytest.mark.parametrize("decimals", DECIMALS)
def test_metrics_against_sklearn(decimals):
    y, p = population(decimals)
    said = p >= 0.5
    assert metrics.decision_metrics(y, p) == pytest.approx(
        {
            "accuracy": sk.accuracy_score(y, said),
            "balanced_accuracy": sk.balanced_accuracy_score(y, said),
            "precision": sk.precision_score(y, said),
            "recall": sk.recall_score(y, said),
            "f1": sk.f1_score(y, said),
        }
    )
    assert metrics.brier(y, p) == pytest.approx(sk.brier_score_loss(y, p))
    assert metrics.log_loss(y, p) == pytest.approx(sk.log_loss(y, np.clip(p, 1e-6, 1 - 1e-6)))
    assert metrics.auc(y, p) == pytest.approx(sk.roc_auc_score(y, p))


@pytest.mark.parametrize("decimals", DECIMALS)
def test_ece_and_reliability_against_a_loop(decimals):
    y, p = population(decimals)
    bins = equal_mass_bins(p)
    table = calibration.reliability(y, p)
    total = 0.0
    for number in range(bins.max() + 1):
        own = [i for i in range(len(p)) if bins[i] == number]
        forecast, share = sum(p[own]) / len(own), sum(y[own]) / len(own)
        total += len(own) / len(p) * abs(forecast - share)
        assert table.loc[number].tolist() == pytest.approx([number, len(own), forecast, share])
    assert metrics.expected_calibration_error(y, p, bins) == pytest.approx(total)


@pytest.mark.parametrize("decimals", DECIMALS)
def test_isotonic_recalibration_against_sklearn(decimals):
    y, p = population(decimals)
    fitted = IsotonicRegression().fit(p, y).predict(p)
    np.testing.assert_allclose(isotonic_recalibration(y, p), fitted, atol=1e-12)


@pytest.mark.parametrize("decimals", DECIMALS)
def test_decomposition_against_its_definition(decimals):
    y, p = population(decimals)
    recalibrated = sk.brier_score_loss(y, IsotonicRegression().fit(p, y).predict(p))
    assert decompose_brier(y, p) == pytest.approx(
        {
            "miscalibration": sk.brier_score_loss(y, p) - recalibrated,
            "discrimination": y.mean() * (1 - y.mean()) - recalibrated,
            "uncertainty": y.mean() * (1 - y.mean()),
        }
    )


@pytest.mark.parametrize("decimals", DECIMALS)
def test_recalibration_line_against_statsmodels(decimals):
    y, p = population(decimals)
    x = logit(np.clip(p, 1e-6, 1 - 1e-6))
    intercept, slope = Logit(y, add_constant(x)).fit(disp=0, tol=1e-12).params
    line = recalibration_line(y, p)
    assert line == pytest.approx((slope, intercept), rel=1e-5, abs=1e-6)


def test_within_case_correlation_against_a_double_loop():
    rng = np.random.default_rng(3)
    case = np.sort(rng.integers(0, 40, 200))
    y, p = population(2, 200)
    p = np.clip(p + 0.05, 0.05, 0.95)
    above = below = 0.0
    for i in range(200):
        for j in range(200):
            if i != j and case[i] == case[j]:
                above += (y[i] - p[i]) * (y[j] - p[j])
                below += np.sqrt(p[i] * (1 - p[i]) * p[j] * (1 - p[j]))
    expected = max(0.0, above / below)
    assert calibration.within_case_correlation(y, p, case) == pytest.approx(expected)


def copula_outcomes(
    rng: np.random.Generator, p: np.ndarray, case: np.ndarray, latent: float
) -> np.ndarray:
    """Draw votes whose latent normals are correlated within a case."""
    shared = rng.standard_normal(case.max() + 1)[case]
    own = rng.standard_normal(len(p))
    return (stats.norm.cdf(np.sqrt(latent) * shared + np.sqrt(1 - latent) * own) < p).astype(float)


@pytest.mark.parametrize("latent", [0.0, 0.7])
def test_ece_of_the_calibrated_against_drawing_every_vote(latent):
    rng = np.random.default_rng(5)
    case = np.repeat(np.arange(400), 9)
    p = expit(np.repeat(rng.normal(-0.3, 0.8, 400), 9) + rng.normal(0, 0.3, len(case)))
    bins = equal_mass_bins(p)
    outcomes = [copula_outcomes(rng, p, case, latent) for _ in range(1500)]
    drawn = [metrics.expected_calibration_error(y, p, bins) for y in outcomes]
    correlation = np.mean([calibration.within_case_correlation(y, p, case) for y in outcomes[:200]])
    normal = rng.standard_normal((4000, N_BINS))
    quick = calibration.ece_of_calibrated(p, bins, case, correlation, normal)
    assert quick == pytest.approx(np.quantile(drawn, 0.95), rel=0.07)


def test_bootstrap_against_resampling_row_by_row():
    court = factories.court(40)
    panel = factories.panel(court, "vote")
    bootstrap = draw_clusters(panel.rows["case_id"], 20, np.random.default_rng(0))
    ratios = bootstrap.ratios(
        panel.rows["case_id"], panel.correct == 1, np.ones_like(panel.correct)
    )
    by_case = panel.rows.groupby("case_id").groups
    for sample, weights in zip(ratios, bootstrap.weights, strict=True):
        rows = [
            row
            for case, times in zip(bootstrap.clusters, weights, strict=True)
            for row in list(by_case[case]) * int(times)
        ]
        np.testing.assert_allclose(sample, panel.correct[rows].mean(axis=0), rtol=1e-6)


def test_interval_against_scipy_bootstrap():
    court = factories.court(800, last_term=2014)
    panel = factories.panel(court)
    resamples = draw_resamples(panel.rows, 4000, np.random.default_rng(0))
    row = score_table(panel, [PAPER], resamples, 0.95).iloc[0]
    second = stats.bootstrap(
        (panel.correct[:, 0],), np.mean, n_resamples=4000, method="percentile", rng=1
    ).confidence_interval
    assert (row["accuracy_low"], row["accuracy_high"]) == pytest.approx(tuple(second), abs=0.004)


def test_vote_p_value_against_the_cluster_robust_t():
    panel = factories.panel(factories.court(900), "vote")
    bootstrap = draw_clusters(panel.rows["case_id"], 4000, np.random.default_rng(0))
    everywhere = np.ones(len(panel.rows), dtype=bool)
    row = compare_pairs(panel, [Pair(1, 0)], everywhere, bootstrap, 0.95).iloc[0]
    lead = pd.Series(panel.correct[:, 1] - panel.correct[:, 0])
    per_case = lead.groupby(panel.rows["case_id"]).mean()
    statistic = abs(stats.ttest_1samp(per_case, 0).statistic)
    assert stats.norm.isf(row["p_value"] / 2) == pytest.approx(statistic, rel=0.05)


@pytest.mark.parametrize(
    ("ahead", "behind"), [(0, 0), (3, 9), (40, 40), (41, 40), (900, 1000), (0, 12)]
)
def test_mcnemar_against_statsmodels_and_scipy(ahead, behind):
    ours = mcnemar_exact(np.array([ahead]), np.array([behind]))[0]
    assert ours == pytest.approx(mcnemar([[5, ahead], [behind, 7]], exact=True).pvalue)
    if ahead + behind:
        assert ours == pytest.approx(stats.binomtest(ahead, ahead + behind).pvalue)


def test_holm_against_statsmodels():
    p = np.random.default_rng(0).beta(0.3, 3, 40)
    np.testing.assert_allclose(holm(p), multipletests(p, method="holm")[1])
    gaps = np.insert(p, [0, 7], np.nan)
    np.testing.assert_allclose(holm(gaps)[~np.isnan(gaps)], holm(p))


def test_term_tests_against_scipy():
    rng = np.random.default_rng(0)
    n = rng.integers(5, 60, 80)
    model, reference = rng.binomial(n, 0.7), rng.binomial(n, 0.6)
    tested = compare_terms(model, reference, n)
    paired = stats.ttest_1samp(model / n - reference / n, 0)
    unpaired = stats.ranksums(model / n, reference / n)
    assert tested["t_statistic"] == pytest.approx(paired.statistic)
    assert tested["t_p_value"] == pytest.approx(paired.pvalue)
    assert tested["rank_sum_p_value"] == pytest.approx(unpaired.pvalue)


def test_divergence_against_scipy():
    _, p = population(9)
    _, q = population(9, seed=1)
    pointwise = stats.entropy(np.array([q, 1 - q]), np.array([p, 1 - p]))
    assert divergence(p, q) == pytest.approx(pointwise.mean())


def test_score_table_against_a_loop_over_frames():
    court = factories.court(250)
    frame = factories.forecast(court, "boosted")
    panel = factories.panel_of("vote", [frame])
    as_they_are = Resamples(
        *(ClusterBootstrap(ids, np.ones((2, len(ids)), np.uint8))
          for ids in map(pd.Index, (court.cases["caseId"], court.cases["term"].unique())))
    )  # fmt: skip
    for period in (PAPER, PAPER.merits()):
        own = frame[(frame["unit"] == "vote") & (frame["term"] <= 2014)]
        own = own[own["outcome"] != -1] if period.merits_only else own
        row = score_table(panel, [period], as_they_are, 0.95).iloc[0]
        right = (own["p_reverse"] >= 0.5) == (own["reversed"] == 1)
        assert row["n"] == len(own)
        assert row["accuracy"] == row["accuracy_low"] == pytest.approx(right.mean())
        assert row["accuracy"] == pytest.approx(row["accuracy_term_high"])
        assert row["brier"] == pytest.approx(((own["p_reverse"] - own["reversed"]) ** 2).mean())
