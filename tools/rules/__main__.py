"""Check notebooks and their registration: ``python -m tools.rules [--list] [FILE …]``."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from tools.notebooks import ROOT, chapters
from tools.rules import RULES, check_course, check_notebook, check_readable
from tools.rules.course import compared_outputs
from tools.testing.masking import COMPARED


def main(argv: list[str] | None = None) -> int:
    """Print one line for each violation, with the file to edit; return 1 when there is one."""
    parser = argparse.ArgumentParser(prog="python -m tools.rules", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="notebooks; the whole course when none is named")
    parser.add_argument("--list", action="store_true", help="print the rules")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder of the course (default: this one)")
    args = parser.parse_args(argv)
    if args.list:
        print("\n".join(f"{one.id}  {one.name:<20} {one.sentence}" for _, one in sorted(RULES.items())))
        return 0
    if found := check_readable(args.root):
        print("\n".join(map(str, found)))
        return 1
    files = [path.resolve() for path in args.files] or list(chapters(args.root).values())
    found = [violation for path in files for violation in check_notebook(path, root=args.root)]
    if not args.files:
        found += check_course(args.root)
    print("\n".join(map(str, found)) or f"{len(files)} notebooks, {len(RULES)} rules, nothing to mend")
    if not args.files:
        counts = sum(compared_outputs(args.root).values(), Counter())
        shares = ", ".join(f"{what} of {counts[what]} ({counts[what] / counts.total():.1%})" for what in COMPARED)
        print(f"of {counts.total()} outputs the tests compare: {shares}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
