"""Rules on the registration of notebooks: what a new chapter needs besides its own file."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from tools.notebooks import ABOUT, FAST, TOC, chapters, fast_parameters, listed, read_yaml
from tools.rules.base import Found, Notebook, rule
from tools.testing.masking import NOTHING, count

NAME = re.compile(r"\d\d_\w+")
NOT_COMPARED = 0.05  # of all outputs, at most


@rule("NB301", "in-fast-yml", "course")
def in_fast_yml(root: Path) -> Iterator[Found]:
    """Each notebook has reduced parameters."""
    for name in sorted(chapters(root).keys() - fast_parameters(root).keys()):
        yield Found(FAST, f"no entry '{name}:' with its reduced parameters")


@rule("NB302", "in-toc", "course")
def in_toc(root: Path) -> Iterator[Found]:
    """Each notebook is a page of the book."""
    pages = listed(root)
    for path in chapters(root).values():
        page = path.relative_to(root).with_suffix("").as_posix()
        if page not in pages:
            yield Found(TOC, f"no line '- file: {page}' below its part")


@rule("NB303", "in-chapters-yml", "course")
def in_chapters_yml(root: Path) -> Iterator[Found]:
    """Each chapter has its line on the map of the course."""
    for name in sorted(_chapters(root) - _described(root)):
        yield Found(ABOUT, f"no entry for {name}: what it is about, in one line")


@rule("NB304", "no-such-notebook", "course")
def no_such_notebook(root: Path) -> Iterator[Found]:
    """What is registered exists."""
    for name in sorted(fast_parameters(root).keys() - chapters(root).keys()):
        yield Found(FAST, f"there is no notebook {name!r}")
    for page in listed(root):
        if page.startswith("notebooks/") and not (root / f"{page}.ipynb").exists():
            yield Found(TOC, f"there is no notebook {page!r}")
    for name in sorted(_described(root) - _chapters(root)):
        yield Found(ABOUT, f"there is no notebook {name!r}")


@rule("NB305", "toc-order", "course")
def toc_order(root: Path) -> Iterator[Found]:
    """Chapters stand in the order of their numbers."""
    names = [page.removeprefix("notebooks/") for page in listed(root) if page.startswith("notebooks/")]
    for name, after in itertools.pairwise(names):
        if name[:2] >= after[:2]:
            yield Found(TOC, f"{after} stands after {name}: chapters stand in the order of their numbers, each once")


@rule("NB306", "on-part-page", "course")
def on_part_page(root: Path) -> Iterator[Found]:
    """The page of each part names its chapters."""
    part = None
    for page in listed(root):
        if re.fullmatch(r"book/part\d+", page):
            part = f"{page}.md"
        elif part and page.startswith("notebooks/") and (root / f"{page}.ipynb").exists():
            name = page.removeprefix("notebooks/")
            if f"{{chapter}}`{name[:2]}" not in (root / part).read_text(encoding="utf-8"):
                yield Found(part, f"{{chapter}}`{name[:2]}` is not named: what does {name} add to this part?")


@rule("NB307", "outputs-compared", "course")
def outputs_compared(root: Path) -> Iterator[Found]:
    """Of at least 95 % of all outputs the tests compare numbers or words."""
    counts = compared_outputs(root)
    total = sum(map(Counter.total, counts.values()))
    if (left := sum(one[NOTHING] for one in counts.values())) > NOT_COMPARED * total:
        most = max(counts, key=lambda name: counts[name][NOTHING])
        file = chapters(root)[most].relative_to(root).as_posix()
        yield Found(file, f"of {left} of {total} outputs nothing is compared, here of {counts[most][NOTHING]}")


def compared_outputs(root: Path) -> dict[str, Counter[str]]:
    """Return by notebook how many outputs are compared by what."""
    counts = {}
    for name, path in chapters(root).items():
        with suppress(Exception):  # of a file that can't be read, NB000 tells
            counts[name] = count(Notebook(path, name=name, root=root).code)
    return counts


def _chapters(root: Path) -> set[str]:
    return {name for name in chapters(root) if NAME.fullmatch(name)}


def _described(root: Path) -> set[str]:
    """Return the names of chapters that stand anywhere in the file."""

    def names(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            value = [*value.keys(), *value.values()]
        if isinstance(value, list):
            for item in value:
                yield from names(item)
        elif isinstance(value, str) and NAME.fullmatch(value):
            yield value

    return set(names(read_yaml(root, ABOUT)))
