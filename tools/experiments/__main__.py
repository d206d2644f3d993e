"""Compute an experiment: ``python -m tools.experiments NAME``, what ``make experiment NAME=…`` calls.

Without a name it lists the experiments. Stopped in any way, the same command goes on where it was.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.experiments.cells import CellsError
from tools.experiments.check import check, overview
from tools.experiments.grid import GridError, experiment
from tools.experiments.store import TableError
from tools.notebooks import ROOT


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    made = argparse.ArgumentParser(prog="python -m tools.experiments", description=__doc__)
    made.add_argument("name", nargs="?", help="experiment of notebooks/experiments.yml; without one they are listed")
    made.add_argument("--dry", action="store_true", help="print the grid and how long it will take; compute nothing")
    made.add_argument("--check", action="store_true", help="exit status 1 if a table is stale")
    made.add_argument("--points", type=at_least_1, metavar="N", help="compute N points, spread over the grid")
    add_cluster(made)
    made.add_argument("--root", type=Path, default=ROOT, help="folder of the course (default: this one)")
    return made


def add_cluster(parser: argparse.ArgumentParser) -> None:
    """Add where and how often points are computed."""
    parser.add_argument("--retry", action="store_true", help="compute those that failed once more")
    parser.add_argument("--restart", action="store_true", help="put the table aside and compute all of it anew")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler, such as tcp://host:8786")
    parser.add_argument("--workers", type=at_least_1, metavar="N", help="points at a time (default: cores / threads)")
    parser.add_argument("--threads", type=at_least_1, default=1, metavar="N", help="threads of each point (default: 1)")


def at_least_1(word: str) -> int:
    """Return a whole number above 0 from the command line."""
    if not word.isdigit() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"{word!r}; allowed is 1 or more")
    return int(word)


def main(argv: list[str] | None = None) -> int:
    """Do what the command line says; return 0, 1 after a sentence, 130 if interrupted."""
    args = parser().parse_args(argv)
    try:
        if args.check:
            findings = check(args.root)
            print("\n".join(findings), end="\n" if findings else "")
            return int(bool(findings))
        if not args.name:
            print(overview(args.root))
            return 0
        return compute(args)
    except (CellsError, GridError, TableError) as error:
        print(f"{args.name + ': ' if args.name else ''}{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def compute(args: argparse.Namespace) -> int:
    """Compute or estimate the experiment that the command line names."""
    from tools.experiments.engine import Cluster, EngineError  # Dask: the checks start without it
    from tools.experiments.tables import dry, session

    try:
        grid = experiment(args.name, args.root)
        found = session(grid, args.root)
        cluster = Cluster(args.scheduler, args.threads, args.workers)
        if args.dry:
            dry(grid, found, cluster)
            return 0
        return found.run(cluster, points=args.points, retry=args.retry, restart=args.restart)
    except EngineError as error:
        print(f"{args.name}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
