"""What the unit tests share: stand-ins loaded once, and a server that misbehaves."""

from __future__ import annotations

import hashlib
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from misbehaving import BODY, NAME, Handler
from without_network import loader


@pytest.fixture(scope="session")
def load_embedded(tmp_path_factory: pytest.TempPathFactory) -> Callable:
    """Calls nnutils.datasets.<name> in mode 'embedded', each only once, without network or cache folder."""
    file = tmp_path_factory.mktemp("cache") / "file"
    file.touch()
    return loader(NNUTILS_DATA="embedded", KERAS_HOME=str(file / "below"))


@pytest.fixture
def server() -> Iterator[http.server.ThreadingHTTPServer]:
    """A server on this machine whose answers are those of `misbehaving.Handler`."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.body, server.requests, server.lock, server.stop = BODY, [], threading.Lock(), threading.Event()
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.stop.set()
        server.shutdown()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty KERAS_HOME, short waits, and no proxy of this machine in between."""
    from nnutils.datasets import files

    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("NNUTILS_DATA", "real")
    monkeypatch.setattr(files, "STALL_SECONDS", 0.5)
    monkeypatch.setattr(files, "TOTAL_SECONDS", 1.5)
    return tmp_path / "keras"


@pytest.fixture
def serve(server: http.server.ThreadingHTTPServer, home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable:
    """Makes the text corpus come from the given path of the server; returns where it is to be kept."""
    from nnutils.datasets import files

    def serve(
        path: str, *, name: str = NAME, body: bytes = BODY, member: str | None = None, content: bytes | None = None
    ) -> Path:
        url = path if "//" in path else f"http://127.0.0.1:{server.server_port}{path}"
        server.body = body
        sha256 = hashlib.sha256(body if content is None else content).hexdigest()
        monkeypatch.setitem(files.FILES, name, files.RemoteFile(url, sha256, "datasets", member))
        return home / "datasets" / name

    return serve
