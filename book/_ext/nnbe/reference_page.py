"""The reference page of ``nnutils``: a section for each module."""

from __future__ import annotations

import sys

from sphinx.application import Sphinx

from nnbe.course import ROOT

MODULES = ("datasets", "pretrained", "text", "layers", "plots", "results")


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


def setup(app: Sphinx) -> None:
    """Let autodoc import nnutils from the repository, installed or not."""
    sys.path.insert(0, str(ROOT))
    app.connect("source-read", list_modules)
