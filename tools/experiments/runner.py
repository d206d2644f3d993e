"""The process beside a worker that computes points: ``python -m tools.experiments.runner MODULE``.

It imports the experiment's module, which takes seconds where that imports TensorFlow, and then forks for each point,
so that a point costs no import and leaves nothing behind. Where a fork can't go on as a fresh process would (another
system than Linux, a GPU in use), it computes one point itself and ends.

The worker sends a request as a line of JSON, and gets a line when the module is there and one when the point's process
has ended; what the point returned is in a file. When standard input closes, whatever runs is killed: then the worker
wants that, or has gone. Only Python's own library is needed, as this file is sent to computers that have no more of
the course's tools.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import platform
import select
import sys
import threading
import time
import traceback
from collections.abc import Collection
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

from tools.forks import die_with_parent, kill_group, unfit

POLL = 0.02  # seconds
IMPORTED_WITH_ONE = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
PACKAGES = {"tensorflow": "tensorflow", "keras": "keras", "numpy": "numpy", "scipy": "scipy", "sklearn": "scikit-learn"}


def computer() -> dict[str, Any]:
    """Return what this computer is, as far as figures and seconds depend on it, and a short name for it.

    The name tells computers apart without giving away what their owners call them.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    described = {
        "processor": _processor(),
        "cores": cores,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{package: version(package) for name, package in PACKAGES.items() if name in sys.modules},
    }
    if (tensorflow := sys.modules.get("tensorflow")) and (found := tensorflow.config.list_physical_devices("GPU")):
        details = [tensorflow.config.experimental.get_device_details(one) for one in found]
        described["gpu"] = ", ".join(one.get("device_name", "unknown") for one in details)
    name = hashlib.sha256(json.dumps([platform.node(), described]).encode()).hexdigest()[:6]
    return {"name": f"c{name}", "description": described}


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return " ".join(line.partition(":")[2].split())
    return platform.processor() or platform.machine()


def plain(figures: object, columns: Collection[str]) -> dict[str, float]:
    """Return what a point returned as plain numbers by name.

    Parameters
    ----------
    figures
        What the point returned.
    columns
        The names that the table has anyway.

    Raises
    ------
    TypeError
        If it is anything else.
    ValueError
        If a name is that of another column.
    """
    if not isinstance(figures, dict) or not figures:
        raise TypeError(f"the point returned {figures!r}; it must be numbers by name, such as {{'accuracy': 0.9}}")
    found = {}
    for name, value in figures.items():
        number = value.item() if hasattr(value, "item") and getattr(value, "size", 1) == 1 else value
        if not isinstance(name, str) or not name or not isinstance(number, (int, float)):
            raise TypeError(f"the point returned {name!r}: {value!r}; each must be a number with a name")
        if name in columns:
            raise ValueError(f"the point returned {name!r}, which is another column's name")
        found[name] = number
    return found


def compute(module: ModuleType, request: dict[str, Any]) -> None:
    """Compute a point, and write its figures or its error, its seconds and its memory."""
    began = time.perf_counter()
    try:
        returned = getattr(module, request["function"])(**request["arguments"])
        answer: dict[str, Any] = {"figures": plain(returned, request["columns"])}
    except (Exception, SystemExit) as error:
        answer = {"error": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}
    answer["seconds"] = time.perf_counter() - began
    if sys.platform != "win32":
        import resource

        unit = 2**30 if sys.platform == "darwin" else 2**20
        answer["gib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    part = Path(request["result"] + ".part")
    part.write_text(json.dumps(answer), encoding="utf-8")
    part.replace(request["result"])


def fresh(threads: int) -> None:
    """Give a fork what a fresh process has: random numbers of its own, and the threads that it may use."""
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    for name in IMPORTED_WITH_ONE:  # for what the point itself starts
        os.environ[name] = str(threads)
    if threads > 1 and (libraries := sys.modules.get("threadpoolctl")):
        libraries.threadpool_limits(threads)  # they were imported with one, as threads don't survive a fork


def fork(module: ModuleType, request: dict[str, Any], channel: Any) -> int | None:
    """Compute a point in a fork, and return its exit status, or None if the worker wants no more."""
    if (pid := os.fork()) == 0:
        status = 1
        try:
            die_with_parent()
            os.setsid()
            channel.close()
            os.close(0)
            os.open(os.devnull, os.O_RDONLY)
            fresh(request["threads"])
            compute(module, request)
            status = 0
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            with suppress(OSError):  # what it may have left behind
                kill_group(pid)
            return os.waitstatus_to_exitcode(status)
        if select.select([0], [], [], POLL)[0]:
            kill_group(pid)
            os.waitpid(pid, 0)
            return None


def _end_with_worker() -> None:
    while os.read(0, 64):
        pass
    os._exit(1)


def main() -> None:
    """Import the module, and serve."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what points print goes to the log

    def say(**words: object) -> None:
        channel.write(json.dumps(words) + "\n")
        channel.flush()

    module = importlib.import_module(sys.argv[1])
    reason = unfit()
    say(computer=computer(), fresh=reason)
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        if reason:
            threading.Thread(target=_end_with_worker, daemon=True).start()
            compute(module, request)
            say(status=0)
            os._exit(0)  # no waiting for the thread
        if (status := fork(module, request, channel)) is None:
            return
        say(status=status)


if __name__ == "__main__":
    main()
