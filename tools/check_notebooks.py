"""Check stored notebooks against the rules of CONTRIBUTING.md: ``python -m tools.check_notebooks [FILE …]``."""

import argparse
import sys
from pathlib import Path

from tools.notebooks import chapters, check, fast_parameters


def main(argv: list[str] | None = None) -> int:
    """Print one line for each finding; return 1 when there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="notebooks; all of the course when none is named")
    files = parser.parse_args(argv).files or list(chapters().values())
    parameters = fast_parameters()
    findings = [f"{path}: {finding}" for path in files for finding in check(path, parameters.get(path.stem))]
    print("\n".join(findings) or f"{len(files)} notebooks, nothing to mend")
    return bool(findings)


if __name__ == "__main__":
    sys.exit(main())
