"""The report as a browser shows it: opened from disk, by mouse and keyboard, large and small."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

PHONE, DESK = 390, 1400

CONTRAST = """
() => {
  const linear = (v) => (v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
  const channel = (v) => linear(v / 255);
  const light = (c) => .2126 * channel(c[0]) + .7152 * channel(c[1]) + .0722 * channel(c[2]);
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const c = parse(getComputedStyle(node).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const node of document.querySelectorAll("p, li, a, th, td, button, h1, h2, figcaption *")) {
    if (!node.textContent.trim() || !node.getClientRects().length) continue;
    const [a, b] = [light(parse(getComputedStyle(node).color)), light(behind(node))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.push(node.outerHTML.slice(0, 90) + " " + ratio.toFixed(2));
  }
  return poor;
}
"""


@pytest.fixture
def open_report(browser, report_page):
    """Open the report in a fresh page; messages and requests are kept on the page object."""
    pages = []

    def opened(address=report_page, width=DESK, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        page = context.new_page()
        page.seen_messages, page.seen_requests = [], []
        page.on("console", lambda message: page.seen_messages.append(message.text))
        page.on("pageerror", lambda error: page.seen_messages.append(str(error)))
        page.on("request", lambda request: page.seen_requests.append(request.url))
        page.goto(address)
        pages.append(context)
        return page

    yield opened
    for context in pages:
        context.close()


def test_opens_from_disk_without_error_or_request(open_report, report_page):
    page = open_report()
    page.wait_for_load_state("networkidle")
    assert page.seen_messages == []
    asked = [url for url in page.seen_requests if not url.startswith("data:")]
    assert asked == [report_page]


def test_figures_have_size_and_alternative_text(open_report):
    page = open_report()
    images = page.eval_on_selector_all(
        "figure img", "all => all.map(i => [i.naturalWidth, i.clientWidth, i.alt.length])"
    )
    assert 6 <= len(images) <= 10
    assert all(natural > 900 and shown > 500 and alt > 40 for natural, shown, alt in images)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_follow_the_colour_scheme(open_report, scheme):
    page = open_report(color_scheme=scheme)
    dark = page.eval_on_selector_all(
        "figure picture", "all => all.map(p => p.lastElementChild.currentSrc === "
        "p.firstElementChild.srcset)",
    )  # fmt: skip
    assert dark
    assert set(dark) == {scheme == "dark"}


def test_the_first_screen_answers(open_report):
    """Title, three sentences, table and figure are seen without scrolling."""
    page = open_report()
    for part in ("h1", ".first > ul > li:nth-child(3)", "#box-first_screen table",
                 "#figure-accuracy_over_time img"):  # fmt: skip
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= 900, part


def sorted_table(page, name: str):
    page.eval_on_selector_all("details", "all => all.forEach(d => { d.open = true; })")
    return page.locator(f"table[aria-labelledby=table-{name}]")


def test_sorting_sorts_up_and_down(open_report):
    table = sorted_table(open_report(), "by_period")
    heading = table.locator("thead tr:last-child th").nth(3)
    for direction in ("ascending", "descending"):
        heading.locator("button").click()
        assert heading.get_attribute("aria-sort") == direction
        keys = table.locator("tbody tr").evaluate_all(
            "all => all.map(r => r.cells[3].dataset.sort)"
        )
        values = [float(key) for key in keys if key]
        assert len(values) > 5
        assert values == sorted(values, reverse=direction == "descending")


def test_sorting_by_keyboard_is_announced(open_report):
    page = open_report()
    table = sorted_table(page, "first_screen")
    table.locator("thead button").nth(1).focus()
    page.keyboard.press("Enter")
    assert page.locator("#announce").text_content() == "Sorted by 1816–2014: cases, ascending"
    keys = table.locator("tbody tr").evaluate_all("all => all.map(r => r.cells[1].dataset.sort)")
    cells = [float(key) for key in keys if key]
    assert cells == sorted(cells)


def test_the_appendix_is_folded(open_report):
    page = open_report()
    assert page.locator("#appendix details").count() >= 5
    assert page.locator("#appendix details[open]").count() == 0
    assert not page.locator("table[aria-labelledby=table-audit]").is_visible()


def test_contents_jump_to_every_section(open_report):
    page = open_report(reduced_motion="reduce")
    links = page.locator("nav a")
    assert links.count() == page.locator("main section").count()
    for index in (1, 4, links.count() - 2):
        target = links.nth(index).get_attribute("href")
        links.nth(index).click()
        top = page.eval_on_selector(target, "node => node.getBoundingClientRect().top")
        assert -5 <= top < 450, target
        assert page.url.endswith(target)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_column_is_in_view(open_report, width):
    """No table scrolls sideways, in the appendix neither."""
    page = open_report(width=width)
    page.eval_on_selector_all("details", "all => all.forEach(d => { d.open = true; })")
    cut = page.eval_on_selector_all(
        ".scroll", "all => all.filter(n => n.scrollWidth > n.clientWidth + 1)"
        ".map(n => n.getAttribute('aria-labelledby'))",
    )  # fmt: skip
    assert cut == []


def test_rows_on_a_phone_name_their_cells(open_report):
    page = open_report(width=PHONE)
    cells = page.eval_on_selector_all(
        "table.cards tbody td", "all => all.map(c => [c.dataset.label, c.getAttribute('role')])"
    )
    assert cells
    assert all(label and role == "cell" for label, role in cells)


def test_skip_link_is_first_and_leads_to_the_report(open_report):
    page = open_report()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("width", [PHONE, 768, DESK])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_overflows(open_report, width, scheme):
    page = open_report(width=width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_dark_mode_is_dark(open_report):
    page = open_report(color_scheme="dark")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(int(part) for part in ground[4:-1].split(",")) < 120


def test_print_shows_whole_tables_and_no_navigation(open_report):
    page = open_report()
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    cut = page.eval_on_selector_all(
        ".scroll", "all => all.filter(n => getComputedStyle(n).overflowY !== 'visible').length"
    )
    assert cut == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast(open_report, scheme):
    assert open_report(color_scheme=scheme).evaluate(CONTRAST) == []


def test_structure_serves_a_screen_reader(open_report):
    page = open_report()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == page.locator("nav").count() == 1
    assert page.locator("img:not([alt])").count() == 0
    unnamed = page.eval_on_selector_all(
        "button, a", "all => all.filter(n => !(n.textContent.trim() || n.ariaLabel)).length"
    )
    twice = page.evaluate(
        "() => { const all = [...document.querySelectorAll('[id]')].map(n => n.id);"
        " return all.filter((id, at) => all.indexOf(id) !== at); }"
    )
    assert (unnamed, twice) == (0, [])
    assert page.locator("th:not([scope])").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(open_report, scheme):
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None:
        pytest.skip("axe-playwright-python is not installed; the checks above stand in for it")
    script = Path(found.origin).parent / "axe.min.js"
    page = open_report(color_scheme=scheme)
    page.add_script_tag(content=script.read_text(encoding="utf-8"))
    faults = page.evaluate("axe.run().then(r => r.violations.map(v => v.id + ' ' + v.impact))")
    assert faults == []


def test_simulated_report_is_unmistakable(open_report, simulated_page):
    page = open_report(simulated_page)
    assert page.locator(".banner").is_visible()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert page.locator(".banner").bounding_box()["y"] >= 0
    assert "SIMULATED" in page.title()
