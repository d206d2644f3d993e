"""The plans for teachers: no week needs a later one, every chapter occurs, and what can't be planned is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from book_pages import BuiltBook
from nnbe import course, plans

NEEDS = {"01": (), "02": ("01",), "03": ("02",), "04": ("03",), "05": ("01",), "06": ("05",)}
LOAD = dict.fromkeys(NEEDS, 100)


PLANS = {"ten": 10, "five": 5, "images": 7, "text": 8}


@pytest.mark.parametrize(("name", "count"), PLANS.items())
def test_no_week_of_a_plan_needs_a_later_one_and_no_chapter_occurs_twice(name: str, count: int):
    made, labs = plans.read(name)
    assert len(made) == count
    assert all(week.taught for week in made)
    week_of = {}
    for i, week in enumerate(made):
        for number in (*week.taught, *week.told, *week.home):
            assert number not in week_of, f"{number} occurs twice"
            week_of[number] = i
    assert (set(week_of) == set(course.chapters())) == (name in ("ten", "five"))
    taught = [number for week in made for number in week.taught]
    for number in week_of:
        for needed in course.needs(course.chapters()[number].docname):
            if needed in week_of or number in taught:
                assert week_of[needed] <= week_of[number], f"{number} needs {needed}, which comes later"
    assert taught == sorted(taught), "lectures follow the book"
    assert labs.keys() <= set(course.chapters())


def test_what_lectures_need_is_told_and_the_rest_is_read_at_home():
    first, second = plans.weeks(NEEDS, ["01", "04"], 2, LOAD)
    assert (first.taught, first.told, first.home) == (("01",), [], ["05", "06"])
    assert (second.taught, second.told, second.home) == (("04",), ["03"], ["02"])
    _, alone = plans.weeks(NEEDS, ["01", "04"], 2, LOAD, others=False)
    assert (alone.taught, alone.told, alone.home) == (("04",), ["03"], [])


def test_a_column_that_would_be_empty_is_left_out():
    plan = [plans.Week(("01",)), plans.Week(("04",), told=["03"])]
    assert plans.rows(plan, {"04": "count pixels"}) == [
        "| week | lectures | in a few words | lab |",
        "| --- | --- | --- | --- |",
        "| 1 | {chapter}`01` |  |  |",
        "| 2 | {chapter}`04` | {chapter}`03!` | count pixels (4) |",
    ]


def test_weeks_are_as_equal_as_they_can_be():
    load = LOAD | {"01": 500, "06": 350}
    made = plans.weeks(NEEDS, list(NEEDS), 3, load)
    assert [week.taught for week in made] == [("01",), ("02", "03", "04", "05"), ("06",)]


@pytest.mark.parametrize(
    ("needs", "taught", "count", "message"),
    [
        (NEEDS, ["01", "77"], 1, "there is no chapter 77"),
        (NEEDS, ["01", "02"], 3, "3 weeks for 2 chapters that are taught; allowed are 1 to 2"),
        (NEEDS, ["01"], 0, "0 weeks"),
        (NEEDS | {"02": ("03",)}, ["01"], 1, "chapter 02 needs 03, which doesn't stand before it"),
    ],
)
def test_what_cannot_be_planned_is_named(needs: dict, taught: list[str], count: int, message: str):
    with pytest.raises(ValueError, match=message):
        plans.weeks(needs, taught, count, LOAD)


def test_a_plan_that_does_not_exist_is_named():
    with pytest.raises(ValueError, match="has no plan 'two'; it has ten, five, images, text"):
        plans.read("two")


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("the [prerequisites](../book/prerequisites.md); no other chapter.", ()),
        ("chapters [02](02_b.ipynb), [04](04_d.ipynb) and [05](05_e.ipynb).", ("02", "04", "05")),
        (
            "chapters [04](04_d.ipynb) to [06](06_f.ipynb); nats from chapter [02](02_b.ipynb).",
            ("02", "04", "05", "06"),
        ),
        ("[chapter 01](01_a.ipynb), and [05](05_e.ipynb) for `tf.data`. **Time:** [results](x.md).", ("01", "05")),
    ],
)
def test_the_line_of_what_a_chapter_needs_is_read(tmp_path: Path, line: str, numbers: tuple[str, ...]):
    cell = {"cell_type": "markdown", "source": f"# 07 · A title\n\n**Needs:** {line}"}
    (tmp_path / "07_x.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    assert course.needs("07_x", tmp_path) == numbers


def test_a_chapter_that_does_not_say_what_it_needs_is_named(tmp_path: Path):
    cell = {"cell_type": "markdown", "source": "# 07 · A title"}
    (tmp_path / "07_x.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"first cell of 07_x has no line that begins with \*\*Needs"):
        course.needs("07_x", tmp_path)


def test_the_plans_stand_on_the_teachers_page(book: BuiltBook):
    tables = book.soup("book/for_teachers.html").select("table")
    rows = [len(table.select("tbody tr")) for table in tables if "lectures" in table.get_text()]
    assert rows == list(PLANS.values())
    assert all(table.select("a[href*='notebooks/']") for table in tables[: len(PLANS)])
