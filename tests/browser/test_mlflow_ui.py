"""The MLflow UI as a browser shows it: what `make ui` starts, over a store that was gone."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from subprocess import PIPE

import numpy as np
import psutil
import pytest
import yaml
from matplotlib.pyplot import imsave

import tracking_factory as factory
from ports import free_port
from scotus_forecast.core.project import files
from scotus_forecast.core.project.params import PARAMS

pytestmark = pytest.mark.browser

CLI = Path(sys.executable).with_name("scotus-forecast")
PATIENCE = 90_000  # ms, for machines with much else to do
OURS, PAPERS = "ours: argument/boosted", "Katz et al.: publication run"
RUNS = {
    *("ours: argument/boosted", "ours: paper/boosted"),
    *("Katz et al.: as printed", PAPERS, "Katz et al.: one-tree run"),
}

DRAWN = """
() => [...document.querySelectorAll(".js-plotly-plot")].flatMap(plot => plot.data)
  .filter(line => line.x.length).map(line => [line.name, [...line.x]])
"""


@pytest.fixture(scope="module")
def project(browser, tmp_path_factory) -> Path:  # noqa: ARG001 - no browser, no project
    """A scored project that was never tracked."""
    root = tmp_path_factory.mktemp("ui")
    layout = factory.write_project(root)
    imsave(layout.report / "figures" / "by_term.png", np.eye(8))
    files.write_text(root / PARAMS, yaml.safe_dump(factory.params().model_dump()))
    return root


@pytest.fixture(scope="module")
def server(project) -> Iterator[psutil.Popen]:
    command = [CLI, "ui", "--port", str(free_port())]
    with interruptible(), psutil.Popen(command, cwd=project, stdout=PIPE, text=True) as started:
        yield started
        if started.poll() is None:
            started.terminate()


@pytest.fixture(scope="module")
def said(server) -> list[str]:
    """Lines that the command prints."""
    lines = takewhile(lambda line: "second shows" not in line, server.stdout)
    return [line.strip() for line in lines]


@pytest.fixture(scope="module")
def served(said) -> str:
    """Address of the runs, as the command prints it."""
    return next(line for line in said if "/runs?" in line)


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


@contextmanager
def interruptible() -> Iterator[None]:
    """Have Ctrl-C heeded by what is started, even where it is ignored, as in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def run_link(page, name: str):
    return page.get_by_role("link", name=name, exact=True)


def tick(page, name: str) -> None:
    row = page.get_by_role("row").filter(has=run_link(page, name))
    row.get_by_role("checkbox", name="toggle row selection").check()


def open_artifact(page, address: str, path: str) -> None:
    """Open a run from the list and, in its Artifacts tab, the file at `path`."""
    page.goto(address)
    run_link(page, OURS).click()
    page.get_by_role("tab", name="Artifacts").click()
    for part in path.split("/"):
        page.get_by_text(part, exact=True).first.click()


def test_runs_are_listed_by_name(page, served):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served)
    run_link(page, OURS).wait_for()
    links = page.get_by_role("link").all_inner_texts()
    assert {link for link in links if ": " in link} == RUNS
    here = served.partition("#")[0]
    assert [url for url in asked if not url.startswith((here, "data:", "blob:"))] == []


def test_the_first_address_draws_both_curves_over_the_terms(page, said):
    page.goto(next(line for line in said if "/#/metric?" in line))
    page.wait_for_function(f"({DRAWN})().length >= 2")
    drawn = {name.partition(" (")[0]: terms for name, terms in page.evaluate(DRAWN)}
    assert drawn == {name: list(factory.TERMS) for name in (OURS, PAPERS)}


def test_comparing_two_runs_draws_both_curves_over_the_terms(page, served):
    page.goto(served)
    for name in (OURS, PAPERS):
        tick(page, name)
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("link", name="1 terms/cases right each term", exact=True).click()
    page.wait_for_function(f"({DRAWN})().length >= 2")
    drawn = dict(page.evaluate(DRAWN))
    assert drawn == {name: list(factory.TERMS) for name in (OURS, PAPERS)}


def test_the_report_opens_among_the_artifacts(page, served):
    open_artifact(page, served, "report/report.html")
    page.frame_locator("iframe").get_by_role("heading", name="Report").wait_for()


def test_a_figure_opens_among_the_artifacts(page, served):
    open_artifact(page, served, "report/figures/by_term.png")
    page.wait_for_function("[...document.images].some(i => i.naturalWidth === 8)")


def test_an_interrupt_ends_the_server_and_its_children(page, served, server):
    """The last test: nothing is served after it."""
    page.goto(served)
    run_link(page, OURS).wait_for()
    family = [server, *server.children(recursive=True)]
    server.send_signal(signal.SIGINT)
    assert server.wait(30) == 0
    assert len(family) >= 3  # MLflow and its worker at least
    assert psutil.wait_procs(family, timeout=5)[1] == []
