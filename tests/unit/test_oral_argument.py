"""Signals of speech, the words' model, and forecasts that have heard the argument."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from scotus_forecast.core.project.horizons import HORIZONS, TRANSCRIPT, HorizonError
from scotus_forecast.core.project.params import OralArgumentParams, load_params
from scotus_forecast.core.walk_forward.execution import Execution
from scotus_forecast.core.walk_forward.inputs import Forecast, Labels
from scotus_forecast.core.walk_forward.walk import WalkForward
from scotus_forecast.oral_argument.forecast import (
    ALL_GROUPS,
    Heard,
    TrustingLogistic,
    case_columns,
    forecast,
    forecast_cases,
)
from scotus_forecast.oral_argument.signals import Signals, build_signals, departures
from scotus_forecast.oral_argument.text_model import (
    COLUMNS,
    Vocabulary,
    build_vocabulary,
    forecast_text,
    inverse_frequency,
    lean,
)
from scotus_forecast.stages.oral_argument import shuffled
from scotus_forecast.transcripts.sides import PETITIONER, RESPONDENT

WALK = WalkForward(1, ("simulated", "transcript", "oral_argument"), 1900, Execution("serial", 1))
SETTINGS = load_params().oral_argument
FIRST, LAST, A_TERM = 1960, 1979, 60


# Departures


def test_a_departure_is_from_earlier_terms_only():
    value = np.array([1.0, 1.0, 5.0, 2.0])
    term = np.array([1, 1, 2, 3])
    who = np.zeros(4, dtype=int)
    found = departures(value, who, term)
    later = departures(np.array([1.0, 1.0, 5.0, 99.0]), who, term)
    np.testing.assert_allclose(found[:3], later[:3])
    np.testing.assert_allclose(found[:2], 1.0)  # nothing is known before the first term


def test_a_departure_is_from_the_speakers_own_mean():
    """A justice who always leans by 1 departs by nothing when leaning by 1 again."""
    term = np.repeat(np.arange(400), 2)
    who = np.tile([0, 1], 400)
    value = np.where(who == 0, 1.0, -1.0)
    assert np.abs(departures(value, who, term)[-2:]).max() < 0.05


# Signals


def _tables(speech: list[tuple], counsel: list[tuple] = ()) -> tuple[pd.DataFrame, pd.DataFrame]:
    names = ["case_id", "justice", "side", "words", "guessed_words"]
    spoken = pd.DataFrame(speech, columns=names).assign(
        turns=1, questions=1, interruptions=0, long_turns=0
    )
    of_counsel = ["case_id", "counsel", "side", "amicus", "united_states", "words"]
    return spoken, pd.DataFrame(counsel, columns=of_counsel).assign(interruptions=0, how="told")


def _court(n: int = 2) -> tuple[pd.DataFrame, pd.DataFrame]:
    cases = pd.DataFrame(
        {
            "caseId": [f"{FIRST + i}-001" for i in range(n)],
            "term": FIRST + np.arange(n),
            "revealed_term": FIRST + np.arange(n) + 1,
            "reversed": np.arange(n) % 2,
        }
    )
    votes = pd.DataFrame({"caseId": cases["caseId"], "term": cases["term"], "justice": 7})
    return cases, votes


SPEECH = [("1960-001", 7, PETITIONER, 300, 300), ("1960-001", 7, RESPONDENT, 100, 0)]
COUNSEL = [
    ("1960-001", "a", PETITIONER, False, False, 900),
    ("1960-001", "b", RESPONDENT, False, False, 300),
    ("1960-001", "s", RESPONDENT, True, True, 200),
]


def test_signals_point_to_the_side_of_what_is_counted():
    signals = build_signals(*_court(), *_tables(SPEECH, COUNSEL), TRANSCRIPT)
    heard, unheard = signals.case.to_dict("records")
    assert heard["bench_words"] > 0 < heard["mean_words"]
    assert heard["bench_share"] == 1
    assert heard["united_states_amicus"] == -1
    assert heard["guessed"] == pytest.approx(0.75)
    assert set(unheard.values()) - {"1961-001", 1961} == {0.0}
    assert signals.vote["own_words"].tolist()[0] > 0
    assert signals.vote["spoke"].tolist() == [1, 0]


@pytest.mark.parametrize("horizon", HORIZONS.values(), ids=HORIZONS)
def test_speech_is_refused_on_every_other_horizon(horizon):
    message = rf"'\w+' asks for column '\w+', which horizon '{horizon.name}' .*'transcript' only"
    with pytest.raises(HorizonError, match=message):
        build_signals(*_court(), *_tables(SPEECH, COUNSEL), horizon)
    with pytest.raises(HorizonError, match="'text'"):
        build_vocabulary([], horizon, workers=1)


def test_records_of_counsel_wait_until_outcomes_are_revealed():
    cases, votes = _court(3)
    speech = [(case, 7, PETITIONER, 1, 0) for case in cases["caseId"]]
    counsel = [(case, "a", PETITIONER, False, False, 9) for case in cases["caseId"]]
    tables = _tables(speech, counsel)
    known = build_signals(cases.assign(reversed=[1, 1, 0]), votes, *tables, TRANSCRIPT).case
    late = cases.assign(reversed=[1, 1, 0], revealed_term=[1962, 1963, 1963])
    waits = build_signals(late, votes, *tables, TRANSCRIPT).case
    assert known["counsel_record"].tolist()[0] == 0
    assert known["counsel_record"].tolist()[1] > 0
    assert waits["counsel_record"].tolist()[1] == 0
    assert waits["counsel_experience"].tolist() == known["counsel_experience"].tolist()


# Words


def _text(rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["case_id", "justice", "side", "text"])


def test_words_are_counted_by_speaker_and_side():
    text = [
        _text([("1960-001", 7, PETITIONER, "why why"), ("1960-001", 0, RESPONDENT, "yes")]),
        _text([("1961-001", 8, PETITIONER, "why")]),
    ]
    words = build_vocabulary(text, TRANSCRIPT, workers=1)
    assert words.case_id.tolist() == ["1960-001", "1961-001"]
    bench = words.counts["bench", PETITIONER]
    assert sorted(bench[0].data) == [1, 2]  # "why why" and twice "why"
    assert words.counts["counsel", RESPONDENT].sum() == 1
    assert words.counts["counsel", PETITIONER].nnz == 0


def test_no_text_makes_no_words():
    words = build_vocabulary([], TRANSCRIPT, workers=1)
    assert words.counts["bench", PETITIONER].shape == (0, COLUMNS)


def test_what_is_said_to_both_sides_cancels():
    both = _text([("1960-001", 7, side, "the very same") for side in (PETITIONER, RESPONDENT)])
    words = build_vocabulary([both], TRANSCRIPT, workers=1)
    rows = np.array([0])
    idf = inverse_frequency(words, "bench", rows, least=1)
    assert abs(lean(words, "bench", idf, rows)).sum() == 0


def test_rare_words_are_left_out():
    text = _text([(f"196{i}-001", 7, PETITIONER, "common" + " rare" * (i == 0)) for i in range(3)])
    words = build_vocabulary([text], TRANSCRIPT, workers=1)
    idf = inverse_frequency(words, "bench", np.arange(3), least=2)
    assert (idf > 0).sum() == 1


# A small Court that speaks


def _speaking(seed: int = 0) -> tuple[Heard, Vocabulary]:
    """Cases whose outcome shows in one word and in one signal, and in nothing else."""
    rng = np.random.default_rng(seed)
    term = np.repeat(np.arange(FIRST, LAST + 1), A_TERM)
    n = len(term)
    was = (rng.random(n) < 0.6).astype(int)
    labels = Labels(term, term + 1, was, was)
    case_id = np.array([f"{t}-{i:04d}" for i, t in enumerate(term)], dtype=object)
    told = np.where(rng.random(n) < 0.75, was, 1 - was)
    counts = {}
    for speaker in ("bench", "counsel"):
        for side in (PETITIONER, RESPONDENT):
            hostile = told == (1 if side == RESPONDENT else 0)
            columns = np.where(hostile, 1, 2) if speaker == "bench" else np.full(n, 3)
            ones = np.ones(n, np.float32)
            counts[speaker, side] = sparse.csr_matrix(
                (ones, (np.arange(n), columns)), shape=(n, COLUMNS)
            )
    words = Vocabulary(case_id, counts)
    names = [name for group in ALL_GROUPS[:-1] for name in _group(group)]
    signals = pd.DataFrame(0.0, index=range(n), columns=["heard", "guessed", *names])
    signals["heard"] = 1.0
    signals["mean_words"] = np.where(was == 1, -0.3, 0.3) + rng.standard_normal(n)
    keys = pd.DataFrame({"case_id": case_id, "term": term})
    spoken = {name: np.zeros(n) for name in _vote_names()}
    case = pd.concat([keys, signals], axis=1)
    vote = pd.concat([keys.assign(justice=7), pd.DataFrame(spoken)], axis=1)
    even = Forecast(np.full(n, 0.6), np.full(n, 0.6))
    text = forecast_text(words, labels, SETTINGS.text, WALK)
    heard = Heard(labels, labels, np.arange(n), Signals(case, vote), even, text)
    return heard, words


def _group(name: str) -> tuple[str, ...]:
    from scotus_forecast.oral_argument.signals import GROUPS

    return GROUPS[name]


def _vote_names() -> tuple[str, ...]:
    from scotus_forecast.oral_argument.signals import VOTE_SIGNALS

    return VOTE_SIGNALS


@pytest.fixture(scope="module")
def speaking() -> tuple[Heard, Vocabulary]:
    return _speaking()


def _brier(heard: Heard, p: np.ndarray) -> float:
    late = heard.case.term >= FIRST + 10
    return float(((p - heard.case.reversed)[late] ** 2).mean())


def test_hearing_helps_cases_and_votes(speaking):
    heard, _ = speaking
    found = forecast(heard, SETTINGS, WALK)
    assert _brier(heard, found.case) < _brier(heard, heard.base.case) - 0.03
    assert _brier(heard, found.vote) < _brier(heard, heard.base.vote) - 0.03


def test_each_group_can_be_left_out(speaking):
    heard, _ = speaking
    whole = case_columns(heard, 0.5)
    without = case_columns(heard, 0.5, [g for g in ALL_GROUPS if g != "text"])
    assert whole.shape[1] == without.shape[1] + 1
    quiet = forecast_cases(heard, SETTINGS, WALK, ["solicitor_general"])
    assert _brier(heard, quiet) > _brier(heard, forecast_cases(heard, SETTINGS, WALK))


def test_guessed_sides_count_less(speaking):
    heard, _ = speaking
    case = heard.signals.case.assign(guessed=1.0)
    guessed = replace(heard, signals=Signals(case, heard.signals.vote))
    told, half = case_columns(heard, 0.5), case_columns(guessed, 0.5)
    np.testing.assert_allclose(half[:, 0], told[:, 0])
    np.testing.assert_allclose(half[:, 1:], told[:, 1:] / 2)


def test_cases_unheard_keep_the_forecast_of_argument(speaking):
    heard, _ = speaking
    case = heard.signals.case.assign(heard=np.arange(len(heard.text)) % 2)
    some = replace(heard, signals=Signals(case, heard.signals.vote))
    found = forecast(some, SETTINGS, WALK)
    unheard = case["heard"].to_numpy() == 0
    assert (found.case[unheard] == 0.6).all()
    assert (found.vote[unheard] == 0.6).all()
    assert (found.case[~unheard] != 0.6).any()


def test_nothing_heard_changes_nothing(speaking):
    heard, _ = speaking
    nothing = replace(heard, text=np.full(len(heard.text), np.nan))
    found = forecast(nothing, SETTINGS, WALK)
    np.testing.assert_array_equal(found.case, heard.base.case)
    np.testing.assert_array_equal(found.vote, heard.base.vote)


def test_too_few_cases_before_keep_the_forecast_of_argument(speaking):
    heard, _ = speaking
    found = forecast_cases(heard, SETTINGS, WALK)
    # The words wait for 200 cases, the case model for 300 more of which there are words.
    early = heard.case.term < FIRST + 9
    assert (found[early] == 0.6).all()
    assert (found[~early] != 0.6).all()


def test_the_argument_of_another_case_gives_nothing(speaking):
    heard, _ = speaking
    other = shuffled(heard, np.random.default_rng(1))
    assert sorted(other.text[heard.usable]) == sorted(heard.text[heard.usable])
    gain = _brier(heard, heard.base.case) - _brier(heard, forecast_cases(other, SETTINGS, WALK))
    assert gain < 0.005


def test_what_comes_later_changes_nothing(speaking):
    """Outcomes, words and signals of terms from 1975 on leave every forecast before as it was."""
    heard, words = speaking
    cut = 1975
    later = heard.case.term >= cut
    flipped = np.where(later, 1 - heard.case.reversed, heard.case.reversed)
    labels = Labels(heard.case.term, heard.case.revealed, flipped, flipped)
    other = {
        key: sparse.csr_matrix(m.multiply(np.where(later, 7, 1)[:, None]).astype(np.float32))
        for key, m in words.counts.items()
    }
    text = forecast_text(Vocabulary(words.case_id, other), labels, SETTINGS.text, WALK)
    case = heard.signals.case.copy()
    case.loc[later, "mean_words"] += 5
    doctored = replace(
        heard, case=labels, vote=labels, text=text, signals=Signals(case, heard.signals.vote)
    )
    before, after = (forecast(h, SETTINGS, WALK) for h in (heard, doctored))
    np.testing.assert_array_equal(before.case[~later], after.case[~later])
    np.testing.assert_array_equal(before.vote[~later], after.vote[~later])
    assert (before.case[later] != after.case[later]).any()


def test_the_trusted_column_is_hardly_penalised():
    rng = np.random.default_rng(0)
    odds, noise = rng.standard_normal(2000), rng.standard_normal(2000)
    y = (rng.random(2000) < 1 / (1 + np.exp(-odds))).astype(int)
    X = np.column_stack([odds, noise])
    p = TrustingLogistic.fitted(X, y, np.ones(2000), 0.02).p_reverse(X)
    plain = TrustingLogistic.fitted(X[:, ::-1], y, np.ones(2000), 0.02).p_reverse(X[:, ::-1])
    spread = np.std(np.log(p / (1 - p)))
    assert spread == pytest.approx(1.0, abs=0.15)
    assert np.std(np.log(plain / (1 - plain))) < spread


def test_settings_are_checked():
    with pytest.raises(ValueError, match="guessed_weight"):
        OralArgumentParams.model_validate(SETTINGS.model_dump() | {"guessed_weight": 1.5})
