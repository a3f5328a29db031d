"""Stage audit on horizon `transcript`: what was said, and the forecasts that heard it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from scotus_forecast.audit import hearing_checks, hearing_futures
from scotus_forecast.audit.check import SHUFFLED_QUESTION, AuditCheck, Status
from scotus_forecast.audit.hearings import Hearings
from scotus_forecast.audit.worlds import Tables, nearest_terms
from scotus_forecast.core.project.files import read_table
from scotus_forecast.core.project.horizons import LEAD, TRANSCRIPT
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import Params
from scotus_forecast.core.walk_forward.inputs import Forecast, read_base
from scotus_forecast.oral_argument.vocabulary import Vocabulary, build_vocabulary
from scotus_forecast.transcripts.write import read_text

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
