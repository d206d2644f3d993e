"""The recipes of CONTRIBUTING.md are complete: whoever follows one learns from `make lint` what is still missing.

Each step of a recipe is done in turn, in a copy of the course. Before it, the lint names its file; after it, no longer.
"""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import collect_results
from tools.notebooks import ROOT, chapters
from tools.rules import check_course, check_notebook

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
NUMBER = 1 + max(int(name[:2]) for name in chapters() if name[:2].isdigit())
NAME = f"{NUMBER}_scratch"


def recipe(title: str) -> str:
    """Return the text below a heading."""
    return CONTRIBUTING.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def lint(root: Path, *notebooks: Path) -> list[str]:
    """Return what ``make lint`` finds in the registrations, the results page and these notebooks."""
    found = [*check_course(root), *(one for path in notebooks for one in check_notebook(path, root=root))]
    return [*map(str, found), *(["book/results.md"] if collect_results.main(["--root", str(root), "--check"]) else [])]


def files(lines: list[str]) -> set[str]:
    """Return the file that each line names first."""
    return {re.split(r"[: ]", line)[0] for line in lines}


@pytest.fixture
def course(tmp_path) -> Path:
    """A copy of what git knows of the course, and of what it would add."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(listed, cwd=ROOT, text=True).split("\0"):
        if name and (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def follow(root: Path, steps: dict[str, Callable[[], object]], *notebooks: Path) -> None:
    """Do the step of each file in turn; the lint names exactly the files whose steps are still to be done."""
    missing = list(steps)
    for file, do in steps.items():
        assert files(lint(root, *notebooks)) == set(missing)
        do()
        missing.remove(file)
    assert lint(root, *notebooks) == []


def test_a_chapter_that_is_added_by_the_recipe_is_complete(course):
    text = recipe("A chapter")
    ((template, target),) = re.findall(r"`cp (\S+) (\S+)`", text)
    notebook = course / target.replace("NN_slug", NAME)
    shutil.copy(course / template, notebook)
    last = max(name for name in chapters() if name[:2].isdigit())
    part = re.findall(r"- file: (book/part\d+)\n", (course / "_toc.yml").read_text(encoding="utf-8"))[-1] + ".md"

    def list_it() -> None:
        line = f"      - file: notebooks/{last}\n"
        change(course / "_toc.yml", line, line + line.replace(last, NAME))

    def describe_it() -> None:
        append(course / "book/_data/chapters.yml", f"{NAME}: It is tried whether a chapter can be added.\n")

    steps = {
        "_toc.yml": list_it,
        part: lambda: append(course / part, f"\n{{chapter}}`{NUMBER}` is a trial.\n"),
        f"notebooks/{NAME}.ipynb": lambda: change(notebook, "NN_slug", NAME),
        "notebooks/fast.yml": lambda: append(course / "notebooks/fast.yml", f"\n{NAME}:\n  epochs: 2\n"),
        "book/_data/chapters.yml": describe_it,
        "book/results.md": lambda: collect_results.main(["--root", str(course)]),
    }
    named = [file.replace(NAME, "NN_slug").replace(part, "book/partN.md") for file in steps]
    assert [file for file in named if file not in text] == [], "the recipe does not name them"
    # To which part the chapter belongs, the table of contents says; before that no part misses it.
    assert files(lint(course, notebook)) == steps.keys() - {part}
    steps.pop("_toc.yml")()
    follow(course, steps, notebook)


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


LOADER = '''

def scratch() -> Table:
    """A trial."""
    return iris()
'''


def test_a_data_set_that_is_added_by_the_recipe_is_complete(course):
    text, package = recipe("A data set"), course / "nnutils" / "datasets"
    append(package / "tables.py", LOADER)

    def register() -> None:
        change(package / "__init__.py", "        iris,\n", "        iris,\n        scratch,\n")
        change(package / "__init__.py", '    "iris",\n', '    "iris",\n    "scratch",\n')

    steps = {
        "nnutils/datasets/__init__.py": register,
        "book/data_cards.md": lambda: change(
            course / "book/data_cards.md", "| [iris](", "| [scratch](#scratch) | a trial |\n| [iris]("
        ),
        "tests/data_contracts.py": lambda: change(
            course / "tests/data_contracts.py", "STAND_INS = [\n", 'STAND_INS = [\n    ("scratch",),\n'
        ),
    }
    for file in steps:
        assert file in text, f"the recipe does not name {file}"
    follow(course, steps)


@pytest.mark.parametrize("title", ["A chapter", "A data set"])
def test_a_recipe_has_five_lines_and_ends_with_the_lint(title):
    steps = re.findall(r"^(\d)\. ", recipe(title), re.MULTILINE)
    assert steps == list("12345")
    assert "`make lint`" in recipe(title).rpartition("\n5. ")[2]


def test_the_lint_checks_what_the_recipes_need():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nlint:")[2].partition("\n\n")[0]
    for command in ("tools.rules", "tools.collect_results --check"):
        assert f"python -m {command}" in makefile
