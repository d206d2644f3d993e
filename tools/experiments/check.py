"""Whether the stored tables belong to the cells that the chapters hold now: part of ``make lint``."""

from __future__ import annotations

from pathlib import Path

from tools.experiments.cells import CellsError, changes
from tools.experiments.grid import GridError, entries, experiment
from tools.experiments.store import TABLES, TableError, provenance
from tools.notebooks import ROOT


def check(root: Path = ROOT) -> list[str]:
    """Return what is wrong with the experiments and their tables, a sentence each.

    An experiment without a table, or with one that isn't complete, is no fault; a table whose cells have changed is.
    """
    try:
        known = entries(root)
    except GridError as error:
        return [str(error)]
    findings = []
    for name in known:
        try:
            made = experiment(name, root)
            stored = provenance(root / TABLES, name)
        except (CellsError, GridError, TableError) as error:
            findings.append(str(error))
            continue
        if stored and (changed := changes(stored.get("cells", {}), made.module.digests)):
            findings.append(
                f"{TABLES}/{name}.csv is stale: in {made.module.notebook} {'; '.join(changed)}. Compute it anew: "
                f"make experiment NAME={name} RESTART=1"
            )
    for path in sorted((root / TABLES).glob("*.csv")):
        if path.stem not in known:
            findings.append(f"{TABLES}/{path.name} is the table of no experiment in notebooks/experiments.yml")
    return findings


def overview(root: Path = ROOT) -> str:
    """Return a line for each experiment: how much of its table is there."""
    lines = []
    for name, entry in entries(root).items():
        stored = provenance(root / TABLES, name)
        state = f"{stored['finished']} of {stored['points']} points" if stored else "no table"
        lines.append(f"{name:20s} {state:22s} {' '.join(str(entry.get('about', '')).split())}")
    return "\n".join(lines) or "notebooks/experiments.yml has no experiment"
