"""A server with every fault that a download can meet, and helpers of the tests that use it."""

from __future__ import annotations

import http.server
import socket
import time
from pathlib import Path

BODY = b"To be, or not to be: that is the question.\n" * 5000
NAME = "shakespeare.txt"


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers a path such as /stall with the misbehaviour of that name."""

    def log_message(self, *args):
        pass

    def do_GET(self):
        with self.server.lock:
            self.server.requests.append(self.path)
        getattr(self, self.path.strip("/").replace("-", "_"))()

    def answer(self, body, *, status=200, length=None, **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def good(self):
        self.answer(self.server.body)

    def slow(self):
        time.sleep(0.3)
        self.good()

    def truncated(self):
        self.answer(self.server.body[:-1000], length=len(self.server.body))

    def short(self):
        self.answer(self.server.body[:-1000])

    def altered(self):
        self.answer(b"X" + self.server.body[1:])

    def html(self):
        self.answer(b"\n<!DOCTYPE html><html><body>Please log in</body></html>", Content_Type="text/html")

    def missing(self):
        self.send_error(404)

    def broken(self):
        self.send_error(503)

    def redirect(self):
        self.answer(b"", status=302, Location="/good")

    def circle(self):
        self.answer(b"", status=302, Location="/circle")

    def stall(self):
        self.answer(self.server.body[:1000], length=len(self.server.body))
        self.wfile.flush()
        self.server.stop.wait(30)

    def silent(self):
        self.server.stop.wait(30)

    def drip(self):
        self.answer(b"", length=len(self.server.body))
        self.drop_by_drop(self.server.body)

    def drip_headers(self):
        self.wfile.write(b"HTTP/1.0 200 OK\r\n")
        self.drop_by_drop(b"X-Drip: 1\r\n" * 10_000)

    def steady(self):
        self.answer(b"", length=1 << 40)
        try:
            while not self.server.stop.wait(0.02):
                self.wfile.write(bytes(1 << 17))
        except OSError:
            pass  # the client has given up, as it should

    def drop_by_drop(self, content):
        try:
            for byte in content:
                self.wfile.write(bytes([byte]))
                if self.server.stop.wait(0.05):
                    return
        except OSError:
            pass  # the client has given up, as it should


def dead_url() -> str:
    """Return an address on this machine where nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}/good"


def files_in(folder: Path) -> list[Path]:
    """Return the files below a folder, hidden ones too; none if it does not exist."""
    return [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
