"""Build the book from the stored notebooks: ``python -m tools.build_book [--serve | --zip]``."""

import argparse
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from tools.notebooks import ROOT

HTML = ROOT / "_build" / "html"
WATCHED = ("_config.yml", "_toc.yml", "book/**/*", "notebooks/*.ipynb", "nnutils/*.py")


def build() -> bool:
    """Build ``_build/html``, with every warning an error, and say where to look."""
    log = ROOT / "_build" / "book.log"
    log.parent.mkdir(exist_ok=True)
    run_it = "from jupyter_book.cli.main import main; main()"  # the package has no __main__
    command = [sys.executable, "-c", run_it, "build", str(ROOT), "-W", "-n", "--keep-going"]
    start = time.monotonic()
    with log.open("w") as file:
        status = subprocess.run(command, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT, env=_utf8()).returncode
    if status or not (HTML / "index.html").exists():
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        print("\n".join(line for line in lines if "WARNING" in line or "ERROR" in line))
        print(f"The book was not built; the whole log is in {log.relative_to(ROOT)}.")
        return False
    pages = sum(1 for _ in HTML.rglob("*.html"))
    print(f"The book is built ({pages} pages, {time.monotonic() - start:.0f} s): open {_shown(HTML / 'index.html')}")
    return True


def _utf8() -> dict[str, str]:
    return os.environ | {"PYTHONUTF8": "1"}


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def serve(port: int) -> None:
    """Serve the book on localhost and build it again when a file of it changes, until Ctrl-C."""
    handler = partial(_QuietHandler, directory=str(HTML))
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    print(f"The book is at http://127.0.0.1:{server.server_port}/ and is rebuilt when you save a file. Ctrl-C ends it.")
    seen = dict(_stamps())
    try:
        while True:
            time.sleep(1)
            if (now := dict(_stamps())) != seen:
                seen = now
                build()
    except KeyboardInterrupt:
        server.shutdown()


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args) -> None:
        """Log nothing."""


def _stamps() -> Iterator[tuple[Path, float]]:
    for pattern in WATCHED:
        for path in ROOT.glob(pattern):
            if path.is_file():
                yield path, path.stat().st_mtime


def make_zip() -> Path:
    """Pack the built book for reading offline, and return the file."""
    target = ROOT / "_build" / "neural-networks-by-experiment.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(HTML.rglob("*")):
            archive.write(path, Path("neural-networks-by-experiment") / path.relative_to(HTML))
    return target


def main(argv: list[str] | None = None) -> int:
    """Build, and then serve or pack the book."""
    parser = argparse.ArgumentParser(prog="python -m tools.build_book", description=__doc__)
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
