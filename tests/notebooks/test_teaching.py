"""The editions for a class: students get no solution, every exercise has a check or says why not, and checks tell.

That each check fails without an answer and on zeros, and passes with the solution, is tried in the reduced run of every
chapter, whose copies hold the checks.
"""

import ast
import functools
import re

import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from small_course import KERNEL

from tools.notebooks import chapters, code_cells, tags
from tools.set_repository import current_url
from tools.teaching import __main__
from tools.teaching.editions import BEGIN, Addresses, edition
from tools.teaching.exercises import UNWRITTEN, exercises, solutions, with_checks
from tools.testing.prepare import prepare

NAMES = [name for name in chapters() if name[:2].isdigit()]
COURSE, CLASS, BOOK = "https://github.com/a/course", "https://github.com/b/class", "https://a.github.io/course/"
ADDRESSES = Addresses(current_url(), CLASS, BOOK)
HIDDEN = {"tags": ["hide-cell"]}
CHECK = {"define": {"total": "the sum of `numbers`"}, "check": "assert total == sum(numbers), f'{total} is no sum'\n"}


@functools.cache
def read(name):
    """A chapter, its exercises, and its editions for students and for teachers."""
    notebook = nbformat.read(chapters()[name], as_version=4)
    every = exercises(name, notebook)
    student, teacher = (edition(name, notebook, every, ADDRESSES, solutions=both) for both in (False, True))
    return notebook, every, student, teacher


def exercise_cells(notebook, kind):
    """The cells of exercises by their place in nbgrader: `exercise`, `check` or `words` and the number."""
    found = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    return {cell.metadata.nbgrader.grade_id: cell for cell in found if cell.metadata.nbgrader.grade_id.startswith(kind)}


def lines(code):
    """The lines of code that say something, without margins; what Python can't do without is left out."""
    return {
        line.strip() for line in code.splitlines() if len(line.strip()) > 12 and not line.startswith(("#", "import"))
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_student_s_notebook_holds_no_line_of_a_solution(name):
    notebook, every, student, _ = read(name)
    inside = {i for one in every for i in one.cells}
    chapter = set().union(*(lines(cell.source) for i, cell in enumerate(notebook.cells) if i not in inside))
    secret = set().union(*(lines(notebook.cells[i].source) for i in inside)) - chapter
    shown = [cell for cell in student.cells if "check" not in tags(cell)]
    assert not secret & set().union(*(lines(cell.source) for cell in shown))
    text = "\n".join(cell.source for cell in student.cells)
    assert "<details" not in text.partition("\n## Exercises\n")[2], "an answer in words is left"
    assert "open its solution" not in text
    assert not [cell for cell in student.cells if "hide-cell" in tags(cell)]


@pytest.mark.parametrize("name", NAMES)
def test_a_student_s_notebook_has_not_run(name):
    _, _, student, _ = read(name)
    nbformat.validate(student)
    assert not [cell for cell in student.cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)]
    assert set(student.metadata) <= {"kernelspec", "language_info"}


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_is_a_marked_cell_with_a_check_or_the_reason_why_there_is_none(name):
    notebook, every, student, _ = read(name)
    titles = [i for i, cell in enumerate(notebook.cells) if cell.source.startswith("# @title Solution")]
    assert titles == [i for one in every for i in one.cells], "each solution, and nothing else, has the tag hide-cell"
    for one in every:
        assert one.words != UNWRITTEN or one.check, f"exercise {one.number} is not described"
        marked = student.cells[[cell.get("id") for cell in student.cells].index(f"exercise-{one.number}")]
        assert [ast.unparse(line) for line in ast.parse(marked.source).body] == [
            f"{ast.unparse(ast.parse(target))} = ..." for target in one.define
        ]
        assert (f"check-{one.number}" in exercise_cells(student, "check")) == bool(one.check)
        if not one.check:
            assert one.words in exercise_cells(student, "words")[f"words-{one.number}"].source


@pytest.mark.parametrize("name", NAMES)
def test_solutions_define_what_their_checks_read(name):
    notebook, every, _, _ = read(name)
    for one in every:
        tree = ast.parse("\n".join(notebook.cells[i].source for i in one.cells))
        stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        stored |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        assert not {re.match(r"\w+", target)[0] for target in one.define} - stored, f"exercise {one.number}"


@pytest.mark.parametrize("name", NAMES)
def test_a_check_keeps_no_variable_of_the_name_that_it_reads(name):
    for one in (one for one in read(name)[1] if one.check):
        space = {}
        exec(one.check_code().rpartition("\n")[0], space)
        own = set(space[f"check_exercise_{one.number}"].__code__.co_varnames)
        assert not own & {re.match(r"\w+", target)[0] for target in one.define}, f"exercise {one.number}"


@pytest.mark.parametrize("name", NAMES)
def test_a_teacher_s_notebook_holds_each_solution_with_its_outputs(name):
    notebook, every, _, teacher = read(name)
    nbformat.validate(teacher)
    found = exercise_cells(teacher, "exercise")
    for one in every:
        cell = found[f"exercise-{one.number}"]
        for solution in (notebook.cells[i] for i in one.cells):
            assert solution.source.partition("\n")[2] in cell.source.partition(BEGIN)[2]
        assert cell.outputs == [output for i in one.cells for output in notebook.cells[i].outputs]
    inside = {i for one in every for i in one.cells}
    others = [(c.source, c.outputs) for i, c in enumerate(notebook.cells) if c.cell_type == "code" and i not in inside]
    assert others == [(c.source, c.outputs) for c in code_cells(teacher) if "nbgrader" not in c.metadata]


@pytest.mark.parametrize("name", NAMES)
def test_the_metadata_is_nbgrader_s(name):
    """What nbgrader's own validator of schema 3 asks for; see nbgrader/nbgraderformat/v3.py."""
    *_, student, teacher = read(name)
    marks = [[c.metadata.nbgrader for c in one.cells if "nbgrader" in c.metadata] for one in (student, teacher)]
    assert marks[0] == marks[1], "the editions differ, so answers would find no check"
    ids = [mark.grade_id for mark in marks[0]]
    assert len(set(ids)) == len(ids)
    for cell in (cell for cell in student.cells if "nbgrader" in cell.metadata):
        mark = cell.metadata.nbgrader
        kinds = {"schema_version": int, "grade_id": str, "grade": bool, "solution": bool, "locked": bool, "task": bool}
        assert {key: type(value) for key, value in mark.items()} == kinds | ({"points": int} if mark.grade else {})
        assert mark.schema_version == 3
        assert re.fullmatch(r"[\w-]+", mark.grade_id)
        assert mark.grade == mark.solution or cell.cell_type == "code", "of Markdown, nbgrader grades answers alone"


@pytest.mark.parametrize("name", NAMES)
def test_badges_and_links_work_for_a_class(name):
    *_, student, teacher = read(name)
    assert f"/blob/main/notebooks/{name}.ipynb)" in teacher.cells[0].source, "the teacher's badge opens the chapter"
    first, text = student.cells[0].source, "\n".join(c.source for c in student.cells if c.cell_type == "markdown")
    assert f"(https://colab.research.google.com/github/b/class/blob/student/{name}.ipynb)" in first
    targets = set(re.findall(r"\]\((?!https?:)([^)\s]*)\)", text))
    assert not {one for one in targets if not one.startswith("#") and one.removesuffix(".ipynb") not in NAMES}
    assert f"]({BOOK}book/" in first


def test_the_reduced_copies_try_every_check(tmp_path):
    root = a_course(tmp_path)
    (copy,) = prepare(root)
    sources = [cell.source for cell in nbformat.read(copy, as_version=4).cells]
    place = next(i for i, source in enumerate(sources) if "@title Solution" in source)
    assert "passes without an answer" in sources[place - 1]
    assert "check_exercise_1()" in sources[place + 2]


def a_chapter():
    """A chapter of three exercises: with a check, with an answer in words as well, without a check."""
    cells = [
        new_markdown_cell(
            "# 07 · A chapter\n\n[badge](https://colab.research.google.com/github/a/course/blob/main/notebooks/07_sums.ipynb)"
        ),
        new_code_cell("numbers = [1, 2, 3]", metadata={"tags": ["parameters"]}, execution_count=1),
        new_markdown_cell("## Exercises\n\n**1.** Add them. See [sums](../book/glossary.md#term-sum)."),
        new_code_cell("# @title Solution\ntotal = sum(numbers)\ntotal", metadata=HIDDEN, execution_count=2),
        new_code_cell(
            "# @title Solution, again\ntotal = numbers[0] + sum(numbers[1:])", metadata=HIDDEN, execution_count=3
        ),
        new_markdown_cell("**2.** Why?"),
        new_code_cell("# @title Solution\nprint('because')", metadata=HIDDEN, execution_count=4),
        new_markdown_cell("<details><summary>Answer</summary>\n\nA secret.\n\n</details>\n\n## Sources"),
    ]
    return new_notebook(cells=cells, metadata=KERNEL)


def a_course(root, entries=None):
    """A course of that chapter."""
    (root / "notebooks" / "exercises").mkdir(parents=True)
    nbformat.write(a_chapter(), root / "notebooks" / "07_sums.ipynb")
    (root / "notebooks" / "fast.yml").write_text("all: {numbers: [4]}\n07_sums: {}\n")
    (root / "_config.yml").write_text(f"repository: {{url: {COURSE}}}\n")
    checks = {1: CHECK, 2: {"words": "a reason"}} if entries is None else entries
    (root / "notebooks" / "exercises" / "07.yml").write_text(yaml.safe_dump(checks))
    return root


def run(cells):
    """Run the code of cells."""
    names = {}
    for cell in cells:
        exec(cell.source, names)


@pytest.mark.parametrize(
    ("check", "complaint"),
    [
        (CHECK["check"], None),
        ("assert total == 7", "assert total == 7"),
        ("pass", "passes a wrong answer"),
        ("assert total >= 0", "passes a wrong answer"),
    ],
)
def test_a_check_that_says_nothing_or_the_wrong_thing_is_noticed(tmp_path, check, complaint):
    root = a_course(tmp_path, {1: CHECK | {"check": check}})
    tried = with_checks(a_chapter(), "07_sums", root)
    if complaint is None:
        run(code_cells(tried))
    else:
        with pytest.raises(AssertionError) as error:
            run(code_cells(tried))
        assert complaint in f"{error.value} {check}"


def answered(root, answer):
    """The student's notebook, executed with an answer in the place of the marked cell of exercise 1."""
    assert __main__.main(["student", "--root", str(root)]) == 0
    notebook = nbformat.read(root / "_build" / "student" / "07_sums.ipynb", as_version=4)
    exercise_cells(notebook, "exercise")["exercise-1"].source += f"\n{answer}"
    run(code_cells(notebook))


def test_a_student_is_told_what_is_open_what_is_wrong_and_what_is_right(tmp_path, capsys):
    root = a_course(tmp_path)
    with pytest.raises(AssertionError, match="exercise 1 is still open: define total"):
        answered(root, "")
    with pytest.raises(AssertionError, match="5 is no sum"):
        answered(root, "total = 5")
    answered(root, "total = 6")
    assert "Exercise 1: passed" in capsys.readouterr().out


def test_the_command_writes_the_edition_prints_the_table_and_leaves_nothing_stale(tmp_path, capsys):
    root = a_course(tmp_path)
    folder = root / "_build" / "student"
    folder.mkdir(parents=True)
    (folder / "06_gone.ipynb").write_text("")
    assert __main__.main(["student", "--class", f"{CLASS}.git", "--root", str(root), "7"]) == 0
    printed = capsys.readouterr().out
    assert [path.name for path in folder.iterdir()] == ["07_sums.ipynb"]
    assert "2: a reason" in printed
    assert "1 of 2 exercises have a check" in printed
    assert "set_repository" not in printed
    text = (folder / "07_sums.ipynb").read_text()
    assert "b/class/blob/student/07_sums.ipynb" in text
    assert "https://a.github.io/course/book/glossary.html#term-sum" in text
    assert "A secret." not in text
    assert __main__.main(["teacher", "--root", str(root)]) == 0
    assert "A secret." in (root / "_build" / "teacher" / "07_sums.ipynb").read_text()


def test_solutions_that_follow_each_other_are_one():
    assert solutions(a_chapter()) == [(3, 4), (6,)]


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([1], r"07\.yml doesn't hold exercises by their numbers"),
        ({3: {"words": "x"}}, r"07\.yml: no exercise 3; 07_sums has 2"),
        ({1: {"check": "pass"}}, "exercise 1 has neither 'define' and 'check' nor 'words' alone"),
        ({1: {"words": 5}}, "exercise 1 has neither"),
        ({1: CHECK | {"define": {}}}, "exercise 1: 'define' holds no names"),
        ({1: CHECK | {"define": {"2x": "y"}}}, "'2x' can't be defined"),
        ({1: CHECK | {"define": {"x": 2}}}, "its meaning 2 is no text"),
        ({1: CHECK | {"check": "assert ("}}, "exercise 1: the check is no Python"),
    ],
)
def test_a_file_of_checks_that_is_wrong_is_an_error_that_names_the_place(tmp_path, capsys, entries, message):
    with pytest.raises(SystemExit):
        __main__.main(["student", "--root", str(a_course(tmp_path, entries))])
    assert re.search(message, capsys.readouterr().err)
    assert not (tmp_path / "_build").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["student", "99"], "no chapter '99'"),
        (["student", "errata"], "no chapter among errata: only chapters have exercises"),
        (["student", "--class", "my class"], "'my class' is not like https://github.com/ACCOUNT/REPOSITORY"),
        (["pupil"], "invalid choice"),
    ],
)
def test_bad_input_is_an_error_that_names_it(tmp_path, capsys, arguments, message):
    root = a_course(tmp_path)
    (root / "book").mkdir()
    nbformat.write(new_notebook(), root / "book" / "errata.ipynb")
    with pytest.raises(SystemExit):
        __main__.main([*arguments, "--root", str(root)])
    assert message in capsys.readouterr().err
