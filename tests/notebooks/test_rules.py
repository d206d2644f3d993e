"""Each rule of the lint has an id and a broken example, which it alone finds; the stored course breaks none."""

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from broken_examples import COURSE, NAME, NOTEBOOK, OTHER, write

from tools.notebooks import ROOT, chapters
from tools.rules import RULES, __main__, check_course, check_notebook
from tools.rules.base import Violation, rule
from tools.rules.data import CARDS, CONTRACTS

TEMPLATE = ROOT / "tools" / "template.ipynb"


@pytest.mark.parametrize("name", chapters())
def test_a_stored_notebook_keeps_every_rule(name):
    assert list(map(str, check_notebook(chapters()[name]))) == []


def test_every_notebook_is_registered_everywhere():
    assert list(map(str, check_course())) == []


@pytest.fixture
def course(tmp_path) -> Path:
    """A course of two chapters, both the template, which is registered everywhere."""
    for folder in ("notebooks", "book/_data"):
        (tmp_path / folder).mkdir(parents=True)
    reduced = {"all": {"full_run": False, "verbose": 0}}
    pages = [{"file": "book/part1"}]
    toc = {"format": "jb-book", "root": "book/intro", "parts": [{"caption": "Part I", "chapters": pages}]}
    for name in (NAME, OTHER):
        text = TEMPLATE.read_text(encoding="utf-8").replace("NN_slug", name)
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text(text, encoding="utf-8")
        reduced[name] = {"epochs": 2}
        pages.append({"file": f"notebooks/{name}"})
    write(tmp_path / "notebooks" / "fast.yml", reduced)
    write(tmp_path / "_toc.yml", toc)
    write(tmp_path / "book" / "_data" / "chapters.yml", [{"chapters": [{"slug": NAME}, {"slug": OTHER}]}])
    (tmp_path / "book" / "references.bib").write_text("@article{smith2020,\n}\n")
    (tmp_path / "book" / "part1.md").write_text("{chapter}`07` and {chapter}`08` are its chapters.\n")
    shutil.copytree(ROOT / "nnutils" / "datasets", tmp_path / "nnutils" / "datasets")
    for file in (CARDS, *CONTRACTS):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def found(root: Path) -> list[Violation]:
    return [one for path in chapters(root).values() for one in check_notebook(path, root=root)] + check_course(root)


def test_the_template_keeps_every_rule(course):
    assert list(map(str, found(course))) == []


def names(examples: list[tuple[str, str, Callable]]) -> list[str]:
    return [f"{number} {words}" for number, words, _ in examples]


@pytest.mark.parametrize(("number", "words", "change"), NOTEBOOK, ids=names(NOTEBOOK))
def test_a_broken_notebook_is_found_by_its_own_rule_alone(course, number, words, change):
    path = course / "notebooks" / f"{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)
    violations = found(course)
    assert {one.id for one in violations} == {number}, list(map(str, violations))
    assert any(words in one.text for one in violations), list(map(str, violations))


@pytest.mark.parametrize(("number", "line", "change"), COURSE, ids=names(COURSE))
def test_a_broken_registration_is_found_by_its_own_rule_alone(course, number, line, change):
    change(course)
    (violation,) = found(course)
    assert violation.id == number
    assert str(violation).startswith(line)


def test_every_rule_has_a_broken_example():
    assert {number for number, *_ in NOTEBOOK + COURSE} == RULES.keys()


def test_a_file_that_is_no_notebook_is_a_violation(tmp_path):
    path = tmp_path / "01_x.ipynb"
    path.write_text("{")
    (violation,) = check_notebook(path)
    assert violation.id == "NB000"
    assert violation.text.startswith("can't be read: ")


def test_the_command_names_each_violation_and_counts_when_there_is_none(course, capsys):
    assert __main__.main(["--root", str(course)]) == 0
    printed = capsys.readouterr().out
    assert f"2 notebooks, {len(RULES)} rules, nothing to mend" in printed
    assert "of 18 outputs the tests compare: numbers of 14 (77.8%), words of 4 (22.2%), phrases" in printed
    path = course / "notebooks" / f"{NAME}.ipynb"
    path.write_text(path.read_text().replace("# NN · Title", "NN · Title"))
    COURSE[0][-1](course)
    assert __main__.main(["--root", str(course)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"notebooks/{NAME}.ipynb: NB001 title: the first cell does not begin with a title"
    assert lines[1].startswith("notebooks/fast.yml: NB301 in-fast-yml: ")
    assert lines[2].startswith("of 18 outputs the tests compare: ")
    assert len(lines) == 3
    assert __main__.main(["--root", str(course), str(path)]) == 1
    assert "NB301" not in capsys.readouterr().out


@pytest.mark.parametrize("file", ["notebooks/fast.yml", "_toc.yml", "book/_data/chapters.yml"])
def test_a_registration_that_can_not_be_read_is_one_line(course, capsys, file):
    (course / file).write_text("a: {")
    assert __main__.main(["--root", str(course)]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{file}: NB000 readable: can't be read: ")


def test_the_list_has_a_line_for_each_rule_that_says_it(capsys):
    assert __main__.main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [[number, RULES[number].name] for number in sorted(RULES)]
    assert lines[0] == "NB001  title                The first cell begins with a title."
    assert all(line.endswith(".") for line in lines)


def test_an_id_is_given_once_and_a_rule_says_what_it_wants():
    def sentence(notebook):
        """Say it."""

    with pytest.raises(ValueError, match="two rules have the id NB001"):
        rule("NB001", "another")(sentence)
    with pytest.raises(ValueError, match="or the name title"):
        rule("NB999", "title")(sentence)
    with pytest.raises(ValueError, match="NB999 mute has no docstring"):
        rule("NB999", "mute")(lambda notebook: [])
    assert "NB999" not in RULES
