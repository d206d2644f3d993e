"""The plans for a course of some weeks, ``{course-plan}``, made from what each chapter needs."""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from nnbe import course

PLANS = "book/_data/plans.yml"
HEAD = ("week", "lectures", "in a few words", "can be read at home", "lab")


@dataclass
class Week:
    """A week of a plan: the chapters, by their numbers, that are taught, told in a few words, and left to readers."""

    taught: tuple[str, ...]
    told: list[str] = field(default_factory=list)
    home: list[str] = field(default_factory=list)


def weeks(
    needs: dict[str, tuple[str, ...]], taught: list[str], count: int, load: dict[str, int], others: bool = True
) -> list[Week]:
    """Divide a course into weeks, so that no week needs a later one and no chapter occurs twice.

    Parameters
    ----------
    needs
        The chapters in the book's order, each with those that it needs, which stand before it.
    taught
        Those that get lectures.
    count
        The number of weeks.
    load
        How long each chapter is. The weeks are as equal as they can be.
    others
        Whether the chapters that are neither taught nor told are read at home; otherwise the plan leaves them out.

    Raises
    ------
    ValueError
        If a chapter is unknown, there are more weeks than chapters taught, or a chapter needs one that stands after it.
    """
    if unknown := [number for number in taught if number not in needs]:
        raise ValueError(f"there is no chapter {', '.join(unknown)}; there are {', '.join(needs)}")
    if not 1 <= count <= len(taught):
        raise ValueError(f"{count} weeks for {len(taught)} chapters that are taught; allowed are 1 to {len(taught)}")
    order = list(needs)
    for number, needed in needs.items():
        if late := [one for one in needed if order.index(one) >= order.index(number)]:
            raise ValueError(f"chapter {number} needs {', '.join(late)}, which doesn't stand before it")
    plan = [Week(group) for group in _divide(tuple(sorted(taught, key=order.index)), count, load)]
    week_of = {number: i for i, week in enumerate(plan) for number in week.taught}
    # What a lecture needs and no lecture teaches has its turn in the week of the first lecture that needs it, be it by
    # way of another chapter. Only what is needed directly is worth words.
    direct = {needed for number in taught for needed in needs[number]}
    for i, number in [(i, number) for i, week in enumerate(plan) for number in week.taught]:
        for needed in sorted(_all_needs(number, needs) - week_of.keys(), key=order.index):
            if needed not in direct and not others:
                continue
            week_of[needed] = i
            (plan[i].told if needed in direct else plan[i].home).append(needed)
    # The others can be read once all that they need has had its turn.
    for number in order if others else ():
        if number not in week_of:
            week_of[number] = max((week_of[needed] for needed in needs[number]), default=0)
            plan[week_of[number]].home.append(number)
    for week in plan:
        week.home.sort(key=order.index)
    return plan


def _all_needs(number: str, needs: dict[str, tuple[str, ...]]) -> set[str]:
    return set(needs[number]).union(*(_all_needs(one, needs) for one in needs[number]))


def _divide(numbers: tuple[str, ...], count: int, load: dict[str, int]) -> tuple[tuple[str, ...], ...]:
    """Cut a list into ``count`` parts, none empty, whose loads are as equal as can be, by the sum of squares."""

    @functools.cache
    def best(start: int, parts: int) -> tuple[int, tuple[int, ...]]:
        if parts == 1:
            return sum(load[one] for one in numbers[start:]) ** 2, (len(numbers),)
        found = []
        for cut in range(start + 1, len(numbers) - parts + 2):
            rest, cuts = best(cut, parts - 1)
            found.append((sum(load[one] for one in numbers[start:cut]) ** 2 + rest, (cut, *cuts)))
        return min(found)

    edges = (0, *best(0, count)[1])
    return tuple(numbers[a:b] for a, b in itertools.pairwise(edges))


def read(name: str, root: Path = course.ROOT) -> tuple[list[Week], dict[str, str]]:
    """Return the weeks of a plan that the file of plans names, and the labs by chapter.

    Raises
    ------
    ValueError
        If there is no such plan, or it can't be made.
    """
    entries = yaml.safe_load((root / PLANS).read_text(encoding="utf-8"))
    if name not in entries["plans"]:
        raise ValueError(f"{PLANS} has no plan {name!r}; it has {', '.join(entries['plans'])}")
    chapters = course.chapters(root)
    needs = {number: course.needs(chapter.docname, root) for number, chapter in chapters.items()}
    load = {number: course.words(chapter.docname, root) for number, chapter in chapters.items()}
    plan = entries["plans"][name]
    labs = {f"{number:02d}": lab for number, lab in entries["labs"].items()}
    if unknown := labs.keys() - needs.keys():
        raise ValueError(f"{PLANS}: there is no chapter {', '.join(sorted(unknown))} for a lab")
    try:
        taught = [f"{number:02d}" for number in plan["taught"]]
        return weeks(needs, taught, plan["weeks"], load, plan.get("others", True)), labs
    except ValueError as error:
        raise ValueError(f"{PLANS}: plan {name!r}: {error}") from None


def rows(plan: list[Week], labs: dict[str, str]) -> list[str]:
    """Return the plan as a table in Markdown, without the columns that would be empty."""
    table = []
    for number, week in enumerate(plan, start=1):
        lectures = ", ".join(f"{{chapter}}`{one}`" for one in week.taught)
        told, home = (", ".join(f"{{chapter}}`{one}!`" for one in kind) for kind in (week.told, week.home))
        lab = "; ".join(f"{labs[one]} ({int(one)})" for one in week.taught if one in labs)
        table.append((str(number), lectures, told, home, lab))
    columns = [column for column in zip(HEAD, *table, strict=True) if any(column[1:])]
    head, *lines = zip(*columns, strict=True)
    return [f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *lines)]


class CoursePlan(SphinxDirective):
    """``{course-plan} ten``: the table of a plan."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Make the table; the page is read again when a chapter changes."""
        for path in (PLANS, *(f"{chapter.docname}.ipynb" for chapter in course.chapters().values())):
            self.env.note_dependency(str(course.ROOT / path))
        try:
            lines = rows(*read(self.arguments[0]))
        except ValueError as error:
            return [self.state.document.reporter.warning(str(error), line=self.lineno)]
        node = nodes.Element()
        self.state.nested_parse(StringList(lines), self.content_offset, node)
        node.children[0]["classes"].append("course-plan")
        return node.children


def setup(app: Sphinx) -> None:
    """Add the directive."""
    app.add_directive("course-plan", CoursePlan)
