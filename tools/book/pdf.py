"""Print the book into one PDF, or single chapters: ``python -m tools.book.pdf [CHAPTER …]``, ``make pdf``.

Chromium prints each page of the built book as its style sheet says, answers and solutions open. Then the pages become
one file: with an outline, with page numbers that go through, and with links that lead to the page in the file.
"""

from __future__ import annotations

import argparse
import io
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, NullObject, TextStringObject

from tools.book import build as book
from tools.notebooks import listed, select
from tools.testing.browser import chromium, served, settle

NAME = "neural-networks-by-experiment"
# Chromium writes down where a heading is printed only if something on the same page links to it.
LINK_TO_EVERY_PLACE = """() => {
  for (const { id } of document.querySelectorAll('.bd-article [id]')) {
    const link = document.createElement('a');
    link.href = `#${id}`;
    link.setAttribute('aria-hidden', 'true');
    document.body.append(link);
  }
}"""
RUNNING_HEAD = """(words) => {
  const style = document.createElement('style');
  const title = JSON.stringify(document.querySelector('.bd-article h1').firstChild.textContent.trim());
  style.textContent = `html { counter-reset: page ${words.before}; }
    @page { @top-center { content: ${title}; color: #555c66; font: 9pt system-ui, sans-serif; } }`;
  document.head.append(style);
}"""


HEADINGS = """() => [...document.querySelectorAll('.bd-article :is(h1, h2, h3, h4, h5, h6)')]
  .map((heading) => [...heading.childNodes].filter((node) => !node.classList?.contains('headerlink'))
    .map((node) => node.textContent).join('').trim())"""


@dataclass
class Sheets:
    """A page of the book on paper.

    Attributes
    ----------
    name
        Its name without ending, for example ``"notebooks/01_first_network"``.
    reader
        The PDF of this page alone.
    before
        How many sheets of the whole come before it.
    """

    name: str
    reader: PdfReader
    before: int


def print_page(browser: Any, origin: str, name: str, before: int = 0) -> PdfReader:
    """Print a page of the book that is served at `origin`; its first sheet has the number ``before + 1``."""
    page = browser.new_page(color_scheme="light")
    page.goto(f"{origin}/{name}.html")
    settle(page)
    page.evaluate(LINK_TO_EVERY_PLACE)
    page.evaluate(RUNNING_HEAD, {"before": before})
    headings = page.evaluate(HEADINGS)
    printed = PdfReader(io.BytesIO(page.pdf(format="A4", outline=True, tagged=True, print_background=True)))
    page.close()
    _name(printed, headings)
    return printed


def _name(printed: PdfReader, headings: list[str]) -> None:
    """Give the outline the headings' own words: Chromium leaves out the space at which a heading is broken."""
    without_spaces = {"".join(heading.split()): heading for heading in headings}
    root: Any = printed.trailer["/Root"]
    waiting = [root.get("/Outlines")]
    while waiting:
        if (item := waiting.pop()) is None:
            continue
        item = item.get_object()
        if (words := "".join(str(item.get("/Title", "")).split())) in without_spaces:
            item[NameObject("/Title")] = TextStringObject(without_spaces[words])
        waiting += [item.get("/First"), item.get("/Next")]


def join(parts: list[Sheets], origin: str) -> PdfWriter:
    """Put pages of the book into one file, and let links from one to another, and within one, lead to its sheets."""
    writer = PdfWriter()
    for part in parts:
        writer.append(part.reader, import_outline=True)
    places = {part.name: _places(part) for part in parts}
    for part in parts:
        for sheet in writer.pages[part.before : part.before + len(part.reader.pages)]:
            if "/Annots" in sheet:
                found: Any = sheet["/Annots"].get_object()
                kept = [one for one in found if _lead(one.get_object(), places, part.name, origin, writer)]
                sheet[NameObject("/Annots")] = ArrayObject(kept)
    return writer


def _places(part: Sheets) -> dict[str, tuple[int, float | None]]:
    """Return for each place that can be linked to its sheet and how high on it it is; "" is the beginning."""
    places: dict[str, tuple[int, float | None]] = {"": (part.before, None)}
    for name, found in part.reader.named_destinations.items():
        number = part.reader.get_destination_page_number(found)
        if number is not None and number >= 0:
            places[str(name).lstrip("/")] = (part.before + number, float(found.top) if found.top is not None else None)
    return places


def _lead(link: DictionaryObject, places: dict, own: str, origin: str, writer: PdfWriter) -> bool:
    """Make a link to a place in this file out of one to an address of the book, or to a name within its page.

    Returns false where the place is on a page of the book that is not in the file.
    """
    action: Any = link["/A"].get_object() if "/A" in link else {}
    if "/URI" in action:
        address, fragment = urldefrag(str(action["/URI"]))
        if not address.startswith(f"{origin}/"):
            return True
        page = urlsplit(address).path.strip("/").removesuffix(".html")
    elif "/Dest" in link or "/D" in action:
        page, fragment = own, str(link.get("/Dest", action.get("/D"))).lstrip("/")
    else:
        return True
    if page not in places:
        return False
    link.pop("/A", None)
    link.pop("/Dest", None)
    sheet, top = places[page].get(fragment, places[page][""])
    height = NullObject() if top is None else FloatObject(top)
    place = [writer.pages[sheet].indirect_reference, NameObject("/XYZ"), NullObject(), height, NullObject()]
    link[NameObject("/Dest")] = ArrayObject(place)
    return True


def write_pdf(browser: Any, origin: str, names: list[str], target: Path) -> int:
    """Print pages of the book that is served at `origin` into one file, and return the number of its sheets."""
    parts: list[Sheets] = []
    for name in names:
        before = parts[-1].before + len(parts[-1].reader.pages) if parts else 0
        parts.append(Sheets(name, print_page(browser, origin, name, before), before))
    writer = join(parts, origin)
    writer.add_metadata({"/Title": "Neural Networks by Experiment"})
    writer.page_mode = "/UseOutlines"
    writer.write(target)
    return len(writer.pages)


def main(argv: list[str] | None = None) -> int:
    """Build the book unless it is current, and print it."""
    parser = argparse.ArgumentParser(prog="python -m tools.book.pdf", description=__doc__)
    parser.add_argument(
        "chapters", nargs="*", metavar="CHAPTER", help="numbers or names of chapters; default: the book"
    )
    wanted = parser.parse_args(argv).chapters
    try:
        chosen = select(wanted)
    except ValueError as error:
        parser.error(str(error))
    if not (book.is_current() or book.build()):
        return 1
    pages = [path.relative_to(book.ROOT).with_suffix("").as_posix() for path in chosen.values()]
    names = pages if wanted else listed()
    target = book.ROOT / "_build" / f"{'-'.join(chosen) if wanted else NAME}.pdf"
    with served(book.HTML) as origin, chromium() as browser:
        sheets = write_pdf(browser, origin, names, target)
    print(f"printed {sheets} pages into {book.shown(target)} ({target.stat().st_size / 1e6:.1f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
