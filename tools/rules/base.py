"""What a rule is, the table of all rules, and how they are applied."""

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from tools.notebooks import ABOUT, FAST, ROOT, TOC, code_cells, fast_parameters, parameters_of, read_yaml


class Notebook:
    """A notebook as the rules see it.

    Parameters
    ----------
    path
        The file.
    name
        Its name in the course, where the file is a copy with another one.
    root
        The folder of the course.

    Raises
    ------
    Exception
        Whatever reading or validating the file raises.
    """

    def __init__(self, path: Path, *, name: str | None = None, root: Path = ROOT) -> None:
        self.path, self.name, self.root = path, name or path.stem, root
        self.node: NotebookNode = nbformat.read(path, as_version=4)
        nbformat.validate(self.node)

    @property
    def is_chapter(self) -> bool:
        """Whether it is a chapter; the errata are none."""
        return re.match(r"\d\d_", self.name) is not None

    @property
    def place(self) -> str:
        """Where the course keeps it, as addresses end: notebooks/NAME.ipynb."""
        return f"{'notebooks' if self.is_chapter else 'book'}/{self.name}.ipynb"

    @functools.cached_property
    def code(self) -> list[NotebookNode]:
        """The code cells that hold code."""
        return code_cells(self.node)

    @functools.cached_property
    def prose(self) -> str:
        """The text of all Markdown cells."""
        return "\n".join(cell.source for cell in self.node.cells if cell.cell_type == "markdown")

    @functools.cached_property
    def parameters(self) -> dict[str, object] | None:
        """What the parameters cell assigns; None when there is no such cell, or one that can't be read."""
        try:
            return parameters_of(self.node)
        except ValueError:
            return None

    @functools.cached_property
    def reduced(self) -> dict[str, object] | None:
        """Its entry in ``fast.yml`` with the parameters of all; None when it has none."""
        return fast_parameters(self.root).get(self.name)


@dataclass(frozen=True)
class Found:
    """What breaks a rule, where the file to mend is not the notebook."""

    file: str  # relative to the folder of the course
    text: str


@dataclass(frozen=True)
class Violation:
    """A broken rule: its id and name, the file to edit, and what to mend there."""

    id: str
    name: str
    file: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.id} {self.name}: {self.text}"


@dataclass(frozen=True)
class Rule:
    """A rule with its id, what it applies to, and the function that yields what breaks it."""

    id: str
    name: str
    applies_to: str  # "notebook", "chapter" or "course"
    find: Callable[[Any], Iterable[str | Found]]

    @property
    def sentence(self) -> str:
        """What the rule says."""
        return (self.find.__doc__ or "").splitlines()[0]

    def violations(self, subject: Any, file: str) -> Iterator[Violation]:
        """Yield what breaks the rule; ``file`` is the one to edit unless the rule names another."""
        for found in self.find(subject):
            one = found if isinstance(found, Found) else Found(file, found)
            yield Violation(self.id, self.name, one.file, one.text)


RULES: dict[str, Rule] = {}


def rule(number: str, name: str, applies_to: str = "notebook") -> Callable[[Callable], Callable]:
    """Return a decorator that makes a function the rule of that id; its docstring's first line is what the rule says.

    Raises
    ------
    ValueError
        If the id or the name is taken, or the function has no docstring.
    """

    def enter(find: Callable) -> Callable:
        if number in RULES or any(name == other.name for other in RULES.values()):
            raise ValueError(f"two rules have the id {number} or the name {name}")
        if not find.__doc__:
            raise ValueError(f"rule {number} {name} has no docstring that says it")
        RULES[number] = Rule(number, name, applies_to, find)
        return find

    return enter


UNREADABLE = ("NB000", "readable")


def check_notebook(path: Path, *, name: str | None = None, root: Path = ROOT) -> list[Violation]:
    """Return what a stored notebook breaks of the rules; parameters are those of `Notebook`."""
    file = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    try:
        notebook = Notebook(path, name=name, root=root)
    except Exception as error:  # whatever is wrong with the file, it is a finding and not a crash
        return [Violation(*UNREADABLE, file, f"can't be read: {_one_line(error)}")]
    scopes = ("notebook", "chapter") if notebook.is_chapter else ("notebook",)
    rules = [one for _, one in sorted(RULES.items()) if one.applies_to in scopes]
    return [found for one in rules for found in one.violations(notebook, file)]


def check_readable(root: Path = ROOT) -> list[Violation]:
    """Return the files that register notebooks and can't be read; with one of these, nothing else can be checked."""
    violations = []
    for file in (FAST, TOC, ABOUT):
        try:
            read_yaml(root, file)
        except (ValueError, OSError) as error:
            violations.append(Violation(*UNREADABLE, file, _one_line(error).removeprefix(f"{file} ")))
    return violations


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def check_course(root: Path = ROOT) -> list[Violation]:
    """Return what is missing or left over where the course registers its notebooks."""
    rules = [one for _, one in sorted(RULES.items()) if one.applies_to == "course"]
    return [found for one in rules for found in one.violations(root, ".")]
