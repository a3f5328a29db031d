"""The rendered report as a reader and a machine find it."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace

import pandas as pd
import pytest

import report_factory
import table_contract
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import read_table
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.reporting.context import (
    CHAPTERS,
    DRAW,
    build_context,
    figures_of,
    render,
    tables_of,
)
from scotus_forecast.reporting.rendering import render_markdown, render_model_card
from scotus_forecast.reporting.sections.failures import NAMED
from scotus_forecast.reporting.sources import read_inputs
from scotus_forecast.stages import report

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def real(tmp_path_factory) -> Layout:
    return report_factory.rendered(tmp_path_factory, "scdb")


@pytest.fixture(scope="module")
def simulated(tmp_path_factory) -> Layout:
    return report_factory.rendered(tmp_path_factory, "simulated")


@pytest.fixture(scope="module")
def inputs(real):
    return read_inputs(real, report_factory.params())


@pytest.fixture(scope="module")
def context(inputs):
    return build_context(inputs)


def text(layout: Layout, name: str) -> str:
    return (layout.report / name).read_text(encoding="utf-8")


def test_html_is_small_and_asks_the_network_for_nothing(real):
    page = text(real, "report.html")
    assert len(page.encode()) < 3 * MEGABYTE
    assert re.findall(r'(?:src|srcset)="(?!data:)', page) == []
    assert re.findall(r"<link[^>]*href=\"(?!data:)", page) == []
    assert not re.search(r"@import|url\((?!data:)|fetch\(|XMLHttpRequest", page)
    assert "default-src 'none'" in page


def test_html_holds_every_section_table_and_figure(real, context):
    page = text(real, "report.html")
    for chapter in CHAPTERS:
        assert f'<section id="{chapter.name}"' in page
        assert f'href="#{chapter.name}"' in page
    for name in tables_of(context):
        assert f'id="table-{name}"' in page
    for name in figures_of(context):
        assert f'id="figure-{name}"' in page
    assert "fragment0end" not in page


def test_markdown_holds_about_ten_figures_that_lie_beside_it(real):
    shown = re.findall(r"\]\((figures/[^)]+)\)", text(real, "report.md"))
    assert 8 <= len(shown) <= 12
    assert all((real.report / path).is_file() for path in shown)


def test_markdown_links_lead_to_tables_that_exist(real):
    linked = set(re.findall(r"\((tables/[^)]+\.csv)\)", text(real, "report.md")))
    written = {f"tables/{path.name}" for path in (real.report / "tables").iterdir()}
    assert linked == written


def test_every_figure_says_what_it_shows_and_what_not(context):
    figures = figures_of(context)
    assert set(figures) == set(DRAW)
    for figure in figures.values():
        assert figure.alt.endswith(".")
        assert figure.shows.endswith(".")
        assert figure.hides.endswith(".")


def test_same_inputs_same_bytes(real, context):
    figure = figures_of(context)["accuracy_by_term"]
    written = (real.report / figure.path).read_bytes()
    assert render(figure) == render(figure) == written
    assert render_markdown(context) == text(real, "report.md")


def test_nothing_betrays_the_machine(real):
    for path in real.report.rglob("*.*"):
        if path.suffix in {".md", ".html", ".json", ".csv"}:
            assert str(real.root) not in path.read_text(encoding="utf-8"), path.name


def test_headline_is_the_flagship_on_the_papers_terms(real):
    headline = json.loads(text(real, "headline.json"))
    assert set(headline) == {"paper", "argument", "strict"}
    for units in headline.values():
        assert set(units) == {"case", "vote"}
        for entry in units.values():
            assert set(entry) == {
                "model", "n", "accuracy", "accuracy_low", "accuracy_high", "brier",
            }  # fmt: skip
            assert entry["accuracy_low"] <= entry["accuracy"] <= entry["accuracy_high"]


def test_metrics_hold_what_the_design_names(real):
    metrics = json.loads(text(real, "metrics.json"))
    assert set(metrics) == {
        "dataset", "headline", "results", "paired", "splits", "audit", "transcript",
    }  # fmt: skip
    assert metrics["headline"] == json.loads(text(real, "headline.json"))
    assert metrics["dataset"]["name"] == "scdb"
    assert metrics["dataset"]["files"][0]["recognition"] == "known copy"
    leaf = metrics["results"]["argument"]["boosted"]["case"]["paper"]
    assert leaf["n"] > 0
    assert metrics["results"]["none"]["always_reverse"]["case"]["paper"]["brier"] is None
    paired = metrics["paired"]["argument"]["boosted"]["case"]["paper"]
    assert {"katz_publication_run", "katz_one_tree", "most_frequent_10"} <= set(paired)
    assert metrics["audit"][1]["status"] == "warn"


def test_groups_are_shown_with_their_intervals(context):
    for name in ("by_decade", "by_justice", "by_margin"):
        table = tables_of(context)[name]
        assert "95% interval" in [shown.heading for shown in table.columns]
        known = table.frame.dropna(subset=["accuracy_low"])
        assert len(known)
        assert known["accuracy"].between(known["accuracy_low"], known["accuracy_high"]).all()


def test_metrics_are_strict_json(real):
    def refuse(token):
        raise AssertionError(token)

    json.loads(text(real, "metrics.json"), parse_constant=refuse)


def test_simulated_is_labelled_at_the_very_top(simulated, real):
    assert text(simulated, "report.md").startswith("# SIMULATED Court")
    assert "Every case, justice and vote below was invented" in text(simulated, "report.md")
    assert 'class="banner"' in text(simulated, "report.html")
    assert "**SIMULATED DATA.**" in text(simulated, "model_card.md")
    assert "SIMULATED" not in text(real, "report.md")


def test_simulated_is_not_set_beside_the_paper(simulated):
    assert "paper, printed" not in text(simulated, "report.md")
    assert not (simulated.report / "tables" / "stored_periods.csv").exists()


def test_terms_after_the_paper_are_shown_or_said_to_be_absent(real, simulated):
    assert "These data end with term 2014" in text(real, "report.md")
    assert "In the terms after 2014 the flagship has" in text(simulated, "report.md")


def test_files_that_are_not_the_official_ones_are_said_to_be_copies(real):
    page = text(real, "report.md")
    assert "Known copies, not byte-identical to the official archives" in page
    assert "f43c28e9cbf8ba90773de32be6bdf7708cffa7489e956c187e09b69dd7d7b3bb" in page


def test_tables_of_scores_splits_and_diagnoses_are_as_described(simulated):
    found = table_contract.faults_under(simulated.root, "simulated", "argument")
    folders = (simulated.scores, simulated.vote_splits("argument"), simulated.diagnoses)
    paths = {path: faults for path, faults in found.items()
             if (simulated.root / path).parent in folders}  # fmt: skip
    assert len(paths) == 8 + 2 + 3
    assert {path: faults for path, faults in paths.items() if faults} == {}


def test_control_is_the_most_accurate_model_of_each_horizon_and_unit(simulated):
    record = json.loads(text(simulated, "control.json"))
    regret = read_table(simulated.scores / "regret.parquet")
    most = regret.groupby(["horizon", "unit"])["accuracy"].max()
    found = {(row["horizon"], row["unit"]): row["accuracy"] for row in record["results"]}
    assert found == pytest.approx(most.to_dict(), rel=1e-5)
    assert record["cases"] == len(read_table(simulated.cases))


def test_the_real_report_shows_the_recorded_control_and_writes_none(real):
    record = json.loads(real.control.read_text(encoding="utf-8"))
    shown = pd.read_csv(real.report / "tables" / "simulated_control.csv")
    assert len(shown) == len(record["results"])
    assert "](../simulated/report.html)" in text(real, "report.md")
    assert not (real.report / "control.json").exists()


def test_the_real_report_reads_nothing_simulated(real, tmp_path):
    shutil.copytree(real.root, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(Layout("simulated", tmp_path).data)
    shutil.rmtree(Layout("simulated", tmp_path).report)
    moved = Layout("scdb", tmp_path)
    report.run(moved, report_factory.params())
    assert text(moved, "report.html") == text(real, "report.html")


def test_without_a_recorded_control_the_report_says_so(inputs):
    page = render_markdown(build_context(replace(inputs, control=None)))
    assert "No result on the simulated Court has been recorded." in page


def test_few_cases_are_named_and_none_stored(real, context):
    assert len(tables_of(context)["misses"].frame) <= NAMED
    assert not (real.report / "tables" / "misses.csv").exists()
    for path in (real.report / "tables").iterdir():
        assert "UNITED STATES" not in path.read_text(encoding="utf-8"), path.name


def test_case_names_cannot_become_markup(real):
    assert "DOE &lt;b&gt;v.&lt;/b&gt; ROE | *et al.* &amp; SONS_" in text(real, "report.html")
    assert r"DOE \<b\>v.\</b\> ROE \| \*et al.\* & SONS\_" in text(real, "report.md")


def test_what_was_not_run_is_said_in_a_sentence_each(inputs):
    bare = replace(
        inputs,
        tables={"scores": inputs.tables["scores"]},
        control=None,
        forecast=lambda horizon, model: None,  # noqa: ARG005 - none exist
    )
    context = build_context(bare)
    page = render_markdown(context)
    assert "This run holds no scores by term." in page
    assert "The leakage audit has not been run on this data." in page
    assert "no paired comparison with it is possible" in page
    assert page.count("\n## ") == len(CHAPTERS) + 1
    assert "None" not in page
    assert "model" in render_model_card(context)


def test_no_flagship_no_crash(inputs):
    nobody = inputs.params.model_copy(update={"flagship": {}})
    page = render_markdown(build_context(replace(inputs, params=nobody)))
    assert "has not been scored in this run" in page


def test_report_before_score_is_a_users_mistake(tmp_path):
    with pytest.raises(UserError, match="run the score stage first"):
        report.run(Layout("scdb", tmp_path), report_factory.params())
