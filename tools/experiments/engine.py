"""Computes the points of an experiment on Dask: on this computer's cores, or on a cluster that runs already."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import sys
import threading
import time
import uuid
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cloudpickle
from distributed import CancelledError, Client, Future, KilledWorker, LocalCluster, TimeoutError, wait

from tools.experiments import worker
from tools.experiments.grid import HOURS, RESERVED, Point
from tools.experiments.store import Key, key
from tools.notebooks import ROOT

TRIES = 2  # a point whose process or worker dies gets one more
PATIENCE = 5  # so many errors and no result: then something else is wrong than the points
CONNECT, WAIT = 10, 60  # seconds for the scheduler to answer, and for the first worker
LOOK = 1  # second between two looks whether there are more workers now, or the run is to stop
LOST = "the connection to the scheduler is lost"
FILES = ("tools/__init__.py", "tools/forks.py", "tools/experiments/__init__.py", "tools/experiments/runner.py")
MODULE = "experiment_cells"
DATA = "NNUTILS_DATA"


class EngineError(RuntimeError):
    """The points can't be computed, or not all of them; the message says why. What is finished is in the table."""


@dataclass(frozen=True)
class Work:
    """What is to be computed, apart from the points.

    Attributes
    ----------
    name
        The experiment.
    source, function, checkpoint
        The module's text, the function in it, and whether that takes a folder for checkpoints.
    build
        Folder for what is not to be committed: module, checkpoints, errors in full.
    hours
        After so many a point is given up.
    files
        Texts that the module needs beside it, by name.
    """

    name: str
    source: str
    function: str
    checkpoint: bool
    build: Path
    hours: float = HOURS
    files: Mapping[str, str] = field(default_factory=dict)

    def label(self, point: Point) -> str:
        """Return a name for a point that is the same in every run of the same code."""
        return hashlib.sha256(json.dumps([self.source, point]).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Cluster:
    """Where points are computed.

    Attributes
    ----------
    scheduler
        Address of a running Dask scheduler; None: this computer.
    threads
        Of each point.
    workers
        Points at a time on this computer (default: as many as its cores allow).
    """

    scheduler: str | None = None
    threads: int = 1
    workers: int | None = None

    @contextlib.contextmanager
    def client(self, folder: Path) -> Iterator[Client]:
        """Connect, for as long as the context lasts.

        Raises
        ------
        EngineError
            If no scheduler answers, or it has no worker.
        """
        for name in ("distributed", "distributed.client"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is said by us
        if self.scheduler:
            try:
                client = Client(self.scheduler, timeout=CONNECT)
            except (OSError, ValueError, TimeoutError) as error:
                raise EngineError(f"no Dask scheduler answers at {self.scheduler}: {error}") from None
            with client:
                self._check(client)
                yield client
            return
        # In this process, as all computing is done in processes of the points: so nothing has to start for Dask.
        cluster = LocalCluster(
            n_workers=1,
            threads_per_worker=self.workers or max(1, cores() // self.threads),
            processes=False,
            dashboard_address="127.0.0.1:0",  # there is no way to have none
            memory_limit=0,  # Dask doesn't see what the points need
            local_directory=str(folder / "dask"),
            silence_logs=logging.CRITICAL,
        )
        with cluster, Client(cluster) as client:
            yield client

    def _check(self, client: Client) -> None:
        try:
            client.wait_for_workers(1, timeout=WAIT)
        except TimeoutError:
            raise EngineError(f"the scheduler at {self.scheduler} has no worker; waited {WAIT} s for one") from None
        here = "{}.{}".format(*sys.version_info[:2])
        versions: Any = client.get_versions()
        for address, about in versions["workers"].items():
            there = ".".join(about["host"]["python"].split(".")[:2])  # as in 3.11.7.final.0
            if there != here:
                raise EngineError(f"the worker {address} has Python {there}, this process {here}: they must agree")


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    work: Work,
    points: Sequence[Point],
    client: Client,
    *,
    threads: int,
    finished: Callable[[Point, dict[str, Any], int], None],
    stop: threading.Event | None = None,
) -> None:
    """Compute points, as many at a time as the cluster has threads.

    Parameters
    ----------
    work, points
        What to compute.
    client
        The cluster.
    threads
        Of each point.
    finished
        Called with each point, what became of it, and how many are computed at a time.
    stop
        Ends the run when it is set.

    Raises
    ------
    EngineError
        If no point can be computed: the module can't be imported, the first points all fail, or the scheduler has gone.
    KeyboardInterrupt
        If `stop` was set.
    """
    plugin, stop = _plugin(work, threads), stop or threading.Event()
    client.register_plugin(plugin)
    running: dict[Future, Point] = {}
    waiting, tries = deque(points), Counter[Key]()
    succeeded, failed = 0, 0
    try:
        while waiting or running:
            if stop.is_set():
                raise KeyboardInterrupt
            at_a_time = max(1, sum(client.nthreads().values()))
            while waiting and len(running) < at_a_time:
                point = waiting.popleft()
                tries[key(point)] += 1
                running[_submit(client, plugin.name, work, point)] = point
            try:
                done = wait(list(running), timeout=LOOK, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                continue
            for future in done:
                point = running.pop(future)
                answer = _answer(future, work.build, tries[key(point)])
                future.release()
                if answer is None:
                    waiting.appendleft(point)
                    continue
                finished(point, answer, at_a_time)
                succeeded, failed = succeeded + ("figures" in answer), failed + ("error" in answer)
                if not succeeded and failed >= PATIENCE:
                    raise EngineError(f"the first {failed} points all failed, the last with: {answer['error']}")
    except CancelledError:
        raise EngineError(LOST) from None
    except (OSError, RuntimeError) as error:
        if isinstance(error, EngineError) or client.status == "running":
            raise
        raise EngineError(LOST) from None
    finally:
        if client.status == "running":
            client.cancel(list(running))
            with contextlib.suppress(Exception):  # the cluster may go down at the same time
                client.unregister_worker_plugin(plugin.name)


def _plugin(work: Work, threads: int) -> worker.Points:
    files = {name: (ROOT / name).read_text(encoding="utf-8") for name in FILES}
    files |= {f"{MODULE}.py": work.source} | dict(work.files)
    work.build.mkdir(parents=True, exist_ok=True)
    (work.build / f"{MODULE}.py").write_text(work.source, encoding="utf-8")
    cloudpickle.register_pickle_by_value(worker)
    environment = {DATA: os.environ.get(DATA, "real")}  # no stand-in may get into a table unnoticed
    name = f"nnbe-{work.name}-{uuid.uuid4().hex[:8]}"
    return worker.Points(name, files, MODULE, environment, threads, str(work.build / "checkpoints"), work.hours)


class _Sent:
    """A function that is pickled by value wherever it stands in what Dask sends: the others don't have its module."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __call__(self, *arguments: Any) -> Any:
        return self.function(*arguments)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[bytes]]:
        return cloudpickle.loads, (cloudpickle.dumps(self.function),)


def _submit(client: Client, plugin: str, work: Work, point: Point) -> Future:
    label = work.label(point)
    task = f"{work.name}-{label}-{time.monotonic_ns()}"
    request = {"function": work.function, "arguments": point, "columns": [*RESERVED, *point]}
    return client.submit(_Sent(worker.compute), plugin, task, label, request, work.checkpoint, key=task, pure=False)


def _answer(future: Future, build: Path, tries: int) -> dict[str, Any] | None:
    """Return what became of a point, None if it is to be tried again."""
    if future.status == "finished":
        answer = future.result()
        if "cant_start" in answer:
            raise EngineError(f"the experiment's cells can't be imported by a worker: {answer['cant_start']}")
        if "died" in answer:
            if tries < TRIES and not answer["final"]:
                return None
            return {"error": answer["died"] + ("" if answer["final"] else f", {tries} times")}
        if trace := answer.pop("trace", None):
            folder = build / "errors"
            folder.mkdir(exist_ok=True)
            (folder / f"{future.key}.txt").write_text(trace, encoding="utf-8")
        return answer
    if future.status == "error":
        error = future.exception()
        if isinstance(error, KilledWorker):
            return {"error": "its worker died each time"}
        return {"error": f"{type(error).__name__}: {error}"}
    raise EngineError(LOST)
