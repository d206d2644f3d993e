"""Collect what stored notebooks recorded into ``book/results.md``: ``python -m tools.collect_results [--check]``."""

import argparse
import datetime
import sys
from pathlib import Path

import nbformat

from tools.notebooks import ROOT, chapters, records

HEAD = """\
# Results

Every figure here was recorded by a chapter's full run on real data, by the code that the chapter shows, and
collected by `make results`. Beside each network stands a simpler model, measured in the same chapter, and the figure
that the source document or the paper prints, where there is one. Values with ± are a mean and a standard deviation over
the splits or seeds that the metric names.

Seconds are those of the whole chapter on the machine named, imports included.
"""
COLUMNS = ("model", "parameters", "data", "metric", "value", "baseline", "printed elsewhere")


def anchor(name: str) -> str:
    """Return the label of a chapter's section, as chapters link to it."""
    return "results-" + name.replace("_", "-")


def section(name: str, path: Path) -> str:
    """Return one notebook's section: its last run, and a table of what it recorded."""
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
    rows = [_row(record) for record in records(notebook)]
    if rows:
        lines += [_line(COLUMNS), _line(["---"] * len(COLUMNS)), *map(_line, rows), ""]
    return "\n".join(lines)


def _row(record: dict) -> list[str]:
    def number(value, sd=None):
        return f"{value:.4g}" + (f" ± {sd:.2g}" if sd is not None else "")

    baseline = record["baseline"] and f"{record['baseline']}: {number(record['baseline_value'])}"
    count = f"{record['parameters']:,}" if record["parameters"] is not None else None
    value = number(record["value"], record["sd"])
    row = [record["model"], count, record["data"], record["metric"], value, baseline, record["printed"]]
    return [str(cell or "–").replace("|", r"\|") for cell in row]


def _line(cells) -> str:
    return "| " + " | ".join(cells) + " |"


def page(root: Path = ROOT) -> str:
    """Return the text of the results page."""
    return "\n".join([HEAD, *(section(name, path) for name, path in chapters(root).items())])


def main(argv: list[str] | None = None) -> int:
    """Write the page, or with ``--check`` return 1 when it is stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit status 1 when the page is stale")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder of the course (default: this one)")
    args = parser.parse_args(argv)
    target, text = args.root / "book" / "results.md", page(args.root)
    if not args.check:
        target.write_text(text, encoding="utf-8")
        print(f"wrote {target.relative_to(args.root)}")
    elif not target.exists() or target.read_text(encoding="utf-8") != text:
        print("book/results.md is stale: run 'make results'")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
