"""What the unit tests share: data sets loaded once, without a network, and the real files where they are at hand."""

import functools
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _refuse(*args, **kwargs):
    raise AssertionError("the network was used")


def _loader(**environment):
    """A function that calls nnutils.datasets.<name>, each only once, with sockets refused."""

    @functools.cache
    def load(name, *args):
        from nnutils import datasets

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(socket.socket, "connect", _refuse)
            patch.setattr(socket, "getaddrinfo", _refuse)
            for key, value in environment.items():
                patch.setenv(key, value)
            return getattr(datasets, name)(*args)

    return load


@pytest.fixture(scope="session")
def load_embedded(tmp_path_factory):
    """Loads in mode 'embedded', with a cache folder that cannot exist."""
    file = tmp_path_factory.mktemp("cache") / "file"
    file.touch()
    return _loader(NNUTILS_DATA="embedded", KERAS_HOME=str(file / "below"))


@pytest.fixture(scope="session")
def real_home(tmp_path_factory):
    """A KERAS_HOME with the real files: the one that is set, else laid out from ../shared/datasets."""
    home = os.environ.get("KERAS_HOME")
    if home and Path(home, "datasets", "mnist.npz").exists():
        return Path(home)
    install = ROOT.parent / "shared" / "datasets" / "install.py"
    if not install.exists():
        pytest.skip("no real data: set KERAS_HOME to a folder that holds datasets/mnist.npz and the other files")
    from filelock import FileLock

    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    target, done = base / "keras_home", base / "keras_home.done"
    with FileLock(base / "keras_home.lock"):
        if not done.exists():
            subprocess.run([sys.executable, str(install), str(target)], check=True, capture_output=True)
            done.touch()
    return target


@pytest.fixture(scope="session")
def load_real(real_home):
    """Loads in mode 'real' from the files in `real_home`."""
    return _loader(NNUTILS_DATA="real", KERAS_HOME=str(real_home))
