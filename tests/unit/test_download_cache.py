"""Whatever disk, rivals and interruptions do, the cache holds whole files only, and no reader sees half of one."""

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from misbehaving import BODY, NAME, dead_url, files_in

from nnutils import datasets


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


CHILD = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests started in the background inherit that it is ignored
from nnutils import datasets
datasets.FILES["shakespeare.txt"] = datasets.RemoteFile(sys.argv[1], sys.argv[2])
print("ready", flush=True)
"""


def child(code, url):
    arguments = [sys.executable, "-c", CHILD + code, url, hashlib.sha256(BODY).hexdigest()]
    environment = os.environ | {"PYTHONPATH": str(Path(datasets.__file__).parents[2])}
    return subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


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
