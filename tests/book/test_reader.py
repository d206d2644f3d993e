"""What a reader does on the rendered pages, in headless Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from book_pages import PAGES, ROOT

from tools.testing.browser import settle

LANDING = PAGES[0]
CHAPTER = "notebooks/01_first_network.html"


@pytest.fixture
def page(browser) -> Iterator:
    """A page in a fresh context, which may use the clipboard."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_the_copy_button_copies_the_code_of_its_cell(page, origin: str):
    page.goto(f"{origin}/{CHAPTER}")
    settle(page)
    notebook = json.loads((ROOT / CHAPTER).with_suffix(".ipynb").read_text(encoding="utf-8"))
    parameters = next(c for c in notebook["cells"] if "parameters" in c["metadata"].get("tags", []))
    cell = page.locator("div.cell.tag_parameters")
    cell.hover()
    cell.locator("button.copybtn").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == "".join(parameters["source"]).strip()


def test_searching_for_backpropagation_leads_to_its_definition(page, origin: str):
    page.goto(f"{origin}/{LANDING}")
    settle(page)
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


def test_searching_for_nonsense_finds_nothing_and_says_so(page, origin: str):
    page.goto(f"{origin}/search.html?q=zyxwvut")
    page.wait_for_selector("text=did not match any documents")
    assert page.locator("ul.search li").count() == 0


def test_answers_of_the_self_test_are_closed_and_open_with_a_click(page, origin: str):
    page.goto(f"{origin}/book/prerequisites.html")
    answers = page.locator(".bd-article details")
    assert answers.count() == (ROOT / "book" / "prerequisites.md").read_text(encoding="utf-8").count("<details") > 0
    assert page.locator(".bd-article details[open]").count() == 0
    answers.first.locator("summary").click()
    assert answers.first.locator("p").first.is_visible()


def test_the_theme_switch_changes_the_colours_and_is_remembered(page, origin: str):
    page.goto(f"{origin}/{LANDING}")
    settle(page)
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


def test_the_keyboard_reaches_the_content_first_through_the_skip_link(page, origin: str):
    page.goto(f"{origin}/{LANDING}")
    settle(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main-content")


def test_the_menu_opens_on_a_phone_and_leads_to_a_page(page, origin: str):
    page.set_viewport_size({"width": 360, "height": 760})
    page.goto(f"{origin}/{LANDING}")
    settle(page)
    link = page.locator("#pst-primary-sidebar-modal a, #pst-primary-sidebar a", has_text="Glossary")
    assert not link.first.is_visible()
    page.locator("button.primary-toggle").click()
    link.first.click()
    page.wait_for_url("**/book/glossary.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [LANDING, CHAPTER, "book/glossary.html"])
def test_the_page_reads_without_javascript(browser, origin: str, name: str, scheme: str):
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
