"""Build the book from the stored notebooks: ``python -m tools.book.build``."""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HTML = ROOT / "_build" / "html"
LOG = ROOT / "_build" / "book.log"
STAMP = ROOT / "_build" / "book.stamp"  # what a complete build without a warning was made from
READ = ROOT / "_build" / ".doctrees"  # the pages as Sphinx has read them, which it trusts in the next build
WATCHED = ("_config.yml", "_toc.yml", "book", "notebooks", "nnutils")
SOURCES = (*WATCHED, "requirements.txt", "tools/book/build.py", "tools/drawings")  # what the book is made from


def sources_digest() -> str:
    """Return the SHA-256 of everything the book is made from: names and contents, not times, which git sets anew."""
    digest = hashlib.sha256()
    for path in _source_files():
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _source_files() -> Iterator[Path]:
    for source in SOURCES:
        for path in sorted([ROOT / source, *(ROOT / source).rglob("*")]):
            if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts):
                yield path


def is_current() -> bool:
    """Tell whether ``_build/html`` was built without a warning from exactly what is there now."""
    return STAMP.exists() and (HTML / "index.html").exists() and STAMP.read_text(encoding="utf-8") == sources_digest()


def build(*, fresh: bool = True) -> bool:
    """Build ``_build/html``, with every warning an error, and say where to look.

    After a build that failed or was killed, every page is read again: a page that Sphinx has read already keeps its
    warnings to itself, so the next build of a broken book would succeed.

    Parameters
    ----------
    fresh
        Make every page anew. Otherwise only those that have changed, which does not find the link of an unchanged page
        to a heading that is gone.

    Returns
    -------
    bool
        Whether the book was built without a warning.
    """
    LOG.parent.mkdir(exist_ok=True)
    made_from = sources_digest()
    clean = READ / "clean"
    complete = fresh or not clean.exists()
    if complete:
        shutil.rmtree(READ, ignore_errors=True)
        shutil.rmtree(HTML, ignore_errors=True)
    for promise in (STAMP, clean):
        promise.unlink(missing_ok=True)
    run_it = "from jupyter_book.cli.main import main; main()"  # the package has no __main__
    command = [sys.executable, "-c", run_it, "build", str(ROOT), "-W", "-n", "--keep-going"]
    start = time.monotonic()
    with LOG.open("w", encoding="utf-8") as file:
        status = subprocess.run(command, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT, env=_utf8()).returncode
    if status or not (HTML / "index.html").exists():
        print("\n".join(complaints(LOG.read_text(encoding="utf-8", errors="replace"))))
        print(f"The book was not built; the whole log is in {shown(LOG)}.")
        return False
    clean.touch()
    if complete:
        STAMP.write_text(made_from, encoding="utf-8")
    pages = sum(1 for _ in HTML.rglob("*.html"))
    print(f"The book is built ({pages} pages, {time.monotonic() - start:.0f} s): open {shown(HTML / 'index.html')}")
    return True


def complaints(log: str) -> list[str]:
    r"""Return the lines of a build's log that name a warning or an error.

    >>> complaints("reading\nintro.md:3: WARNING: unknown document\ndone")
    ['intro.md:3: WARNING: unknown document']
    """
    return [line for line in log.splitlines() if re.search(r"\bWARNING\b|\bERROR\b|[Ee]rror:", line)]


def _utf8() -> dict[str, str]:
    return os.environ | {"PYTHONUTF8": "1"}


def shown(path: Path) -> str:
    """Return a path as it is printed: from the root of the course, with slashes."""
    return path.relative_to(ROOT).as_posix()


def main() -> int:
    """Build the book unless nothing has changed since it was built; return the exit status."""
    argparse.ArgumentParser(prog="python -m tools.book.build", description=__doc__).parse_args()
    if is_current():
        print(f"The book is built, and nothing has changed since: open {shown(HTML / 'index.html')}")
        return 0
    return 0 if build() else 1


if __name__ == "__main__":
    sys.exit(main())
