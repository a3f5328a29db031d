"""The worked examples of CONTRIBUTING.md, followed word by word on a copy of the project."""

from __future__ import annotations

import json

import pandas as pd
import pytest
import yaml

import contributing
import sweep_factory
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.core.project.params import SimulatedParams
from scotus_forecast.core.project.prediction_frame import as_prediction_frame
from scotus_forecast.data.archive import pack
from scotus_forecast.data.simulate import simulate

FIRST_TERM = 2010
TITLES = ("Add a model", "Add a feature", "Add a horizon", "Add a release of the database")


def with_first_term(root):
    """Forecast few terms."""
    path = root / "params.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["evaluation"]["first_term"] = FIRST_TERM
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return root


@pytest.mark.parametrize("title", TITLES)
def test_an_example_has_at_most_thirty_lines_that_are_not_blank(title):
    lines = [line for step in contributing.steps(title) for line in step.code.splitlines()]
    assert 0 < sum(bool(line.strip()) for line in lines) <= 30


@pytest.fixture(scope="module")
def with_model(tmp_path_factory):
    root = with_first_term(contributing.followed("Add a model", tmp_path_factory.mktemp("model")))
    sweep_factory.project(root)
    contributing.command(root, "forecast", "simulated", "argument", "tree", "--backend", "serial")
    return root


def test_the_new_model_forecasts_every_case_and_vote(with_model):
    layout = Layout("simulated", with_model)
    frame = as_prediction_frame(pd.read_parquet(layout.forecast("argument", "tree")))
    for unit, path in (("case", layout.cases), ("vote", layout.votes)):
        expected = pd.read_parquet(path)["term"] >= FIRST_TERM
        assert (frame["unit"] == unit).sum() == expected.sum() > 0
    assert frame["p_reverse"].nunique() > 10


ASK = """
from scotus_forecast.core.learners.registry import check_settings
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.params import load_params
from scotus_forecast.reporting.labels import model

print(model("tree"))
params = load_params()
check_settings(params)
params.models["tree"]["min_samples_leave"] = 5
try:
    check_settings(params)
except UserError as error:
    print(error)
"""


def test_the_new_model_has_a_label_and_its_settings_are_checked(with_model):
    label, refusal = contributing.python(with_model, "-c", ASK).splitlines()
    assert label == "Decision tree"
    assert "'models.tree.min_samples_leave'; did you mean 'min_samples_leaf'?" in refusal


def test_the_new_model_is_one_more_in_the_list_of_the_stages(with_model):
    assert variable(with_model, "model_names") == [
        *variable(contributing.PROJECT, "model_names"),
        "tree",
    ]


def variable(root, name):
    variables = yaml.safe_load((root / "dvc.yaml").read_text(encoding="utf-8"))["vars"]
    (value,) = (one[name] for one in variables if name in one)
    return value


def test_a_new_feature_is_computed_from_what_a_horizon_shows(tmp_path):
    root = contributing.followed("Add a feature", tmp_path)
    layout = sweep_factory.project(root)
    cases = pd.read_parquet(layout.cases)
    same = (cases["caseOrigin"] == cases["caseSource"]).fillna(value=False)
    for horizon in ("paper", "strict"):
        contributing.command(root, "featurize", "simulated", horizon)
        found = pd.read_parquet(layout.features(horizon) / "cases.parquet")["same_court"]
        assert set(found) == {0.0, 1.0}
        # Missing courts are imputed on `strict` only.
        assert (found.tolist() == same.astype(float).tolist()) == (horizon == "paper")


def test_a_new_horizon_hides_what_it_must_and_is_forecast_on(tmp_path):
    root = with_first_term(contributing.followed("Add a horizon", tmp_path))
    layout = sweep_factory.project(root)
    contributing.command(root, "featurize", "simulated", "anonymous")
    words = ("simulated", "anonymous", "logistic", "--backend", "serial")
    contributing.command(root, "forecast", *words)
    records = json.loads((layout.features("anonymous") / "features.json").read_text("utf-8"))
    seen = {column for record in records for column in record["columns"]}
    assert "caseSource" in seen
    assert not {"petitioner", "respondent", "petitionerState", "respondentState"} & seen
    frame = as_prediction_frame(pd.read_parquet(layout.forecast("anonymous", "logistic")))
    late = pd.read_parquet(layout.cases)["term"] >= FIRST_TERM
    assert (frame["unit"] == "case").sum() == late.sum() > 0
    before = variable(contributing.PROJECT, "horizons")
    assert variable(root, "horizons") == f"{before},anonymous"


def test_a_horizon_touches_at_most_three_places():
    assert len(contributing.steps("Add a horizon")) <= 3


def archive_of(name: str, rows: pd.DataFrame) -> bytes:
    return pack(name.removesuffix(".zip"), rows.to_csv(index=False).encode())


def test_a_new_release_is_read_with_its_new_term(tmp_path):
    root = contributing.followed("Add a release of the database", tmp_path)
    rows = simulate(SimulatedParams(cases=500, first_term=1900, last_term=2025), 3).rows
    folder = root / "data" / "external"
    folder.mkdir(parents=True)
    for release, terms in (("Legacy_07", (1900, 1945)), ("2026_01", (1946, 2025))):
        name = f"SCDB_{release}_justiceCentered_Citation.csv.zip"
        assert release == "Legacy_07" or name in contributing.section(
            "Add a release of the database"
        )
        some = rows[rows["term"].astype(int).between(*terms)]
        (folder / name).write_bytes(archive_of(name, some))
    assert f"`{name}`" in contributing.section("Add a release of the database")
    contributing.command(root, "acquire", "scdb")
    contributing.command(root, "prepare", "scdb")
    layout = Layout("scdb", root)
    manifest = json.loads(layout.manifest.read_text(encoding="utf-8"))
    assert [file["release"] for file in manifest["files"]] == ["Legacy_07", "2026_01"]
    assert pd.read_parquet(layout.cases)["term"].max() == 2025
    assert layout.summary.is_file()
