"""The rendered report as a reader and a machine find it."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import report_factory
import table_contract
from scotus_forecast.core.project.errors import UserError
from scotus_forecast.core.project.files import read_table
from scotus_forecast.core.project.layout import Layout
from scotus_forecast.reporting import sources
from scotus_forecast.reporting.context import (
    CHAPTERS,
    build_context,
    figures_of,
    tables_of,
)
from scotus_forecast.reporting.figures.catalogue import FIGURES
from scotus_forecast.reporting.rendering import render_markdown, render_model_card
from scotus_forecast.reporting.sections.where import NAMED
from scotus_forecast.reporting.sources import read_inputs
from scotus_forecast.reporting.style import draw_figure
from scotus_forecast.stages import report

MEGABYTE = 1_000_000
COMMITTED = Path(__file__).parents[2] / "reports" / "scdb"


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
    assert len(page.encode()) < 2.5 * MEGABYTE
    assert re.findall(r'(?:src|srcset)="(?!data:)', page) == []
    assert re.findall(r"<link[^>]*href=\"(?!data:)", page) == []
    assert not re.search(r"@import|url\((?!data:)|fetch\(|XMLHttpRequest", page)
    assert "default-src 'none'" in page


def test_html_holds_every_section_table_and_figure(real, context):
    page = text(real, "report.html")
    for chapter in CHAPTERS:
        assert f'<section id="{chapter.name}"' in page
        assert f'href="#{chapter.name}"' in page
    for name, table in tables_of(context).items():
        assert (f'id="table-{name}"' in page) or (table.limit == 0 and f"tables/{name}.csv" in page)
    for name in figures_of(context):
        assert f'id="figure-{name}"' in page
    assert "fragment0end" not in page


def test_figures_are_light_and_dark_and_lie_beside_the_report(real, context):
    shown = re.findall(r"\]\((figures/[^)]+)\)", text(real, "report.md"))
    assert len(shown) == len(set(shown)) == len(figures_of(context)) <= 10
    assert all((real.report / path).is_file() for path in shown)
    assert all((real.report / path.replace(".png", "-dark.png")).is_file() for path in shown)
    page = text(real, "report.html")
    assert page.count('media="(prefers-color-scheme: dark)"') == len(shown)


def test_markdown_links_lead_to_tables_that_exist(real):
    pages = text(real, "report.md") + text(real, "appendix.md")
    linked = set(re.findall(r"\((tables/[^)]+\.csv)\)", pages))
    written = {f"tables/{path.name}" for path in (real.report / "tables").iterdir()}
    assert linked == written


def body(page: str) -> str:
    """What a reader of the HTML sees without unfolding the appendix or reading the contents."""
    main = page.split('<main id="main"', 1)[1].split('<section id="appendix"', 1)[0]
    return re.sub(r"<[^>]+>", " ", re.sub(r"<nav.*?</nav>", "", main, flags=re.DOTALL))


@pytest.mark.parametrize("which", ["real", "simulated", "committed"])
def test_the_report_takes_ten_minutes(which, request):
    """It was 19 sections, 35 tables and 24,500 words once."""
    folder = COMMITTED if which == "committed" else request.getfixturevalue(which).report
    page = (folder / "report.html").read_text(encoding="utf-8")
    first, _, _ = page.partition('<section id="appendix"')
    assert len(body(page).split()) <= 4_000
    assert first.count("<section ") <= 8
    assert first.count("<figure ") <= 10
    assert first.count("<table") <= 12
    rows = first.split('id="table-first_screen"')[1].split("</table>")[0].count("<tr>") - 1
    assert rows <= 8 + 1


def test_every_figure_says_how_it_is_read(context):
    figures = figures_of(context)
    assert set(figures) <= set(FIGURES)
    for figure in figures.values():
        assert figure.alt.endswith(".")
        assert figure.reading.endswith(".")


def test_same_inputs_same_bytes(real, context):
    figure = figures_of(context)["accuracy_over_time"]
    written = (real.report / figure.path).read_bytes()
    drawn = [draw_figure(FIGURES[figure.name].draw, figure.data)[""] for _ in range(2)]
    assert drawn == [written, written]
    pages = render_markdown(context)
    assert pages == {name: text(real, name) for name in ("report.md", "appendix.md")}


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


def test_groups_are_shown_with_their_intervals_recent_first(context):
    for name in ("by_decade", "by_justice", "by_margin", "by_chief"):
        table = tables_of(context)[name]
        known = table.frame.dropna(subset=["accuracy_low"])
        assert len(known)
        assert known["accuracy"].between(known["accuracy_low"], known["accuracy_high"]).all()
        leads = table.frame.dropna(subset=["lead_low"])
        assert leads["lead"].between(leads["lead_low"], leads["lead_high"]).all()
    assert tables_of(context)["by_chief"].frame["value"].iloc[0] == "Roberts"
    decades = tables_of(context)["by_decade"].frame["value"].tolist()
    assert decades == sorted(decades, reverse=True)


def test_the_first_screen_stands_in_its_order(real):
    page = text(real, "report.md")
    order = ["# ", "**All terms (1816–2014)", "**Since 1946", "**Today’s Court",
             "| The paper, as printed", "figures/accuracy_over_time.png",
             "## What “reverse” means"]  # fmt: skip
    places = [page.index(mark) for mark in order]
    assert places == sorted(places)
    sentences = [line for line in page.splitlines() if line.startswith("- **")][:3]
    assert all(line.count("95% interval") == 1 for line in sentences)


def test_the_finding_is_the_title_and_is_computed(inputs):
    rows = inputs.tables["paired"]
    ours = (rows["reference"] == "katz_publication_run") & (rows["period"] == "paper")
    lost = rows.assign(**{c: rows[c].mask(ours, -abs(rows[c]) - 0.01) for c in
                          ("difference", "term_ci_low", "term_ci_high")})  # fmt: skip
    changed = replace(inputs, tables={**inputs.tables, "paired": lost})
    title = build_context(changed)["title"]
    assert title.startswith("The best-known forecast of the Supreme Court beats ours")


def test_cases_of_every_outcome_are_counted_once(real, context):
    shown = tables_of(context)["dispositions"].frame
    cases = read_table(real.cases, columns=["term"])
    assert shown["n"].sum() == (cases["term"] >= 1816).sum()


def test_the_sealed_evaluation_is_shown_as_recorded(inputs):
    recorded = sources.sealed_evaluation(Path(__file__).parents[2], "scdb")
    page = render_markdown(build_context(replace(inputs, sealed=recorded)))["report.md"]
    assert "| Ours, known before oral argument | 70.3% (66.7–73.8) | 66.2% (63.9–68.5) |" in page
    assert "4.1 points ahead of always guessing" in page
    assert "`057d50b3e8da`" in page


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
    assert "The paper, as printed" not in text(simulated, "report.md")
    assert not (simulated.report / "tables" / "stored_periods.csv").exists()


def test_terms_after_the_paper_are_shown_or_said_to_be_absent(real, simulated):
    assert "These data end with term 2014" in text(real, "report.md")
    assert "2015–2019: cases" in text(simulated, "report.md")


def test_files_that_are_not_the_official_ones_are_said_to_be_copies(real):
    page = text(real, "report.md") + text(real, "appendix.md")
    assert "Known copies, not byte-identical to the official archives" in page
    assert "f43c28e9cbf8ba90773de32be6bdf7708cffa7489e956c187e09b69dd7d7b3bb" in page


def test_tables_of_scores_splits_and_diagnoses_are_as_described(simulated):
    found = table_contract.faults_under(simulated.root, "simulated", "argument")
    folders = (simulated.scores, simulated.vote_splits("argument"), simulated.diagnoses)
    paths = {path: faults for path, faults in found.items()
             if (simulated.root / path).parent in folders}  # fmt: skip
    assert len(paths) == 10 + 2 + 3
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
    assert "](../simulated/report.html)" in text(real, "appendix.md")
    assert not (real.report / "control.json").exists()


def test_the_real_report_reads_nothing_simulated(real, tmp_path):
    shutil.copytree(real.root, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(Layout("simulated", tmp_path).data)
    shutil.rmtree(Layout("simulated", tmp_path).report)
    moved = Layout("scdb", tmp_path)
    report.run(moved, report_factory.params())
    assert text(moved, "report.html") == text(real, "report.html")


def test_without_a_recorded_control_the_report_says_so(inputs):
    page = render_markdown(build_context(replace(inputs, control=None)))["report.md"]
    assert "No result on the simulated Court has been recorded." in page


def test_few_cases_are_named_and_none_stored(real, context):
    assert len(tables_of(context)["misses"].frame) <= NAMED
    assert not (real.report / "tables" / "misses.csv").exists()
    for path in (real.report / "tables").iterdir():
        assert "UNITED STATES" not in path.read_text(encoding="utf-8"), path.name


def test_case_names_cannot_become_markup(real):
    assert "DOE &lt;b&gt;v.&lt;/b&gt; ROE | *et al.* &amp; SONS_" in text(real, "report.html")
    assert r"DOE \<b\>v.\</b\> ROE \| \*et al.\* & SONS\_" in text(real, "appendix.md")


def test_what_was_not_run_is_said_in_a_sentence_each(inputs):
    bare = replace(
        inputs,
        tables={"scores": inputs.tables["scores"]},
        control=None,
        forecast=lambda horizon, model: None,  # noqa: ARG005 - none exist
    )
    context = build_context(bare)
    pages = render_markdown(context)
    page = pages["report.md"]
    assert "This run holds no scores by group" in page
    assert "This run holds no calibration table." in page
    assert "The leakage audit has not been run on this data." in page
    assert "no paired comparison with it is possible" in page
    assert page.count("\n## ") == len(CHAPTERS)
    assert "None" not in page
    assert "model" in render_model_card(context)


def test_no_flagship_no_crash(inputs):
    nobody = inputs.params.model_copy(update={"flagship": {}})
    page = render_markdown(build_context(replace(inputs, params=nobody)))["report.md"]
    assert "has not been scored in this run" in page


def test_report_before_score_is_a_users_mistake(tmp_path):
    with pytest.raises(UserError, match="run the score stage first"):
        report.run(Layout("scdb", tmp_path), report_factory.params())
