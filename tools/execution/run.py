"""Execute chapters: ``python -m tools.execution.run [--full] [CHAPTER …]``, what ``make run`` calls.

A reduced run (few epochs, embedded data) shows that every chapter works; its notebooks stay below ``_build/``. A full
run publishes: it executes on real data and replaces the stored notebook, if every cell and every check of it passed.
Ctrl-C ends either within seconds.
"""

import argparse
import os
import re
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

from filelock import Timeout
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tools.execution.execute import Outcome, execute, outcome_of
from tools.execution.limits import Limits
from tools.execution.publish import lock, publish
from tools.notebooks import FAST, ROOT, fast_parameters, select

INTERRUPTED = 130  # the exit status of what Ctrl-C has ended


def table(outcomes: list[Outcome]) -> Table:
    """Return the closing table: chapter, data, seconds, memory, metrics or the error."""
    grid = Table("chapter", "data", "seconds", "GiB", "metrics", title="what ran")
    for one in outcomes:
        if one.error:
            data, metrics = "", f"[bold red]FAILED[/] {_plain(one.error)}"
        else:
            data = "; ".join(dict.fromkeys(record["data"] for record in one.records)) or "–"
            metrics = "; ".join(f"{r['model']}: {r['metric']} {r['value']:.3f}" for r in one.records) or "–"
            if not all(record["evidence"] for record in one.records):
                metrics += " (reduced run: not evidence)"
            metrics = _plain(metrics)
        grid.add_row(one.name, _plain(data), f"{one.seconds:.0f}", f"{one.peak_gib:.1f}", metrics)
    return grid


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text).replace("[", r"\[")


def run_all(chosen: dict[str, Path], one: Callable[..., Outcome], *, jobs: int, stop: threading.Event) -> list[Outcome]:
    """Run ``one(name, path, progress=…)`` for each chapter, ``jobs`` at a time, under a progress bar.

    After Ctrl-C ``stop`` is set, which ends those that run, no other begins, and the outcomes so far are returned.
    """
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total} cells")
    with Progress(*columns, TimeElapsedColumn()) as bar, ThreadPoolExecutor(jobs) as pool:

        def run(name: str, path: Path) -> Outcome:
            task = bar.add_task(name, total=None)

            def progress(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            outcome = outcome_of(name, lambda: one(name, path, progress=progress))
            bar.stop_task(task)
            bar.update(task, description=f"{name} {'FAILED' if outcome.error else 'passed'}")
            return outcome

        futures: list[Future[Outcome]] = []
        try:
            futures += [pool.submit(run, *item) for item in chosen.items()]
            while wait(futures, timeout=0.2).not_done:  # without a time limit, Windows would not hear Ctrl-C
                pass
        except BaseException as error:
            stop.set()
            pool.shutdown(cancel_futures=True)
            if not isinstance(error, KeyboardInterrupt):
                raise
    return [future.result() for future in futures if not future.cancelled()]


def main(argv: list[str] | None = None) -> int:
    """Run the chapters that the command line names; return 0 when all of them passed, 130 after Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tools.execution.run", description=__doc__)
    parser.add_argument("chapters", nargs="*", help="numbers or names; all when none is given")
    parser.add_argument("--full", action="store_true", help="publish: full run on real data, stored when all passed")
    parser.add_argument("--jobs", type=int, default=None, help="chapters at a time (default: cores; 1 with --full)")
    parser.add_argument("--time-limit", type=float, default=None, help="seconds for a chapter (default 300; full 2400)")
    parser.add_argument("--memory-limit", type=float, default=None, help="GiB for a chapter (default 4; full 20)")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder of the course (default: this one)")
    args = parser.parse_args(argv)
    if args.jobs is not None and args.jobs < 1:
        parser.error(f"--jobs {args.jobs}: allowed is 1 or more")
    if args.full and args.jobs not in (None, 1):
        parser.error(f"--jobs {args.jobs} with --full: allowed is 1, because the seconds of each chapter are published")
    usual = Limits(seconds=2400, gib=20) if args.full else Limits(seconds=300, gib=4)
    limits = Limits(args.time_limit or usual.seconds, args.memory_limit or usual.gib)
    try:
        chosen, reduced = select(args.chapters, args.root), fast_parameters(args.root)
    except (ValueError, FileNotFoundError) as error:
        parser.error(str(error))
    build, stop = args.root / "_build", threading.Event()
    build.mkdir(exist_ok=True)
    if args.full:

        def store(name: str, path: Path, progress: Callable[[int, int], None]) -> Outcome:
            return publish(name, path, args.root, limits=limits, progress=progress, stop=stop)

        try:
            with lock(args.root):
                outcomes = run_all(chosen, store, jobs=1, stop=stop)
        except Timeout:
            print("another publishing run is going on; its seconds would be disturbed, so this one does not start")
            return 1
    else:
        jobs = min(args.jobs or os.cpu_count() or 1, len(chosen))

        def one(name: str, path: Path, progress: Callable[[int, int], None]) -> Outcome:
            if name not in reduced:
                return Outcome(name, 0.0, 0.0, f"no entry in {FAST}")
            return execute(
                name,
                path,
                build / "run" / path.name,
                reduced[name],
                data="embedded",
                limits=limits,
                jobs=jobs,
                progress=progress,
                stop=stop,
            )

        outcomes = run_all(chosen, one, jobs=jobs, stop=stop)
    Console(width=None if sys.stdout.isatty() else 160).print(table(outcomes))
    failed = [one.name for one in outcomes if one.error]
    where = "notebooks/" if args.full else "_build/run/"
    print(f"{len(outcomes) - len(failed)} of {len(chosen)} passed; executed notebooks: {where}")
    if stop.is_set():
        print("interrupted: what had not passed by then was ended" + (" and is not published" if args.full else ""))
        return INTERRUPTED
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
