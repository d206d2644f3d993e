"""What becomes of a point: figures, NaN, an error, a death; and which points are computed."""

import re
import subprocess
import sys

import numpy as np
import pytest
import yaml
from toys import BLOCK, TOY, change, course, lines, provenance

from tools.experiments import engine, session
from tools.experiments.__main__ import main
from tools.experiments.check import check
from tools.experiments.runner import plain
from tools.notebooks import ROOT


@pytest.fixture
def run(capsys):
    """Runs the command in this process; returns its exit status and what it printed."""

    def run(root, *arguments):
        status = main(["--root", str(root), *arguments])
        said = capsys.readouterr()
        return status, " ".join((said.out + said.err).split())

    return run


def test_a_point_that_raises_or_dies_is_a_row_with_the_error_and_the_others_are_computed(tmp_path, run):
    kinds = ["well", "diverge", "raise", "die", "die once", "exit", "end", "seconds"]
    course(tmp_path, grid=[{"rate": 0.5, "seed": 1, "what": kinds, "folder": str(tmp_path)}])
    status, said = run(tmp_path, "01_toy")
    assert status == 1
    assert "01_toy.csv has 8 points. 5 failed" in said
    assert [line.replace(str(tmp_path), "F") for line in lines(tmp_path)] == [
        "rate|seed|what|folder|left|steps|error",
        "0.5|1|well|F|0.60653066|3|",
        "0.5|1|diverge|F|nan|3|",
        "0.5|1|raise|F|||ValueError: no such rate in …/file.txt",
        "0.5|1|die|F|||its process was killed by signal 9 (out of memory?), 2 times",
        "0.5|1|die once|F|0.60653066|3|",
        "0.5|1|exit|F|||SystemExit: 3",
        "0.5|1|end|F|||its process ended with status 3, 2 times",
        "0.5|1|seconds|F|||ValueError: the point returned 'seconds', which is another column's name",
    ]
    # a second time nothing is computed, unless the failed ones are asked for, whose cause may be gone
    before = lines(tmp_path)
    assert run(tmp_path, "01_toy") == (
        1,
        said.replace("01_toy: 8 of 8 points, about 0 s left ", "Nothing is left to compute. "),
    )
    status, said = run(tmp_path, "01_toy", "--retry")
    assert (status, lines(tmp_path)) == (1, before)
    assert "5 of 5 points" in said


@pytest.mark.parametrize(
    ("returned", "says"),
    [
        (3, "returned 3; it must be numbers by name, such as {'accuracy': 0.9}"),
        ({}, "returned {}; it must be numbers by name"),
        ({"x": [1]}, r"returned 'x': \[1\]; each must be a number with a name"),
        ({"x": None}, "returned 'x': None"),
        ({"x": "0.5"}, "returned 'x': '0.5'"),
        ({"x": np.zeros(2)}, "returned 'x': array"),
        ({"": 1}, "returned '': 1"),
        ({1: 1}, "returned 1: 1"),
    ],
)
def test_what_is_no_figure_is_refused(returned, says):
    with pytest.raises(TypeError, match=says):
        plain(returned, columns=())


def test_numbers_of_numpy_are_numbers():
    found = plain(
        {"a": np.float32(0.5), "b": np.int64(7), "c": np.bool_(True), "d": np.array([0.25]), "e": 1}, columns=()
    )
    assert found == {"a": 0.5, "b": 7, "c": True, "d": 0.25, "e": 1}
    assert [type(one) for one in found.values()] == [float, int, bool, float, int]


# `seed` epochs are as much as a process survives
EPOCHS = """\
def toy(rate, seed, checkpoint=None):
    folder = Path(checkpoint or ".")
    folder.mkdir(exist_ok=True)
    done = len(list(folder.glob("epoch *")))
    for epoch in range(done, 4):
        if epoch == done + seed:
            time.sleep(0.5)
            os.kill(os.getpid(), 9)
        (folder / f"epoch {epoch}").touch()
    return {"epochs": 4 - done}"""


def test_a_point_that_dies_goes_on_from_its_checkpoint(tmp_path, run):
    course(tmp_path, EPOCHS, grid=[{"rate": 1, "seed": [9, 3]}])
    status, said = run(tmp_path, "01_toy")
    assert status == 0, said
    assert lines(tmp_path)[1:] == ["1|9|4|", "1|3|1|"]
    seconds = (tmp_path / "nnutils" / "experiments" / "01_toy.csv").read_text().splitlines()[2].split(",")[3]
    assert float(seconds) > 0.2, "the seconds before the death count"
    assert not list((tmp_path / "_build" / "experiments" / "01_toy" / "checkpoints").iterdir())


def test_a_checkpoint_outlives_the_run_but_not_a_change_of_the_cells(tmp_path, run):
    twice = "1|1|its process was killed by signal 9 (out of memory?), 2 times"
    course(tmp_path, EPOCHS, grid=[{"rate": 1, "seed": 1}])
    assert (run(tmp_path, "01_toy")[0], lines(tmp_path)[1]) == (1, twice)
    assert (run(tmp_path, "01_toy", "--retry")[0], lines(tmp_path)[1]) == (0, "1|1|1|")
    assert (run(tmp_path, "01_toy", "--restart")[0], lines(tmp_path)[1]) == (1, twice)
    change(tmp_path, "range(done, 4)", "range(done, 2 + 2)")
    assert (run(tmp_path, "01_toy", "--restart")[0], lines(tmp_path)[1]) == (1, twice)


def test_a_few_points_are_spread_over_the_grid_and_the_rest_follows(tmp_path, run):
    course(tmp_path)
    status, said = run(tmp_path, "01_toy", "--points", "4", "--workers", "1")
    assert (status, len(lines(tmp_path))) == (0, 5)
    assert "01_toy.csv has 4 points. 8 are left: the same command goes on." in said
    assert provenance(tmp_path)["finished"] == 4
    first = lines(tmp_path)
    assert len({row.split("|")[0] for row in first[1:]}) > 1
    status, said = run(tmp_path, "01_toy", "--dry")
    assert "8 left would take about" in said
    assert "judging by the 4 finished ones" in said
    assert run(tmp_path, "01_toy")[0] == 0
    assert [row for row in lines(tmp_path) if row in first] == first
    assert len(lines(tmp_path)) == 13


def test_dry_prints_the_grid_and_judges_by_points_made_tiny(tmp_path, run):
    source = "def toy(rate, seed, epochs):\n    time.sleep(0.05 * epochs)\n    return {'x': 1}"
    course(tmp_path, source, common={"epochs": 1440}, tiny={"epochs": 2})
    status, said = run(tmp_path, "01_toy", "--dry", "--workers", "2")
    assert status == 0
    assert "01_toy: 12 points of toy in notebooks/01_first.ipynb" in said
    assert "rate 0.1, 0.5, 2.0 seed 1, 2, 3, 4 epochs 1440 0 are finished" in said
    hours = re.search(r"The 12 left would take about (\d+) min, 2 at a time \((\d+) min one after the other\)", said)
    assert hours, said
    assert 6.5 <= int(hours[1]) <= 12  # 72 s each
    assert 13 <= int(hours[2]) <= 24
    assert not (tmp_path / "nnutils" / "experiments" / "01_toy.csv").exists()


def test_changed_cells_make_the_table_stale_and_it_says_which(tmp_path, run):
    course(tmp_path)
    run(tmp_path, "01_toy")
    assert run(tmp_path, "--check") == (0, "")
    table = lines(tmp_path)
    change(tmp_path, "-rate * steps", "-rate * steps / 2")
    status, said = run(tmp_path, "01_toy")
    assert (status, lines(tmp_path)) == (1, table)
    assert said.startswith("01_toy: the cells have changed since the table was computed: decay has changed. RESTART=1")
    status, said = run(tmp_path, "--check")
    assert status == 1
    assert said == (
        "nnutils/experiments/01_toy.csv is stale: in notebooks/01_first.ipynb decay has changed. "
        "Compute it anew: make experiment NAME=01_toy RESTART=1"
    )
    status, said = run(tmp_path, "01_toy", "--restart")
    assert status == 0
    assert "01_toy.csv was moved to _build/experiments/01_toy/aside-" in said
    assert lines(tmp_path)[1] == "0.1|1|0.951229425|3|"
    assert len(list((tmp_path / "_build" / "experiments" / "01_toy").glob("aside-*/*"))) == 2
    assert run(tmp_path, "--check") == (0, "")


def test_the_tables_of_the_course_belong_to_its_cells():
    assert check(ROOT) == []


def test_the_check_starts_no_cluster():
    code = "import sys; from tools.experiments.__main__ import main; main(['--check']); print('dask' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).endswith("False\n")


def test_a_table_without_an_experiment_and_a_chapter_without_the_cells_are_found(tmp_path, run):
    course(tmp_path)
    run(tmp_path, "01_toy", "--points", "1")
    change(tmp_path, "def toy", "def other")
    assert run(tmp_path, "--check") == (
        1,
        "notebooks/01_first.ipynb: no cell tagged 'experiment' defines 'toy'; there is: decay, come, other",
    )
    (tmp_path / "notebooks" / "experiments.yml").write_text("")
    assert run(tmp_path, "--check") == (
        1,
        "nnutils/experiments/01_toy.csv is the table of no experiment in notebooks/experiments.yml",
    )


def test_a_grid_that_is_thinned_or_grows_keeps_what_was_computed(tmp_path, run):
    course(tmp_path, grid=[{"rate": [0.1, 0.5], "seed": [1, 2]}])
    run(tmp_path, "01_toy")
    before = lines(tmp_path)
    entry = tmp_path / "notebooks" / "experiments.yml"
    described = yaml.safe_load(entry.read_text())
    described["01_toy"]["grid"] = [{"rate": [0.1, 2.0], "seed": [1, 2]}]
    entry.write_text(yaml.safe_dump(described))
    status, said = run(tmp_path, "01_toy")
    assert status == 0
    assert "2 of 2 points" in said
    assert lines(tmp_path)[:3] == before[:3]
    assert [row.split("|")[0] for row in lines(tmp_path)[1:]] == ["0.1", "0.1", "2.0", "2.0"]


def test_cells_that_cant_be_imported_end_the_run_with_their_error(tmp_path, run):
    course(tmp_path, "import no_such_module", TOY.replace("decay(", "no_such_module.decay("), grid=[BLOCK])
    status, said = run(tmp_path, "01_toy")
    assert status == 1
    assert "the experiment's cells can't be imported by a worker:" in said
    assert "ModuleNotFoundError: No module named 'no_such_module'" in said
    assert not (tmp_path / "nnutils" / "experiments" / "01_toy.csv").exists()


@pytest.mark.parametrize(
    ("what", "error"), [("raise", "no such rate"), ("seconds", "the point returned 'seconds', which is another column")]
)
def test_where_the_first_points_all_fail_nothing_more_is_computed(tmp_path, run, monkeypatch, what, error):
    monkeypatch.setattr(session, "SAY_EACH", 0)
    course(tmp_path, common={"what": what})
    status, said = run(tmp_path, "01_toy", "--workers", "1")
    assert status == 1
    assert "1 of 12 points, time left unknown" in said
    assert f"the first 5 points all failed, the last with: ValueError: {error}" in said
    assert "7 are left" in said


def test_no_scheduler_is_a_sentence(tmp_path, run, monkeypatch):
    monkeypatch.setattr(engine, "CONNECT", 0.3)
    course(tmp_path)
    status, said = run(tmp_path, "01_toy", "--scheduler", "tcp://127.0.0.1:9")
    assert status == 1
    assert said.startswith("01_toy: no Dask scheduler answers at tcp://127.0.0.1:9")
    assert run(tmp_path, "01_toy", "--scheduler", "nowhere")[0] == 1


def test_the_experiments_are_listed(tmp_path, run):
    course(tmp_path)
    assert run(tmp_path)[1] == "01_toy no table How much is left."
    run(tmp_path, "01_toy", "--points", "1")
    assert run(tmp_path)[1] == "01_toy 1 of 12 points How much is left."


@pytest.mark.parametrize("arguments", [("--points", "0"), ("--workers", "x"), ("--threads", "-1")])
def test_what_is_no_number_is_refused(tmp_path, run, capsys, arguments):
    with pytest.raises(SystemExit):
        run(tmp_path, "01_toy", *arguments)
    assert "allowed is 1 or more" in capsys.readouterr().err
