"""Pack the built book into one file for reading offline: ``python -m tools.book.zip``."""

import argparse
import sys
import zipfile
from pathlib import Path

from tools.book import build as book

NAME = "neural-networks-by-experiment"


def make_zip() -> Path:
    """Pack the built book into one folder of a zip file, and return the file."""
    target = book.ROOT / "_build" / f"{NAME}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(book.HTML.rglob("*")):
            archive.write(path, Path(NAME) / path.relative_to(book.HTML))
    return target


def main() -> int:
    """Build the book unless it is current, and pack it."""
    argparse.ArgumentParser(prog="python -m tools.book.zip", description=__doc__).parse_args()
    if not (book.is_current() or book.build()):
        return 1
    packed = make_zip()
    print(f"packed {book.shown(packed)} ({packed.stat().st_size / 1e6:.1f} MB): unpack it and open index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
