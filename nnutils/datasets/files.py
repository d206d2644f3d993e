"""The files that others publish: each has an address and a checksum, is downloaded once and verified at every use."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
import time
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from nnutils._checks import one_of

STALL_SECONDS = 20.0  # the longest wait for a connection or for the next bytes
TOTAL_SECONDS = 300.0  # the longest wait for one file, however slowly its bytes drip


class DataError(RuntimeError):
    """Real data could not be had; the message says what failed and what to do."""


class RemoteFile(NamedTuple):
    """Origin, SHA-256 (of one ``member`` where copies of an archive differ in packing), folder below ``KERAS_HOME``."""

    url: str
    sha256: str
    folder: str = "datasets"
    member: str | None = None


_KERAS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
_TENSORFLOW = "https://storage.googleapis.com/download.tensorflow.org/data/"
_BROWNLEE = "https://raw.githubusercontent.com/jbrownlee/Datasets/master/"
_SQUEEZENET = "https://github.com/DeepCognition/keras-squeezenet/releases/download/v0.4/"
_MOBILENET = "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet/"
SPANISH = "spa-eng/spa.txt"
CIFAR10_FOLDER = "cifar-10-batches-py-target"  # where Keras extracts; it keeps the archive as "…_archive"

FILES = {
    name: RemoteFile(base + (path or name), sha256, *more)
    for name, base, path, sha256, *more in (
        ("mnist.npz", _KERAS, "", "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"),
        ("imdb.npz", _KERAS, "", "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"),
        ("imdb_word_index.json", _KERAS, "", "027313fe9a320280f3bf0fac5baf58c4a683cf39a7ed9c3d3d3912bde4284cf6"),
        ("reuters.npz", _KERAS, "", "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"),
        ("reuters_word_index.json", _KERAS, "", "9b56000edc4b34a32e89fd5a23b2605594682c74efcf7d8f4e2a5514b771e633"),
        *(
            (name, _KERAS, "", sha256, "datasets/fashion-mnist")
            for name, sha256 in (
                ("train-images-idx3-ubyte.gz", "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
                ("train-labels-idx1-ubyte.gz", "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
                ("t10k-images-idx3-ubyte.gz", "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
                ("t10k-labels-idx1-ubyte.gz", "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
            )
        ),
        (f"{CIFAR10_FOLDER}_archive", "https://www.cs.toronto.edu/~kriz/", "cifar-10-python.tar.gz",
         "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"),
        ("shakespeare.txt", _TENSORFLOW, "", "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"),
        ("spa-eng.zip", _TENSORFLOW, "", "6ec60e212f812ee3430f7568ea6f33b6fb080e32193c5952e8da0ee8ba45574c",
         "datasets", SPANISH),
        ("daily-min-temperatures.csv", _BROWNLEE, "",
         "8b9de63ed6789492bf497625e7f9beb96a63d367b4b0a21754006f749fa5e5da", "raw"),
        ("monthly-sunspots.csv", _BROWNLEE, "",
         "c4ec8cc57d9f6fb6ecdb3e1f37f25b6f4badd5124c55931052b0cd2fc3bc71f3", "raw"),
        ("pollution.csv", _BROWNLEE, "", "892e9559205d16d32623135c127a3951c12e46ea1e0b3093e107ce89a9fd60e2", "raw"),
        ("squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5", _SQUEEZENET, "",
         "17154246284f555591549ac2c83e127abfbf4307dc4b0060fdaa2931d0fa38da", "raw"),
        ("mobilenet_2_5_224_tf_no_top.h5", _MOBILENET, "",
         "dbdb03ee2a22fd895301636cd328b234bb3a9952358f436d82f46b81e0d5b0bf", "models"),
    )
}  # fmt: skip


def keras_home() -> Path:
    """Return the cache folder, which Keras uses too: ``KERAS_HOME``, by default ``~/.keras``."""
    return Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser()


def _is_intact(path: Path, file: RemoteFile) -> bool:
    """Whether `path` can be read and has the registered SHA-256."""
    try:
        content = read_member(path, file.member) if file.member else path.read_bytes()
    except (OSError, EOFError, KeyError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return False
    return hashlib.sha256(content).hexdigest() == file.sha256


def read_member(path: Path, member: str) -> bytes:
    """Return the content of one file of a ZIP archive."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(member)


def cached(name: str) -> Path:
    """Return the path of a verified file, downloaded where the cache has none or a damaged one.

    Parameters
    ----------
    name : str
        One of `FILES`.

    Returns
    -------
    Path
        A file whose content has the registered SHA-256.

    Raises
    ------
    ValueError
        If no file of that name is registered.
    DataError
        If it can't be had within `TOTAL_SECONDS`: the message names the file and says what failed.
    """
    one_of("name", name, FILES)
    file = FILES[name]
    path = keras_home() / file.folder / name
    if not _is_intact(path, file):
        try:
            _download(file, path)
        except Exception as error:
            raise DataError(f"{name} could not be had: {_reason(error, file)}") from error
    return path


def _download(file: RemoteFile, path: Path) -> None:
    """Fetch beside `path` and rename only what is verified, so that no reader or rival ever sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".", ignore_cleanup_errors=True) as folder:
        part = Path(folder) / path.name
        print(f"Downloading {file.url}")
        _fetch(file.url, part)
        if not _is_intact(part, file):
            start = part.read_bytes()[:512].lstrip().lower()
            if start.startswith((b"<!doctype", b"<html")):
                raise ValueError("the server sent a web page instead of the file, perhaps a proxy's or a log-in page")
            raise ValueError("what arrived is cut short or altered (its SHA-256 is not the expected one)")
        os.replace(part, path)


class _Clock:
    """What pooch takes for a progress bar: it ends the download once nobody waits for it any more."""

    total = 0

    def __init__(self, seconds: float) -> None:
        self.ends = time.monotonic() + seconds

    def update(self, size: int) -> None:
        if time.monotonic() >= self.ends:
            raise TimeoutError

    def reset(self) -> None: ...

    def close(self) -> None: ...


def _fetch(url: str, path: Path) -> None:
    """Download `url` to `path` within `TOTAL_SECONDS`, whatever the server does."""
    import pooch

    clock, failures = _Clock(TOTAL_SECONDS), []
    headers = {"Accept-Encoding": "identity"}  # the checksums are of the files as they lie on the servers
    fetch = pooch.HTTPDownloader(progressbar=clock, chunk_size=1 << 16, timeout=STALL_SECONDS, headers=headers)

    def work() -> None:
        try:
            fetch(url, str(path), None)
        except BaseException as error:
            failures.append(error)

    # A thread, because name look-up, handshake and dripping bytes all escape the time-out of a socket.
    thread = threading.Thread(target=work, name=f"download {path.name}", daemon=True)
    thread.start()
    try:
        thread.join(TOTAL_SECONDS)
        if thread.is_alive():
            raise TimeoutError
    finally:
        clock.ends = 0.0  # after an interrupt or time-out the thread stops at its next bytes
    if failures:
        raise failures[0]


def _reason(error: Exception, file: RemoteFile) -> str:
    """Return the error in words that help a reader."""
    import requests

    host = urlsplit(file.url).hostname
    if isinstance(error, requests.HTTPError):
        return f"{host} answered {error.response.status_code} {error.response.reason}"
    if isinstance(error, TimeoutError | requests.Timeout):
        return f"{host} did not deliver in time"
    if isinstance(error, requests.RequestException):
        return f"no connection to {host}, or it broke off ({type(error).__name__})"
    if isinstance(error, OSError):
        return f"the cache folder cannot be written ({error.strerror or type(error).__name__})"
    return str(error) or type(error).__name__
