"""The process from which warm kernels are forked: ``python -m tools.testing.warm_zygote DESCRIPTOR [MODULE …]``.

`tools.testing.warm` starts it with a listening socket, so that requests can wait while it imports.

It imports what chapters import and then does nothing but fork. It has run no operation of TensorFlow, whose threads
would be missing in a child: after a single one, a child that trains hangs. Whoever wants a kernel connects to the
socket, sends what `receive` reads and gets the kernel's process number, then, when it has ended, its exit status. A
kernel is killed when its connection closes, and all are when standard input closes: then whoever started us has gone.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import re
import runpy
import select
import signal
import socket
import struct
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tools.forks import die_with_parent, kill_group, unfit

MODULES = (
    *("nnutils", "tensorflow", "keras", "scipy.stats", "scipy.signal", "matplotlib.pyplot", "pooch", "PIL.Image"),
    *(
        "sklearn.linear_model",
        "sklearn.metrics",
        "sklearn.model_selection",
        "sklearn.preprocessing",
        "sklearn.pipeline",
    ),
    *("sklearn.feature_extraction.text", "sklearn.decomposition", "sklearn.neighbors", "sklearn.svm"),
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.debugger", "IPython.display", "jedi"),
)
INLINE = "module://matplotlib_inline.backend_inline"  # what a kernel sets before a notebook imports matplotlib
HEADER = struct.Struct("!q")
IMPORTED = "imported.json"  # beside the socket: the environment after the imports
# What libraries read when they are imported: a kernel that wants another value starts afresh.
READ_AT_IMPORT = re.compile(
    "(TF|TENSORFLOW|KERAS|OMP|OPENBLAS|MKL|GOMP|KMP|BLIS|ONEDNN|DNNL|XLA|CUDA|NPY|PYTHON|LD|MPL|MALLOC|LC)_|"
    "(KERAS_HOME|PYTHON.*|MPLCONFIGDIR|MPLBACKEND|MATPLOTLIBRC|HOME|LANG|XDG_CONFIG_HOME)$"
)
POLL = 0.05  # seconds


def read_at_import(environment: Mapping[str, str]) -> dict[str, str]:
    """Return those variables of an environment that count when a library is imported."""
    return {name: value for name, value in environment.items() if READ_AT_IMPORT.match(name)}


def load(modules: Sequence[str] = MODULES) -> None:
    """Import everything, and make sure that a child can go on from here.

    Parameters
    ----------
    modules
        What is imported; one that is not installed is left out, as the kernel will miss it only if it needs it.

    Raises
    ------
    RuntimeError
        If TensorFlow has been used, or threads run, which a fork would not take along.
    """
    os.environ.setdefault("MPLBACKEND", INLINE)
    for name in modules:
        with suppress(ModuleNotFoundError):
            importlib.import_module(name)
    from tools.testing.gpu import pretend

    pretend()  # so that every chapter's masks are looked at as a GPU's kernels would
    if reason := unfit():
        raise RuntimeError(reason)


def receive(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Return what a client sent: command, environment and folder of the kernel, and its three standard streams."""
    head, streams, _, _ = socket.recv_fds(connection, HEADER.size, 3)
    (length,), body = HEADER.unpack(head), b""
    while len(body) < length:
        if not (part := connection.recv(length - len(body))):
            raise ConnectionError("the request ends too early")
        body += part
    return json.loads(body), streams


class Zygote:
    """Serves requests until standard input closes."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.kernels: dict[int, socket.socket] = {}  # connections by process number

    def serve(self) -> tuple[dict[str, Any], list[int]] | None:
        """Return None at the end; in a forked child, what was asked for."""
        while True:
            sources: list[Any] = [0, self.listener, *self.kernels.values()]
            ready, _, _ = select.select(sources, [], [], POLL)
            if 0 in ready and not os.read(0, 64):
                for pid in list(self.kernels):
                    kill_group(pid)
                return None
            self._reap()
            for pid, connection in list(self.kernels.items()):
                if connection in ready and not _alive(connection):
                    kill_group(pid)
            if self.listener in ready and (asked := self._fork()):
                return asked

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if connection := self.kernels.pop(pid, None):
                with suppress(OSError):  # the client has gone
                    connection.sendall(HEADER.pack(os.waitstatus_to_exitcode(status)))
                connection.close()

    def _fork(self) -> tuple[dict[str, Any], list[int]] | None:
        connection, _ = self.listener.accept()
        try:
            connection.settimeout(10)
            request, streams = receive(connection)
        except (OSError, ValueError, struct.error):
            connection.close()
            return None
        connection.setblocking(True)
        if (pid := os.fork()) == 0:
            for one in (self.listener, connection, *self.kernels.values()):
                one.close()
            return request, streams
        for stream in streams:
            os.close(stream)
        self.kernels[pid] = connection
        with suppress(OSError):
            connection.sendall(HEADER.pack(pid))
        return None


def _alive(connection: socket.socket) -> bool:
    try:
        return bool(connection.recv(64, socket.MSG_DONTWAIT))
    except BlockingIOError:
        return True
    except OSError:
        return False


def become(request: dict[str, Any], streams: list[int]) -> None:
    """Be the kernel: with streams, session, environment, folder, arguments and random state as if started afresh."""
    die_with_parent()
    os.setsid()
    for target, stream in enumerate(streams):
        os.dup2(stream, target)
    for stream in streams:
        os.close(stream)
    os.environ.clear()
    os.environ.update(request["environment"] | {"JPY_PARENT_PID": str(os.getppid())})
    os.chdir(request["folder"])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.path[0] = os.getcwd()  # where python -m looks first
    sys.argv = ["ipykernel_launcher", *request["arguments"]]
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()  # the random module does so by itself after a fork
    if matplotlib := sys.modules.get("matplotlib"):
        matplotlib.rcParams._set("backend", os.environ.get("MPLBACKEND") or INLINE)
    for name in ("tools", *(name for name in sys.modules if name.startswith("tools."))):
        sys.modules.pop(name, None)
    gc.unfreeze()
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)


def main() -> None:
    """Import, and serve; what prevents it goes to standard output."""
    die_with_parent()
    descriptor, *modules = sys.argv[1:]
    try:
        load(modules or MODULES)
    except Exception as error:
        print(f"{type(error).__name__}: {error}", flush=True)
        sys.exit(1)
    listener = socket.socket(fileno=int(descriptor))
    part = Path(listener.getsockname()).with_name("part")
    part.write_text(json.dumps(read_at_import(os.environ)))
    part.replace(part.with_name(IMPORTED))
    gc.collect()
    gc.freeze()  # a child's collector leaves these pages alone, so they stay shared
    if asked := Zygote(listener).serve():
        become(*asked)


if __name__ == "__main__":
    main()
