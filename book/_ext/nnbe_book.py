"""What the book adds to its stock theme: the course map, lighter pages, offline formulas.

Only the build of the book lives here. What a reader runs lives in ``nnutils``; what maintains the chapters
lives in ``tools``.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import re
import shutil
import sys
from html import escape
from pathlib import Path
from typing import ClassVar

import yaml
from docutils import nodes
from docutils.parsers.rst import directives
from pybtex.plugin import register_plugin
from pybtex.style.formatting.alpha import Style as AlphaStyle
from pybtex.style.labels import BaseLabelStyle
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective, SphinxRole

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "book" / "_data" / "chapters.yml"
BIBLIOGRAPHY = ROOT / "book" / "references.bib"

PLACEHOLDER = "https://github.com/your_account/neural-networks-by-experiment"

MODULES = ("datasets", "pretrained", "text", "layers", "plots", "results")

# Scripts that the stock theme loads on every page although no page (or only the search page) uses them.
UNUSED_SCRIPTS = re.compile(
    r"\s*<script[^>]*\b(?:fontawesome|searchtools|language_data|searchindex)\.js[^>]*></script>"
)
# A folded cell whose code begins with Colab's `# @title`, up to the end of that comment.
SOLUTION = re.compile(
    r'(<summary[^>]*>\s*<p class="collapsed admonition-title">)[^<]*'
    r'(</p>\s*<p class="expanded admonition-title">)[^<]*'
    r"(</p>\s*</summary>(?:(?!</details>).)*?# @title ([^<]+)</span>)",
    re.DOTALL,
)
# MathJax in parts, without the context menu: less than half of the combined file.
MATHJAX_PARTS = (
    "startup.js",
    "core.js",
    "loader.js",
    "input/tex-base.js",
    "input/tex.js",
    "input/tex/extensions",
    "output/chtml.js",
    "output/chtml/fonts",
    "a11y/assistive-mml.js",
)


def load_parts() -> list[dict]:
    """Return the parts of the course with their chapters, as ``chapters.yml`` lists them."""
    return yaml.safe_load(DATA.read_text(encoding="utf-8"))


def plain_title(title: str) -> str:
    """Return a chapter's title without a leading number such as ``1.`` or ``Chapter 1:``."""
    return re.sub(r"^\s*(?:chapter\s+)?\d+\s*[.:·–-]?\s+", "", title, flags=re.IGNORECASE)


# --- the map of the course -------------------------------------------------------------------------------------------


class chapter_link(nodes.Inline, nodes.TextElement):
    """A chapter's name; a link when the chapter exists, else its planned title marked as coming."""


class course_map(nodes.General, nodes.Element):
    """The list of all parts and chapters, filled in when every page is known."""


class CourseMap(SphinxDirective):
    """``{course-map}``: all parts and chapters; those without a page are marked as coming."""

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(DATA))
        return [course_map()]


class ChapterRole(SphinxRole):
    """``{chapter}`05```: the chapter's number and title, linked when it exists; ``05!`` gives the number only."""

    def run(self) -> tuple[list[nodes.Node], list]:
        self.env.note_dependency(str(DATA))
        number = self.text.rstrip("!")
        numbers = [chapter["slug"][:2] for part in load_parts() for chapter in part["chapters"]]
        if number not in numbers:
            message = f"no chapter {number!r}; chapters.yml has {', '.join(numbers)}"
            return [], [self.inliner.reporter.warning(message, line=self.lineno)]
        return [chapter_link("", number=number, short=self.text.endswith("!"))], []


def _chapter_docname(app: Sphinx, slug: str) -> str | None:
    docname = f"notebooks/{slug}"
    return docname if docname in app.env.found_docs else None


def _chapter_title(app: Sphinx, chapter: dict) -> str:
    docname = _chapter_docname(app, chapter["slug"])
    return plain_title(app.env.titles[docname].astext()) if docname else chapter["title"]


def _map_html(app: Sphinx, fromdocname: str) -> str:
    rows = []
    for part in load_parts():
        ready = [c for c in part["chapters"] if _chapter_docname(app, c["slug"])]
        name = f"Part {part['part']} · {escape(part['title'])}"
        if part["page"] in app.env.found_docs:
            href = app.builder.get_relative_uri(fromdocname, part["page"])
            name = f'<a class="reference internal" href="{href}">{name}</a>'
        state = "" if ready else '<span class="nnbe-coming">coming</span>'
        rows.append(f'<section class="nnbe-part"><h3>{name} {state}</h3><p>{escape(part["promise"])}</p><ol>')
        for chapter in part["chapters"]:
            number = int(chapter["slug"][:2])
            title, about = escape(_chapter_title(app, chapter)), escape(chapter["about"])
            if docname := _chapter_docname(app, chapter["slug"]):
                href = app.builder.get_relative_uri(fromdocname, docname)
                head, css = f'<a class="reference internal" href="{href}">{title}</a>', "nnbe-ready"
            else:
                mark = ' <span class="nnbe-coming">coming</span>' if ready else ""
                head, css = f"<span>{title}</span>{mark}", "nnbe-planned"
            rows.append(
                f'<li value="{number}" class="{css}"><span class="nnbe-number" aria-hidden="true">{number}</span>'
                f"<div><strong>{head}</strong><p>{about}</p></div></li>"
            )
        rows.append("</ol></section>")
    return f'<div class="nnbe-map">{"".join(rows)}</div>'


def fill_in_chapters(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace the placeholders of the map and of chapter names, now that every page is known."""
    for node in list(doctree.findall(course_map)):
        node.replace_self(nodes.raw("", _map_html(app, docname), format="html"))
    for node in list(doctree.findall(chapter_link)):
        chapter = next(
            c for part in load_parts() for c in part["chapters"] if c["slug"].startswith(node["number"] + "_")
        )
        number = int(node["number"])
        text = f"{number}" if node["short"] else f"{number} {_chapter_title(app, chapter)}"
        target = _chapter_docname(app, chapter["slug"])
        if target:
            uri = app.builder.get_relative_uri(docname, target)
            new: nodes.Node = nodes.reference("", text, internal=True, refuri=uri)
        else:
            new = nodes.inline("", text, classes=["nnbe-planned"])
        node.replace_self(new)


# --- pictures --------------------------------------------------------------------------------------------------------


class InlineArt(SphinxDirective):
    """``{art} file``: a drawing of ours, put into the page itself so that it follows light and dark mode."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
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
        number, words = self.arguments
        found = sorted((ROOT / "notebooks").glob(f"{number}_*.ipynb"))
        if not found:
            return []
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


# --- what every page loads -------------------------------------------------------------------------------------------


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


def tidy_body(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Name solutions by their title, and mend two accessibility faults of the stock HTML."""
    body = context.get("body")
    if not body:
        return
    body = SOLUTION.sub(r"\1Show: \4\2Hide: \4\3", body)
    body = body.replace(' aria-label="Toggle hidden content"', "")
    context["body"] = body.replace('role="doc-biblioentry"', 'role="listitem"')


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


# --- files of the build ----------------------------------------------------------------------------------------------


def mathjax_folder() -> Path:
    """Return the folder of the installed ``sphinx-mathjax-offline``, which holds MathJax."""
    spec = importlib.util.find_spec("sphinx-mathjax-offline")
    if spec is None or spec.origin is None:
        raise ExtensionError("sphinx-mathjax-offline is missing: pip install -r requirements.txt")
    return Path(spec.origin).parent / "static" / "mathjax"


def set_mathjax(app: Sphinx, config) -> None:
    """Point the book at its own MathJax; Sphinx loads it on pages with maths only."""
    config.mathjax_path = "mathjax/startup.js"


def slim_css(css: str) -> str:
    """Return the theme's style sheet without the icon font: its faces, and a rule for each of 2,000 icons."""
    css = re.sub(r"@font-face\{[^}]*Font Awesome[^}]*\}", "", css)
    css = re.sub(r"(?<=[}])[^{}@]*\.fa-[^{}]*::?before[^{}]*\{[^{}]*\}", "", css)
    return re.sub(r"/\*# sourceMappingURL=[^*]*\*/", "", css)


def finish_files(app: Sphinx, exception: Exception | None) -> None:
    """Copy MathJax into the build and take out what no page loads."""
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    source = mathjax_folder()
    for part in MATHJAX_PARTS:
        target = static / "mathjax" / part
        if (source / part).is_dir():
            shutil.copytree(source / part, target, dirs_exist_ok=True)
        elif not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / part, target)
    theme = static / "styles" / "pydata-sphinx-theme.css"
    if theme.exists():
        theme.write_text(slim_css(theme.read_text(encoding="utf-8")), encoding="utf-8")
    shutil.rmtree(static / "vendor", ignore_errors=True)
    shutil.rmtree(static / "locales", ignore_errors=True)
    for unused in {*static.glob("scripts/fontawesome.*"), *static.rglob("*.map")}:
        unused.unlink()


# --- notebooks, the glossary and the bibliography --------------------------------------------------------------------


def name_anchors(app: Sphinx, doctree: nodes.document) -> None:
    """Let ordinary links (``../book/glossary.md#term-hidden-state``) reach glossary terms and explicit targets."""
    slugs = app.env.metadata[app.env.docname].setdefault("myst_slugs", {})
    for term in doctree.findall(nodes.term):
        for target in term["ids"]:
            if target.startswith("term-"):
                for alias in {target, target.lower()}:
                    slugs.setdefault(alias, (term.line or 0, target, term.astext()))
    for name, target in doctree.nameids.items():
        if target and doctree.nametypes.get(name):
            for alias in {name, target}:
                slugs.setdefault(alias, (0, target, name))


class KeyLabels(BaseLabelStyle):
    """Label each entry with its key, which is what the chapters name under *Sources*."""

    def format_labels(self, sorted_entries):
        """Yield the keys in the order of the entries."""
        for entry in sorted_entries:
            yield entry.key


class KeyStyle(AlphaStyle):
    """Entries as in pybtex's ``alpha``, labelled with their keys."""

    default_label_style = KeyLabels


def reread_index_pages(app: Sphinx, env, added: set[str], changed: set[str], removed: set[str]) -> set[str]:
    """Read pages with index entries in every build: of pages left as they were, Sphinx's search forgets the entries."""
    return {page for page, entries in env.get_domain("index").entries.items() if entries} - removed


def name_references(app: Sphinx, env) -> None:
    """Let ordinary links (``../book/bibliography.md#cite-fisher1936``) reach the entries of the bibliography."""
    if "book/bibliography" in env.found_docs:
        slugs = env.metadata["book/bibliography"].setdefault("myst_slugs", {})
        for key in re.findall(r"^@\w+\{([^,\s]+),", BIBLIOGRAPHY.read_text(encoding="utf-8"), re.MULTILINE):
            slugs[f"cite-{key}"] = (0, f"cite-{key}", key)


def name_repository(app: Sphinx, docname: str, source: list[str]) -> None:
    """Write the address from ``_config.yml`` wherever a page of the book names the repository."""
    if docname.startswith("book/"):
        url = app.config.html_theme_options.get("repository_url", PLACEHOLDER).rstrip("/")
        source[0] = source[0].replace(PLACEHOLDER, url)


def ignore_placeholder(app: Sphinx, config: Config) -> None:
    """Leave out of the link check the address that no account can have, until a fork sets its own."""
    account = PLACEHOLDER.rpartition("/")[0].removeprefix("https://github.com/")
    config.linkcheck_ignore += [rf"https://(colab\.research\.google\.com/)?github(\.com)?/{account}/.*"]


def list_modules(app: Sphinx, docname: str, source: list[str]) -> None:
    """Write a section for each module of ``nnutils`` into its reference page."""
    if docname != "book/nnutils":
        return
    package = ROOT / "nnutils"
    names = [p.stem for p in package.glob("*.py") if not p.stem.startswith("_") and p.stem != "embedded"]
    names = sorted([*names, *(p.parent.name for p in package.glob("*/__init__.py"))])
    names.sort(key=lambda name: MODULES.index(name) if name in MODULES else len(MODULES))
    sections = (
        f"## nnutils.{name}\n\n```{{eval-rst}}\n.. automodule:: nnutils.{name}\n   :members:\n"
        "   :exclude-members: RemoteFile\n```\n"
        for name in names
    )
    source[0] = source[0].replace("<!-- nnutils modules -->", "\n".join(sections))


def drop_badges(app: Sphinx, doctree: nodes.document) -> None:
    """Take out a notebook's Colab badge, a picture on another host; the page has a button of its own."""
    for image in list(doctree.findall(nodes.image)):
        link = image.parent
        if image["uri"].endswith("colab-badge.svg") and isinstance(link, nodes.reference):
            paragraph = link.parent
            paragraph.remove(link)
            if not paragraph.astext().strip() and paragraph.parent is not None:
                paragraph.parent.remove(paragraph)


def version() -> str:
    """Digest of what shapes every page: this file, the plan, the table of contents and the names of the modules."""
    modules = " ".join(sorted(path.name for path in (ROOT / "nnutils").rglob("*.py")))
    files = (Path(__file__), DATA, ROOT / "_toc.yml")
    return hashlib.sha256(b"".join(file.read_bytes() for file in files) + modules.encode()).hexdigest()


def setup(app: Sphinx) -> dict:
    """Connect everything above to Sphinx."""
    # With another version, Sphinx makes every page anew.
    app.add_config_value("nnbe_version", version(), "env")
    register_plugin("pybtex.style.formatting", "nnbe_keys", KeyStyle)
    # Jupyter Book sets this value for an extension that we leave out.
    app.add_config_value("comments_config", {}, "")
    # The reference page imports nnutils from the repository, installed or not.
    sys.path.insert(0, str(ROOT))
    app.add_node(chapter_link)
    app.add_node(course_map)
    app.add_role("chapter", ChapterRole())
    app.add_directive("course-map", CourseMap)
    app.add_directive("art", InlineArt)
    app.add_directive("chapter-figure", ChapterFigure)
    app.connect("config-inited", set_mathjax)
    app.connect("config-inited", ignore_placeholder)
    app.connect("builder-inited", add_filters)
    app.connect("source-read", name_repository)
    app.connect("source-read", list_modules)
    app.connect("doctree-read", drop_badges)
    app.connect("doctree-read", name_anchors)
    app.connect("env-get-outdated", reread_index_pages)
    app.connect("env-updated", name_references)
    app.connect("doctree-resolved", fill_in_chapters)
    app.connect("html-page-context", describe_page, priority=900)
    app.connect("html-page-context", drop_mathjax, priority=900)
    app.connect("html-page-context", tidy_body, priority=900)
    app.connect("build-finished", finish_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
