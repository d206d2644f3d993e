"""Write the chapters for a class: ``python -m tools.teaching student|teacher [--class URL] [CHAPTER …]``.

``make student`` writes ``_build/student``: no solutions, marked cells to fill in, and checks. ``make teacher`` writes
``_build/teacher``, the same with the solutions.
"""

import argparse
import re
import sys
from pathlib import Path

import nbformat
import yaml
from rich.console import Console
from rich.table import Table

from tools.notebooks import ROOT, select
from tools.set_repository import PLACEHOLDER, current_url, repository_url
from tools.teaching.editions import Addresses, edition
from tools.teaching.exercises import Exercise, exercises

TEACHER = "teacher"


def book_address(course: str, root: Path = ROOT) -> str:
    """Return where the book is published: ``html: baseurl`` in ``_config.yml``, else GitHub Pages of the repository."""
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    if given := (config.get("html") or {}).get("baseurl"):
        return given.rstrip("/") + "/"
    account, _, name = course.removeprefix("https://github.com/").partition("/")
    return f"https://{account.lower()}.github.io/{name}/"


def write(kind: str, wanted: list[str], class_: str | None, root: Path = ROOT) -> dict[str, list[Exercise]]:
    """Write an edition of the chosen chapters into ``_build/KIND``, which holds no others then; return the exercises.

    Raises
    ------
    ValueError
        If a chapter doesn't exist, an address is no repository's, or a file of checks is wrong. Then nothing is
        written.
    """
    course = current_url(root)
    addresses = Addresses(course, repository_url(class_ or course), book_address(course, root))
    chosen = {name: path for name, path in select(wanted, root).items() if re.match(r"\d\d_", name)}
    if not chosen:
        raise ValueError(f"no chapter among {', '.join(wanted)}: only chapters have exercises")
    made, found = {}, {}
    for name, path in chosen.items():
        notebook = nbformat.read(path, as_version=4)
        found[name] = exercises(name, notebook, root)
        made[name] = edition(name, notebook, found[name], addresses, solutions=kind == TEACHER)
        nbformat.validate(made[name])
    folder = root / "_build" / kind
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.ipynb"):
        stale.unlink()
    for name, notebook in made.items():
        nbformat.write(notebook, folder / f"{name}.ipynb")
    return found


def table(found: dict[str, list[Exercise]]) -> Table:
    """Return how many exercises of each chapter have a check, and why the others have none."""
    grid = Table("chapter", "exercises", "checked", "no automatic check, read by the teacher")
    for name, every in found.items():
        reasons = "\n".join(f"{one.number}: {one.words}" for one in every if not one.check)
        grid.add_row(name, str(len(every)), str(sum(bool(one.check) for one in every)), reasons)
    return grid


def main(argv: list[str] | None = None) -> int:
    """Write the edition that the command line names, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tools.teaching", description=__doc__)
    parser.add_argument("kind", choices=("student", TEACHER))
    parser.add_argument("chapters", nargs="*", help="numbers or names; all when none is given")
    parser.add_argument("--class", dest="class_", help="repository of the students' notebooks (default: this course's)")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder of the course (default: this one)")
    args = parser.parse_intermixed_args(argv)  # chapters may stand behind an option
    try:
        found = write(args.kind, args.chapters, args.class_, args.root)
    except (ValueError, FileNotFoundError) as error:
        parser.error(str(error))
    Console(width=None if sys.stdout.isatty() else 120).print(table(found))
    every = [one for each in found.values() for one in each]
    checked = sum(bool(one.check) for one in every)
    print(f"{len(found)} notebooks in _build/{args.kind}; {checked} of {len(every)} exercises have a check")
    if current_url(args.root) == PLACEHOLDER:
        print("Colab can't install nnutils for them before the course has its address: tools.set_repository URL")
    return 0


if __name__ == "__main__":
    sys.exit(main())
