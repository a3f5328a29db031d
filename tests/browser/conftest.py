"""A headless Chromium from the system's packages, or one line why there is none."""

from __future__ import annotations

import os
import shutil

import pytest

import report_factory

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def do_without(reason: str):
    """Skip on a reader's machine; fail where the browser tests are what is asked for."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser():
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        do_without("no Chromium on this machine: apt-get install chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        do_without("playwright is not installed: pip install -e .[test]")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def report_page(browser, tmp_path_factory):  # noqa: ARG001 - no browser, no rendering
    """Address of the rendered report; made only where there is a browser to open it."""
    layout = report_factory.rendered(tmp_path_factory, "scdb")
    return (layout.report / "report.html").resolve().as_uri()


@pytest.fixture(scope="session")
def simulated_page(browser, tmp_path_factory):  # noqa: ARG001 - as above
    layout = report_factory.rendered(tmp_path_factory, "simulated")
    return (layout.report / "report.html").resolve().as_uri()
