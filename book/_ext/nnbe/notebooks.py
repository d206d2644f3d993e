"""What the book shows otherwise than a notebook has it: its badge, and the titles of folded cells."""

from __future__ import annotations

import json
import re

from docutils import nodes
from sphinx.application import Sphinx


def name_folded_cells(app: Sphinx, docname: str, source: list[str]) -> None:
    """Let MyST-NB name a folded cell by the title that Colab shows for it, ``# @title Solution``.

    The notebook on disk stays as it is: MyST-NB's settings for a cell are added to what Sphinx has read.
    """
    if not app.env.doc2path(docname).endswith(".ipynb"):
        return
    notebook = json.loads(source[0])
    for cell in notebook["cells"]:
        if title := re.match(r"# @title (.+)", "".join(cell["source"])):
            prompts = {f"code_prompt_{verb}": f"{verb.capitalize()}: {title[1]}" for verb in ("show", "hide")}
            cell["metadata"]["mystnb"] = prompts | cell["metadata"].get("mystnb", {})
    source[0] = json.dumps(notebook)


def drop_badges(app: Sphinx, doctree: nodes.document) -> None:
    """Take out a notebook's Colab badge, a picture on another host; the page has a button of its own."""
    for image in list(doctree.findall(nodes.image)):
        link = image.parent
        if image["uri"].endswith("colab-badge.svg") and isinstance(link, nodes.reference):
            paragraph = link.parent
            paragraph.remove(link)
            if not paragraph.astext().strip() and paragraph.parent is not None:
                paragraph.parent.remove(paragraph)


def setup(app: Sphinx) -> None:
    """Connect it."""
    app.connect("source-read", name_folded_cells)
    app.connect("doctree-read", drop_badges)
