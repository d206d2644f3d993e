"""The pages on paper: what Chromium writes into a PDF."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Iterator

import pytest
from book_pages import ROOT
from pypdf import PdfReader

CHAPTER = "notebooks/01_first_network"
# Cells of growing height, each with an output, in place of the chapter's text.
CELLS = """() => {
  const cell = (i) => `<div class="cell container"><div class="cell_input container"><div class="highlight"><pre>${
    Array.from({length: 1 + i % 13}, (_, k) => `line ${k}`).join("\\n")}\\ncode-${i}.</pre></div></div>
    <div class="cell_output container"><div class="highlight"><pre>output-${i}.\\nmore\\nmore</pre></div></div></div>`;
  document.querySelector(".bd-article").innerHTML =
    `<section>${Array.from({length: 60}, (_, i) => cell(i)).join("")}</section>`;
}"""

# Older browsers don't know the pseudo-element by which the style sheet opens what is folded.
FORGET_DETAILS_CONTENT = """() => {
  let removed = 0;
  const forget = (rules) => {
    for (let i = rules.cssRules.length - 1; i >= 0; i--) {
      const rule = rules.cssRules[i];
      if (rule.selectorText?.includes("::details-content")) {
        rules.deleteRule(i);
        removed += 1;
      } else if (rule.cssRules) forget(rule);
    }
  };
  for (const sheet of document.styleSheets) forget(sheet);
  return removed;
}"""


@pytest.fixture
def page(browser) -> Iterator:
    """A page in a fresh context."""
    context = browser.new_context(color_scheme="dark")
    yield context.new_page()
    context.close()


def _print(page) -> list[str]:
    """Print the page as it is to PDF, and return the text of each sheet."""
    return [_letters(sheet.extract_text()) for sheet in PdfReader(io.BytesIO(page.pdf())).pages]


def _letters(text: str) -> str:
    """Take out white space, which a PDF has elsewhere, and ligatures such as the one of f and i."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _folded_texts() -> tuple[list[str], list[str]]:
    """Return a piece of each answer and of each solution of the chapter.

    The answers are Markdown and may hold formulas: of each, the longest piece of plain words.
    """
    cells = json.loads((ROOT / f"{CHAPTER}.ipynb").read_text(encoding="utf-8"))["cells"]
    sources = [("".join(cell["source"]), cell) for cell in cells]
    answers = [answer for text, _ in sources for answer in re.findall(r"</summary>(.*?)</details>", text, re.DOTALL)]
    plain = [max(re.findall(r"[A-Za-z ,.]+", answer), key=len) for answer in answers]
    solutions = [text for text, cell in sources if "hide-cell" in cell["metadata"].get("tags", [])]
    last_lines = [text.rstrip().rsplit("\n", 1)[-1] for text in solutions]
    return [_letters(text) for text in plain], [_letters(text) for text in last_lines]


def _assert_everything_folded_is_in(text: str) -> None:
    answers, solutions = _folded_texts()
    assert len(answers) >= 3
    assert len(solutions) >= 3
    assert [answer for answer in answers if answer not in text] == []
    assert [solution for solution in solutions if solution not in text] == []


def test_answers_and_solutions_are_open_on_paper_and_closed_again_afterwards(page, origin: str):
    page.goto(f"{origin}/{CHAPTER}.html")
    # What the reader had opened stays open.
    page.locator("details").first.locator("summary").click()
    assert page.evaluate(FORGET_DETAILS_CONTENT) == 1
    _assert_everything_folded_is_in("".join(_print(page)))
    page.wait_for_function("document.querySelectorAll('details[open]').length === 1")
    assert page.locator("details").first.get_attribute("open") is not None


def test_answers_and_solutions_are_open_on_paper_without_javascript(browser, origin: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}/{CHAPTER}.html")
    text = "".join(_print(page))
    context.close()
    _assert_everything_folded_is_in(text)
    assert "Show:" not in text


def test_a_cell_and_its_output_stand_on_one_sheet(page, origin: str):
    page.goto(f"{origin}/{CHAPTER}.html")
    page.evaluate(CELLS)
    sheets = _print(page)
    assert len(sheets) >= 5
    for i in range(60):
        code, output = (
            [number for number, sheet in enumerate(sheets) if f"{word}-{i}." in sheet] for word in ("code", "output")
        )
        assert len(code) == 1, i
        assert code == output, i


def test_a_cell_longer_than_a_sheet_begins_at_once_and_is_printed_to_its_end(page, origin: str):
    page.goto(f"{origin}/{CHAPTER}.html")
    page.evaluate(CELLS)
    page.evaluate("""() => {
      const cell = document.querySelector('.cell');
      cell.querySelector('.cell_output').remove();
      cell.querySelector('pre').textContent = 'long\\n'.repeat(200) + 'the end';
    }""")
    sheets = _print(page)
    assert [sheet.count("long") > 30 for sheet in sheets[:3]] == [True] * 3
    assert sum(sheet.count("long") for sheet in sheets) == 200
    assert "theend" in "".join(sheets)


def test_links_in_the_text_show_their_address(page, origin: str):
    page.goto(f"{origin}/{CHAPTER}.html")
    link = page.locator("article.bd-article p a.external[href^='https://']").first
    address = _letters(link.get_attribute("href"))
    assert f"<{address}>" in "".join(_print(page))


@pytest.mark.parametrize("name", [f"{CHAPTER}.html", "book/intro.html", "book/glossary.html"])
def test_a_dark_page_is_printed_as_a_light_one_and_is_dark_again_afterwards(page, origin: str, name: str):
    page.goto(f"{origin}/{name}")
    drawn = {}
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function("(scheme) => document.documentElement.dataset.theme === scheme", arg=scheme)
        sheets = PdfReader(io.BytesIO(page.pdf(print_background=True))).pages
        drawn[scheme] = [sheet.get_contents().get_data() for sheet in sheets]
        page.wait_for_function("(scheme) => document.documentElement.dataset.theme === scheme", arg=scheme)
    assert [number for number, sheet in enumerate(drawn["light"]) if sheet not in drawn["dark"]] == []
    assert len(drawn["light"]) == len(drawn["dark"])
