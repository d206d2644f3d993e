"""Whole chapters with other seeds: ``python -m tools.experiments.seeds CHAPTER --seeds 2,3``, as ``make seeds`` does.

A chapter's stored run has seed 1. Here it runs again in full, with another value of its parameter ``seed``, and what it
recorded and which of its claims held goes to a table, one row for each seed. The results page shows both.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import nbformat

from tools.experiments import chapter
from tools.experiments.__main__ import add_cluster
from tools.experiments.cells import fingerprint, plain
from tools.experiments.claims import instrument, uses
from tools.experiments.store import Table, TableError, provenance, rows
from tools.notebooks import ROOT, clear_outputs, code_cells, parameters_of, select, with_parameters

FOLDER = "book/_data/seeds"
STORED = 1  # the seed of the stored run
PARAMETER = "seed"
HOURS = 3.0  # after which a run is given up


class SeedsError(ValueError):
    """A chapter can't be run with another seed; the message says why."""


def code_digest(path: Path) -> str:
    """Return the digest of all code of a notebook."""
    sources = [plain(cell.source) for cell in code_cells(nbformat.read(path, as_version=4))]
    return hashlib.sha256("".join(map(fingerprint, sources)).encode()).hexdigest()[:16]


def prepare(path: Path) -> tuple[str, dict[str, str]]:
    """Return a chapter's notebook, ready for `tools.experiments.chapter`, and its claims in words.

    Raises
    ------
    SeedsError
        If it has no parameter ``seed`` with the value of the stored run, or makes no use of it.
    """
    notebook = nbformat.read(path, as_version=4)
    known = parameters_of(notebook)
    if PARAMETER not in known:
        raise SeedsError(f"its cell of parameters has no {PARAMETER!r}, so it can't run with another one")
    if known[PARAMETER] != STORED:
        raise SeedsError(f"its parameter {PARAMETER} is {known[PARAMETER]!r}; the stored run must have {STORED}")
    if not uses([cell.source for cell in code_cells(notebook)], PARAMETER):
        raise SeedsError(f"no cell uses its parameter {PARAMETER!r}, so all seeds would give the same")
    made = with_parameters(path, {PARAMETER: STORED, "verbose": 0} if "verbose" in known else {PARAMETER: STORED})
    claims = instrument(made)
    clear_outputs(made)
    return nbformat.writes(made), claims


def session(path: Path, seeds: Sequence[int], root: Path) -> Any:
    """Return the session that runs a chapter with these seeds; those in its table stay there."""
    from tools.experiments.engine import Work  # Dask, of which the results page has no need
    from tools.experiments.session import Session

    text, claims = prepare(path)
    name = path.stem
    there = {int(row[PARAMETER]) for row in rows(root / FOLDER, name)}
    points: list[Any] = [{PARAMETER: seed} for seed in sorted(there | set(seeds))]
    described = {"notebook": f"{path.parent.name}/{path.name}", "cells": {"code": code_digest(path)}, "claims": claims}
    table = Table(root / FOLDER, name, [PARAMETER], points, described, command="seeds")
    source = Path(chapter.__file__).read_text(encoding="utf-8")
    build = root / "_build" / "seeds" / name
    work = Work(f"seeds-{name}", source, "run", False, build, HOURS, {chapter.NOTEBOOK: text})
    return Session(table, work, [{PARAMETER: seed} for seed in seeds], root)


@dataclass(frozen=True)
class Evidence:
    """What runs with other seeds gave, the stored run among them.

    Attributes
    ----------
    seeds, failed
        The seeds that ran to the end, and those that didn't.
    records
        The values of each recorded result, by model and metric.
    claims
        The claims that did not hold in all runs: in words, and in how many runs.
    held
        In how many of the runs every claim held.
    is_current
        Whether the chapter's code is still that of the runs.
    """

    seeds: list[int]
    failed: list[int]
    records: dict[str, list[float]]
    claims: dict[str, int]
    held: int
    is_current: bool

    @property
    def sentence(self) -> str:
        """How many runs there were, and how the claims fared."""
        runs = len(self.seeds)
        said = f"Seeds {', '.join(map(str, self.seeds))}: all claims held in {self.held} of {runs} runs"
        if self.claims:
            counted = (f"`{words}` ({runs - lost} of {runs})" for words, lost in self.claims.items())
            said += f"; not always: {'; '.join(counted)}"
        if self.failed:
            said += f"; no result with seed {', '.join(map(str, self.failed))}"
        return said + ("." if self.is_current else ". *The code has changed since.*")

    def spread(self, record: str) -> str | None:
        """Return mean ± standard deviation of a recorded result over the runs, None where there are not two values."""
        values = self.records.get(record, [])
        return f"{mean(values):.4g} ± {stdev(values):.2g}" if len(values) > 1 else None


def evidence(path: Path, root: Path = ROOT) -> Evidence | None:
    """Return what is known of a chapter over seeds, None if it was run with the stored one alone."""
    found = rows(root / FOLDER, path.stem)
    if not found:
        return None
    about = provenance(root / FOLDER, path.stem)
    done = [row for row in found if not row["error"]]
    stored = chapter.recorded(nbformat.read(path, as_version=4))
    records = {name: [first, *(float(row[name]) for row in done if row.get(name))] for name, first in stored.items()}
    lost = {words: sum(row.get(name) == "0" for row in done) for name, words in about["claims"].items()}
    return Evidence(
        seeds=[STORED, *(int(row[PARAMETER]) for row in done)],
        failed=[int(row[PARAMETER]) for row in found if row["error"]],
        records=records,
        claims={words: number for words, number in lost.items() if number},
        held=1 + sum(all(row.get(name) != "0" for name in about["claims"]) for row in done),
        is_current=about["cells"] == {"code": code_digest(path)},
    )


def main(argv: list[str] | None = None) -> int:
    """Run chapters with seeds; return 0 if all of them ran to the end, whatever their claims."""
    parser = argparse.ArgumentParser(prog="python -m tools.experiments.seeds", description=__doc__)
    parser.add_argument("chapters", nargs="*", help="numbers or names; all when none is given")
    parser.add_argument("--seeds", type=seed_list, required=True, metavar="2,3", help="any but the stored run's, 1")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder of the course (default: this one)")
    add_cluster(parser)
    args = parser.parse_args(argv)
    try:
        chosen = select(args.chapters, args.root)
    except (ValueError, FileNotFoundError) as error:
        parser.error(str(error))
    return max([_run(name, path, args) for name, path in chosen.items()])


def _run(name: str, path: Path, args: argparse.Namespace) -> int:
    from tools.experiments.engine import Cluster, EngineError

    try:
        cluster = Cluster(args.scheduler, args.threads, args.workers)
        status: int = session(path, args.seeds, args.root).run(cluster, retry=args.retry, restart=args.restart)
    except (EngineError, TableError, ValueError) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    if found := evidence(path, args.root):
        print(f"{name}: {found.sentence}")
    return status


def seed_list(words: str) -> list[int]:
    """Return the seeds of the command line."""
    if not re.fullmatch(r"\d+(,\d+)*", words):
        raise argparse.ArgumentTypeError(f"{words!r}; allowed are whole numbers with commas, such as 2,3")
    found = list(dict.fromkeys(map(int, words.split(","))))
    if STORED in found:
        raise argparse.ArgumentTypeError(f"{words!r}; {STORED} is the seed of the stored run, take others")
    return found


if __name__ == "__main__":
    sys.exit(main())
