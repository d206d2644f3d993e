"""Collect what stored notebooks recorded: ``python -m tools.collect_results [--check]``.

It writes the book's page of results, and the figures with which `nnutils.results` compares those of a reader.
"""

import argparse
import datetime
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat

from nnutils.results import Record, read
from tools.live import MODELS
from tools.notebooks import ROOT, chapters, records

PAGE, FIGURES = "book/results.md", "nnutils/results/published.json"
COMPARED = ("tensorflow", "keras", "numpy", "scikit-learn")  # the packages whose versions may change a figure
HEAD = """\
# Results

Every figure here was recorded by a chapter's full run, on real data or on data generated on purpose, by the code that
the chapter shows, and collected by `make results`. Beside each stands what the chapter compares it with, mostly a
simpler model, and the figure that the source document or the paper prints, where there is one. Values with ± are a mean
and a standard deviation over the splits or seeds that the metric names.

Seconds are those of the whole chapter on the machine named, imports included.
"""
Cell = Callable[[Record], str | None]
COLUMNS: dict[str, Cell] = {
    "model": lambda record: record.model,
    "parameters": lambda record: record.size,
    "data": lambda record: record.data,
    "metric": lambda record: record.metric,
    "value": lambda record: record.figure,
    "baseline": lambda record: record.rival,
    "printed elsewhere": lambda record: record.printed,
}
LATER: dict[str, Cell] = {"asserted": lambda record: record.asserted}  # shown where a record of the chapter has it


LIVE = """\
(results-live-figures)=
## Files of the live figures

What a [live figure](live.md) loads after *Start*, and where its numbers come from.
"""
PUBLISHED = "the chapter's publishing run"  # where the numbers come from, if a file says nothing else


def anchor(name: str) -> str:
    """Return the label of a chapter's section, as chapters link to it."""
    return "results-" + name.replace("_", "-")


def section(name: str, path: Path) -> str:
    """Return one notebook's section: its last run, and a table of what it recorded.

    Raises
    ------
    ValueError
        If what it recorded can't be read, or is no evidence; the message names the notebook.
    """
    notebook = nbformat.read(path, as_version=4)
    title = notebook.cells[0].source.splitlines()[0].removeprefix("# ")
    run = notebook.metadata.get("papermill", {})
    if not run.get("duration"):
        stamp = "*No full run is stored.*"
    else:
        day = datetime.datetime.fromisoformat(run["end_time"]).strftime("%Y-%m-%d")
        versions = ", ".join(f"{package} {number}" for package, number in run["environment"].items())
        stamp = f"Last full run: {day}, **{run['duration']:.0f} s** on {run['cores']} cores; {versions}."
    lines = [f"({anchor(name)})=", f"## [{title}](../{path.parent.name}/{path.name})", "", stamp, ""]
    try:
        found = [_evidence(stored) for stored in records(notebook)]
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path.name}: {error}") from None
    if found:
        columns = COLUMNS | {head: cell for head, cell in LATER.items() if any(map(cell, found))}
        lines += [*_table(columns, ([cell(record) for cell in columns.values()] for record in found)), ""]
    return "\n".join(lines)


def _evidence(stored: Mapping[str, Any]) -> Record:
    record = read(stored)
    if not record.evidence:
        raise ValueError(f"{record.metric}: evidence is False; the page holds full runs only")
    return record


def _table(columns: Iterable[str], rows: Iterable[Iterable[str | None]]) -> Iterator[str]:
    """Yield the lines of a table; what is missing is a dash."""
    heads = list(columns)
    for row in (heads, ["---"] * len(heads), *rows):
        yield "| " + " | ".join((text or "–").replace("|", r"\|") for text in row) + " |"


def live_figures(root: Path = ROOT) -> str:
    """Return the section on the files of the live figures, empty where there are none."""
    rows = []
    for path in sorted((root / MODELS).glob("*.json")):
        if path.name.endswith(".expected.json"):  # what tests compare with
            continue
        header = json.loads(path.read_text(encoding="utf-8"))
        notes = header["notes"]
        made = f"{notes['date']}, {notes.get('source', PUBLISHED)}"
        rows.append([path.stem, f"{header['bytes'] / 1000:,.0f}", notes["data"], made])
    return "\n".join([LIVE, *_table(["file", "kB", "data", "made"], rows), ""]) if rows else ""


def page(root: Path = ROOT) -> str:
    """Return the text of the results page."""
    sections = [*(section(name, path) for name, path in chapters(root).items()), live_figures(root)]
    return "\n".join([HEAD, *filter(None, sections)])


def published(root: Path = ROOT) -> str:
    """Return the figures of all stored runs as JSON, each with the versions of its run."""
    found = []
    for path in chapters(root).values():
        notebook = nbformat.read(path, as_version=4)
        versions = notebook.metadata.get("papermill", {}).get("environment", {})
        versions = {name: versions[name] for name in COMPARED if name in versions}
        for record in map(read, records(notebook)):
            names = {"model": record.model, "data": record.data, "metric": record.metric}
            found.append(names | {"value": record.value, "sd": record.sd, "versions": versions})
    return "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in found) + "\n]\n"


def main(argv: list[str] | None = None) -> int:
    """Write the page, or with ``--check`` return 1 when it is stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit status 1 when the page is stale")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder of the course (default: this one)")
    args = parser.parse_args(argv)
    try:
        texts = {PAGE: page(args.root), FIGURES: published(args.root)}
    except ValueError as error:
        print(f"{error}: publish that chapter again")
        return 1
    stale = 0
    for name, text in texts.items():
        target = args.root / name
        if not args.check:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
        elif not target.exists() or target.read_text(encoding="utf-8") != text:
            print(f"{name} is stale: run 'make results'")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
