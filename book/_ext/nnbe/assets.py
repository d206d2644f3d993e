"""The files of the built book: MathJax served by the book itself, and no file that no page loads."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

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


def mathjax_folder() -> Path:
    """Return the folder of the installed ``sphinx-mathjax-offline``, which holds MathJax."""
    spec = importlib.util.find_spec("sphinx-mathjax-offline")
    if spec is None or spec.origin is None:
        raise ExtensionError("sphinx-mathjax-offline is missing: pip install -r requirements.txt")
    return Path(spec.origin).parent / "static" / "mathjax"


def set_mathjax(app: Sphinx, config: Config) -> None:
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


def setup(app: Sphinx) -> None:
    """Connect it."""
    app.connect("config-inited", set_mathjax)
    app.connect("build-finished", finish_files)
