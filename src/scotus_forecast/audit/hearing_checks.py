"""L03, L05, L07, L10 and L12 on horizon `transcript`: what was said, and nothing else, helps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from scotus_forecast.audit.check import (
    BAYES_CEILING_QUESTION,
    COLUMN_PROBE_QUESTION,
    DECLARED_COLUMNS_QUESTION,
    ERRORS,
    LATE_DECISIONS_QUESTION,
    MASKED_BLANKS_QUESTION,
    PERMUTED_LABELS_QUESTION,
    PROSPECTIVE_STACK_QUESTION,
    SHUFFLED_QUESTION,
    AuditCheck,
    Status,
    quietly,
    within_term_auc,
)
from scotus_forecast.audit.column_checks import MISSING_TELLS
from scotus_forecast.audit.hearings import ON, Build, Hearings, differing, forecasts_at, shuffled
from scotus_forecast.audit.worlds import KEY
from scotus_forecast.core.court.outcomes import OTHER
from scotus_forecast.core.project.horizons import HORIZONS, HorizonError
from scotus_forecast.core.walk_forward.splits import split_at, term_seed
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.oral_argument.forecast import forecast_cases, forecast_votes
from scotus_forecast.oral_argument.signals import TABLE_OF, build_signals

#: Why a question has no meaning on this horizon, by code.
DOES_NOT_APPLY = {
    LATE_DECISIONS_QUESTION: "trains on the same labels from the same terms on",
    MASKED_BLANKS_QUESTION: "shows no code that argument does not",
    PROSPECTIVE_STACK_QUESTION: "is not recalibrated; L02 asks its votes, which build on its cases",
}


def not_applicable() -> Iterator[AuditCheck]:
    """Yield the questions that have no meaning here, each with the reason."""
    for question, reason in DOES_NOT_APPLY.items():
        yield question.answer(Status.SKIPPED, f"{ON} {reason}")


@PERMUTED_LABELS_QUESTION.guards
def check_permuted_hearings(
    hearings: Hearings, terms: Sequence[int], seed: int, build: Build = Hearings.signals
) -> AuditCheck:
    """Permute outcomes within terms, rebuild signals, and forecast `terms`.

    The words are fitted on permuted outcomes in the latest terms.
    """
    rng = np.random.default_rng(seed)
    null = replace(
        hearings, cases=_permuted(hearings.cases, rng), votes=_permuted(hearings.votes, rng)
    )
    signals = build(null)
    made = [forecasts_at(null, term, signals) for term in terms]
    asked = [np.isin(table["term"], terms) for table in (null.cases, null.votes)]
    units = {
        "case": (null.cases[asked[0]], np.concatenate([f.case for f in made])),
        "vote": (null.votes[asked[1]], np.concatenate([f.vote for f in made])),
        "words": _words_of(null, seed),
    }
    told = {name: _skill(*unit) for name, unit in units.items()}
    # An error as wide as all that an AUC can differ by comes of too few rows to show anything.
    told = {name: skill for name, skill in told.items() if ERRORS * skill[1] < 0.5}
    found = {
        name: f"{ON} {name} AUC {auc:.3f} ± {ERRORS * error:.3f}"
        for name, (auc, error) in told.items()
    }
    faults = [found[name] for name, (auc, error) in told.items() if abs(auc - 0.5) > ERRORS * error]
    few = "".join(f", too few {name} to tell" for name in units if name not in told)
    return PERMUTED_LABELS_QUESTION.verdict(
        faults, f"{', '.join(found.values())}, {len(terms)} terms{few}"
    )


def _permuted(table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Permute labels, with the term in which they are revealed, within each term."""
    term = table["term"].to_numpy(int)
    order = np.empty(len(table), dtype=int)
    order[np.argsort(term, kind="stable")] = np.lexsort([rng.random(len(table)), term])
    drawn = {
        name: table[name].to_numpy()[order] for name in ("outcome", "reversed", "revealed_term")
    }
    return table.assign(**drawn)


def _skill(rows: pd.DataFrame, p: np.ndarray) -> tuple[float, float]:
    made = ~np.isnan(p)
    table = rows[made]
    return within_term_auc(table["reversed"].to_numpy() == 1, p[made], table["term"].to_numpy(int))


def _words_of(hearings: Hearings, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Cases of the words held, and forecasts of the words."""
    model, row = hearings.text_model()
    p = np.full(len(row), np.nan)
    for term in np.unique(model.labels.term)[-WORD_TERMS:]:
        split = split_at(int(term), model.labels.term, model.labels.revealed)
        p[split.test] = model(split, term_seed(seed, "audit", term=int(term)))
    return hearings.cases.iloc[row], p


#: Latest terms of which words are forecast again.
WORD_TERMS = 6


@DECLARED_COLUMNS_QUESTION.guards
def check_declared_tables(
    hearings: Hearings, seed: int, build: Build = Hearings.signals
) -> AuditCheck:
    """Doctor each table of speech, and every column of cases that no signal may read.

    Signals of the other table must stay as they were. And every other horizon must refuse all.
    """
    whole, rng = build(hearings), np.random.default_rng(seed)
    narrow = replace(
        hearings,
        cases=hearings.cases[[KEY, "term", "revealed_term", "reversed"]],
        votes=hearings.votes[[KEY, "term", "justice"]],
    )
    worlds = {
        "columns of cases": (narrow, set(TABLE_OF)),
        "speech": (
            replace(narrow, speech=_doctored(hearings.speech, rng)),
            {name for name, table in TABLE_OF.items() if table != "speech"},
        ),
        "counsel": (
            replace(narrow, counsel=_doctored(hearings.counsel, rng)),
            {name for name, table in TABLE_OF.items() if table != "counsel"},
        ),
    }
    last = int(hearings.cases["term"].max())
    faults = [
        f"{ON}: '{name}' changes with {what}, which it does not declare"
        for what, (world, declared) in worlds.items()
        for name in differing(whole, build(world), last)
        if name in declared
    ]
    faults += [f"{horizon} shows what was said" for horizon in HORIZONS if _shows(narrow, horizon)]
    return DECLARED_COLUMNS_QUESTION.verdict(
        faults,
        f"{len(TABLE_OF)} signals of {ON} keep to their tables, which {', '.join(HORIZONS)} refuse",
    )


def _doctored(table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Draw every count of a table anew."""
    counts = [name for name in table if name in ("turns", "words", "interruptions")]
    return table.assign(**{name: rng.integers(1, 1000, len(table)) for name in counts})


def _shows(hearings: Hearings, horizon: str) -> bool:
    try:
        build_signals(
            hearings.cases, hearings.votes, hearings.speech, hearings.counsel, HORIZONS[horizon]
        )
    except HorizonError:
        return False
    return True


#: True probabilities among the references, and the terms on which they are compared.
BOUND, WIDEST = "true_probability", "1970-2014"


@BAYES_CEILING_QUESTION.guards
def check_bayes_of_hearings(scored: pd.DataFrame) -> AuditCheck:
    """Look for forecasts better than the truth given the transcripts, by more than their interval.

    Parameters
    ----------
    scored : pd.DataFrame
        `oral_argument_scores/gains.parquet`.
    """
    rows = scored if scored.empty else scored[scored["reference"] == BOUND]
    if rows.empty:
        return BAYES_CEILING_QUESTION.answer(Status.SKIPPED, f"{ON}: no true probabilities scored")
    rows = rows[rows["period"] == WIDEST]
    found = {
        f"{ON} {row['unit']} {measure} {row[f'{measure}_gain']:+.3f} "
        f"[{row[f'{measure}_gain_low']:+.3f}, {row[f'{measure}_gain_high']:+.3f}]": row[
            f"{measure}_gain_low"
        ]
        > 0
        for _, row in rows.iterrows()
        for measure in ("accuracy", "brier")
    }
    return BAYES_CEILING_QUESTION.verdict(
        [f for f, beats in found.items() if beats], ", ".join(found)
    )


@COLUMN_PROBE_QUESTION.guards
def check_missing_transcripts(hearings: Hearings) -> AuditCheck:
    """Ask whether a missing transcript tells that an argued case has no decision on the merits."""
    cases, heard = hearings.cases, hearings.cases[KEY].isin(hearings.speech["case_id"])
    terms = cases["term"][heard]
    asked = cases["dateArgument"].notna() & cases["term"].between(terms.min(), terms.max())
    rows = cases[asked]
    auc, error = within_term_auc(
        (rows["outcome"] == OTHER).to_numpy(),
        (~heard[asked]).to_numpy(float),
        rows["term"].to_numpy(int),
    )
    found = (
        f"{ON}: {int((~heard[asked]).sum())} of {len(rows)} argued cases have no transcript, which "
        f"tells with AUC {auc:.3f} ± {ERRORS * error:.3f}"
    )
    tells = abs(auc - 0.5) > max(MISSING_TELLS, ERRORS * error)
    return COLUMN_PROBE_QUESTION.answer(Status.WARN if tells else Status.PASS, found)


@SHUFFLED_QUESTION.guards
def check_shuffled(hearings: Hearings, seed: int, build: Build = Hearings.signals) -> AuditCheck:
    """Shuffle transcripts among the cases of each term, build signals and walk forward again.

    Fails when the gain over `argument` of cases or of votes, in accuracy or in the Brier score,
    exceeds `ERRORS` standard errors. Whatever then helps was not said at the argument.

    Notes
    -----
    Errors are those of a mean over resampled terms. The words of the other case keep the forecast
    that they gave there, so that the words need not be fitted again.
    """
    other = shuffled(hearings, np.random.default_rng(seed))
    heard = other.heard(build(other))
    walk = WalkForward(seed, ("audit",), int(hearings.cases["term"].min()))
    with quietly():
        p_case = forecast_cases(heard, hearings.settings, walk)
        p_vote = forecast_votes(heard, p_case, hearings.settings, walk)
    gained = {
        f"{unit} {measure}": gain
        for unit, table, p, before in (
            ("case", hearings.cases, p_case, hearings.base.case),
            ("vote", hearings.votes, p_vote, hearings.base.vote),
        )
        for measure, gain in gains(table, p, before).items()
    }
    found = {
        name: f"{name} {mean:+.4f} ± {ERRORS * error:.4f}" for name, (mean, error) in gained.items()
    }
    faults = [found[name] for name, (mean, error) in gained.items() if mean > ERRORS * error]
    return SHUFFLED_QUESTION.verdict(
        faults, f"gain over argument on {ON}: {', '.join(found.values())}"
    )


def gains(table: pd.DataFrame, p: np.ndarray, before: np.ndarray) -> dict[str, tuple[float, float]]:
    """Mean gain and its standard error by measure, on merits rows that were heard."""
    kept = (p != before) & ~np.isnan(before) & (table["outcome"] != OTHER).to_numpy()
    y, term = table["reversed"].to_numpy(float)[kept], table["term"].to_numpy(int)[kept]
    after, was = p[kept], before[kept]
    hits = ((after >= 0.5) == y).astype(float) - ((was >= 0.5) == y)
    return {
        "accuracy": _mean_of_terms(hits, term),
        "Brier": _mean_of_terms((was - y) ** 2 - (after - y) ** 2, term),
    }


def _mean_of_terms(gain: np.ndarray, term: np.ndarray) -> tuple[float, float]:
    """Mean over rows, and its standard error where terms are drawn."""
    if not len(gain):
        return 0.0, 0.0
    apart = pd.Series(gain - gain.mean()).groupby(term).sum()
    return float(gain.mean()), float(np.sqrt((apart**2).sum()) / len(gain))
