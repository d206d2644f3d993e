"""What a page says about itself, its button for Colab, and the scripts that it loads."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx

# Scripts that the stock theme loads on every page although no page (or only the search page) uses them.
UNUSED_SCRIPTS = re.compile(
    r"\s*<script[^>]*\b(?:fontawesome|searchtools|language_data|searchindex)\.js[^>]*></script>"
)


def _published_url(app: Sphinx) -> str:
    """Return the address of the published book: ``html.baseurl``, else GitHub Pages of the repository."""
    if app.config.html_baseurl:
        return app.config.html_baseurl.rstrip("/") + "/"
    url = app.config.html_theme_options.get("repository_url", "").rstrip("/")
    match = re.fullmatch(r"https://github\.com/([^/]+)/([^/]+)", url)
    return f"https://{match[1].lower()}.github.io/{match[2]}/" if match else ""


def describe_page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Give the page its description and link preview, and one plain button for Colab."""
    description = ""
    if doctree is not None:
        paragraphs = (p.astext() for p in doctree.findall(nodes.paragraph))
        text = next((re.sub(r"\s+", " ", p).strip() for p in paragraphs if len(p.split()) > 8), "")
        description = text if len(text) <= 160 else text[:157].rsplit(" ", 1)[0] + " …"
    base = _published_url(app)
    context["nnbe"] = {
        "description": description or "A course on neural networks in which every claim is run and checked.",
        "url": f"{base}{pagename}.html" if base else "",
        "image": f"{base}_static/social-card.png" if base else "",
    }
    buttons = context.get("header_buttons", [])
    for position, button in enumerate(buttons):
        inner = button.get("buttons") or []
        if button.get("label") == "launch-buttons" and len(inner) == 1:
            buttons[position] = {
                **inner[0],
                "text": "Open in Colab",
                "icon": None,
                "tooltip": None,
                "label": "colab-button",
                "classes": "nnbe-colab",
            }


def drop_mathjax(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Take MathJax off pages without formulas: Sphinx leaves it on a page whose table of contents lists one with."""
    if doctree is not None and next(doctree.findall(_is_math), None) is not None:
        return

    def needed(script) -> bool:
        filename = str(getattr(script, "filename", None) or "")
        return "mathjax/" not in filename and "window.MathJax" not in (script.attributes.get("body") or "")

    # In place: the theme and the template hold on to this list.
    context["script_files"][:] = [s for s in context["script_files"] if not hasattr(s, "attributes") or needed(s)]


def _is_math(node: nodes.Node) -> bool:
    return isinstance(node, nodes.math | nodes.math_block)


def without_unused_scripts(html: str) -> str:
    """Remove the script tags of scripts that the page does not use (a Jinja filter)."""
    return UNUSED_SCRIPTS.sub("", html)


def add_filters(app: Sphinx) -> None:
    """Make the filters of this file known to the templates."""
    templates = getattr(app.builder, "templates", None)
    if templates is not None:
        templates.environment.filters["without_unused_scripts"] = without_unused_scripts


def tidy_body(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Mend two accessibility faults of the stock HTML, for which there is no option."""
    if body := context.get("body"):
        body = body.replace(' aria-label="Toggle hidden content"', "")
        context["body"] = body.replace('role="doc-biblioentry"', 'role="listitem"')


def setup(app: Sphinx) -> None:
    """Connect it."""
    app.connect("builder-inited", add_filters)
    for change in (describe_page, drop_mathjax, tidy_body):
        app.connect("html-page-context", change, priority=900)
