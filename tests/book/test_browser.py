"""Every rendered page in headless Chromium, at two widths, in light and dark, with all answers and solutions open."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import browser_checks as checks
import pytest
from book_pages import PAGES, ROOT, BuiltBook, is_notebook

from tools.testing.browser import settle

DESKTOP, PHONE = VIEWPORTS = ({"width": 1280, "height": 900}, {"width": 360, "height": 900})
# Here every text's colour is looked at, and on a phone as well: no colour depends on the width.
ALL_COLOURS = (PAGES[0], "notebooks/01_first_network.html", "search.html")


@dataclass
class Visit:
    """What was seen on one page: on the first visit with an empty cache, and in all views."""

    traffic: checks.Traffic
    weight: tuple[int, int]
    formulas: list[str]
    solutions: list[str]
    number_of_solutions: int
    overflow: list[str] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)


def _visit(browser, origin: str, book: BuiltBook, name: str) -> Visit:
    # Reduced motion: colours in transition from light to dark would be measured half-way.
    context = browser.new_context(viewport=DESKTOP, color_scheme="light", reduced_motion="reduce")
    page = context.new_page()
    traffic = checks.watch(page)
    page.goto(f"{origin}/{name}")
    settle(page)
    visit = Visit(
        traffic=traffic,
        weight=checks.weight(traffic, book.html),
        formulas=checks.bad_formulas(page),
        solutions=checks.folded_cells(page),
        number_of_solutions=page.locator("div.cell.tag_hide-cell details").count(),
    )
    # Answers and solutions are part of the page: open them, so that their contents are looked at too.
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    for viewport in VIEWPORTS:
        page.set_viewport_size(viewport)
        for scheme in ("dark", "light"):
            checks.switch(page, scheme)
            view = f"{viewport['width']}, {scheme}"
            visit.overflow += [f"{view}: {fault}" for fault in checks.overflow(page)]
        visit.unreachable += [f"{viewport['width']}: {element}" for element in checks.unreachable(page)]
    checks.simplify(page)
    every_colour = name in ALL_COLOURS
    for viewport in VIEWPORTS:
        page.set_viewport_size(viewport)
        checks.unreachable(page)  # the theme makes what scrolls at this width reachable a moment later
        visit.violations += checks.axe(page, every_colour=every_colour)
        if every_colour or viewport == DESKTOP:
            checks.switch(page, "dark")
            visit.violations += checks.axe(page, checks.COLOURS, every_colour=every_colour)
            checks.switch(page, "light")
    context.close()
    return visit


@pytest.fixture(scope="module")
def visit(browser, origin: str, book: BuiltBook) -> Callable[[str], Visit]:
    """Look at each page once, for all tests of this file."""

    @functools.cache
    def once(name: str) -> Visit | Exception:
        try:
            return _visit(browser, origin, book, name)
        except Exception as error:
            return error

    def visit(name: str) -> Visit:
        result = once(name)
        if isinstance(result, Exception):
            raise result
        return result

    return visit


@pytest.mark.parametrize("page", PAGES)
class TestEveryPage:
    """What must hold on every page, at both widths, in light and dark."""

    def test_axe_finds_no_violation(self, visit, page: str):
        assert visit(page).violations == []

    def test_the_page_asks_no_other_host(self, visit, origin: str, page: str):
        assert visit(page).traffic.hosts == {urlsplit(origin).netloc}

    def test_nothing_fails_and_the_console_shows_no_error(self, visit, page: str):
        assert visit(page).traffic.faults == []

    def test_nothing_overflows_sideways(self, visit, page: str):
        assert visit(page).overflow == []

    def test_whatever_scrolls_sideways_can_be_reached_by_keyboard(self, visit, page: str):
        assert visit(page).unreachable == []

    def test_all_formulas_are_rendered_without_error(self, visit, page: str):
        assert visit(page).formulas == []

    def test_hidden_solutions_open_by_mouse_and_by_keyboard(self, visit, page: str):
        hidden = 0
        if is_notebook(page):
            notebook = json.loads((ROOT / page).with_suffix(".ipynb").read_text(encoding="utf-8"))
            hidden = sum("hide-cell" in cell["metadata"].get("tags", []) for cell in notebook["cells"])
        assert (visit(page).solutions, visit(page).number_of_solutions) == ([], hidden)

    def test_a_first_visit_stays_below_a_megabyte(self, visit, page: str):
        plain, compressed = visit(page).weight
        assert plain <= 1_000_000
        assert compressed <= 400_000
