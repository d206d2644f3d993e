"""Exercises: where they stand in a chapter, and how a student's answer is checked.

A solution is a code cell with the tag `hide-cell`; cells of that kind that follow each other are one solution. How it
is checked stands in ``notebooks/exercises/NN.yml``, by the exercise's number: what a student must `define`, and a
`check` that reads it; or in `words` why there is no check.
"""

import ast
import json
import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from tools.notebooks import ROOT, read_yaml, tags

FOLDER = "notebooks/exercises"
SOLUTION = "hide-cell"  # the tag of a solution
UNWRITTEN = "nobody has written one yet"
OPEN = "is still open: define"
WIDTH = 116


@dataclass(frozen=True)
class Exercise:
    """An exercise of a chapter.

    Parameters
    ----------
    number
        As in its text: 1 is the first.
    cells
        The positions of its solution in the notebook.
    define
        What the check reads, each with its meaning: names, or places such as ``scores["network"]``.
    check
        Code that raises an error if what is defined is wrong; empty if there is none.
    words
        Why there is no check.
    """

    number: int
    cells: tuple[int, ...]
    define: dict[str, str] = field(default_factory=dict)
    check: str = ""
    words: str = UNWRITTEN

    def stub(self) -> str:
        """Return the lines that a student replaces: each name, not defined yet."""
        lines = [f"# {line}" for line in self._meanings()]
        return "\n".join([*lines, *(f"{target} = ..." for target in self.define)])

    def _meanings(self) -> list[str]:
        wrapped = (textwrap.wrap(f"- {a}: {b}", WIDTH, subsequent_indent="  ") for a, b in self.define.items())
        return (
            ["Define what the check below reads:", *(line for lines in wrapped for line in lines)] if self.check else []
        )

    def check_code(self) -> str:
        """Return the check as code: a function, so that it changes no variable of the student's, and its call."""
        answers = ", ".join(f"{json.dumps(target)}: {target}" for target in self.define)
        return (
            f"def check_exercise_{self.number}():\n"
            f"    _answers = {{{answers}}}\n"
            "    _missing = [name for name, answer in _answers.items() if answer is ...]\n"
            f"    assert not _missing, f\"exercise {self.number} {OPEN} {{', '.join(_missing)}}\"\n"
            f"{textwrap.indent(self.check, '    ')}\n\n\n"
            f"check_exercise_{self.number}()"
        )


def solutions(notebook: NotebookNode) -> list[tuple[int, ...]]:
    """Return the positions of the cells of each solution, in the notebook's order."""
    found: list[tuple[int, ...]] = []
    for i, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and SOLUTION in tags(cell):
            if found and found[-1][-1] == i - 1:
                found[-1] += (i,)
            else:
                found.append((i,))
    return found


def exercises(name: str, notebook: NotebookNode, root: Path = ROOT) -> list[Exercise]:
    """Return the exercises of a chapter with their checks.

    Raises
    ------
    ValueError
        If the file of the chapter's checks says anything but what is explained above; the message names the exercise.
    """
    cells = solutions(notebook)
    file = f"{FOLDER}/{name[:2]}.yml"
    entries = read_yaml(root, file) if (root / file).exists() else {}
    if not isinstance(entries, dict):
        raise ValueError(f"{file} doesn't hold exercises by their numbers")
    if unknown := [number for number in entries if number not in range(1, len(cells) + 1)]:
        raise ValueError(f"{file}: no exercise {unknown[0]!r}; {name} has {len(cells)}")
    return [
        Exercise(number, place, **_read(f"{file}: exercise {number}", entries.get(number, {"words": UNWRITTEN})))
        for number, place in enumerate(cells, start=1)
    ]


def _read(where: str, entry: Any) -> dict[str, Any]:
    """Return an entry as the arguments of `Exercise`."""
    keys = set(entry) if isinstance(entry, dict) else None
    if keys == {"words"} and isinstance(entry["words"], str):
        return entry
    if keys != {"define", "check"} or not isinstance(entry["check"], str):
        raise ValueError(f"{where} has neither 'define' and 'check' nor 'words' alone")
    if not isinstance(entry["define"], dict) or not entry["define"]:
        raise ValueError(f"{where}: 'define' holds no names with their meanings")
    for target, meaning in entry["define"].items():
        if not _parses(f"{target} = ...") or not isinstance(meaning, str):
            raise ValueError(f"{where}: {target!r} can't be defined, or its meaning {meaning!r} is no text")
    if not _parses(entry["check"]):
        raise ValueError(f"{where}: the check is no Python")
    return {**entry, "check": entry["check"].strip("\n")}


def _parses(code: str) -> bool:
    try:
        return bool(ast.parse(code).body)
    except SyntaxError:
        return False


def with_checks(notebook: NotebookNode, name: str, root: Path = ROOT) -> NotebookNode:
    """Return a notebook whose checks are tried: before each solution, on no answer and on wrong ones, and after it.

    The tests run it. A check must find fault with names that are not defined yet, and with zeros in the place of what
    was asked for; it must find none with the solution.
    """
    before = {one.cells[0]: one for one in exercises(name, notebook, root) if one.check}
    after = {one.cells[-1]: one for one in before.values()}
    cells = []
    for i, cell in enumerate(notebook.cells):
        if one := before.get(i):
            cells.append(new_code_cell(_trial(one)))
        cells.append(cell)
        if one := after.get(i):
            cells.append(new_code_cell(one.check_code()))
    notebook.cells = cells
    return notebook


def _trial(one: Exercise) -> str:
    define, _, call = one.check_code().rpartition("\n")
    zeros = "\n".join(f"{target} = 0" for target in one.define)
    return f"""\
{define}
{one.stub()}
try:
    {call}
except AssertionError as error:
    assert {OPEN!r} in str(error)
else:
    raise AssertionError("exercise {one.number}: the check passes without an answer")
{zeros}
try:
    {call}
except Exception:
    pass
else:
    raise AssertionError("exercise {one.number}: the check passes a wrong answer")
{one.stub()}"""
