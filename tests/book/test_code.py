"""Code in the book has no tags that nothing styles."""

from __future__ import annotations

import re

import pytest
from book_pages import BuiltBook
from nnbe.code import PLAIN, PlainPunctuation
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pygments.token import STANDARD_TYPES

CODE = "def f(x, *, y=(1, 2)):\n    return x[0] + y[1]\n"


def test_punctuation_is_bare_and_all_else_as_pygments_writes_it():
    usual, ours = (highlight(CODE, PythonLexer(), kind()) for kind in (HtmlFormatter, PlainPunctuation))
    assert '<span class="p">' in usual
    bare = re.sub(r'<span class="(?:p|w)">([^<]*)</span>', r"\1", usual)
    assert ours == bare != usual


def test_pages_are_made_so(book: BuiltBook):
    page = (book.html / "notebooks" / "01_first_network.html").read_text(encoding="utf-8")
    assert '<span class="n">' in page
    assert '<span class="p">' not in page


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_punctuation_has_the_colour_of_its_block(book: BuiltBook, theme: str):
    sheet = (book.html / "_static" / "pygments.css").read_text(encoding="utf-8")
    scope = rf'html\[data-theme="{theme}"\] \.highlight'
    block = re.search(scope + r" \{[^}]* color: (#\w+)", sheet)
    punctuation = re.search(scope + rf" \.{STANDARD_TYPES[PLAIN[0]]} \{{ color: (#\w+) \}}", sheet)
    assert block
    assert punctuation
    assert block[1] == punctuation[1]
