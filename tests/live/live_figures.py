"""The live figures as the tests see them: their names, and a page that is watched while it is used."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "book" / "_static" / "live"
FIGURES = tuple(sorted(path.stem for path in FOLDER.glob("[0-9][0-9]_*.js")))
PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}


@dataclass
class Watched:
    """A page and what it has done so far."""

    page: object
    origin: str
    faults: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def open(self, name: str, query: str = "") -> Watched:
        """Go to a figure's placeholder; the query sets the figure."""
        address = f"{self.origin}/book/live.html"
        self.page.goto(f"{address}?live={name}&{query}" if query else address)
        return self

    def start(self, name: str) -> object:
        """Press Start by keyboard, wait for the figure and return it."""
        self.page.locator(f"button.live-start[data-live='{name}']").press("Enter")
        self.page.wait_for_selector(f"section.live[data-live='{name}'] .live-foot")
        return self.page.locator(f"section.live[data-live='{name}']")

    def loaded(self) -> set[str]:
        """Return what was loaded of the live figures, as paths below their folder."""
        return {path.partition("/_static/live/")[2] for path in self.paths if "/_static/live/" in path}

    def note(self, url: str) -> None:
        """Note a request."""
        parts = urlsplit(url)
        self.paths.append(parts.path)
        if parts.scheme not in ("data", "blob"):
            self.hosts.add(parts.netloc)


def imports(module: Path) -> set[Path]:
    """Return the modules that a module needs, itself included."""
    needed, open_ones = set(), [module]
    while open_ones:
        current = open_ones.pop().resolve()
        if current not in needed:
            needed.add(current)
            names = re.findall(r'^(?:import|export) .* from "(\./|\.\./)([^"]+)";$', current.read_text("utf-8"), re.M)
            open_ones += [current.parent / (up + name) for up, name in names]
    return needed
