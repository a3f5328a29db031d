"""`params.yaml`: every mistake is one line that names the key and the way out."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from scotus_forecast.core.learners.registry import check_settings, load, names
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.params import PARAMS, load_params

PROJECT = Path(__file__).parents[2] / "params.yaml"
GOOD = yaml.safe_load(PROJECT.read_text(encoding="utf-8"))


def written(folder, content):
    path = folder / "params.yaml"
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return path


def changed(key, value):
    """The project's parameters with the dotted `key` set, or taken out by None."""
    content = copy.deepcopy(GOOD)
    *parents, last = key.split(".")
    inner = content
    for part in parents:
        inner = inner[int(part) if isinstance(inner, list) else part]
    inner.pop(last, None)
    return content if value is None else {**content} if inner.update({last: value}) else content


MISTAKES = [
    # key, value, words
    ("sede", 1, "unknown key 'sede'; did you mean 'seed'?"),
    ("evaluation.frist_term", 1816, "'evaluation.frist_term'; did you mean 'first_term'?"),
    ("datasets.simulated.case", 900, "'datasets.simulated.case'; did you mean 'cases'?"),
    ("flagship.paper.votes", "boosted", "'flagship.paper.votes'; did you mean 'vote'?"),
    ("seed", -5, "'seed' = -5: input should be greater than or equal to 0"),
    ("execution.workers", 0, "'execution.workers' = 0: input should be at least 1, or -1"),
    ("execution.workers", -5, "'execution.workers' = -5: input should be at least 1, or -1"),
    ("datasets.scdb.releases", ["2025_01", "2025_01"], "a release is named twice"),
    ("models.logistic.c", float("inf"), "'models.logistic.c' = inf: input should be a finite"),
    ("flagship.argument", None, "key 'flagship.argument' is missing"),
    ("flagship.arguments", {"case": "boosted", "vote": "boosted"}, "did you mean 'argument'?"),
    ("flagship.argument.case", "nosuch", "'flagship.argument.case' names no model: 'nosuch'"),
    ("flagship.argument.vote", "bayes", "names no model: 'bayes'; known: always_reverse"),
    ("models.stacked.base", {"bosted": 1.0}, "'models.stacked.base.bosted' names no model"),
    ("features.zzz", 1, "unknown key 'features.zzz'; known here: case_history, court_history"),
    ("features.hot_deck.poll", 1, "'features.hot_deck.poll'; did you mean 'pool'?"),
    ("features.hot_deck.pool", 0, "'features.hot_deck.pool' = 0: input should be greater"),
    ("features.court_history.half_lives", [2.0, 2.0], "a half-life is named twice"),
    ("features.case_history.short_half_life", 15.0, "long_half_life should be greater than"),
    ("features.ideal_points.penalty", None, "key 'features.ideal_points.penalty' is missing"),
    ("seed", "many", "'seed' = 'many': input should be a valid integer"),
    ("seed", True, "'seed' = True: input should be a valid integer"),
    ("seed", None, "key 'seed' is missing"),
    ("evaluation.confidence", 95, "'evaluation.confidence' = 95: input should be less than 1"),
    ("evaluation.first_term", "1816", "'evaluation.first_term' = '1816'"),
    ("datasets.simulated.cases", 10, "greater than or equal to 500"),
    ("datasets.scdb.releases", [], "'datasets.scdb.releases'"),
    ("datasets.scdb.releases", [2025], "'datasets.scdb.releases.0' = 2025"),
    ("models", ["boosted"], "'models' = ['boosted']: input should be a valid dictionary"),
    ("flagship.paper.case", None, "key 'flagship.paper.case' is missing"),
    ("models.logistc", {}, "unknown key 'models.logistc'; did you mean 'logistic'?"),
    ("models.boosted.case.max_itr", 9, "'models.boosted.case.max_itr'; did you mean 'max_iter'?"),
    ("models.always_reverse.half_life", 3, "'models.always_reverse.half_life'; known here: none"),
    ("models.logistic.c", "low", "'models.logistic.c' = 'low': input should be a valid number"),
    ("models.logistic.c", None, "key 'models.logistic.c' is missing"),
    ("models.boosted.case_window", 0, "'models.boosted.case_window' = 0: input should be greater"),
    ("models.stacked.base", ["boosted"], "'models.stacked.base' = ['boosted']: input should be"),
    ("models.katz_forest.max_samples", 2.5, "'models.katz_forest.max_samples' = 2.5: input"),
    ("models.vote_forest.max_samples", 0.5, "'models.vote_forest.max_samples' = 0.5: input"),
    ("models.katz_forest.max_features", "sqr", "'models.katz_forest.max_features' = 'sqr': input"),
    (
        "vote_splits.couplings.0.rho",
        [1.5],
        "'vote_splits.couplings.0.rho.0' = 1.5: input should be less",
    ),
]


@pytest.mark.parametrize(("key", "value", "words"), MISTAKES)
def test_a_mistake_is_one_line_that_names_it(key, value, words, tmp_path):
    path = written(tmp_path, changed(key, value))
    with pytest.raises(UserError) as told:
        check_settings(load_params(path))
    assert words in str(told.value)
    assert str(told.value).startswith((f"{path}: ", f"{PARAMS}: "))
    assert "\n" not in str(told.value)


def test_every_model_has_settings_and_every_settings_a_model():
    assert set(GOOD["models"]) == set(names())


@pytest.mark.parametrize("name", names())
def test_the_projects_own_settings_are_what_the_model_takes(name):
    schema = load(name).settings
    assert set(load_params(PROJECT).checked_settings(name, schema).model_dump()) == set(
        GOOD["models"][name]
    )


UNREADABLE = [
    # content, words
    ("seed: [1, 2", "is not readable YAML"),
    ("seed: 1\n\tmodels: {}", "is not readable YAML"),
    ("- seed\n- models\n", "must hold a mapping of parameters, not list"),
    ("", "must hold a mapping of parameters, not NoneType"),
]


@pytest.mark.parametrize(("content", "words"), UNREADABLE)
def test_unreadable_file_is_one_line(content, words, tmp_path):
    with pytest.raises(UserError, match=words) as told:
        load_params(written(tmp_path, content))
    assert "\n" not in str(told.value)


def test_file_in_another_encoding_is_one_line(tmp_path):
    path = tmp_path / "params.yaml"
    path.write_bytes("seed: 1 # \xe9".encode("latin-1"))
    with pytest.raises(UserError, match="is not readable YAML"):
        load_params(path)


def test_missing_file_says_where_to_run(tmp_path):
    with pytest.raises(UserError, match=r"params\.yaml not found; run from the project's root"):
        load_params(tmp_path / "params.yaml")


def test_the_projects_own_parameters_are_good_and_frozen():
    params = load_params(PROJECT)
    with pytest.raises(ValidationError, match="frozen"):
        params.evaluation.first_term = 1900


def test_settings_of_an_unknown_model_list_those_known():
    with pytest.raises(UserError, match=r"no settings models\.boostd; known: .*boosted.*logistic"):
        load_params(PROJECT).settings_of("boostd")
