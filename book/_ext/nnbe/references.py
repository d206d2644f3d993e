"""Ordinary links that reach glossary terms and bibliography entries, and entries that are named by their keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docutils import nodes
from pybtex.database import Entry
from pybtex.plugin import register_plugin
from pybtex.style.formatting.alpha import Style as AlphaStyle
from pybtex.style.labels import BaseLabelStyle
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from nnbe.course import ROOT

BIBLIOGRAPHY = ROOT / "book" / "references.bib"


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


def name_references(app: Sphinx, env: BuildEnvironment) -> None:
    """Let ordinary links (``../book/bibliography.md#cite-fisher1936``) reach the entries of the bibliography."""
    if "book/bibliography" in env.found_docs:
        slugs = env.metadata["book/bibliography"].setdefault("myst_slugs", {})
        for key in re.findall(r"^@\w+\{([^,\s]+),", BIBLIOGRAPHY.read_text(encoding="utf-8"), re.MULTILINE):
            slugs[f"cite-{key}"] = (0, f"cite-{key}", key)


def reread_index_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> set[str]:
    """Read pages with index entries in every build: of pages left as they were, Sphinx's search forgets the entries."""
    return {page for page, entries in env.get_domain("index").entries.items() if entries} - removed


class KeyLabels(BaseLabelStyle):
    """Label each entry with its key, which is what the chapters name under *Sources*."""

    def format_labels(self, sorted_entries: Iterable[Entry]) -> Iterator[str]:
        """Yield the keys in the order of the entries."""
        for entry in sorted_entries:
            yield entry.key


class KeyStyle(AlphaStyle):
    """Entries as in pybtex's ``alpha``, labelled with their keys."""

    default_label_style = KeyLabels


def setup(app: Sphinx) -> None:
    """Connect it."""
    register_plugin("pybtex.style.formatting", "nnbe_keys", KeyStyle)
    app.connect("doctree-read", name_anchors)
    app.connect("env-get-outdated", reread_index_pages)
    app.connect("env-updated", name_references)
