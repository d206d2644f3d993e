"""Reduced runs of several chapters: each costs its own row only, and Ctrl-C ends them all."""

import os
import re
import signal
import sys
import threading
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from small_course import (
    KERNEL,
    WAITS,
    a_chapter,
    assert_gone,
    family,
    make_course,
    run,
    start,
    stored,
    wait_until,
    words,
)

from tools.execution import execute, limits, threads
from tools.execution import run as runs
from tools.execution.execute import Outcome, outcome_of
from tools.notebooks import fast_parameters

SETTINGS = "import os; print('epochs', epochs, full_run, os.environ.get('OMP_NUM_THREADS'), os.environ['NNUTILS_DATA'])"
KILLS = "import os\nos.kill(os.getppid(), 9)\nimport time; time.sleep(600)"


@pytest.fixture(scope="module")
def broken(tmp_path_factory) -> dict:
    """A course after a reduced run, two chapters at a time: one is good, each of the others breaks in its own way."""
    chapters = {
        "_01_good": a_chapter(SETTINGS),
        "_02_raises": a_chapter("x = 1\nraise ValueError('no [such] thing')"),
        "_03_dies": a_chapter("import os\nos._exit(3)"),
        "_04_truncated": a_chapter(),
        "_05_killed": a_chapter(KILLS),
    }
    root = make_course(tmp_path_factory.mktemp("course"), **chapters)
    path = root / "notebooks" / "04_truncated.ipynb"
    path.write_text(path.read_text()[:500])
    before = stored(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("OMP_NUM_THREADS", raising=False)
        status, printed = run(root, "--jobs", "2")
    return {"root": root, "before": before, "status": status, "printed": words(printed)}


@pytest.mark.parametrize(
    "row",
    [
        r"01_good d \d+ \d\.\d m: accuracy 0\.500 \(reduced run: not evidence\)",
        r"02_raises \d+ \d\.\d FAILED cell \[5\] 'x = 1': ValueError: no \[such\] thing",
        r"03_dies \d+ \d\.\d FAILED cell 'import os': the kernel died",
        r"04_truncated \d+ \d\.\d FAILED NotJSONError: Notebook does not appear to be JSON",
        r"05_killed \d+ \d\.\d FAILED cell 'import os': its process ended with status -?9; see .*05_killed\.log",
        r"1 of 5 passed",
    ],
)
def test_a_broken_notebook_costs_its_own_row_only_which_says_why(broken, row):
    assert broken["status"] == 1
    assert re.search(row, broken["printed"]), broken["printed"]


def test_parameters_data_and_the_share_of_the_cores_reach_the_chapter(broken):
    share = max(1, len(os.sched_getaffinity(0)) // 2) if hasattr(os, "sched_getaffinity") else r"\d+"
    executed = (broken["root"] / "_build" / "run" / "01_good.ipynb").read_text()
    assert re.search(rf"epochs 1 False {share} embedded", executed)


def test_a_reduced_run_leaves_the_stored_notebooks(broken):
    assert stored(broken["root"]) == broken["before"]


def small(folder: Path, *cells: str) -> Path:
    """Write a notebook that is no chapter."""
    parameters = new_code_cell("epochs = 3", metadata={"tags": ["parameters"]})
    path = folder / "small.ipynb"
    nbformat.write(new_notebook(cells=[parameters, *map(new_code_cell, cells)], metadata=KERNEL), path)
    return path


def execute_small(path: Path, **options) -> Outcome:
    target = path.parent / "out" / path.name
    options = {"limits": limits.Limits(seconds=120, gib=4)} | options
    return execute.execute("small", path, target, {"epochs": 1}, data="embedded", **options)


def test_a_hanging_chapter_ends_at_its_time_limit_and_says_in_which_cell(tmp_path, monkeypatch):
    path, told, real = small(tmp_path, WAITS), [], time.monotonic
    waits = tmp_path / "out" / "waits"
    monkeypatch.setattr(limits, "clock", lambda: real() + 10_000 * waits.exists())
    outcome = execute_small(path, limits=limits.Limits(9_000, 4), progress=lambda *numbers: told.append(numbers))
    assert outcome.error == "cell 'from pathlib import Path': stopped after its time limit of 9000 s"
    assert told[-1] == (2, 3)  # the parameters, the injected ones, and no end of the third cell


def test_a_chapter_that_eats_memory_is_ended_at_its_limit(tmp_path):
    path = small(tmp_path, "import time\nblock = bytearray(700_000_000)\ntime.sleep(600)")
    outcome = execute_small(path, limits=limits.Limits(120, 0.6))
    assert re.fullmatch(r"cell 'import time': stopped at 0\.\d GiB of memory, limit 0\.6 GiB", outcome.error)


def test_one_chapter_alone_has_all_cores_and_a_user_s_own_setting_stays(tmp_path, monkeypatch):
    environments = []

    def watch(command, *, environment, **options) -> limits.Ended:
        environments.append({name: environment.get(name) for name in threads.VARIABLES})
        return limits.Ended(1, 0.0, 0.0, None)

    monkeypatch.setattr(execute, "watch", watch)
    for name in threads.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "x.ipynb"
    execute_small(path)
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    execute_small(path, jobs=1000)
    assert environments == [
        dict.fromkeys(threads.VARIABLES),
        dict.fromkeys(threads.VARIABLES, "1") | {"OMP_NUM_THREADS": "7"},
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C can't be sent to another process group on Windows")
@pytest.mark.parametrize("arguments", [("--jobs", "2"), ("--full",)], ids=["reduced", "full"])
def test_ctrl_c_ends_a_run_within_seconds_and_publishes_nothing(tmp_path, arguments):
    running = 1 if "--full" in arguments else 2
    chapters = {f"_0{number}_waits": a_chapter("print('begun')", WAITS) for number in range(1, 6)}
    root = make_course(tmp_path, **chapters)
    build = root / "_build" / ("full" if "--full" in arguments else "run")
    before = stored(root)
    process = start(root, *arguments)
    wait_until(lambda: len(list(build.glob("*.ipynb"))) == running and (build / "waits").exists(), "no chapter waits")
    started = family(process)
    assert len(started) >= 2 * running
    pressed = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    printed, _ = process.communicate(timeout=60)
    assert time.monotonic() - pressed < 10
    assert process.returncode == 130
    assert words(printed).count("interrupted") == running + 1, printed
    assert "0 of 5 passed" in printed
    assert "Traceback" not in printed
    assert_gone(started)
    assert len(list(build.glob("*.ipynb"))) == running, "another chapter began"
    assert stored(root) == before


def test_after_ctrl_c_the_outcomes_so_far_are_returned_and_no_other_chapter_begins(monkeypatch):
    begun, stop = [], threading.Event()

    def one(name: str, path: Path, progress) -> Outcome:
        begun.append(name)
        if name == "2":
            signal.raise_signal(signal.SIGINT)
            assert stop.wait(60)
            return Outcome(name, 1, 1, "interrupted")
        return Outcome(name, 1, 1)

    outcomes = runs.run_all({name: Path(name) for name in "1234"}, one, jobs=1, stop=stop)
    assert begun == ["1", "2"]
    assert [(outcome.name, outcome.error) for outcome in outcomes] == [("1", None), ("2", "interrupted")]


def test_any_error_becomes_the_outcome_of_its_chapter():
    outcome = outcome_of("05_x", lambda: 1 / 0)
    assert outcome.name == "05_x"
    assert re.fullmatch(r"ZeroDivisionError: division by zero \(test_run\.py, line \d+\)", outcome.error)


BAD = {
    "an unknown chapter": (["5"], "no chapter '5'; there are 01_good"),
    "no job": (["--jobs", "0"], "--jobs 0: allowed is 1 or more"),
    "several publishing jobs": (["--jobs", "2", "--full"], "--jobs 2 with --full: allowed is 1"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_arguments_are_named(tmp_path, capsys, name):
    arguments, message = BAD[name]
    with pytest.raises(SystemExit) as ended:
        runs.main(["--root", str(make_course(tmp_path, _01_good=a_chapter())), *arguments])
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def test_a_fast_yml_that_can_not_be_read_is_said(tmp_path, capsys):
    root = make_course(tmp_path, _01_good=a_chapter())
    (root / "notebooks" / "fast.yml").write_text("all: {")
    with pytest.raises(SystemExit):
        runs.main(["--root", str(root)])
    assert "notebooks/fast.yml can't be read: while parsing" in capsys.readouterr().err


def test_a_chapter_without_reduced_parameters_is_a_failed_row(tmp_path, capsys):
    root = make_course(tmp_path, _01_good=a_chapter())
    (root / "notebooks" / "fast.yml").write_text("all: {full_run: false}")
    assert runs.main(["--root", str(root)]) == 1
    assert "no entry in notebooks/fast.yml" in words(capsys.readouterr().out)


def test_every_entry_of_fast_yml_says_that_the_run_is_reduced():
    assert all(entry["full_run"] is False for entry in fast_parameters().values())
