"""Live figures in the book: a page with a link to one loads the script that makes a Start button of it.

In a chapter or a page, a live figure is a block quote with a link to its section of ``book/live.md``, so that the same
text reads well in Colab, in JupyterLab and on GitHub. The figures are the modules in ``book/_static/live``.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from nnbe.course import ROOT

FIGURES = ROOT / "book" / "_static" / "live"
SHEETS = "start", "figure", "parts"  # in the order in which they overrule one another
LINK = re.compile(r'<a class="reference internal" href="(?:[^"#]*live\.html)?#live-(?P<name>\d\d-[\w-]+)"(?=>)')


def size(name: str) -> int:
    """Return the bytes that a figure loads when it is started, without the parts that figures share.

    Raises
    ------
    ExtensionError
        If there is no such figure.
    """
    module = FIGURES / f"{name}.js"
    if not module.exists():
        known = ", ".join(sorted(path.stem for path in FIGURES.glob("[0-9][0-9]_*.js")))
        raise ExtensionError(f"a link leads to the live figure {name!r}; there are {known}")
    named = re.search(r"^export const models = \[(.*)\];$", module.read_text(encoding="utf-8"), re.MULTILINE)
    models = re.findall(r'"(\w+)"', named[1]) if named else []
    files = [FIGURES / "models" / f"{model}.{kind}" for model in models for kind in ("json", "bin")]
    return sum(file.stat().st_size for file in [module, *files])


def mark_links(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Tell the script which links are figures and how much each loads; pages without any load nothing."""
    body = context.get("body")
    if not body:
        return

    def mark(link: re.Match[str]) -> str:
        name = link["name"].replace("-", "_")
        return f'{link[0]} data-live="{name}" data-live-bytes="{size(name)}"'

    marked, links = LINK.subn(mark, body)
    if links:
        context["body"] = marked
        for sheet in SHEETS:
            app.add_css_file(f"live/{sheet}.css")
        app.add_js_file("live/start.js", loading_method="defer")


def setup(app: Sphinx) -> None:
    """Connect it."""
    app.connect("html-page-context", mark_links)
