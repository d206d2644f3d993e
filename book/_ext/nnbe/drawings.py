"""The drawings in the book: inside a page where a cell or a directive shows one, and as files for the page *Drawings*.

Inside a page their words can be selected, and they follow its light or dark mode. A cell's stored output is replaced by
the drawing as it is now, so a changed drawing needs no new publishing run.
"""

from __future__ import annotations

import hashlib
import re
from html import escape
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from nnbe import course
from nnbe.course import ROOT

STORED = ROOT / "nnutils" / "drawings"
PAGE, FOLDER = "book/drawings", "_static/drawings"


def _drawings():
    """Import ``nnutils.drawings`` late: the repository is put on the path when the extensions are set up."""
    from nnutils import drawings

    return drawings


def inline(name: str) -> nodes.raw:
    """Return a drawing as a part of the page."""
    return nodes.raw("", _drawings().show(name).svg, format="html", classes=["nnbe-drawing"])


class DrawingDirective(SphinxDirective):
    """``{drawing} 01_neuron``: a drawing inside the page, with an optional caption."""

    required_arguments = 1
    option_spec: ClassVar = {"caption": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Return the figure."""
        try:
            drawing = inline(self.arguments[0])
        except ValueError as error:
            raise self.error(str(error)) from error
        self.env.note_dependency(str(STORED / f"{self.arguments[0]}.svg"))
        figure = nodes.figure("", drawing, classes=["nnbe-figure"])
        if "caption" in self.options:
            text, _ = self.state.inline_text(self.options["caption"], self.lineno)
            figure += nodes.caption("", "", *text)
        return [figure]


def place_outputs(app: Sphinx, doctree: nodes.document) -> None:
    """Put the drawings that cells have shown into the page itself, as they are now."""
    from tools.notebooks import DRAWING

    for image in list(doctree.findall(nodes.image)):
        stored = Path(app.srcdir, app.env.relfn2path(image["uri"])[0]) if image["uri"].endswith(".svg") else None
        if stored is None or not stored.is_file():
            continue
        svg = stored.read_text(encoding="utf-8")
        if match := DRAWING.search(svg):
            app.env.note_dependency(str(STORED / f"{match[1]}.svg"))
            current = match[1] in _drawings().names()
            image.replace_self(inline(match[1]) if current else nodes.raw("", svg, format="html"))


def gallery() -> str:
    """Return the Markdown that shows all drawings, chapter by chapter, each with its files."""
    drawings = _drawings()
    chapters = course.chapters()
    pieces, before = [], None
    for name in drawings.names():
        number = name[:2]
        if number != before and number in chapters:
            pieces.append(
                f"## {int(number)} · {course.title(chapters[number].docname)}\n\nFrom {{chapter}}`{number}`.\n"
            )
            before = number
        pieces.append(f"```{{raw}} html\n{_figure(drawings.show(name))}\n```\n")
    return "\n".join(pieces)


def _figure(drawing) -> str:
    """Return the HTML of a drawing in the gallery: a picture that loads when it comes into view, and its files."""
    file, title = f"../{FOLDER}/{drawing.name}", escape(drawing.title)
    size = re.search(r'width="[\d.]+" height="[\d.]+"', drawing.svg)[0]
    alt = escape(repr(drawing))
    links = (f'<a href="{file}.{k}" download aria-label="{title}, {k.upper()}">{k.upper()}</a>' for k in ("svg", "png"))
    return (
        f'<figure class="nnbe-figure nnbe-drawing" id="{drawing.name}">'
        f'<img class="dark-light" loading="lazy" src="{file}.svg" {size} alt="{alt}">'
        f"<figcaption>{title} · {' · '.join(links)} · <code>{drawing.name}</code></figcaption></figure>"
    )


def fill_page(app: Sphinx, docname: str, source: list[str]) -> None:
    """Write the gallery into its page, which is read again when a drawing changes, comes or goes."""
    if docname == PAGE:
        for path in (STORED, *STORED.glob("*.svg")):
            app.env.note_dependency(str(path))
        source[0] = source[0].replace("<!-- drawings -->", gallery())


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Put each drawing into the book as SVG and PNG; a PNG is made once for each version of a drawing."""
    if exception is not None or app.builder.format != "html":
        return
    from tools.drawings.png import png

    target, made = Path(app.outdir) / FOLDER, Path(app.srcdir) / "_build" / "drawings"
    for folder in (target, made):
        folder.mkdir(parents=True, exist_ok=True)
    for name in _drawings().names():
        svg = _drawings().show(name).svg
        cached = made / f"{name}-{hashlib.sha256(svg.encode()).hexdigest()[:16]}.png"
        if not cached.exists():
            for stale in made.glob(f"{name}-*.png"):
                stale.unlink()
            cached.write_bytes(png(svg))
        (target / f"{name}.svg").write_text(svg, encoding="utf-8", newline="\n")
        (target / f"{name}.png").write_bytes(cached.read_bytes())


def setup(app: Sphinx) -> None:
    """Add the directive, and connect the rest."""
    app.add_directive("drawing", DrawingDirective)
    app.connect("source-read", fill_page)
    app.connect("doctree-read", place_outputs, priority=400)  # before Sphinx copies the pictures
    app.connect("build-finished", write_files)
