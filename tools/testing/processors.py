"""Check the reduced copies under other processors' arithmetic: ``python -m tools.testing.processors [CHAPTER ...]``.

OpenBLAS and oneDNN choose their routines by the processor, and can be told to choose those of another one; the order of
additions also follows the number of threads. All chapters run under each of these, one after another, and a table
shows what passed. A chapter that has passed is not run again before something that it depends on changes, so an
interrupted run goes on where it ended (``_build/processors/``; ``--again`` forgets it).
"""

import argparse
import json
import os
import platform
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from tools.execution.threads import VARIABLES as THREADS
from tools.notebooks import ROOT, fast_parameters, select
from tools.testing import proven
from tools.testing.prepare import reduced_copies


def _threads(number: int) -> dict[str, str]:
    return dict.fromkeys(THREADS, str(number))


# The environment of each emulated processor.
PROCESSORS = {
    "Nehalem": {"OPENBLAS_CORETYPE": "Nehalem", "ONEDNN_MAX_CPU_ISA": "SSE41"},
    "Haswell": {"OPENBLAS_CORETYPE": "Haswell", "ONEDNN_MAX_CPU_ISA": "AVX2"},
    "Zen": {"OPENBLAS_CORETYPE": "Zen", "ONEDNN_MAX_CPU_ISA": "AVX2"},
    "without oneDNN": {"TF_ENABLE_ONEDNN_OPTS": "0"},
    "one thread": _threads(1),
    "four threads": _threads(4),
}


@dataclass(frozen=True)
class Outcome:
    """How one chapter fared under one processor: cells that failed, and seconds."""

    failed: tuple[str, ...]
    seconds: float

    def __str__(self) -> str:
        return f"FAILED ({', '.join(self.failed)})" if self.failed else f"passed, {self.seconds:.0f} s"


Check = Callable[[Path, dict[str, str], Path], Outcome]


def check(copy: Path, environment: dict[str, str], log: Path) -> Outcome:
    """Run nbval on a reduced copy under an environment; its output goes to ``log``.

    Raises
    ------
    KeyboardInterrupt
        When the user interrupts; nbval and its kernel have then ended.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    known = {name for values in PROCESSORS.values() for name in values}
    clean = {k: v for k, v in clean.items() if k not in known} | {"NNUTILS_DATA": "embedded"}
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-rfE", "--color=no", "-p", "no:xdist", str(copy)]
    start = time.monotonic()
    with log.open("w", encoding="utf-8") as output:
        # A session of its own, so that only this process hears Ctrl-C and ends the other in order.
        process = subprocess.Popen(
            command, cwd=ROOT, env=clean | environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            status = process.wait()
        except BaseException:
            _end(process)
            raise
    failed = re.findall(r"^(?:FAILED|ERROR) .*?::(Cell \d+)", log.read_text(encoding="utf-8"), re.MULTILINE)
    if status and not failed:
        failed = [f"exit status {status}"]
    return Outcome(tuple(failed), time.monotonic() - start)


def _end(process: subprocess.Popen, seconds: float = 10) -> None:
    try:
        family = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for child in family:
        if child.is_running():
            child.kill()


class Store:
    """What passed, by the digest of all that it depends on, in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seconds: dict[str, float] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def keep(self, digest: str, outcome: Outcome) -> None:
        """Keep the outcome if it passed."""
        if not outcome.failed:
            self.seconds[digest] = outcome.seconds
            proven.write(self.path, self.seconds)


def run(
    copies: Iterable[Path], processors: dict[str, dict[str, str]], store: Store, one: Check = check
) -> dict[tuple[str, str], Outcome]:
    """Check each copy under each processor and return the outcomes by (chapter, processor).

    What the store knows to have passed is not run again. After Ctrl-C the outcomes so far are returned.
    """
    outcomes: dict[tuple[str, str], Outcome] = {}
    for name, environment in processors.items():
        for copy in copies:
            digest = proven.notebook_digest(copy, environment)
            if digest in store.seconds:
                outcome = Outcome((), store.seconds[digest])
            else:
                print(f"{name}: {copy.stem} …", end=" ", flush=True)
                try:
                    outcome = one(copy, environment, store.path.parent / name.replace(" ", "_") / f"{copy.stem}.log")
                except KeyboardInterrupt:
                    print("interrupted")
                    return outcomes
                print(outcome, flush=True)
                store.keep(digest, outcome)
            outcomes[copy.stem, name] = outcome
    return outcomes


def table(chapters: Iterable[str], names: Iterable[str], outcomes: dict[tuple[str, str], Outcome]) -> Table:
    """Return the table chapter × processor; a dash stands where nothing ran."""
    grid = Table("chapter", *names, title="reduced copies under other processors' arithmetic")
    for chapter in chapters:
        grid.add_row(chapter, *(str(outcomes.get((chapter, name), "–")) for name in names))
    return grid


def main(argv: list[str] | None = None) -> int:
    """Run the chapters that the command line names; return 0 when all passed, 130 after Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tools.testing.processors", description=__doc__.splitlines()[0])
    parser.add_argument("chapters", nargs="*", help="numbers or names; all when none is given")
    parser.add_argument("--processor", action="append", choices=PROCESSORS, help="only this one; may be repeated")
    parser.add_argument("--again", action="store_true", help="run again what has passed before")
    args = parser.parse_args(argv)
    try:
        chosen = select(args.chapters)
    except (ValueError, FileNotFoundError) as error:
        parser.error(str(error))
    if platform.machine().lower() not in ("x86_64", "amd64"):
        print(f"on {platform.machine()} other processors can't be emulated: only the number of threads differs")
    folder = ROOT / "_build" / "processors"
    store = Store(folder / "passed.json")
    if args.again:
        store.seconds.clear()
    names = args.processor or list(PROCESSORS)
    outcomes = run(
        reduced_copies(chosen, fast_parameters(), folder / "copies"), {name: PROCESSORS[name] for name in names}, store
    )
    Console(width=None if sys.stdout.isatty() else 160).print(table(chosen, names, outcomes))
    failed = sum(bool(outcome.failed) for outcome in outcomes.values())
    wanted = len(chosen) * len(names)
    print(f"{len(outcomes) - failed} of {wanted} passed; what nbval said: {folder}/PROCESSOR/CHAPTER.log")
    if len(outcomes) < wanted:
        return 130
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
