"""The course as its files describe it: parts and chapters, in the order of ``_toc.yml``, with a sentence about each."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import yaml

ROOT = Path(__file__).resolve().parents[3]
TOC = "_toc.yml"
ABOUT = "book/_data/chapters.yml"


@dataclass(frozen=True)
class Chapter:
    """A chapter: its document ``notebooks/05_mnist_cnn``, its two digits, and a sentence about it."""

    docname: str
    number: str
    about: str


@dataclass(frozen=True)
class Part:
    """A part: its document ``book/part2``, its name in the table of contents, and a sentence about it."""

    docname: str
    name: str
    about: str
    chapters: tuple[Chapter, ...]


@functools.cache
def parts(root: Path = ROOT) -> tuple[Part, ...]:
    """Return the parts of the course: those of ``_toc.yml`` that list numbered notebooks.

    Raises
    ------
    ValueError
        If a part begins with a notebook instead of its introduction, or a page has no sentence in ``chapters.yml``, or
        a sentence there belongs to no page. The message says what to change in which file.
    """
    toc = yaml.safe_load((root / TOC).read_text(encoding="utf-8"))
    about = yaml.safe_load((root / ABOUT).read_text(encoding="utf-8")) or {}
    found, named = [], set()
    for entry in toc.get("parts", []):
        documents = [chapter["file"] for chapter in entry["chapters"]]
        numbers = {name: match[1] for name in documents if (match := re.fullmatch(r"notebooks/(\d\d)_\w+", name))}
        if not numbers:
            continue
        introduction = documents[0]
        if introduction in numbers:
            raise ValueError(
                f"{TOC}: {entry['caption']!r} begins with {introduction}, not with the part's introduction"
            )
        sentences = {name: about.get(PurePosixPath(name).name) for name in (introduction, *numbers)}
        if missing := [PurePosixPath(name).name for name, sentence in sentences.items() if not sentence]:
            raise ValueError(f"{ABOUT} has no sentence about {', '.join(missing)}")
        chapters = tuple(Chapter(name, number, sentences[name]) for name, number in numbers.items())
        found.append(Part(introduction, entry["caption"], sentences[introduction], chapters))
        named.update(PurePosixPath(name).name for name in sentences)
    if unknown := [name for name in about if name not in named]:
        raise ValueError(f"{ABOUT} has a sentence about {', '.join(unknown)}, which {TOC} does not list in a part")
    return tuple(found)


def chapters(root: Path = ROOT) -> dict[str, Chapter]:
    """Return the chapters by their number, ``05`` for example."""
    return {chapter.number: chapter for part in parts(root) for chapter in part.chapters}


def plain_title(title: str) -> str:
    """Return a chapter's title without a leading number.

    >>> plain_title("01 · A first network"), plain_title("Chapter 7: LeNet")
    ('A first network', 'LeNet')
    """
    return re.sub(r"^\s*(?:chapter\s+)?\d+\s*[.:·–-]?\s+", "", title, flags=re.IGNORECASE)


def title(docname: str, root: Path = ROOT) -> str:
    """Return a chapter's title without its number, as its notebook has it."""
    return plain_title(_prose(docname, root)[0].partition("\n")[0].removeprefix("# "))


def needs(docname: str, root: Path = ROOT) -> tuple[str, ...]:
    """Return the numbers of the chapters to which a chapter's line **Needs** links; "to" between two means all between.

    Raises
    ------
    ValueError
        If the chapter's first cell has no such line.
    """
    line = re.search(r"^\*\*Needs:\*\*(.*)", _prose(docname, root)[0], re.MULTILINE)
    if not line:
        raise ValueError(f"the first cell of {docname} has no line that begins with **Needs:**")
    found: list[int] = []
    for before, number in re.findall(r"([^()]*)\]\((\d\d)_\w+\.ipynb\)", line[1]):
        first = found[-1] + 1 if found and re.match(r" to (chapter )?\[", before) else int(number)
        found += range(first, int(number) + 1)
    return tuple(f"{number:02d}" for number in sorted(set(found)))


def words(docname: str, root: Path = ROOT) -> int:
    """Return how many words a chapter's text has, which says how long it takes to teach."""
    return sum(len(text.split()) for text in _prose(docname, root))


@functools.cache
def _prose(docname: str, root: Path) -> tuple[str, ...]:
    """Return the texts of a notebook, of which the book reads a title, needs and a length for several pages."""
    cells = json.loads((root / f"{docname}.ipynb").read_text(encoding="utf-8"))["cells"]
    return tuple("".join(cell["source"]) for cell in cells if cell.get("cell_type") != "code")
