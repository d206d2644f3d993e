"""Run a command within limits of time and memory, and end it with all that it has started."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

GIB = 2**30
TICK, LOOK = 0.2, 1.0  # seconds between two looks at whether it has ended, and at its memory, which costs more
clock = time.monotonic  # a name of this module, so that a test can let an hour pass


@dataclass(frozen=True)
class Limits:
    """What a command may take."""

    seconds: float
    gib: float  # resident memory of all its processes together


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int  # exit status; negative: the signal that ended it
    seconds: float
    peak_gib: float  # resident, of all its processes together
    stopped: str | None  # why it was ended; None when it ended by itself


def watch(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    folder: Path,
    log: Path,
    limits: Limits,
    stop: threading.Event,
    heard: Callable[[str], None],
) -> Ended:
    """Run a command to its end, to a limit, or until ``stop`` is set; afterwards nothing that it started is left.

    Its standard input ends when this process does, which is how it can tell.

    Parameters
    ----------
    command, environment, folder
        What runs, and where.
    log
        The file for its standard error output.
    limits
        What it may take.
    stop
        Ends the command when it is set, by another thread.
    heard
        Called, in another thread, with each line of the command's standard output.

    Raises
    ------
    Exception
        What ``heard`` raised, when the command has ended.
    """
    start, peak, stopped, family = clock(), 0.0, None, set[psutil.Process]()
    looked = -LOOK
    failures: list[Exception] = []

    def listen(lines: Iterable[str]) -> None:
        for line in lines:
            try:
                heard(line)
            except Exception as error:
                failures.append(error)

    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
            **_alone(),
        )
        listener = threading.Thread(target=listen, args=(process.stdout,), daemon=True)
        listener.start()
        try:
            while process.poll() is None and not stopped:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(TICK)
                if time.monotonic() - looked >= LOOK:
                    family |= members(process.pid)
                    peak, looked = max(peak, resident(family) / GIB), time.monotonic()
                if stop.is_set():
                    stopped = "interrupted"
                elif clock() - start > limits.seconds:
                    stopped = f"stopped after its time limit of {limits.seconds:.0f} s"
                elif peak > limits.gib:
                    stopped = f"stopped at {peak:.1f} GiB of memory, limit {limits.gib:g} GiB"
        finally:
            family |= members(process.pid)
            kill(family)
            process.wait()  # before psutil waits for it, which would take its status away
            psutil.wait_procs(family, timeout=5)
            listener.join()
            for stream in (process.stdin, process.stdout):
                if stream:
                    stream.close()
    if failures:
        raise failures[0]
    return Ended(process.returncode, clock() - start, peak, stopped)


def _alone() -> dict:
    """Return options of a process that does not hear the Ctrl-C meant for this one, which ends it in order."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def members(pid: int) -> set[psutil.Process]:
    """Return a process and all that it has started, directly or not, as far as they still run."""
    try:
        parent = psutil.Process(pid)
        return {parent, *parent.children(recursive=True)}
    except psutil.NoSuchProcess:
        return set()


def resident(family: set[psutil.Process]) -> int:
    """Return the resident bytes of the processes that still run, in all."""
    total = 0
    for process in family:
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def kill(family: set[psutil.Process]) -> None:
    """Kill the processes that still run; one that has got the number of an ended one is left alone."""
    for process in family:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
