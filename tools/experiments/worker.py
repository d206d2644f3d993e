"""What runs in a Dask worker: a plugin that has points computed by processes beside it.

Dask sends this module to the workers by value, so that they need `distributed` and what the chapter imports, but no
copy of the course. The worker's own process computes nothing: a point that dies doesn't take the worker along, and the
environment, with its number of threads, is that of the point alone.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker

START = 600.0  # seconds after which a module that is still being imported is given up
POLL = 0.2  # seconds
GONE = ("released", "cancelled", "forgotten")  # states of a task that nobody waits for any more


class CantStartError(RuntimeError):
    """The experiment's module can't be imported on this computer, so no point can be computed here."""


class Runner:
    """A process of `tools.experiments.runner`.

    Parameters
    ----------
    folder
        Where it finds itself and the module.
    module
        The module's name.
    environment
        Its environment.
    """

    def __init__(self, folder: Path, module: str, environment: Mapping[str, str]) -> None:
        self.log = folder / f"log-{time.monotonic_ns()}.txt"
        command = [sys.executable, "-m", "tools.experiments.runner", module]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is for the client alone
            )
        self.lines: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.about: dict[str, Any] | None = None
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            self.lines.put(json.loads(line))
        self.lines.put(None)

    def next(self, stop: Callable[[], str | None]) -> dict[str, Any]:
        """Return what it says next; ``stop`` may end the waiting with a reason, which is raised as TimeoutError.

        Raises
        ------
        EOFError
            If it has ended.
        """
        while True:
            try:
                said = self.lines.get(timeout=POLL)
            except queue.Empty:
                if reason := stop():
                    raise TimeoutError(reason) from None
                continue
            if said is None:
                raise EOFError(self._reason())
            return said

    def ready(self) -> dict[str, Any]:
        """Wait for the module's import, and return what the process says about itself.

        Raises
        ------
        CantStartError
            With the last lines that it wrote.
        """
        if self.about is None:
            end = time.monotonic() + START
            try:
                self.about = self.next(lambda: "takes too long" if time.monotonic() > end else None)
            except (EOFError, TimeoutError) as error:
                self.close()
                lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines() or [str(error)]
                raise CantStartError("\n".join(lines[-5:])) from None
        return self.about

    def ask(self, request: Mapping[str, Any], stop: Callable[[], str | None]) -> int:
        """Have a point computed, and return the exit status of its process.

        Raises
        ------
        EOFError, TimeoutError
            As `next` does.
        """
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
        except OSError:
            raise EOFError(self._reason()) from None
        return self.next(stop)["status"]

    def _reason(self) -> str:
        return _reason(self.process.wait())

    def close(self) -> None:
        """End the process and the point that it computes."""
        if self.process.stdin:
            with contextlib.suppress(OSError):  # it has ended, with a request unread
                self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:  # importing, or computing where it can't listen
            self.process.kill()
            self.process.wait()


class Points(WorkerPlugin):
    """Computes points of one experiment on a worker.

    Parameters
    ----------
    name
        The plugin's name, that of the experiment among its parts.
    files
        Text of the files that a runner needs, by path.
    module
        Name of the module among them.
    environment
        Variables of the points' processes, beside those of the worker.
    threads
        How many threads a point may use.
    checkpoints
        Folder in which points keep their checkpoints, used where its parent exists; else one of the computer's own.
    hours
        After so many a point is given up.
    """

    def __init__(
        self,
        name: str,
        files: Mapping[str, str],
        module: str,
        environment: Mapping[str, str],
        threads: int,
        checkpoints: str,
        hours: float,
    ) -> None:
        self.name, self.files, self.module = name, files, module
        self.environment, self.threads, self.checkpoints, self.hours = environment, threads, checkpoints, hours

    def setup(self, worker: Worker) -> None:
        """Start a runner for each thread at once, as all of them import for seconds."""
        self.folder = Path(tempfile.mkdtemp(prefix="nnbe-", dir=worker.local_directory))
        for name, text in self.files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.abandoned: set[str] = set()
        self.idle = [self.start() for _ in range(worker.state.nthreads)]

    def teardown(self, worker: Worker) -> None:
        """End the runners that have nothing to do; the others are abandoned by their tasks."""
        while self.idle:
            self.idle.pop().close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def transition(self, key: Any, start: str, finish: str, **_: Any) -> None:
        """Note a task that is being computed and that nobody waits for: Dask itself would let it go on."""
        if start == "executing" and finish in GONE:
            self.abandoned.add(str(key))

    def start(self) -> Runner:
        """Start a runner."""
        own = dict.fromkeys(("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), str(self.threads))
        # One thread in these while importing, as a fork would have none of the others; it takes its own afterwards.
        own |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        return Runner(self.folder, self.module, os.environ | self.environment | own)

    def compute(self, key: str, point: str, request: dict[str, Any], checkpoint: bool) -> dict[str, Any]:
        """Compute a point.

        Parameters
        ----------
        key
            The task's.
        point
            A name for the point, the same in every run.
        request
            What the runner gets.
        checkpoint
            Whether the function takes a folder for its checkpoints.

        Returns
        -------
        dict
            What the runner wrote, with ``computer`` and ``day``; or ``died``, why the process ended without writing
            anything; or ``cant_start``.
        """
        try:
            runner = self.idle.pop()
        except IndexError:
            runner = self.start()
        try:
            about = runner.ready()
        except CantStartError as error:
            return {"cant_start": str(error)}
        result = self.folder / f"{point}.json"
        folder = self._checkpoints() / point
        before = 0.0
        if checkpoint:
            folder.mkdir(parents=True, exist_ok=True)
            before = _seconds(folder)
            request = request | {"arguments": request["arguments"] | {"checkpoint": str(folder / "files")}}
        begun = time.monotonic()

        def stop() -> str | None:
            spent = before + time.monotonic() - begun
            if checkpoint:
                (folder / "seconds").write_text(f"{spent:.1f}", encoding="utf-8")
            if key in self.abandoned:
                return "nobody waits for it any more"
            return f"gave up after its {self.hours:g} hours" if spent > 3600 * self.hours else None

        try:
            status = runner.ask(request | {"result": str(result), "threads": self.threads}, stop)
        except (EOFError, TimeoutError) as error:
            runner.close()
            return {"died": str(error), "final": isinstance(error, TimeoutError)}
        if about["fresh"]:
            runner.close()
        else:
            self.idle.append(runner)
        if not result.exists():
            return {"died": _reason(status), "final": False}
        answer = json.loads(result.read_text(encoding="utf-8"))
        result.unlink()
        if checkpoint:
            shutil.rmtree(folder, ignore_errors=True)
            answer["seconds"] += before
        return answer | {"computer": about["computer"], "day": datetime.date.today().isoformat()}

    def _checkpoints(self) -> Path:
        wanted = Path(self.checkpoints)
        if wanted.parent.is_dir() and os.access(wanted.parent, os.W_OK):
            return wanted
        return Path(tempfile.gettempdir()) / f"{self.name}-checkpoints"


def _seconds(folder: Path) -> float:
    try:
        return float((folder / "seconds").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0.0


def _reason(status: int) -> str:
    if status < 0:
        return f"its process was killed by signal {-status}" + (" (out of memory?)" if status == -9 else "")
    return f"its process ended with status {status}"


def compute(plugin: str, key: str, point: str, request: dict[str, Any], checkpoint: bool) -> dict[str, Any]:
    """Compute a point on this worker: the task that is sent to Dask."""
    points: Any = get_worker().plugins[plugin]
    return points.compute(key, point, request, checkpoint)
