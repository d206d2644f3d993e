"""Code without markup that nothing styles: every second tag of a page is a bracket's or a comma's.

The colour of punctuation is that of the block in both of the theme's styles, so its tags would only make the page
heavier, by a tenth in a chapter of much code.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

from pygments.formatters import HtmlFormatter
from pygments.token import Punctuation, Text, Whitespace
from sphinx.application import Sphinx
from sphinx.highlighting import PygmentsBridge

PLAIN = (Punctuation, Whitespace)


class PlainPunctuation(HtmlFormatter):
    """Pygments's HTML, with punctuation and spaces as bare text."""

    def format(self, tokensource: Iterable[tuple[Any, str]], outfile: TextIO) -> None:
        """Write the code."""
        super().format(((Text if kind in PLAIN else kind, value) for kind, value in tokensource), outfile)


def setup(app: Sphinx) -> None:
    """Connect it."""
    PygmentsBridge.html_formatter = PlainPunctuation
