"""The real files: these tests read them from ``KERAS_HOME`` and skip where it lacks any.

With ``NNBE_REQUIRE_REAL_DATA=1`` they fail instead, and the servers are asked whether they still have the files.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from without_network import loader

REQUIRED = os.environ.get("NNBE_REQUIRE_REAL_DATA") == "1"
collect_ignore = [] if REQUIRED else ["test_addresses.py"]


@functools.cache
def missing_files() -> list[str]:
    """Return the names of the registered files that the cache lacks; CIFAR-10 may lie there extracted."""
    from nnutils.datasets.files import CIFAR10_FOLDER, FILES, keras_home

    home = keras_home()

    def is_there(name: str) -> bool:
        extracted = home / "datasets" / CIFAR10_FOLDER / "cifar-10-batches-py" / "test_batch"
        return (home / FILES[name].folder / name).exists() or (CIFAR10_FOLDER in name and extracted.exists())

    return [name for name in FILES if not is_there(name)]


def pytest_runtest_setup() -> None:
    """Skip or fail: here and not in a fixture, as pytest then counts all skips in one line."""
    if missing := missing_files():
        message = f"KERAS_HOME lacks {len(missing)} of the real files, {missing[0]} for example"
        (pytest.fail if REQUIRED else pytest.skip)(message)


@pytest.fixture(scope="session")
def real_home() -> Path:
    """The cache folder, with all real files."""
    from nnutils.datasets.files import keras_home

    return keras_home()


@pytest.fixture(scope="session")
def load_real(real_home: Path) -> Callable:
    """Calls nnutils.datasets.<name> in mode 'real', each only once, with sockets refused."""
    return loader(NNUTILS_DATA="real")
