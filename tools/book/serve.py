"""Show the book on localhost and build it again when a file changes: ``python -m tools.book.serve [--port 8000]``."""

import argparse
import functools
import sys

import livereload

from tools.book import build as book


def serve(port: int) -> None:
    """Serve the book on localhost until Ctrl-C; when a file changes, build again and reload the page in the browser."""
    server = livereload.Server()
    for source in book.WATCHED:
        server.watch(str(book.ROOT / source), functools.partial(book.build, fresh=False))
    print(f"The book is at http://127.0.0.1:{port}/ and is rebuilt when you save a file. Ctrl-C ends it.", flush=True)
    server.serve(port=port, host="127.0.0.1", root=str(book.HTML))


def main() -> int:
    """Build and serve the book."""
    parser = argparse.ArgumentParser(prog="python -m tools.book.serve", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="where to listen on this machine (default 8000)")
    port = parser.parse_args().port
    if not (book.is_current() or book.build(fresh=False)):
        return 1
    serve(port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
