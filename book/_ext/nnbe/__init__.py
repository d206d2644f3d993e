"""What the book adds to its stock theme, one module a concern; only the build of the book lives here.

What a reader runs lives in ``nnutils``; what maintains the chapters lives in ``tools``.
"""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path

from sphinx.application import Sphinx

from nnbe import course

CONCERNS = (
    "assets",
    "code",
    "course_map",
    "drawings",
    "figures",
    "head",
    "live",
    "notebooks",
    "plans",
    "reference_page",
    "references",
    "repository",
)


def version(root: Path = course.ROOT) -> str:
    """Digest of what shapes every page: this package, the files of the course, and the names of the modules."""
    digest = hashlib.sha256()
    for path in (*sorted(Path(__file__).parent.glob("*.py")), root / course.TOC, root / course.ABOUT):
        digest.update(path.name.encode() + path.read_bytes())
    digest.update(" ".join(sorted(path.name for path in (root / "nnutils").rglob("*.py"))).encode())
    return digest.hexdigest()


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect everything to Sphinx."""
    # With another version, Sphinx makes every page anew.
    app.add_config_value("nnbe_version", version(), "env")
    # Jupyter Book sets this value for an extension that we leave out.
    app.add_config_value("comments_config", {}, "")
    for concern in CONCERNS:
        import_module(f"nnbe.{concern}").setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
