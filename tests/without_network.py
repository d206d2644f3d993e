"""Data sets are loaded once for all tests, and in a way that shows if anything asks the network for them."""

from __future__ import annotations

import functools
import socket
from collections.abc import Callable

import pytest


def refuse(*args: object, **kwargs: object) -> None:
    """Fail where a connection would be made."""
    raise AssertionError("the network was used")


def loader(**environment: str) -> Callable:
    """Return a function that calls ``nnutils.datasets.<name>`` in this environment, each only once."""

    @functools.cache
    def load(name: str, *args: object) -> object:
        from nnutils import datasets

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(socket.socket, "connect", refuse)
            patch.setattr(socket, "getaddrinfo", refuse)
            for variable, value in environment.items():
                patch.setenv(variable, value)
            return getattr(datasets, name)(*args)

    return load
