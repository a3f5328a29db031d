"""`dvc.yaml` against the source: what a stage imports it depends on, and models on themselves."""

import ast
import re
import shlex
from functools import cache
from pathlib import Path

import pytest
import yaml

from scotus_forecast.commands.cli import commands
from scotus_forecast.models.registry import BASELINES, FORECASTERS
from scotus_forecast.project.dependencies import imported_files
from scotus_forecast.project.horizons import HORIZONS, NO_COLUMNS
from scotus_forecast.project.layout import DATASETS

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
PARAMS = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
STACKED = "stacked"
HORIZON_NAMES = (*HORIZONS, NO_COLUMNS)

#: One module a forecaster; editing it may re-run its own stages only.
FORECASTER_FILES = {
    f"src/scotus_forecast/models/{module}.py"
    for module in (STACKED, *(module for module, _ in FORECASTERS.values()))
}

#: What a stage module imports for the other dataset's sake.
NOT_NEEDED = {
    "acquire@scdb": (
        "src/scotus_forecast/data/simulate.py",
        "src/scotus_forecast/data/simulation/",
    ),
    "acquire@simulated": (
        "src/scotus_forecast/data/download.py",
        "src/scotus_forecast/data/official.py",
    ),
}


def fill_in(template, variables):
    """The text of `template` with ``${name}`` and ``${name.part}`` replaced."""

    def value(found):
        whole = variables
        for part in found[1].split("."):
            whole = whole[part]
        return str(whole)

    return re.sub(r"\$\{([\w.]+)\}", value, template)


@cache
def stages():
    """Every stage by its full name, templates filled in."""
    declared = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    found = {}
    for name, stage in declared.items():
        for key, item in stage["foreach"].items():
            variables = {"key": key, "item": item}
            found[f"{name}@{key}"] = {
                "cmd": fill_in(stage["do"]["cmd"], variables),
                "item": item,
                **{
                    what: [
                        fill_in(entry if isinstance(entry, str) else next(iter(entry)), variables)
                        for entry in stage["do"].get(what, [])
                    ]
                    for what in ("deps", "params", "outs")
                },
            }
    return found


def names_of(*prefixes):
    return [name for name in stages() if name.split("@")[0] in prefixes]


def models_of(name):
    """Models that a stage forecasts with or fits."""
    _, command, *rest = shlex.split(stages()[name]["cmd"])
    return list(BASELINES) if command == "baseline" else rest[-1:]


def loaded_modules(name):
    """The stage's module, and those it loads by name."""
    command = shlex.split(stages()[name]["cmd"])[1]
    by_name = {"fit": PARAMS["models"][STACKED]["base"]}
    if command in ("baseline", "forecast"):
        by_name[command] = models_of(name)
    modules = {FORECASTERS[model][0] for model in by_name.get(command, [])}
    return [f"stages.{command}", *(f"models.{module}" for module in sorted(modules))]


@cache
def needed_files(module):
    files = imported_files(f"scotus_forecast.{module}", SOURCE)
    return frozenset(str(path.relative_to(ROOT)) for path in files if holds_code(path))


def holds_code(path):
    """Packages' own files mostly hold a docstring and a version."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return not all(isinstance(node, ast.Expr | ast.Assign) for node in body) or (
        path.name != "__init__.py"
    )


def covered(file, deps):
    return any(file == dep or file.startswith(dep.rstrip("/") + "/") for dep in deps)


@pytest.mark.parametrize("name", stages())
def test_a_stage_depends_on_every_file_it_imports(name):
    needed = set().union(*(needed_files(module) for module in loaded_modules(name)))
    spared = NOT_NEEDED.get(name, ())
    missing = {f for f in needed if not covered(f, stages()[name]["deps"])}
    assert sorted(file for file in missing if not file.startswith(spared)) == []


@pytest.mark.parametrize("name", NOT_NEEDED)
def test_an_exception_is_one_still(name):
    """An entry of `NOT_NEEDED` that nothing imports any more must go."""
    needed = set().union(*(needed_files(module) for module in loaded_modules(name)))
    assert [f for f in NOT_NEEDED[name] if not any(n.startswith(f) for n in needed)] == []


@pytest.mark.parametrize("name", stages())
def test_a_stage_depends_on_files_that_exist(name):
    code = [dep for dep in stages()[name]["deps"] if dep.startswith("src/")]
    assert [dep for dep in code if not (ROOT / dep).exists()] == []
    assert len(set(stages()[name]["deps"])) == len(stages()[name]["deps"])


@pytest.mark.parametrize("name", stages())
def test_only_the_report_on_the_real_court_reads_what_the_other_court_gave(name):
    """So the two can run side by side."""
    own = name.split("@")[1].split("-")[0]
    others = [f"data/{dataset}/" for dataset in DATASETS if dataset != own]
    read = [dep for dep in stages()[name]["deps"] if dep.startswith(tuple(others))]
    assert read == (["data/simulated/scores"] if name == "report@scdb" else [])


@pytest.mark.parametrize("name", names_of("baseline", "forecast", "combine"))
def test_editing_one_model_reruns_that_model_only(name):
    modules = {FORECASTERS.get(model, (STACKED,))[0] for model in models_of(name)}
    own = {f"src/scotus_forecast/models/{module}.py" for module in modules}
    assert {f for f in FORECASTER_FILES if covered(f, stages()[name]["deps"])} == own
    assert len(own) == 1


@pytest.mark.parametrize("name", stages())
def test_a_key_says_what_its_values_are(name):
    """`scdb-argument-boosted` is dataset, horizon, model; so are the words of its command."""
    kind, key = name.split("@")
    words = shlex.split(stages()[name]["cmd"])
    assert words[0] == "scotus-forecast"
    assert words[1] in commands.commands
    assert words[1] == kind
    dataset, *rest = key.split("-", 2)
    assert dataset in DATASETS
    assert words[2 : 3 + len(rest)] == [dataset, *rest]
    named = stages()[name]["item"]
    for what, word in zip(("dataset", "horizon", "model"), (dataset, *rest), strict=False):
        assert named.get(what, word) == word
    assert set(rest[:1]) <= set(HORIZON_NAMES)


@pytest.mark.parametrize("name", names_of("baseline", "forecast", "combine", "fit"))
def test_models_are_known_and_their_settings_watched(name):
    for model in models_of(name):
        assert model in {*FORECASTERS, STACKED}
        assert model in PARAMS["models"]
        assert f"models.{model}" in stages()[name]["params"]


@pytest.mark.parametrize("name", names_of("forecast", "combine"))
def test_one_changed_setting_reruns_that_model_only(name):
    watched = [key for key in stages()[name]["params"] if key.startswith("models")]
    assert watched == [f"models.{model}" for model in models_of(name)]


@pytest.mark.parametrize("name", stages())
def test_watched_parameters_exist(name):
    for key in stages()[name]["params"]:
        found = PARAMS
        for part in key.split("."):
            assert part in found, key
            found = found[part]


@pytest.mark.parametrize("name", names_of("combine", "fit"))
def test_a_stack_depends_on_the_forecasts_of_its_base(name):
    dataset, horizon = name.split("@")[1].split("-")[:2]
    base = PARAMS["models"][STACKED]["base"]
    frames = {f"data/{dataset}/forecasts/{horizon}-{model}.parquet" for model in base}
    assert frames <= set(stages()[name]["deps"])
    watched = {f"models.{model}" for model in base} if name.startswith("fit") else set()
    assert watched <= set(stages()[name]["params"])


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("kind", ["score", "audit", "report"])
def test_every_forecast_is_scored_audited_and_reported(dataset, kind):
    """A stage that reads a whole folder depends on it, and DVC runs before it what fills it."""
    assert f"data/{dataset}/forecasts" in stages()[f"{kind}@{dataset}"]["deps"]


@pytest.mark.parametrize("name", names_of("baseline", "forecast", "combine"))
def test_forecasts_are_written_under_their_names(name):
    dataset, horizon, *_ = *name.split("@")[1].split("-"), NO_COLUMNS
    frames = [f"data/{dataset}/forecasts/{horizon}-{m}.parquet" for m in models_of(name)]
    assert stages()[name]["outs"] == frames


@pytest.mark.parametrize("model", [*FORECASTERS, STACKED])
def test_every_model_has_settings_and_is_forecast_on_both_datasets(model):
    assert model in PARAMS["models"]
    made = {out for stage in stages().values() for out in stage["outs"]}
    for dataset in DATASETS:
        assert [out for out in made if re.fullmatch(rf"data/{dataset}/.*-{model}\.parquet", out)]


def test_every_flagship_is_forecast():
    made = {out for stage in stages().values() for out in stage["outs"]}
    for horizon, units in PARAMS["flagship"].items():
        for model in units.values():
            assert f"data/scdb/forecasts/{horizon}-{model}.parquet" in made


def test_what_no_forecaster_may_read_stands_in_no_forecasters_dependencies():
    """The simulator's truth and the paper's stored forecasts lie in raw."""
    early = names_of("featurize", "baseline", "forecast", "combine", "fit")
    told = [n for n in early if any("/raw" in dep for dep in stages()[n]["deps"])]
    assert early
    assert told == []
