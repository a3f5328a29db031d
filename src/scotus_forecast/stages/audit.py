"""Stage audit: test features, forecasts and labels of one dataset for leakage.

On horizon `transcript` it asks what was said, and the forecasts that heard it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict
from functools import partial

import numpy as np
import pandas as pd

from scotus_forecast.audit import (
    column_checks,
    forecast_checks,
    future_checks,
    hearing_checks,
    hearing_futures,
    masked_blanks,
    refitting_checks,
)
from scotus_forecast.audit.check import SHUFFLED_QUESTION, AuditCheck, Status, joined
from scotus_forecast.audit.future_checks import HISTORY
from scotus_forecast.audit.hearings import Hearings
from scotus_forecast.audit.refitting_checks import StoredForecasts
from scotus_forecast.audit.worlds import FeatureRecipe, Tables, nearest_terms
from scotus_forecast.core.project.files import read_table, write_parquet
from scotus_forecast.core.project.horizons import HORIZONS, LEAD, NO_COLUMNS, TRANSCRIPT
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.walk_forward.execution import Execution, execution_of
from scotus_forecast.core.walk_forward.inputs import (
    BaseForecasts,
    Forecast,
    load_inputs,
    read_base,
    read_labels,
)
from scotus_forecast.features.feature_sets import feature_sets
from scotus_forecast.features.visible_columns import visible_columns
from scotus_forecast.models.logistic import LogisticSettings, case_then_votes
from scotus_forecast.models.stacked import StackedSettings
from scotus_forecast.oral_argument.text_model import Vocabulary, build_vocabulary
from scotus_forecast.transcripts.write import read_text

logger = logging.getLogger(__name__)

#: Terms whose future is altered, or the nearest in the data: an early, a middle and a late Court.
#: Fixed, so that findings of two runs can be compared.
ALTERED_TERMS = (1850, 1956, 2005)
#: Permuted labels are forecast on terms with this many cases in all, on at most so many terms.
PERMUTED_CASES, PERMUTED_TERMS = 2400, 40

#: Model whose frames are forecast again: quick, and fitted anew for every term.
REFITTED = "logistic"
#: Model whose every forecast is 1.
CERTAIN = "always_reverse"

Check = Callable[[], AuditCheck]


def run(layout: Layout, params: Params) -> None:
    """Run every check; write `audit.parquet` and `probe.parquet`, log one line a check.

    A failed check does not raise: ask `failed`.

    Tables
    ------
    audit.parquet : one row a check
        code, title : str
            The check and what it asks; see ``docs/audit.md``.
        status : str
            ``pass``, ``warn``, ``fail`` or ``skipped``.
        detail : str
            What was found.
    probe.parquet : how well each column of a case alone tells that the outcome is other
        column : str
            The SCDB column.
        where : str
            As in the file (``raw``), or as horizon ``argument`` shows it.
        blank_share : float
            Share of cases in which it is missing.
        auc_value, auc_blank : float
            Area under the curve of its values, and of its being missing.
    """
    tables = Tables(read_table(layout.cases), read_table(layout.votes))
    probe, incomplete = probe_columns(tables, params)
    answers = [column_checks.check_column_probe(probe, incomplete)]
    answers += ask_all(list(checks(layout, params, tables)), execution_of(params))
    by_code: dict[str, list[AuditCheck]] = {}
    for answer in answers:
        by_code.setdefault(answer.code, []).append(answer)
    found = [_logged(joined(by_code[code])) for code in sorted(by_code)]
    write_parquet(layout.audit / "probe.parquet", probe)
    write_parquet(layout.audit / "audit.parquet", pd.DataFrame([asdict(c) for c in found]))


def failed(layout: Layout) -> bool:
    """Whether a check of the last audit failed."""
    return bool((read_table(layout.audit / "audit.parquet")["status"] == Status.FAIL).any())


def ask_all(asked: list[Check], execution: Execution) -> list[AuditCheck]:
    """Findings in the order of the checks, which run beside one another."""
    running = execution.each(partial(_ask, asked), [(place,) for place in range(len(asked))])
    found = {place: check for (place,), check in running}
    return [found[place] for place in range(len(asked))]


def _ask(asked: list[Check], place: int) -> AuditCheck:
    return asked[place]()


def _logged(check: AuditCheck) -> AuditCheck:
    logger.info("%s %-7s %s: %s", check.code, check.status, check.title, check.detail)
    return check


def checks(layout: Layout, params: Params, tables: Tables) -> Iterator[Check]:
    """Yield the checks of features and labels, of forecasts and scores, and of what was heard."""
    yield from checks_of_features(params, tables)
    yield from checks_of_forecasts(layout, params, tables)
    yield from checks_of_hearings(layout, params, tables)


def checks_of_features(params: Params, tables: Tables) -> Iterator[Check]:
    """What needs the prepared tables only."""
    hot_deck = params.features.hot_deck
    recipe = FeatureRecipe(feature_sets(params.features), hot_deck, params.seed)
    terms = altered_terms(tables)
    first, confidence = params.evaluation.first_term, params.evaluation.confidence
    spread = spread_terms(tables, first)
    yield lambda: future_checks.check_future_features(tables, recipe, terms)
    yield lambda: future_checks.check_future_forecasts(
        tables, recipe, pipeline_settings(params), terms
    )
    yield lambda: forecast_checks.check_permuted_labels(tables, recipe, spread)
    yield lambda: refitting_checks.check_late_decisions(tables, first)
    yield lambda: column_checks.check_declared_columns(tables, recipe)
    yield lambda: masked_blanks.check_masked_blanks(
        tables.cases, params.seed, confidence, masked_blanks.lead_treatment(hot_deck)
    )


def checks_of_forecasts(layout: Layout, params: Params, tables: Tables) -> Iterator[Check]:
    """What needs prediction frames or scores; skipped where there are none yet."""
    regret = layout.scores / "regret.parquet"
    first, terms = params.evaluation.first_term, altered_terms(tables)
    stack = pipeline_settings(params).stacked
    yield lambda: forecast_checks.check_bayes_ceiling(
        read_table(regret) if regret.exists() else None
    )
    named = [("-".join(names), path) for names, path in layout.forecast_files().items()]
    yield lambda: forecast_checks.check_prediction_frames(
        ((name, read_table(path)) for name, path in named), tables, layout.dataset, first
    )
    yield lambda: refitting_checks.check_prospective_stack(
        tables, read_bases(layout, stack.base, tables), stack, terms, params.seed
    )
    yield lambda: refitting_checks.check_refitted_frames(
        stored_cases(layout, REFITTED),
        case_then_votes(params.checked_settings(REFITTED, LogisticSettings)),
        terms,
        certain=[frame["p_reverse"] for frame in frames_of(layout, CERTAIN)],
    )


def pipeline_settings(params: Params) -> future_checks.PipelineSettings:
    """Settings of the models that checks walk again."""
    return future_checks.PipelineSettings(
        params.checked_settings("logistic", LogisticSettings),
        params.checked_settings("stacked", StackedSettings),
    )


def frames_of(layout: Layout, model: str) -> list[pd.DataFrame]:
    """Frame of a baseline, if it has been made."""
    path = layout.forecast(NO_COLUMNS, model)
    return [read_table(path)] if path.exists() else []


def stored_cases(layout: Layout, model: str) -> Iterator[StoredForecasts]:
    """Yield the stored case forecasts of a model on each horizon it has."""
    for horizon in HORIZONS:
        if layout.forecast(horizon, model).exists() and layout.features(horizon).exists():
            inputs, tables = load_inputs(layout, horizon), read_labels(layout)
            p_case = read_base(layout, horizon, [model], *tables).case[:, 0]
            yield StoredForecasts(f"{horizon}-{model}", inputs, p_case)


def probe_columns(tables: Tables, params: Params) -> tuple[pd.DataFrame, int]:
    """Probe of every column, in the file and as the lead shows it; cases shown incomplete."""
    hot_deck, first = params.features.hot_deck, params.evaluation.first_term
    visible = visible_columns(tables.cases, tables.votes, HORIZONS[LEAD], hot_deck, params.seed)
    probed = column_checks.probe_table(tables.cases, visible, first)
    return probed, column_checks.still_missing(tables.cases, visible, first)


def altered_terms(tables: Tables) -> list[int]:
    """Terms nearest to `ALTERED_TERMS`, and the last that opens before an earlier case is decided.

    Among those with enough history to forecast from.
    """
    terms = tables.cases["term"]
    first, last = int(terms.min()), int(terms.max())
    recent = tables.between(min(first + HISTORY, last), last)
    return nearest_terms(recent, [*ALTERED_TERMS, *waiting_term(recent)])


def waiting_term(tables: Tables) -> list[int]:
    """Last term by whose opening a case of the term before was not decided; none if none was."""
    cases = tables.cases
    opened = cases.loc[cases["revealed_term"] > cases["term"] + 1, "term"] + 1
    opened = opened[opened <= cases["term"].max()]
    return [] if opened.empty else [int(opened.max())]


def spread_terms(tables: Tables, first_term: int) -> list[int]:
    """Terms spread evenly over those forecast, enough of them for `PERMUTED_CASES`."""
    terms = tables.cases["term"].to_numpy(int)
    terms = terms[terms >= first_term]
    wanted = PERMUTED_CASES * len(np.unique(terms)) // len(terms)
    count = min(PERMUTED_TERMS, max(wanted, 1))
    return nearest_terms(tables, np.linspace(terms.min(), terms.max(), count))


def read_bases(layout: Layout, models: Collection[str], tables: Tables) -> dict[str, BaseForecasts]:
    """Base forecasts of every horizon that has them all."""
    return {
        horizon: read_base(layout, horizon, models, tables.cases, tables.votes)
        for horizon in HORIZONS
        if all(layout.forecast(horizon, model).exists() for model in models)
    }


#: Terms whose future is altered, or the nearest heard; and terms forecast from permuted outcomes.
HEARD_TERMS = (1980, 1996, 2012)
PERMUTED_HEARINGS = 12

MODEL, TEXT_MODEL = "oral_argument", "transcript_text"


def checks_of_hearings(
    layout: Layout, params: Params, tables: Tables
) -> Iterator[Callable[[], AuditCheck]]:
    """What horizon `transcript` is asked; only the last where nothing was heard."""
    hearings = read_hearings(layout, params, tables)
    if hearings is None or not len(hearings.heard_terms()):
        yield lambda: SHUFFLED_QUESTION.answer(Status.SKIPPED, "nothing was heard")
        return
    seed, names = params.seed, (layout.dataset, TRANSCRIPT.name, TEXT_MODEL)
    between = int(hearings.heard_terms().min()), int(hearings.heard_terms().max())
    heard = tables.between(*between)
    terms = nearest_terms(heard, HEARD_TERMS)
    spread = nearest_terms(heard, np.linspace(*between, PERMUTED_HEARINGS))
    gains = layout.oral_argument_scores / "gains.parquet"
    yield lambda: hearing_futures.check_future_signals(hearings, terms, seed)
    yield lambda: hearing_futures.check_future_hearings(hearings, terms)
    yield lambda: hearing_checks.check_permuted_hearings(hearings, spread, seed)
    yield lambda: hearing_checks.check_declared_tables(hearings, seed)
    yield lambda: hearing_checks.check_bayes_of_hearings(read_table(gains))
    yield lambda: hearing_checks.check_missing_transcripts(hearings)
    yield lambda: hearing_futures.check_refitted_hearings(hearings, terms, names, seed)
    yield lambda: hearing_checks.check_shuffled(hearings, seed)
    for answer in hearing_checks.not_applicable():
        yield partial(_known, answer)


def read_hearings(layout: Layout, params: Params, tables: Tables) -> Hearings | None:
    """What horizon `transcript` is made of; None where it has not been forecast."""
    if not layout.forecast(TRANSCRIPT.name, MODEL).exists():
        return None
    settings, cases = params.oral_argument, tables.cases
    base = read_base(layout, LEAD, [settings.base], cases, tables.votes)
    stored = read_base(layout, TRANSCRIPT.name, [MODEL], cases, tables.votes)
    text = read_table(layout.oral_argument / "text.parquet").set_index("case_id")["p_reverse"]
    latest = settings.text.window + 1
    return Hearings(
        cases=cases,
        votes=tables.votes,
        speech=read_table(layout.transcripts / "speech.parquet"),
        counsel=read_table(layout.transcripts / "counsel.parquet"),
        read_words=partial(_read_words, layout, latest),
        text=text.reindex(cases["caseId"]).to_numpy(float),
        base=Forecast(base.case[:, 0], base.vote[:, 0]),
        stored=Forecast(stored.case[:, 0], stored.vote[:, 0]),
        settings=settings,
    )


def _read_words(layout: Layout, latest: int) -> Vocabulary:
    return build_vocabulary(read_text(layout.transcripts, latest), TRANSCRIPT, workers=1)


def _known(answer: AuditCheck) -> AuditCheck:
    return answer
