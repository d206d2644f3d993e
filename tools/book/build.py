"""Build the book from the stored notebooks: ``python -m tools.book.build [--serve | --zip]``."""

import argparse
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import livereload

from tools.notebooks import ROOT

HTML = ROOT / "_build" / "html"
LOG = ROOT / "_build" / "book.log"
SOURCES = ("_config.yml", "_toc.yml", "book", "notebooks", "nnutils")  # what the book is made from


def is_current() -> bool:
    """Tell whether ``_build/html`` is there and newer than everything it is made from."""
    if not (HTML / "index.html").exists() or not LOG.exists():
        return False
    files = (file for source in SOURCES for file in [ROOT / source, *(ROOT / source).rglob("*")])
    newest = max(file.stat().st_mtime for file in files if file.is_file() and "__pycache__" not in file.parts)
    return LOG.stat().st_mtime > newest


def build(*, fresh: bool = False) -> bool:
    """Build ``_build/html``, with every warning an error, and say where to look.

    Parameters
    ----------
    fresh
        Read every page again, also those that have not changed: a page that is not read keeps its warnings to itself.

    Returns
    -------
    bool
        Whether the book was built without a warning.
    """
    LOG.parent.mkdir(exist_ok=True)
    run_it = "from jupyter_book.cli.main import main; main()"  # the package has no __main__
    command = [sys.executable, "-c", run_it, "build", str(ROOT), "-W", "-n", "--keep-going", *["--all"] * fresh]
    start = time.monotonic()
    with LOG.open("w") as file:
        status = subprocess.run(command, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT, env=_utf8()).returncode
    if status or not (HTML / "index.html").exists():
        lines = LOG.read_text(encoding="utf-8", errors="replace").splitlines()
        print("\n".join(line for line in lines if "WARNING" in line or "ERROR" in line))
        print(f"The book was not built; the whole log is in {_shown(LOG)}.")
        return False
    pages = sum(1 for _ in HTML.rglob("*.html"))
    print(f"The book is built ({pages} pages, {time.monotonic() - start:.0f} s): open {_shown(HTML / 'index.html')}")
    return True


def _utf8() -> dict[str, str]:
    return os.environ | {"PYTHONUTF8": "1"}


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def serve(port: int) -> None:
    """Serve the book on localhost until Ctrl-C; when a file changes, build again and reload the page in the browser."""
    server = livereload.Server()
    for source in SOURCES:
        server.watch(str(ROOT / source), build)
    print(f"The book is at http://127.0.0.1:{port}/ and is rebuilt when you save a file. Ctrl-C ends it.", flush=True)
    server.serve(port=port, host="127.0.0.1", root=str(HTML))


def make_zip() -> Path:
    """Pack the built book for reading offline, and return the file."""
    target = ROOT / "_build" / "neural-networks-by-experiment.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(HTML.rglob("*")):
            archive.write(path, Path("neural-networks-by-experiment") / path.relative_to(HTML))
    return target


def main(argv: list[str] | None = None) -> int:
    """Build, and then serve or pack the book."""
    parser = argparse.ArgumentParser(prog="python -m tools.book.build", description=__doc__)
    parser.add_argument("--serve", action="store_true", help="serve it on localhost and rebuild on change")
    parser.add_argument("--port", type=int, default=8000, help="for --serve (default 8000)")
    parser.add_argument("--zip", action="store_true", help="pack it into one file for reading offline")
    args = parser.parse_args(argv)
    if not build():
        return 1
    if args.zip:
        packed = make_zip()
        print(f"packed {_shown(packed)} ({packed.stat().st_size / 1e6:.1f} MB): unpack it and open index.html")
    if args.serve:
        serve(args.port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
