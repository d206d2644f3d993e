"""The rendered pages in headless Chromium: every page light and dark at two widths, and what a reader does on them."""

from __future__ import annotations

import functools
import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from book_pages import NOTEBOOK_PAGES, PAGES, ROOT, BuiltBook

AXE = Axe()
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Without "preload" axe does not fetch style sheets again, at wrong addresses.
COMMON = {"resultTypes": ["violations"], "preload": False}
COLOURS = ["color-contrast", "link-in-text-block"]
COLOUR_RULES = {"runOnly": {"type": "rule", "values": COLOURS}, **COMMON}
OTHER_RULES = {
    "runOnly": {"type": "tag", "values": LEVELS},
    "rules": {rule: {"enabled": False} for rule in COLOURS},
    **COMMON,
}
# A chapter has thousands of coloured words of code and of glyphs in formulas, which axe takes long to look at. One word
# and one formula of each kind stay as they are, and every formula that scrolls; the others become plain or empty.
KEEP_ONE_OF_EACH_KIND = """() => {
  const kinds = new Set();
  const isNew = (kind) => !kinds.has(kind) && kinds.add(kind);
  for (const word of document.querySelectorAll('.highlight pre span[class]')) {
    if (!word.isConnected || !word.textContent.trim()) continue;
    const place = word.closest('.cell_input, .cell_output, details')?.className ?? '';
    if (!isNew(`${place}|${word.className}`)) word.replaceWith(word.textContent);
  }
  document.querySelectorAll('.highlight pre').forEach((pre) => pre.normalize());
  for (const formula of document.querySelectorAll('mjx-container')) {
    const scrolls = [formula, formula.parentElement].some((e) => e.scrollWidth > e.clientWidth && e.clientWidth);
    const place = formula.parentElement.closest('p, td, th, li, summary, blockquote, div')?.tagName;
    const kind = `${place}|${formula.getAttribute('display')}|${formula.className}`;
    if (!isNew(kind) && !scrolls) formula.querySelector('mjx-math')?.replaceChildren();
  }
}"""
# Comparing colours takes most of axe's time. Texts of one colour, size and weight on the same backgrounds are alike:
# the first of each kind is marked.
MARK_ONE_OF_EACH_COLOUR = """() => {
  const kinds = new Set();
  const hasText = (e) => [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
  for (const element of document.body.querySelectorAll('*')) {
    element.removeAttribute('data-colours');
    if (!hasText(element) || !element.checkVisibility()) continue;
    const {color, fontSize, fontWeight, textDecorationLine} = getComputedStyle(element);
    const kind = [element.tagName, color, fontSize, fontWeight, textDecorationLine];
    kind.push(getComputedStyle(element.parentElement).color);
    for (let e = element; e; e = e.parentElement) {
      const {backgroundColor, backgroundImage, opacity} = getComputedStyle(e);
      const ground = `${backgroundColor} ${backgroundImage} ${opacity}`;
      if (ground !== 'rgba(0, 0, 0, 0) none 1') kind.push(ground);
    }
    if (!kinds.has(kind.join('|'))) element.setAttribute('data-colours', '');
    kinds.add(kind.join('|'));
  }
}"""
LANDING = PAGES[0]
CHAPTER = "notebooks/01_first_network.html"
DESKTOP, PHONE = VIEWPORTS = ({"width": 1280, "height": 900}, {"width": 360, "height": 900})
SCHEMES = ("dark", "light")
# Here every text's colour is looked at, and on a phone as well: no colour depends on the width.
ALL_COLOURS = (LANDING, CHAPTER, "search.html")


@dataclass
class Visit:
    """What was seen on one page: on the first visit with an empty cache, and in all views."""

    faults: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    violations: list[str] = field(default_factory=list)
    overflow: dict[tuple[int, str], int] = field(default_factory=dict)
    bytes: int = 0
    bytes_compressed: int = 0
    formulas: int = 0
    rendered: int = 0
    broken: int = 0


def _watch(page, visit: Visit) -> list:
    """Note faults and hosts of whatever the page does from now on; return the list that collects responses."""
    responses: list = []
    page.on("request", lambda request: visit.hosts.add(urlsplit(request.url).netloc))
    page.on("requestfailed", lambda request: visit.faults.append(f"failed: {request.url}"))
    page.on("pageerror", lambda error: visit.faults.append(f"uncaught: {error}"))
    page.on(
        "console",
        lambda message: message.type in ("error", "warning") and visit.faults.append(f"{message.type}: {message.text}"),
    )
    page.on("response", lambda response: responses.append(response))
    return responses


def _weigh(responses: list, visit: Visit) -> None:
    """Add up what the first visit transferred, without the page's own figures and without MathJax."""
    for response in responses:
        path = urlsplit(response.url).path
        if response.status >= 400:
            visit.faults.append(f"{response.status}: {path}")
        elif not path.startswith("/_images/") and "/mathjax/" not in path:
            body = response.body()
            visit.bytes += len(body)
            visit.bytes_compressed += min(len(body), len(gzip.compress(body, 6)))


def _settle(page) -> None:
    """Wait until the page is loaded and its fonts and MathJax, where it is loaded, are ready."""
    page.wait_for_load_state("load")
    if page.locator("script[src*='mathjax/']").count():
        page.wait_for_function("window.MathJax?.startup?.promise")
        page.evaluate("() => MathJax.startup.promise")
    page.evaluate("() => document.fonts.ready.then(() => null)")


def _switch(page, scheme: str) -> None:
    """Let the reader's system prefer light or dark, which the page follows."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function("(scheme) => document.documentElement.dataset.theme === scheme", arg=scheme)


def _visit(browser, origin: str, name: str) -> Visit:
    visit = Visit()
    # Reduced motion: colours in transition from light to dark would be measured half-way.
    context = browser.new_context(viewport=DESKTOP, color_scheme="light", reduced_motion="reduce")
    page = context.new_page()
    responses = _watch(page, visit)
    page.goto(f"{origin}/{name}")
    _settle(page)
    _weigh(list(responses), visit)
    counts = page.evaluate(
        """() => {
          const formulas = [...document.querySelectorAll('.bd-article .math')];
          return {formulas: formulas.length,
                  rendered: formulas.filter((f) => f.querySelector('mjx-container')).length,
                  broken: formulas.filter((f) => f.querySelector('mjx-merror')).length};
        }"""
    )
    visit.formulas, visit.rendered, visit.broken = counts["formulas"], counts["rendered"], counts["broken"]
    # Answers and solutions are part of the page: open them, so that their contents are looked at too.
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    for viewport in VIEWPORTS:
        page.set_viewport_size(viewport)
        for scheme in SCHEMES:
            _switch(page, scheme)
            visit.overflow[viewport["width"], scheme] = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
    page.evaluate(KEEP_ONE_OF_EACH_KIND)
    for viewport in VIEWPORTS:
        page.set_viewport_size(viewport)
        page.wait_for_timeout(500)  # 300 ms after a resize the theme makes what scrolls now reachable by keyboard
        _judge(page, OTHER_RULES, None, visit)
        if name in ALL_COLOURS or viewport == DESKTOP:
            for scheme in SCHEMES:
                _switch(page, scheme)
                _judge(page, COLOUR_RULES, None if name in ALL_COLOURS else _one_of_each_colour(page), visit)
    context.close()
    return visit


def _one_of_each_colour(page) -> dict:
    """Mark one text of each kind, as the page looks now, and return the selection for axe."""
    page.evaluate(MARK_ONE_OF_EACH_COLOUR)
    return {"include": [["[data-colours]"]]}


def _judge(page, rules: dict, elements: dict | None, visit: Visit) -> None:
    """Add what axe finds in the page as it is, or in some of its elements, to the visit."""
    view = f"{page.viewport_size['width']}, {page.evaluate('document.documentElement.dataset.theme')}"
    for violation in AXE.run(page, elements, rules).response["violations"]:
        nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
        visit.violations.append(f"{view}: {violation['id']} ({violation['impact']}): {nodes}")


@pytest.fixture(scope="class")
def visit(browser, origin: str) -> Callable[[str], Visit]:
    """Look at each page once, for all tests of the class."""

    @functools.cache
    def once(name: str) -> Visit | Exception:
        try:
            return _visit(browser, origin, name)
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
        assert visit(page).hosts == {urlsplit(origin).netloc}

    def test_nothing_fails_and_the_console_shows_no_error(self, visit, page: str):
        assert visit(page).faults == []

    def test_nothing_overflows_sideways(self, visit, page: str):
        assert visit(page).overflow == {(v["width"], scheme): 0 for v in VIEWPORTS for scheme in SCHEMES}

    def test_all_formulas_are_rendered_without_error(self, visit, page: str):
        seen = visit(page)
        assert (seen.rendered, seen.broken) == (seen.formulas, 0)

    def test_a_first_visit_stays_below_a_megabyte(self, visit, page: str):
        assert visit(page).bytes <= 1_000_000
        assert visit(page).bytes_compressed <= 400_000


class TestAReader:
    """What a reader does on a page."""

    @pytest.fixture
    def page(self, browser) -> Iterator:
        """A page in a fresh context, which may use the clipboard."""
        context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.set_default_timeout(10_000)
        yield context.new_page()
        context.close()

    def test_the_copy_button_copies_the_code_of_its_cell(self, page, origin: str):
        page.goto(f"{origin}/{CHAPTER}")
        _settle(page)
        notebook = json.loads((ROOT / CHAPTER).with_suffix(".ipynb").read_text(encoding="utf-8"))
        parameters = next(c for c in notebook["cells"] if "parameters" in c["metadata"].get("tags", []))
        cell = page.locator("div.cell.tag_parameters")
        cell.hover()
        cell.locator("button.copybtn").click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.strip() == "".join(parameters["source"]).strip()

    def test_searching_for_backpropagation_leads_to_its_definition(self, page, origin: str):
        page.goto(f"{origin}/{LANDING}")
        _settle(page)
        page.keyboard.press("Control+k")
        page.keyboard.type("backpropagation")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?q=backpropagation")
        hit = page.locator("ul.search a[href*='glossary.html#term-backpropagation']").first
        hit.click()
        page.wait_for_url("**/book/glossary.html*#term-backpropagation")
        term = page.locator("dt#term-backpropagation")
        assert term.inner_text().strip().startswith("backpropagation")
        # "In the viewport" alone would also be true of a term below the sticky header.
        box = term.bounding_box()
        assert 40 <= box["y"] <= 800

    def test_searching_for_nonsense_finds_nothing_and_says_so(self, page, origin: str):
        page.goto(f"{origin}/search.html?q=zyxwvut")
        page.wait_for_selector("text=did not match any documents")
        assert page.locator("ul.search li").count() == 0

    @pytest.mark.parametrize("name", NOTEBOOK_PAGES)
    def test_hidden_solutions_open_by_mouse_and_by_keyboard(self, page, origin: str, book: BuiltBook, name: str):
        notebook = json.loads((ROOT / name).with_suffix(".ipynb").read_text(encoding="utf-8"))
        hidden = [c for c in notebook["cells"] if "hide-cell" in c["metadata"].get("tags", [])]
        page.goto(f"{origin}/{name}")
        _settle(page)
        folded = page.locator("div.cell.tag_hide-cell details")
        assert folded.count() == len(hidden)
        for position in range(folded.count()):
            details = folded.nth(position)
            summary, code = details.locator("summary"), details.locator("div.cell_input")
            assert not code.is_visible()
            summary.click()
            assert code.is_visible()
            summary.focus()
            page.keyboard.press("Enter")
            assert not code.is_visible()
            page.keyboard.press("Space")
            assert code.is_visible()
            assert summary.inner_text().strip().startswith("Hide")

    def test_answers_of_the_self_test_are_closed_and_open_with_a_click(self, page, origin: str):
        page.goto(f"{origin}/book/prerequisites.html")
        answers = page.locator(".bd-article details")
        assert answers.count() == 14
        assert page.locator(".bd-article details[open]").count() == 0
        answers.first.locator("summary").click()
        assert answers.first.locator("p").first.is_visible()

    def test_the_theme_switch_changes_the_colours_and_is_remembered(self, page, origin: str):
        page.goto(f"{origin}/{LANDING}")
        _settle(page)
        background = "getComputedStyle(document.body).backgroundColor"
        seen = {page.evaluate("document.documentElement.dataset.mode"): page.evaluate(background)}
        for _ in range(2):
            page.locator(".bd-header-article .theme-switch-button").click()
            seen[page.evaluate("document.documentElement.dataset.mode")] = page.evaluate(background)
        assert set(seen) == {"auto", "light", "dark"}
        assert seen["light"] == seen["auto"] != seen["dark"]
        mode = page.evaluate("document.documentElement.dataset.mode")
        page.goto(f"{origin}/book/glossary.html")
        assert page.evaluate("document.documentElement.dataset.mode") == mode

    def test_the_keyboard_reaches_the_content_first_through_the_skip_link(self, page, origin: str):
        page.goto(f"{origin}/{LANDING}")
        _settle(page)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
        page.keyboard.press("Enter")
        assert page.url.endswith("#main-content")

    def test_the_menu_opens_on_a_phone_and_leads_to_a_page(self, page, origin: str):
        page.set_viewport_size({"width": 360, "height": 760})
        page.goto(f"{origin}/{LANDING}")
        _settle(page)
        link = page.locator("#pst-primary-sidebar-modal a, #pst-primary-sidebar a", has_text="Glossary")
        assert not link.first.is_visible()
        page.locator("button.primary-toggle").click()
        link.first.click()
        page.wait_for_url("**/book/glossary.html")

    @pytest.mark.parametrize("name", [CHAPTER, "book/notation.html"])
    def test_whatever_scrolls_sideways_can_be_reached_by_keyboard(self, page, origin: str, name: str):
        page.set_viewport_size({"width": 360, "height": 760})
        page.goto(f"{origin}/{name}")
        _settle(page)
        page.wait_for_timeout(100)
        scrollers = page.evaluate(
            """() => [...document.querySelectorAll('.bd-article *')]
              .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1
                             && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX))
              .map((e) => [e.tagName + '.' + e.className, e.tabIndex])"""
        )
        assert scrollers
        assert [element for element, tab_index in scrollers if tab_index < 0] == []

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("name", [LANDING, CHAPTER, "book/glossary.html"])
    def test_the_page_reads_without_javascript(self, browser, origin: str, name: str, scheme: str):
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, java_script_enabled=False, color_scheme=scheme
        )
        page = context.new_page()
        page.goto(f"{origin}/{name}")
        article = page.locator("article.bd-article")
        assert article.is_visible()
        assert len(article.inner_text()) > 1000
        assert page.locator("nav.bd-links a", has_text="Glossary").is_visible()
        assert page.locator(".pst-js-only:visible").count() == 0
        seen = [_css(page, "article p", "color"), _css(page, "body", "background-color")]
        luminance = [_luminance(colour) for colour in seen]
        assert (max(luminance) + 0.05) / (min(luminance) + 0.05) >= 4.5
        context.close()


def _css(page, selector: str, key: str) -> str:
    """Read a computed colour without running script in the page: Playwright's own world may."""
    return page.locator(selector).first.evaluate(f"(element) => getComputedStyle(element).getPropertyValue('{key}')")


def _luminance(colour: str) -> float:
    """Relative luminance of ``rgb(…)`` as WCAG defines it."""
    channels = [int(value) / 255 for value in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
