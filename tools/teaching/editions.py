"""The editions of a chapter: the student's has marked cells in the place of solutions, the teacher's has both.

The cells of an exercise carry the metadata of nbgrader (schema 3), so that either edition can be handed to it: the
teacher's as the source of an assignment.
"""

import re
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell

from tools.notebooks import clear_outputs, tags
from tools.teaching.exercises import Exercise

SCHEMA = 3  # of nbgrader's metadata
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"  # what nbgrader leaves out of the students' version
HERE = "# YOUR CODE HERE"
DETAILS = re.compile(r"\s*(<details>.*?</details>)\s*", re.DOTALL)  # the answer in words that follows a solution
INVITATION = "Try each before you open its solution."
TASK = "Write your answers into the marked cells. A check below runs them: it passes if no error appears."
BRANCH = "student"  # of the class's repository, whose root holds the students' notebooks


@dataclass(frozen=True)
class Addresses:
    """Where the class finds things.

    Parameters
    ----------
    course
        The course's repository, to which the chapters' badges lead.
    class_
        The repository that has the students' notebooks in its branch `student`.
    book
        The published book, ending with a slash.
    """

    course: str
    class_: str
    book: str

    def to_class(self, text: str, name: str) -> str:
        """Return a Markdown text whose badge opens the student's notebook."""
        here, there = (url.removeprefix("https://github.com/") for url in (self.course, self.class_))
        return text.replace(f"{here}/blob/main/notebooks/{name}.ipynb", f"{there}/blob/{BRANCH}/{name}.ipynb")

    def to_book(self, text: str) -> str:
        """Return a Markdown text whose links to pages of the book reach the published one."""
        return re.sub(r"\]\(\.\./(book/\w+)\.(?:md|ipynb)", rf"]({self.book}\1.html", text)


def edition(
    name: str, notebook: NotebookNode, every: list[Exercise], addresses: Addresses, *, solutions: bool
) -> NotebookNode:
    """Return a chapter for teachers, with its stored outputs, or for students, without any.

    Parameters
    ----------
    name
        The chapter's name.
    notebook
        The chapter; it stays as it is.
    every
        Its exercises.
    addresses
        Where the links of the text lead.
    solutions
        Whether it is the teacher's edition.
    """
    first = {one.cells[0]: one for one in every}
    after = {one.cells[-1] + 1: one for one in every}
    inside = {i for one in every for i in one.cells}
    cells = []
    for i, original in enumerate(notebook.cells):
        cell = from_dict(original)
        answer = ""
        if (one := after.get(i)) and cell.cell_type == "markdown" and (match := DETAILS.match(cell.source)):
            answer, cell.source = match[1], cell.source[match.end() :]
        if one and (answer or not one.check):
            cells.append(_words(one, answer if solutions else None))
        if one := first.get(i):
            cells += _exercise(one, [notebook.cells[k] for k in one.cells], solutions=solutions)
        elif cell.cell_type == "markdown":
            cell.source = addresses.to_book(cell.source)
            if not solutions:
                cell.source = addresses.to_class(cell.source, name).replace(INVITATION, TASK)
            if cell.source:
                cells.append(cell)
        elif i not in inside:
            cells.append(cell)
    if (one := after.get(len(notebook.cells))) and not one.check:
        cells.append(_words(one, "" if solutions else None))
    made = from_dict({**notebook, "cells": cells})
    return made if solutions else _without_outputs(made)


def _exercise(one: Exercise, solution: list[NotebookNode], *, solutions: bool) -> list[NotebookNode]:
    """Return the cell for the answer and the one that checks it."""
    if solutions:
        sources = [re.sub(r"\A# @title .*\n", "", cell.source) for cell in solution]
        body = [BEGIN, "\n\n\n".join(sources), END]
        outputs = [output for cell in solution for output in cell.outputs]
        count = solution[-1].execution_count
    else:
        body, outputs, count = [HERE], [], None
    answer = new_code_cell(
        "\n".join(part for part in (f"# @title Exercise {one.number}", one.stub(), *body) if part),
        id=f"exercise-{one.number}",
        outputs=outputs,
        execution_count=count,
        metadata={"tags": ["exercise"], "nbgrader": graded(f"exercise-{one.number}", solution=True)},
    )
    if solutions:
        answer.metadata |= {key: value for key, value in solution[0].metadata.items() if key == "mystnb"}
    if not one.check:
        return [answer]
    check = new_code_cell(
        f"# @title Check of exercise {one.number}: it passes if no error appears\n{one.check_code()}\n"
        f'print("Exercise {one.number}: passed")',
        id=f"check-{one.number}",
        metadata={"tags": ["check"], "nbgrader": graded(f"check-{one.number}", points=1)},
    )
    return [answer, check]


def _words(one: Exercise, answer: str | None) -> NotebookNode:
    """Return the cell for an answer in words, which nbgrader leaves to the teacher; None is the student's."""
    why = f" This exercise has no automatic check: {one.words}." if not one.check else ""
    text = f"**Exercise {one.number}, in words.**{why}"
    if answer is None:
        text += "\n\n*Write your answer here.*"
    else:
        text += f"\n\n{answer or '*What the solution prints.*'}"
    marks = graded(f"words-{one.number}", solution=True, points=1)
    return new_markdown_cell(text, id=f"words-{one.number}", metadata={"tags": ["exercise"], "nbgrader": marks})


def graded(grade_id: str, *, solution: bool = False, points: int | None = None) -> dict[str, Any]:
    """Return nbgrader's metadata of a cell: the student fills a `solution` in; what has points is graded."""
    marks: dict[str, Any] = {
        "schema_version": SCHEMA,
        "grade_id": grade_id,
        "grade": points is not None,
        "solution": solution,
        "locked": not solution,
        "task": False,
    }
    return marks if points is None else {**marks, "points": points}


def _without_outputs(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook that has not run: no outputs, no counts, nothing about a run or a comparison of outputs."""
    notebook.metadata.pop("papermill", None)
    clear_outputs(notebook)
    for cell in notebook.cells:
        if "tags" in cell.metadata:
            cell.metadata["tags"] = [tag for tag in tags(cell) if not tag.startswith("nbval-")]
    return notebook
