"""`dvc.yaml` against the source: what a stage imports it depends on, and models on themselves."""

import ast
import itertools
import re
import shlex
from functools import cache
from pathlib import Path

import pytest
import yaml

from scotus_forecast.commands.cli import commands
from scotus_forecast.core.project.dependencies import imported_files
from scotus_forecast.core.project.horizons import HORIZONS
from scotus_forecast.core.project.layout import DATASETS

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
MODELS = "src/scotus_forecast/models"
PARAMS = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
PIPELINE = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))
VARIABLES = {name: value for entry in PIPELINE["vars"] for name, value in entry.items()}
STACK = "stacked"

#: Commands whose stage module holds several stages.
SHARED_MODULE = {"baseline": "forecast", "combine": "forecast"}


def fill_in(template, item):
    """Replace ``${name}`` and ``${item.name}``; a template that is one name gives its value."""

    def value(name):
        found = {**VARIABLES, "item": item}
        for part in name.split("."):
            found = found[part]
        return found

    whole = re.fullmatch(r"\$\{([\w.]+)\}", template)
    if whole:
        return value(whole[1])
    return re.sub(r"\$\{([\w.]+)\}", lambda found: str(value(found[1])), template)


def items_of(stage):
    """Every combination of a stage's matrix."""
    axes = {
        name: fill_in(values, {}) if isinstance(values, str) else values
        for name, values in stage["matrix"].items()
    }
    return [dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values())]


@cache
def stages():
    """Every stage by its full name, templates filled in."""
    found = {}
    for name, stage in PIPELINE["stages"].items():
        for item in items_of(stage):
            found[f"{name}@{'-'.join(item.values())}"] = {
                "cmd": fill_in(stage["cmd"], item),
                "item": item,
                **{
                    what: [
                        fill_in(entry if isinstance(entry, str) else next(iter(entry)), item)
                        for entry in stage.get(what, [])
                    ]
                    for what in ("deps", "params", "outs")
                },
            }
    return found


def names_of(*kinds):
    """Stages of some commands."""
    return [name for name in stages() if command_of(name) in kinds]


def command_of(name):
    return shlex.split(stages()[name]["cmd"])[1]


def file_of(model):
    """A forecaster is the file of its name; baselines share one."""
    own = f"{MODELS}/{model}.py"
    return own if (ROOT / own).exists() else f"{MODELS}/baselines.py"


def horizons_of(name):
    """Horizons that a stage walks, by its command; none where it takes no such list."""
    command, *words = shlex.split(stages()[name]["cmd"])[1:]
    arguments = [one.name for one in commands.get_command(None, command).params]
    return words[arguments.index("horizons")].split(",") if "horizons" in arguments else []


def models_of(name):
    """Models that a stage forecasts with or fits."""
    if command_of(name) == "baseline":
        return [model for model in PARAMS["models"] if file_of(model).endswith("baselines.py")]
    return [stages()[name]["item"]["model"]]


def loaded_modules(name):
    """The stage's module, and those it loads by name."""
    command = command_of(name)
    by_name = {"fit": [*PARAMS["models"][STACK]["base"], STACK], "report": PARAMS["models"]}
    if command in ("baseline", "forecast", "combine"):
        by_name[command] = models_of(name)
    modules = {Path(file_of(model)).stem for model in by_name.get(command, [])}
    stage = f"stages.{SHARED_MODULE.get(command, command)}"
    return [stage, *(f"models.{module}" for module in sorted(modules))]


@cache
def needed_files(module):
    files = imported_files(f"scotus_forecast.{module}", SOURCE)
    return frozenset(str(path.relative_to(ROOT)) for path in files if holds_code(path))


def holds_code(path):
    """Packages' own files hold a docstring; the root's loads the Python interface on demand."""
    if path.parent.name == "scotus_forecast" and path.name == "__init__.py":
        return False
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return not all(isinstance(node, ast.Expr | ast.Assign) for node in body) or (
        path.name != "__init__.py"
    )


def covered(file, deps):
    return any(file == dep or file.startswith(dep.rstrip("/") + "/") for dep in deps)


@pytest.mark.parametrize("name", stages())
def test_a_stage_depends_on_every_file_it_imports(name):
    needed = set().union(*(needed_files(module) for module in loaded_modules(name)))
    assert sorted(file for file in needed if not covered(file, stages()[name]["deps"])) == []


@pytest.mark.parametrize("name", stages())
def test_a_stage_depends_on_code_that_exists_and_that_it_imports(name):
    code = [dep for dep in stages()[name]["deps"] if dep.startswith("src/")]
    needed = set().union(*(needed_files(module) for module in loaded_modules(name)))
    assert [dep for dep in code if not (ROOT / dep).exists()] == []
    assert [dep for dep in code if not any(covered(file, [dep]) for file in needed)] == []
    assert len(set(stages()[name]["deps"])) == len(stages()[name]["deps"])


@pytest.mark.parametrize("name", stages())
def test_no_stage_reads_what_the_other_court_gave(name):
    """So the two run side by side, and either alone."""
    court = stages()[name]["item"]["court"]
    others = [dataset for dataset in DATASETS if dataset != court]
    read = [dep for dep in stages()[name]["deps"] if not dep.startswith("src/")]
    assert [dep for dep in read if set(others) & set(Path(dep).parts)] == []


@pytest.mark.parametrize("name", stages())
def test_no_stage_watches_where_work_is_done(name):
    assert [key for key in stages()[name]["params"] if key.startswith("execution")] == []
    assert "params.yaml" not in stages()[name]["deps"]


@pytest.mark.parametrize("name", names_of("baseline", "forecast", "combine"))
def test_editing_one_model_reruns_that_model_only(name):
    own = {file_of(model) for model in models_of(name)}
    forecasters = {file_of(model) for model in PARAMS["models"]}
    assert {f for f in forecasters if covered(f, stages()[name]["deps"])} == own
    assert len(own) == 1


@pytest.mark.parametrize("name", names_of("baseline", "forecast", "combine"))
def test_one_changed_setting_reruns_that_model_only(name):
    watched = [key for key in stages()[name]["params"] if key.startswith("models")]
    assert watched == [f"models.{model}" for model in models_of(name)]


@pytest.mark.parametrize("name", stages())
def test_a_command_names_what_its_key_names(name):
    """`forecast@scdb-boosted` runs `scotus-forecast forecast scdb paper,argument boosted`."""
    kind, item = name.split("@")[0], stages()[name]["item"]
    words = shlex.split(stages()[name]["cmd"])
    assert words[0] == "scotus-forecast"
    assert words[1] in commands.commands
    assert kind.split("_")[0] == words[1].split("_")[0]
    named = [word for word in words[2:] if not word.startswith("--")]
    assert [word for word in named if word != ",".join(horizons_of(name))] == list(item.values())
    assert item["court"] in DATASETS
    assert set(horizons_of(name)) <= set(HORIZONS)


@pytest.mark.parametrize("name", stages())
def test_watched_parameters_exist(name):
    for key in stages()[name]["params"]:
        found = PARAMS
        for part in key.split("."):
            assert part in found, key
            found = found[part]


@pytest.mark.parametrize("name", names_of("combine", "fit"))
def test_a_stack_depends_on_the_forecasts_of_its_base(name):
    item, base = stages()[name]["item"], PARAMS["models"][STACK]["base"]
    folder = f"data/{item['court']}/forecasts"
    deps = stages()[name]["deps"]
    assert all(covered(f"{folder}/{model}", deps) for model in base)
    watched = {f"models.{model}" for model in base} if command_of(name) == "fit" else set()
    assert watched <= set(stages()[name]["params"])


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("kind", ["score", "audit", "report"])
def test_every_forecast_is_scored_audited_and_reported(dataset, kind):
    """A stage that reads a whole folder depends on it, and DVC runs before it what fills it."""
    assert covered(f"data/{dataset}/forecasts/justice_rate", stages()[f"{kind}@{dataset}"]["deps"])


@pytest.mark.parametrize("name", names_of("forecast", "combine"))
def test_forecasts_are_written_under_their_names(name):
    item = stages()[name]["item"]
    assert stages()[name]["outs"] == [f"data/{item['court']}/forecasts/{item['model']}"]


def test_every_model_is_forecast_and_every_flagship_on_its_horizon():
    forecast = {model for name in names_of("baseline", "forecast", "combine")
                for model in models_of(name)}  # fmt: skip
    assert forecast == set(PARAMS["models"])
    for horizon, units in PARAMS["flagship"].items():
        for model in units.values():
            assert horizon in horizons_of(f"combine@scdb-{model}")


def test_what_no_forecaster_may_read_stands_in_no_forecasters_dependencies():
    """The simulator's truth and the paper's stored forecasts lie in raw."""
    early = names_of("featurize", "baseline", "forecast", "combine", "fit")
    assert early
    assert [n for n in early if any("/raw" in dep for dep in stages()[n]["deps"])] == []
