"""Drawings of every mechanism in the course, as SVG: shown in a notebook, and free to reuse (CC BY 4.0).

The SVG files are package data, so they are there in Colab too. They are made from ``book/_drawings/NN_name.py``.
"""

import difflib
import re
from collections.abc import Container
from dataclasses import dataclass
from html import unescape
from importlib.resources import files


@dataclass(frozen=True)
class Drawing:
    """A drawing: its name, its SVG source, and what it shows. It displays itself in a notebook."""

    name: str
    svg: str

    @property
    def title(self) -> str:
        """What the drawing shows, in a few words."""
        return self._element("title")

    @property
    def description(self) -> str:
        """What can be seen on it, in sentences: with the title, its alternative text."""
        return self._element("desc")

    def _element(self, tag: str) -> str:
        found = re.search(rf"<{tag}\b[^>]*>([^<]*)</{tag}>", self.svg)
        return unescape(found[1]) if found else ""

    def __repr__(self) -> str:
        return f"{self.title}. {self.description}"

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, str]:
        return {"image/svg+xml": self.svg, "text/plain": repr(self)}


def names() -> tuple[str, ...]:
    """Return the names of all drawings, by chapter.

    Returns
    -------
    tuple of str
        Chapter and name: ``"01_network"``, ``"01_neuron"`` and so on.
    """
    return tuple(sorted(f.name.removesuffix(".svg") for f in files(__name__).iterdir() if f.name.endswith(".svg")))


def show(name: str) -> Drawing:
    """Show a drawing: make the call the last line of a cell.

    Parameters
    ----------
    name : str
        Chapter and name, for example ``"01_neuron"``; the book's page *Drawings* shows them all.

    Returns
    -------
    Drawing
        It displays itself as SVG, and where only text can be shown, as its description.

    Raises
    ------
    ValueError
        If there is no drawing of that name; the message lists the nearest names.

    Examples
    --------
    >>> show("01_neuron").title
    'A neuron'
    """
    known = names()
    if name not in known:
        near = difflib.get_close_matches(str(name), known, n=4, cutoff=0.4)
        near += [other for other in known if other[:3] == str(name)[:3] and other not in near]
        there = f"near it are {', '.join(near)}" if near else f"there are {', '.join(known)}"
        raise ValueError(f"no drawing is called {name!r}; {there}")
    return Drawing(name, (files(__name__) / f"{name}.svg").read_text(encoding="utf-8"))
