"""The book as one PDF: outline, numbers of pages, and links that lead to the right sheet."""

from __future__ import annotations

import unicodedata

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from tools.book import pdf

PAGES = ["book/live", "book/data_cards"]


@pytest.fixture(scope="module")
def printed(browser, origin: str, tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    """Two pages of the book of which the first links to a heading of the second."""
    target = tmp_path_factory.mktemp("pdf") / "two.pdf"
    pdf.write_pdf(browser, origin, PAGES, target)
    return PdfReader(target)


def first_sheet(printed: PdfReader, title: str) -> int:
    """Return the sheet that the outline gives for a title."""
    (item,) = [one for one in items(printed.outline) if one.title == title]
    return printed.get_destination_page_number(item)


def items(outline: list) -> list:
    """Return the entries of an outline, level by level flattened."""
    return [one for item in outline for one in (items(item) if isinstance(item, list) else [item])]


def links(printed: PdfReader, sheets: range) -> list[dict]:
    """Return the links on some sheets."""
    return [one.get_object() for n in sheets for one in printed.pages[n].get("/Annots", [])]


def test_the_outline_has_every_heading_in_its_own_words(printed, html):
    wanted = []
    for name in PAGES:
        article = BeautifulSoup((html / f"{name}.html").read_text("utf-8"), "html.parser").select_one(".bd-article")
        for link in article.select("a.headerlink"):
            link.decompose()
        wanted += [" ".join(heading.text.split()) for heading in article.select("h1, h2, h3")]
    assert [" ".join(item.title.split()) for item in items(printed.outline)] == wanted


def test_page_numbers_go_through(printed):
    second = first_sheet(printed, "Data cards")
    assert second > 1
    for number in (0, second, len(printed.pages) - 1):
        lines = unicodedata.normalize("NFKC", printed.pages[number].extract_text()).splitlines()  # a PDF has ligatures
        assert str(number + 1) in lines[:3]
        assert lines[0] == ("Live figures" if number < second else "Data cards")


def test_links_lead_into_the_file_to_the_web_or_nowhere(printed):
    second = first_sheet(printed, "Data cards")
    leads = links(printed, range(second))
    (photos,) = [one for one in leads if "/Dest" in one and printed.pages.index(one["/Dest"][0].get_object()) >= second]
    sheet = printed.pages[first_sheet(printed, "Photos")]
    assert photos["/Dest"][0].get_object() == sheet
    (heading,) = [one for one in items(printed.outline) if one.title == "Photos"]
    assert 0 <= float(photos["/Dest"][3]) - float(heading.top) <= 60, "the heading stands below what is linked"
    addresses = [one["/A"].get_object()["/URI"] for one in leads if "/A" in one]
    assert [address for address in addresses if "127.0.0.1" in address] == []


def test_answers_are_open(printed, html):
    text = "".join("".join(page.extract_text().split()) for page in printed.pages)
    answer = BeautifulSoup((html / "book/live.html").read_text("utf-8"), "html.parser").select_one("details p").text
    assert "".join(answer.split())[:40] in text


def test_an_unknown_chapter_is_refused_with_the_known_ones(capsys):
    with pytest.raises(SystemExit):
        pdf.main(["99"])
    assert "no chapter '99'; there are 01_first_network" in capsys.readouterr().err
