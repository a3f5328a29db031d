"""A sweep from files to tables and runs: interrupted, damaged, repeated."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest
from click.testing import CliRunner

import sweep_factory as factory
from scotus_forecast.commands import sweep as command
from scotus_forecast.commands.sweep import last_choice, sweep_records
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import write_parquet
from scotus_forecast.sweeping import search
from scotus_forecast.sweeping.sweep import Request, sweep
from scotus_forecast.tracking import projection, store

TABLES = ("ranking", "nested", "choices")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A finished sweep that tests only read."""
    layout = factory.project(tmp_path_factory.mktemp("done"))
    return sweep(layout, factory.params(), factory.request(), factory.EXECUTION)


@pytest.fixture
def layout(tmp_path):
    return factory.project(tmp_path)


@pytest.fixture
def fitted(monkeypatch):
    """Settings that were walked forward, in order."""
    walked, forecast = [], search.forecast

    def counted(inputs, unit, model, settings, walk):
        walked.append(settings)
        return forecast(inputs, unit, model, settings, walk)

    monkeypatch.setattr(search, "forecast", counted)
    return walked


def again(layout, request=None, **changes):
    return sweep(layout, factory.params(**changes), request or factory.request(), factory.EXECUTION)


def assert_same(one, other):
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def test_the_present_setting_is_among_those_tried(done):
    assert [setting.name for setting in done.settings] == ["c=0.01", "c=0.1", "c=1.0"]
    assert done.settings[0].whole == factory.NOW
    assert (done.ranking["n"] == done.ranking["n"].iloc[0]).all()
    assert done.choices["term"].max() == factory.LAST_TERM + 1
    assert f"For {factory.LAST_TERM + 1} one would choose c=" in last_choice(done.choices)


def test_run_again_fits_nothing_and_says_the_same(layout, done, fitted):
    first = again(layout)
    assert len(fitted) == len(done.settings)
    assert_same(first, done)
    assert_same(again(layout), done)
    assert len(fitted) == len(done.settings)


def test_more_values_fit_those_only(layout, fitted):
    again(layout)
    del fitted[:]
    again(layout, factory.request("c=0.01,0.1,1,10"))
    assert [settings["c"] for settings in fitted] == [10.0]


def test_interrupted_it_goes_on_with_the_rest(layout, done, fitted, monkeypatch):
    forecast = search.forecast

    def killed(*arguments):
        if len(fitted) == 2:
            raise KeyboardInterrupt
        return forecast(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(search, "forecast", killed)
        with pytest.raises(KeyboardInterrupt):
            again(layout)
    assert_same(again(layout), done)
    assert [settings["c"] for settings in fitted] == [0.01, 0.1, 1.0]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-3],
        lambda content: content[:-1] + bytes([content[-1] ^ 1]),
        lambda content: content[:0],
    ],
    ids=["cut short", "one bit", "empty"],
)
def test_damaged_forecasts_are_found_and_made_again(layout, done, fitted, damage, caplog):
    again(layout)
    del fitted[:]
    saved = layout.sweeps / "argument-logistic" / f"{done.keys[1]}.npy"
    whole = saved.read_bytes()
    saved.write_bytes(damage(whole))
    assert_same(again(layout), done)
    assert [settings["c"] for settings in fitted] == [0.1]
    assert saved.read_bytes() == whole
    assert "is damaged" in caplog.text


def test_forecasts_under_another_key_are_not_believed(layout, done, fitted):
    again(layout)
    del fitted[:]
    folder = layout.sweeps / "argument-logistic"
    other = (folder / f"{done.keys[2]}.npy").read_bytes()
    (folder / f"{done.keys[1]}.npy").write_bytes(other)
    assert_same(again(layout), done)
    assert len(fitted) == 1


def test_whatever_determines_a_forecast_is_in_its_key(layout, done):
    evaluation = factory.params().evaluation.model_copy(update={"first_term": 1985})
    others = [
        again(layout, seed=8),
        again(layout, evaluation=evaluation),
        again(layout, factory.request(last_term=1999)),
        again(layout, factory.request(unit="vote")),
    ]
    cases = factory.paths(layout)[0]
    write_parquet(cases, pd.read_parquet(cases).assign(more=1))
    others.append(again(layout))
    keys = [key for found in (done, *others) for key in found.keys]
    assert len(set(keys)) == len(keys)


def test_labels_after_the_last_term_change_nothing(layout, done):
    for path in factory.paths(layout)[:2]:
        table = pd.read_parquet(path)
        late = table["term"] > factory.LAST_TERM
        for name in ("outcome", "reversed"):
            table[name] = table[name].mask(late, 1 - table[name])
        write_parquet(path, table)
    assert_same(again(layout), done)


def test_a_setting_the_model_refuses_is_one_line(layout):
    with pytest.raises(UserError, match=r"--set c=0\.0: 'models\.logistic\.c' = 0\.0") as raised:
        again(layout, factory.request("c=0"))
    assert "\n" not in str(raised.value)


def test_a_model_without_forecaster_is_refused(layout):
    request = Request("argument", "stacked", ("c=1",), factory.LAST_TERM)
    with pytest.raises(UserError, match="'stacked' combines other models"):
        again(layout, request)


def test_one_flat_run_a_setting_and_again_changes_nothing(done, tmp_path):
    params, request = factory.params(), factory.request()
    runs = sweep_records(done, request, "simulated", params)
    assert projection.project_sweep(tmp_path, runs, "abc") == {"added": 3}
    client = store.client_of(tmp_path)
    (experiment,) = client.search_experiments()
    assert experiment.name == "scotus-forecast sweeps"
    before = _logged(client, experiment)
    assert projection.project_sweep(tmp_path, runs, "def") == {"kept": 3}
    assert _logged(client, experiment) == before
    # Another sweep leaves the first alone.
    other = sweep_records(done, request, "simulated", factory.params(seed=8))
    wider = [record for record in other if record.key not in {run.key for run in runs}]
    projection.project_sweep(tmp_path, wider, "abc")
    assert len(client.search_runs([experiment.experiment_id])) == 3 + len(wider)
    best = next(run for run in before.values() if run["data"]["tags"]["rank"] == "1")
    assert best["data"]["metrics"]["case.difference"] == 0
    assert {"dataset", "horizon", "model", "sweep"} <= set(best["data"]["tags"])


def _logged(client, experiment):
    found = client.search_runs([experiment.experiment_id])
    return {run.info.run_id: run.to_dictionary() for run in found}


def test_the_command_shows_writes_and_tracks(layout, monkeypatch):
    monkeypatch.chdir(layout.root)
    monkeypatch.setattr("scotus_forecast.core.project.params.load_params", factory.params)
    tracked = []
    monkeypatch.setattr(projection, "project_sweep", lambda *told: tracked.append(told))
    words = "simulated argument logistic --set c=0.1 --last-term 2000 --backend serial --csv out"
    result = CliRunner().invoke(command.sweep, words.split(), catch_exceptions=False)
    assert result.exit_code == 0
    assert "best in hindsight" in result.output
    assert {path.stem for path in (layout.root / "out").iterdir()} == set(TABLES)
    assert len(tracked) == 1


def test_the_command_is_light():
    code = "import sys, scotus_forecast.commands.sweep; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert {"numpy", "pandas", "sklearn", "mlflow", "rich", "pydantic"} & set(loaded) == set()
