"""From the source of a drawing to its SVG file, which is stored as package data of nnutils."""

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "book" / "_drawings"
STORED = ROOT / "nnutils" / "drawings"


def names() -> list[str]:
    """Return the names of all drawings, by chapter."""
    return sorted(path.stem for path in SOURCES.glob("[0-9][0-9]_*.py"))


def render(name: str) -> str:
    """Return the SVG that a source draws.

    Raises
    ------
    ValueError
        If there is no such source.
    """
    if name not in names():
        raise ValueError(f"there is no book/_drawings/{name}.py; there are {', '.join(names())}")
    return runpy.run_path(str(SOURCES / f"{name}.py"))["draw"]().svg(name)


def stored(name: str) -> Path:
    """Return the file in which a drawing is stored."""
    return STORED / f"{name}.svg"
