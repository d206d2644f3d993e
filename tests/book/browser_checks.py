"""Checks of a page in Chromium: each takes a Playwright page as it is now, and returns what is wrong, a line each.

``test_browser_checks.py`` shows each of them a page to which it must object.
"""

from __future__ import annotations

import functools
import gzip
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from axe_playwright_python.sync_playwright import Axe

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]
# Only these rules ask where things are and how large; the others read names, roles and attributes of what is shown.
LAYOUT = ["target-size", "scrollable-region-focusable"]
# Without "preload" axe does not fetch style sheets again, at wrong addresses.
COMMON = {"resultTypes": ["violations"], "preload": False, "performanceTimer": False}
AXE = Axe()
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
UNREACHABLE = """() => [...document.querySelectorAll('.bd-article *')]
  .filter((e) => e.tabIndex < 0 && e.scrollWidth > e.clientWidth + 1 && e.checkVisibility()
                 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX))
  .map((e) => `${e.tagName.toLowerCase()}.${e.className}`)"""
FORMULAS = """() => [...document.querySelectorAll('.bd-article .math')]
  .filter((f) => !f.querySelector('mjx-container') || f.querySelector('mjx-merror'))
  .map((f) => f.textContent.slice(0, 80))"""


@dataclass
class Traffic:
    """What a page asks for, fails in and says, from the moment on that it is watched."""

    paths: set[str] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def watch(page) -> Traffic:
    """Note what the page does from now on."""
    seen = Traffic()

    def note(request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob"):
            seen.hosts.add(address.netloc)
            seen.paths.add(unquote(address.path))

    page.on("request", note)
    page.on("requestfailed", lambda request: seen.faults.append(f"failed: {request.url}"))
    page.on("response", lambda r: r.status >= 400 and seen.faults.append(f"{r.status}: {urlsplit(r.url).path}"))
    page.on("pageerror", lambda error: seen.faults.append(f"uncaught: {error}"))
    page.on("console", lambda m: m.type in ("error", "warning") and seen.faults.append(f"{m.type}: {m.text}"))
    return seen


@functools.cache
def _size(file: Path) -> tuple[int, int]:
    body = file.read_bytes()
    return len(body), min(len(body), len(gzip.compress(body, 6)))


def weight(traffic: Traffic, folder: Path) -> tuple[int, int]:
    """Return the bytes of what a page asked for, plain and compressed, without its own figures and without MathJax."""
    files = [folder / path.lstrip("/") for path in traffic.paths]
    files = [file for file in files if file.is_file() and not {"_images", "mathjax"} & set(file.parts)]
    sizes = [_size(file) for file in files]
    return sum(plain for plain, _ in sizes), sum(compressed for _, compressed in sizes)


def switch(page, scheme: str) -> None:
    """Let the reader's system prefer light or dark, which the page follows."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function("(scheme) => document.documentElement.dataset.theme === scheme", arg=scheme)


def overflow(page) -> list[str]:
    """How far the page is wider than its window."""
    pixels = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{pixels} pixels too wide"] if pixels else []


def bad_formulas(page) -> list[str]:
    """Formulas that MathJax did not render, or not without an error."""
    return page.evaluate(FORMULAS)


def unreachable(page) -> list[str]:
    """What scrolls sideways and can't be reached by keyboard; the page may take a second after its last change."""
    from playwright.sync_api import TimeoutError as TooLate

    try:
        page.wait_for_function(f"() => !({UNREACHABLE})().length", timeout=1500, polling=50)
    except TooLate:
        return page.evaluate(UNREACHABLE)
    return []


def simplify(page) -> None:
    """Leave one coloured word and one formula of each kind, so that axe need not look at thousands that are alike."""
    page.evaluate(KEEP_ONE_OF_EACH_KIND)


def axe(page, rules: list[str] | None = None, *, every_colour: bool = False) -> list[str]:
    """Return what axe finds in the page as it is now.

    Parameters
    ----------
    rules
        The names of axe's rules; all of WCAG 2.2, levels A and AA, when none is given.
    every_colour
        Compare the colours of every text. Otherwise those of one text of each kind: of one colour, size and weight, on
        the same backgrounds.
    """
    if page.evaluate("() => !window.axe"):
        page.evaluate(AXE.axe_script)
    if not every_colour:
        page.evaluate(MARK_ONE_OF_EACH_COLOUR)
    marked = "" if every_colour else "[data-colours]"
    selectors = {"color-contrast": marked or "*", "link-in-text-block": f"a[href]{marked}"}
    page.evaluate(
        "(selectors) => axe.configure({rules: Object.entries(selectors).map(([id, selector]) => ({id, selector}))})",
        selectors,
    )
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": LEVELS}
    found = page.evaluate("(options) => axe.run(document, options)", {"runOnly": only, **COMMON})
    view = f"{page.viewport_size['width']}, {page.evaluate('document.documentElement.dataset.theme')}"
    return [
        f"{view}: {violation['id']} ({violation['impact']}): "
        + "; ".join(node["html"][:160] for node in violation["nodes"][:3])
        for violation in found["violations"]
    ]


def folded_cells(page) -> list[str]:
    """What is wrong with folded cells: each opens by mouse, closes by keyboard, and opens again, as they then stay."""
    faults = []
    folded = page.locator("div.cell.tag_hide-cell details")
    for position in range(folded.count()):
        summary, code = (folded.nth(position).locator(part) for part in ("summary", "div.cell_input"))
        steps = (
            ("open at first", lambda: None, False),
            ("a click does not open it", summary.click, True),
            ("Enter does not close it", lambda element=summary: element.press("Enter"), False),
            ("Space does not open it", lambda element=summary: element.press("Space"), True),
        )
        for fault, act, shown in steps:
            act()
            if code.is_visible() is not shown:
                faults.append(f"cell {position}: {fault}")
        if not summary.inner_text().strip().startswith("Hide"):
            faults.append(f"cell {position}: its summary says {summary.inner_text().strip()!r} when it is open")
    return faults
