"""Whatever server, network and disk do, a loader ends soon with checked data, a stand-in or one clear error."""

import hashlib
import http.server
import io
import os
import pickle
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest

from nnutils import datasets

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


@pytest.fixture
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.body, server.requests, server.lock, server.stop = BODY, [], threading.Lock(), threading.Event()
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.stop.set()
        server.shutdown()


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty KERAS_HOME, short waits, and no proxy of this machine in between."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("NNUTILS_DATA", "real")
    monkeypatch.setattr(datasets, "STALL_SECONDS", 0.5)
    monkeypatch.setattr(datasets, "TOTAL_SECONDS", 1.5)
    return tmp_path / "keras"


@pytest.fixture
def serve(server, home, monkeypatch):
    """Makes the text corpus come from the given path of the server; returns where it is to be kept."""

    def serve(path, *, name=NAME, body=BODY, member=None, content=None):
        url = path if "//" in path else f"http://127.0.0.1:{server.server_port}{path}"
        server.body = body
        sha256 = hashlib.sha256(body if content is None else content).hexdigest()
        monkeypatch.setitem(datasets.FILES, name, datasets.RemoteFile(url, sha256, "datasets", member))
        return home / "datasets" / name

    return serve


def dead_url():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}/good"


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []


@pytest.mark.parametrize("path", ["/good", "/redirect"])
def test_a_download_is_kept_and_not_repeated(path, serve, server, home):
    kept = serve(path)
    assert datasets.text_corpus().is_real
    asked = len(server.requests)
    assert datasets.text_corpus().text == BODY.decode()
    assert len(server.requests) == asked
    assert files_in(home) == [kept]


@pytest.mark.parametrize("path", ["/stall", "/silent"])
def test_a_server_that_falls_silent_is_given_up_before_the_time_is_over(path, serve, monkeypatch):
    monkeypatch.setattr(datasets, "TOTAL_SECONDS", 20.0)
    serve(path)
    start = time.monotonic()
    with pytest.raises(datasets.DataError):
        datasets.text_corpus()
    assert time.monotonic() - start < 5


def downloads():
    return [thread for thread in threading.enumerate() if thread.name == f"download {NAME}" and not thread.join(2)]


def test_nothing_goes_on_downloading_after_the_time_is_over(serve, home):
    serve("/steady")
    with pytest.raises(datasets.DataError, match="did not deliver in time"):
        datasets.text_corpus()
    assert not any(thread.is_alive() for thread in downloads())
    assert files_in(home) == []


def test_nothing_goes_on_downloading_after_the_reader_interrupts_a_cell(serve, home, monkeypatch):
    def interrupt(*args):
        time.sleep(0.5)  # the download has begun by then
        raise KeyboardInterrupt

    monkeypatch.setattr(datasets, "TOTAL_SECONDS", 60.0)
    serve("/steady")
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "join", interrupt)
        with pytest.raises(KeyboardInterrupt):
            datasets.text_corpus()
    assert not any(thread.is_alive() for thread in downloads())
    assert files_in(home) == []


FAILURES = {
    "/truncated": "broke off",
    "/short": "cut short or altered",
    "/altered": "cut short or altered",
    "/html": "web page instead of the file",
    "/missing": "127.0.0.1 answered 404",
    "/broken": "127.0.0.1 answered 503",
    "/circle": "TooManyRedirects",
    "/stall": "broke off|in time",
    "/silent": "did not deliver in time",
    "/drip": "did not deliver in time",
    "/drip-headers": "did not deliver in time",
    "dead": "no connection to 127.0.0.1",
}


@pytest.mark.parametrize(("path", "message"), FAILURES.items())
def test_a_failure_is_one_clear_error_soon_and_leaves_nothing_behind(path, message, serve, home):
    serve(dead_url() if path == "dead" else path)
    start = time.monotonic()
    with pytest.raises(datasets.DataError, match=message) as caught:
        datasets.text_corpus()
    assert time.monotonic() - start < 5
    assert NAME in str(caught.value)
    assert "NNUTILS_DATA" in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert files_in(home) == []


@pytest.mark.parametrize(("path", "message"), [("/html", "web page"), ("dead", "no connection"), ("/drip", "in time")])
def test_in_auto_mode_a_failure_gives_a_stand_in_and_a_notice_that_says_why(path, message, serve, monkeypatch, capsys):
    monkeypatch.delenv("NNUTILS_DATA")
    serve(dead_url() if path == "dead" else path)
    data = datasets.text_corpus()
    assert not data.is_real
    assert message in data.source
    assert f"Notice: {data.source}\n" in capsys.readouterr().out


def test_in_auto_mode_real_data_comes_without_a_notice(serve, monkeypatch, capsys):
    monkeypatch.setenv("NNUTILS_DATA", "auto")
    serve("/good")
    assert datasets.text_corpus().is_real
    assert "Notice" not in capsys.readouterr().out


def test_embedded_mode_asks_neither_server_nor_cache(serve, server, monkeypatch, capsys):
    kept = serve("/good")
    kept.parent.mkdir(parents=True)
    kept.write_bytes(BODY)
    monkeypatch.setenv("NNUTILS_DATA", "embedded")
    assert not datasets.text_corpus().is_real
    assert server.requests == []
    assert capsys.readouterr().out == ""


def test_a_good_cached_file_needs_no_network(serve):
    kept = serve(dead_url())
    kept.parent.mkdir(parents=True)
    kept.write_bytes(BODY)
    assert datasets.text_corpus().text == BODY.decode()


@pytest.mark.parametrize("damaged", [BODY[:-1], b"X" + BODY[1:], b"", b"<html>"])
def test_a_damaged_cached_file_is_fetched_again(damaged, serve, server):
    kept = serve("/good")
    kept.parent.mkdir(parents=True)
    kept.write_bytes(damaged)
    assert datasets.text_corpus().is_real
    assert server.requests == ["/good"]
    assert kept.read_bytes() == BODY


def test_a_real_cached_file_that_is_cut_short_is_noticed(real_home, home, monkeypatch):
    name = "monthly-sunspots.csv"
    (home / "raw").mkdir(parents=True)
    (home / "raw" / name).write_bytes((real_home / "raw" / name).read_bytes()[:-5])
    monkeypatch.setitem(datasets.FILES, name, datasets.FILES[name]._replace(url=dead_url()))
    with pytest.raises(datasets.DataError, match=name):
        datasets.weather("sunspots")


@pytest.mark.parametrize("path", ["/altered", "/missing", "dead"])
def test_a_failed_download_changes_no_file_in_the_cache(path, serve, home):
    damaged = serve(dead_url() if path == "dead" else path)
    other = damaged.with_name("mnist.npz")
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"damaged")
    other.write_bytes(b"good")
    with pytest.raises(datasets.DataError):
        datasets.text_corpus()
    assert damaged.read_bytes() == b"damaged"
    assert other.read_bytes() == b"good"
    assert set(files_in(home)) == {damaged, other}


def test_the_default_cache_is_that_of_keras(serve, home, monkeypatch):
    serve("/good")
    monkeypatch.delenv("KERAS_HOME")
    monkeypatch.setenv("HOME", str(home.parent))
    monkeypatch.setenv("USERPROFILE", str(home.parent))
    assert datasets.text_corpus().is_real
    assert files_in(home.parent) == [home.parent / ".keras" / "datasets" / NAME]


def test_a_cache_folder_that_cannot_be_made_is_said(serve, home):
    serve("/good")
    home.write_bytes(b"a file where the folder should be")
    with pytest.raises(datasets.DataError, match="cache folder cannot be written"):
        datasets.text_corpus()


def test_a_read_only_cache_is_said_and_its_good_files_are_read(serve, monkeypatch):
    def refuse(*args, **kwargs):  # not by chmod, which does not bind the superuser
        raise PermissionError(13, "Permission denied")

    kept = serve("/good")
    kept.parent.mkdir(parents=True)
    for function in ("mkdir", "replace", "unlink"):
        monkeypatch.setattr(os, function, refuse)
    monkeypatch.setattr(tempfile, "TemporaryDirectory", refuse)
    with pytest.raises(datasets.DataError, match=r"cache folder cannot be written \(Permission denied\)"):
        datasets.text_corpus()
    kept.write_bytes(BODY)
    assert datasets.text_corpus().is_real


def test_four_loaders_at_once_all_get_the_whole_file(serve, home):
    kept = serve("/slow")
    texts = []
    threads = [threading.Thread(target=lambda: texts.append(datasets.text_corpus().text)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == [BODY.decode()] * 4
    assert files_in(home) == [kept]


# The package's own import of TensorFlow is left out, so that these processes start quickly.
CHILD = """
import signal, sys, types
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests started in the background inherit that it is ignored
package = types.ModuleType("nnutils"); package.__path__ = [sys.argv[1]]; sys.modules["nnutils"] = package
from nnutils import datasets
datasets.FILES["shakespeare.txt"] = datasets.RemoteFile(sys.argv[2], sys.argv[3])
print("ready", flush=True)
"""


def child(code, url):
    folder = str(Path(datasets.__file__).parent)
    arguments = [sys.executable, "-c", CHILD + code, folder, url, hashlib.sha256(BODY).hexdigest()]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_full_disk_is_said_and_leaves_nothing_behind(serve, server, home):
    pytest.importorskip("resource")
    serve("/good")
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)); datasets.text_corpus()"
    _, errors = child(limit, f"http://127.0.0.1:{server.server_port}/good").communicate(timeout=30)
    assert "DataError: shakespeare.txt could not be had: the cache folder cannot be written (File too large)" in errors
    assert files_in(home) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda how: how.name)
def test_an_interrupted_download_leaves_no_file_under_the_final_name(how, serve, server, home):
    kept = serve("/good")
    process = child("datasets.text_corpus()", f"http://127.0.0.1:{server.server_port}/drip")
    deadline = time.monotonic() + 30
    while not files_in(home) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert files_in(home), "the download never began"
    process.send_signal(how)
    _, errors = process.communicate(timeout=10)
    assert process.returncode != 0
    assert not kept.exists()
    if how == signal.SIGINT:
        assert "KeyboardInterrupt" in errors
        assert files_in(home) == []
    assert datasets.text_corpus().is_real


def test_weights_are_the_verified_file_in_the_cache(serve, server):
    kept = serve("/good", name=datasets.PRETRAINED["squeezenet"][1])
    assert [datasets.weights("squeezenet").path for _ in range(2)] == [kept, kept]
    assert datasets.weights("squeezenet").is_real
    assert kept.read_bytes() == BODY
    assert server.requests == ["/good"]


@pytest.mark.parametrize("path", ["/altered", "/html", "/missing", "/silent", "dead"])
def test_without_weights_there_is_no_path_and_a_notice(path, serve, home, monkeypatch, capsys):
    monkeypatch.setenv("NNUTILS_DATA", "auto")
    serve(dead_url() if path == "dead" else path, name=datasets.PRETRAINED["mobilenet"][1])
    weights = datasets.weights("mobilenet")
    assert (weights.path, weights.is_real) == (None, False)
    assert "Notice: Stand-in, not the ImageNet weights of MobileNet" in capsys.readouterr().out
    assert files_in(home) == []


def test_weights_that_must_be_real_end_in_an_error(serve):
    serve("/altered", name=datasets.PRETRAINED["squeezenet"][1])
    with pytest.raises(datasets.DataError, match="cut short or altered"):
        datasets.weights("squeezenet")


def zipped(content, *, compression=zipfile.ZIP_DEFLATED, member="spa-eng/spa.txt"):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        archive.writestr(member, content)
    return packed.getvalue()


SPANISH = b"Go.\tVe.\nThe red house.\tLa casa roja.\n"


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_an_archive_packed_in_another_way_is_accepted(compression, serve):
    body = zipped(SPANISH, compression=compression)
    kept = serve("/good", name="spa-eng.zip", body=body, member="spa-eng/spa.txt", content=SPANISH)
    data = datasets.translation_pairs()
    assert (data.inputs.tolist(), data.targets.tolist()) == (["Go.", "The red house."], ["Ve.", "La casa roja."])
    assert kept.read_bytes() == body


@pytest.mark.parametrize(
    "body",
    [zipped(SPANISH + b"More.\t\n"), zipped(SPANISH, member="other.txt"), zipped(SPANISH)[:-30], b"<html>", b""],
    ids=["altered", "without the member", "truncated", "a web page", "empty"],
)
def test_another_archive_is_refused_and_not_kept(body, serve, home):
    serve("/good", name="spa-eng.zip", body=body, member="spa-eng/spa.txt", content=SPANISH)
    with pytest.raises(datasets.DataError, match=r"spa-eng\.zip could not be had"):
        datasets.translation_pairs()
    assert files_in(home) == []


def cifar10_batch(first):
    data = np.full((2, 3072), first, "uint8")
    return pickle.dumps({b"data": data, b"labels": [first, first]})


def test_the_cifar10_archive_is_read_without_extracting_it(serve, home):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for first, name in enumerate(datasets.CIFAR10_BATCHES):
            for path, content in ((f"cifar-10-batches-py/{name}", cifar10_batch(first)), ("../../evil", b"!")):
                member = tarfile.TarInfo(path)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    kept = serve("/good", name="cifar-10-batches-py-target_archive", body=packed.getvalue())
    data = datasets.cifar10()
    assert (data.x_train.shape, data.x_test.shape) == ((10, 32, 32, 3), (2, 32, 32, 3))
    assert data.y_train.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert data.y_test.tolist() == [5, 5]
    assert files_in(home.parent) == [kept]


def test_altered_cifar10_batches_are_not_used(serve, home):
    folder = home / "datasets" / "cifar-10-batches-py-target" / "cifar-10-batches-py"
    folder.mkdir(parents=True)
    for first, name in enumerate(datasets.CIFAR10_BATCHES):
        (folder / name).write_bytes(cifar10_batch(first))
    serve("/missing", name="cifar-10-batches-py-target_archive")
    with pytest.raises(datasets.DataError, match="answered 404"):
        datasets.cifar10()
    assert len(files_in(folder)) == 6
