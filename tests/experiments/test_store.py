"""The table on the disk: what is read back, what is refused, who may write."""

import itertools
import math
import subprocess
import sys

import pytest

from tools.experiments.store import Table, TableError, figure, key, short, text

VALUES = itertools.product(("LSTM", "GRU, too"), (0.1, 1e-05), (1, None))
POINTS = [{"cell": cell, "rate": rate, "b_f": b_f} for cell, rate, b_f in VALUES]
COMPUTER = {"name": "c1", "description": {"processor": "a processor", "threads": 1}}


def table(folder, points=POINTS):
    return Table(folder, "10_toy", list(points[0]), points, {"experiment": "10_toy", "cells": {"toy": "1"}})


def answer(day="2026-01-02", **more):
    return {"figures": {"x": 0.5}, "seconds": 1.5, "day": day, "computer": COMPUTER} | more


def test_points_are_recognised_when_they_are_read_back(tmp_path):
    first = table(tmp_path)
    first.add(POINTS[3], answer())
    first.add(POINTS[1], answer(figures={"y": math.nan, "x": 1}, day="2026-01-05", gib=0.5))
    first.add(POINTS[6], {"error": 'ValueError: one\ntwo, "three"'})
    second = table(tmp_path)
    second.load()
    assert second.todo(POINTS) == [point for place, point in enumerate(POINTS) if place not in (1, 3, 6)]
    assert second.todo(POINTS, retry=True) == [point for place, point in enumerate(POINTS) if place not in (1, 3)]
    assert second.failed == [key(POINTS[6])]
    assert (tmp_path / "10_toy.csv").read_text().splitlines() == [
        "cell,rate,b_f,y,x,seconds,computer,error",
        "LSTM,0.1,,nan,1,1.50,c1,",
        "LSTM,1e-05,,,0.5,1.50,c1,",
        '"GRU, too",1e-05,1,,,0.00,,"ValueError: one two, ""three"""',
    ]
    (computer,) = second.computers.values()
    expected = {"from": "2026-01-02", "to": "2026-01-05", "gib": 0.5, "points": 2, "seconds": 3}
    assert computer == COMPUTER["description"] | expected


def test_what_stands_in_the_table():
    assert [text(one) for one in (1, 1.0, 1e-05, 0.1 + 0.2, True, None, "a")] == [
        *("1", "1.0", "1e-05", "0.30000000000000004", "True", "", "a"),
    ]
    assert [figure(one) for one in (1, 1.0, 1 / 3, math.nan, math.inf, 12345678.0, True)] == [
        *("1", "1", "0.333333333", "nan", "inf", "12345678", "True"),
    ]


def test_an_error_is_a_line_without_folders():
    assert short("No file: '/home/me/a b/c.txt'\n in C:\\Users\\me\\x.py") == "No file: '…/a b/c.txt' in …/x.py"
    assert short("https://example.org/a/b is fine, so is 1/2") == "https://example.org/a/b is fine, so is 1/2"
    assert len(short("x" * 1000)) == 300


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda folder: (folder / "10_toy.yml").unlink(), "10_toy.csv has no 10_toy.yml beside it"),
        (lambda folder: (folder / "10_toy.yml").write_text("a: b: c"), "10_toy.yml is no YAML"),
        (lambda folder: (folder / "10_toy.csv").write_text("cell,rate,b_f\nLSTM,0.1"), "line 2: not as many columns"),
        (
            lambda folder: (folder / "10_toy.yml").write_text("arguments: [cell]"),
            r"has the arguments \['cell'\], the grid",
        ),
    ],
)
def test_a_damaged_table_is_refused_and_left_alone(tmp_path, damage, says):
    table(tmp_path).add(POINTS[0], answer())
    damage(tmp_path)
    before = {path.name: path.read_text() for path in tmp_path.glob("10_toy.*")}
    with pytest.raises(TableError, match=says):
        table(tmp_path).load()
    assert {path.name: path.read_text() for path in tmp_path.glob("10_toy.*")} == before


def test_a_lock_ends_with_the_process_that_held_it(tmp_path):
    code = (
        "import os, sys, pathlib\nfrom tools.experiments.store import Table\n"
        "with Table(pathlib.Path(sys.argv[1]), '10_toy', [], [], {}).locked():\n"
        "    print('locked', flush=True)\n    sys.stdin.read()"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdin=pipe, stdout=pipe, text=True) as other:
        assert other.stdout.readline() == "locked\n"
        says = rf"10_toy is being computed already \(process {other.pid}, since .*\): two would write one table"
        with pytest.raises(TableError, match=says), table(tmp_path).locked():
            pass
        (tmp_path / ".10_toy.part-abc").touch()
        other.kill()
        other.wait()
        with table(tmp_path).locked():
            assert not (tmp_path / ".10_toy.part-abc").exists()
