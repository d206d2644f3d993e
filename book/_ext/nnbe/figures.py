"""Drawings and stored figures of chapters on the pages of the book."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from nnbe.course import ROOT


class InlineArt(SphinxDirective):
    """``{art} file``: a drawing of ours, put into the page itself so that it follows light and dark mode."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the drawing as it is."""
        path = ROOT / "book" / "_art" / self.arguments[0]
        self.env.note_dependency(str(path))
        return [nodes.raw("", path.read_text(encoding="utf-8"), format="html")]


class ChapterFigure(SphinxDirective):
    """``{chapter-figure} 01 words``: the stored figure whose alt text contains the words, with its link.

    The picture comes out of the notebook's stored outputs, so it always shows the published run.
    """

    required_arguments = 2
    final_argument_whitespace = True
    option_spec: ClassVar = {"caption": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Find the figure."""
        number, words = self.arguments
        found = sorted((ROOT / "notebooks").glob(f"{number}_*.ipynb"))
        if not found:
            raise self.error(f"no chapter {number!r} in notebooks/")
        self.env.note_dependency(str(found[0]))
        for cell in json.loads(found[0].read_text(encoding="utf-8"))["cells"]:
            alt = cell["metadata"].get("mystnb", {}).get("image", {}).get("alt", "")
            pictures = [
                (mime_type.removeprefix("image/"), picture)
                for output in cell.get("outputs", [])
                for mime_type, picture in output.get("data", {}).items()
                if mime_type in ("image/png", "image/jpeg")
            ]
            if pictures and words.casefold() in alt.casefold():
                return [self.figure(found[0], *pictures[0], alt)]
        raise self.error(f"{found[0].name} has no stored figure whose alt text contains {words!r}")

    def figure(self, notebook: Path, kind: str, picture: str, alt: str) -> nodes.Node:
        """Write the picture below ``_build`` and return the figure that shows it."""
        folder = Path(self.env.srcdir) / "_build" / "chapter_figures"
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"\W+", "-", self.arguments[1].casefold()).strip("-")
        path = folder / f"{notebook.stem}-{name}.{kind}"
        path.write_bytes(base64.b64decode(picture))
        figure = nodes.figure("", classes=["nnbe-figure"])
        figure += nodes.image("", uri="/" + path.relative_to(self.env.srcdir).as_posix(), alt=alt)
        if "caption" in self.options:
            text, _ = self.state.inline_text(self.options["caption"], self.lineno)
            figure += nodes.caption("", "", *text)
        return figure


def setup(app: Sphinx) -> None:
    """Add the directives."""
    app.add_directive("art", InlineArt)
    app.add_directive("chapter-figure", ChapterFigure)
