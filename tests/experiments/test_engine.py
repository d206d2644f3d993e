"""What may happen to processes while a table is computed, on this computer and on a cluster: the table is the same."""

import json
import math
import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest
from toys import command, course, lines, provenance

from tools.experiments.__main__ import main
from tools.notebooks import ROOT

EXPECTED = [
    "rate|seed|left|steps|error",
    *(f"{rate}|{seed}|{math.exp(-rate * seed):.9g}|3|" for rate in (0.1, 0.5, 2.0) for seed in (1, 2, 3, 4)),
]
LIMIT = 180  # seconds for whatever is waited for


def wait_for(what, process=None):
    """Wait until ``what()`` returns something true, and return it."""
    end = time.monotonic() + LIMIT
    while not (found := what()):
        assert time.monotonic() < end, f"waited {LIMIT} s"
        assert process is None or process.poll() is None, process.communicate()
        time.sleep(0.02)
    return found


def rows(root):
    try:
        return len(lines(root)) - 1
    except FileNotFoundError:
        return 0


def runners(pid):
    """The runners below a process, and the forks that compute points."""
    below = psutil.Process(pid).children(recursive=True)
    ours = [one for one in below if "tools.experiments.runner" in cmdline(one)]
    return [one for one in ours if one.ppid() not in {other.pid for other in ours}], [
        one for one in ours if one.ppid() in {other.pid for other in ours}
    ]


def cmdline(process):
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


@pytest.fixture
def start():
    """Starts processes that are killed at the end of the test, whatever happened."""
    started = []

    def start(arguments, **options):
        environment = os.environ | options.pop("env", {})
        pipe = subprocess.PIPE
        process = subprocess.Popen(arguments, env=environment, stdout=pipe, stderr=pipe, text=True, **options)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The lines of a table that was computed without disturbance."""
    root = course(tmp_path_factory.mktemp("undisturbed"))
    assert main(["--root", str(root), "01_toy"]) == 0
    found = provenance(root)
    assert (found["points"], found["finished"], found["failed"]) == (12, 12, 0)
    assert (found["experiment"], found["notebook"], found["function"]) == ("01_toy", "notebooks/01_first.ipynb", "toy")
    assert (found["arguments"], found["figures"]) == (["rate", "seed"], ["left", "steps"])
    (computer,) = found["computers"].values()
    assert {"processor", "cores", "system", "python", "threads", "from", "to"} <= computer.keys()
    assert computer["points"] == 12
    return lines(root)


def test_an_undisturbed_table_holds_what_the_function_returns(undisturbed):
    assert undisturbed == EXPECTED


@pytest.fixture
def gate(tmp_path):
    """A gate that lets only so many points through, in the order in which they come; the others wait before it."""
    folder = tmp_path / "gate"
    folder.mkdir()

    def let(number):
        (folder / "part").write_text(str(number))
        (folder / "part").replace(folder / "limit")

    let.environment = {"TOY_GATE": str(folder)}
    let.came = lambda: len(list(folder.glob("came *")))
    return let


def test_killed_points_and_a_killed_client_cost_time_but_no_row(tmp_path, start, gate, undisturbed, capsys):
    root = course(tmp_path)
    gate(2)
    client = start(command(root, "01_toy", "--workers", "2"), cwd=ROOT, env=gate.environment)
    wait_for(lambda: rows(root) == 2 and gate.came() == 4, client)
    (one, two), points = runners(client.pid)
    next(point for point in points if point.ppid() == one.pid).kill()
    wait_for(lambda: gate.came() == 5, client)
    two.kill()
    wait_for(lambda: gate.came() == 6, client)
    # a second client is refused, and says why
    assert main(["--root", str(root), "01_toy"]) == 1
    assert f"01_toy: 01_toy is being computed already (process {client.pid}, since " in capsys.readouterr().err
    gate(8)
    wait_for(lambda: rows(root) == 6 and gate.came() == 10, client)
    left = [one for both in runners(client.pid) for one in both]
    assert len(left) == 4
    client.kill()
    client.wait()
    assert rows(root) == 6
    wait_for(lambda: not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in left))
    on_another_computer(root)
    assert main(["--root", str(root), "01_toy"]) == 0
    assert lines(root) == undisturbed
    computers = provenance(root)["computers"]
    assert [one["points"] for one in computers.values()] == [6, 6]
    assert "other" in computers
    assert not list((root / "nnutils" / "experiments").glob(".*part*"))


def on_another_computer(root):
    """Let the stored rows be from a computer of another name, as if the table had been committed and fetched here."""
    (here,) = provenance(root)["computers"]
    for path in (root / "nnutils" / "experiments").glob("01_toy.*"):
        path.write_text(path.read_text().replace(here, "other"))


def test_an_interrupted_client_says_how_to_go_on(tmp_path, start, gate):
    root = course(tmp_path)
    gate(2)
    client = start(command(root, "01_toy", "--workers", "2"), cwd=ROOT, env=gate.environment)
    wait_for(lambda: rows(root) == 2 and gate.came() == 4, client)
    client.send_signal(signal.SIGINT)
    out, err = client.communicate(timeout=LIMIT)
    assert (client.returncode, err) == (130, "")
    assert "Interrupted. 01_toy.csv has 2 points. 10 are left: the same command goes on." in out


@pytest.fixture
def cluster(tmp_path, start, gate):
    """A Dask scheduler and two workers, which know nothing of the course's tools: address, scheduler, workers."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    file = elsewhere / "scheduler.json"
    options = {"cwd": elsewhere, "env": {"PYTHONPATH": ""} | gate.environment}
    common = ["--host", "127.0.0.1", "--no-dashboard"]
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", *common, "--port", "0"]
    scheduler = start([*dask, "--scheduler-file", str(file)], **options)
    address = wait_for(lambda: file.exists() and json.loads(file.read_text())["address"], scheduler)
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, *common, "--nthreads", "1", "--no-nanny"]
    workers = [start([*worker, "--local-directory", str(elsewhere / name)], **options) for name in "ab"]
    return address, scheduler, workers


def test_a_cluster_loses_a_worker_and_its_client_and_computes_the_same_table(
    tmp_path, start, gate, cluster, undisturbed, capsys
):
    address, scheduler, workers = cluster
    root = course(tmp_path)
    gate(2)
    client = start(command(root, "01_toy", "--scheduler", address), cwd=ROOT)
    wait_for(lambda: rows(root) == 2 and gate.came() == 4, client)
    assert all(runners(one.pid)[1] for one in workers)
    workers[0].kill()
    gate(7)
    wait_for(lambda: rows(root) == 6 and gate.came() == 8, client)
    client.kill()
    client.wait()
    # nobody waits for the point that is being computed: its process ends, the worker stays
    wait_for(lambda: not runners(workers[1].pid)[1])
    assert workers[1].poll() is None
    assert rows(root) == 6
    gate(99)
    assert main(["--root", str(root), "01_toy", "--scheduler", address]) == 0
    assert lines(root) == undisturbed
    # a scheduler that goes away ends the run with a sentence
    capsys.readouterr()
    gate(0)
    scheduler_goes = threading.Thread(target=lambda: (wait_for(lambda: gate.came() == 15), scheduler.kill()))
    scheduler_goes.start()
    assert main(["--root", str(root), "01_toy", "--scheduler", address, "--restart"]) == 1
    scheduler_goes.join()
    said = "the connection to the scheduler is lost. 01_toy.csv has 0 points. 12 are left: the same command goes on."
    assert capsys.readouterr().err == f"01_toy: {said}\n"
