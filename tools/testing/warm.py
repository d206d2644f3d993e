"""Kernels that start in a second instead of ten: a pytest plugin, loaded by ``conftest.py`` at the root.

Most of a kernel's start is the import of TensorFlow. So a test run with notebooks starts one process that has imported
it, `warm_zygote`, and each kernel is a fork of it, in all else like a fresh one. On other systems than Linux, for
kernels of another environment, or if anything goes wrong, kernels start as ever, and a line says why.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from tools.notebooks import ROOT
from tools.testing.warm_zygote import HEADER, IMPORTED, read_at_import

try:
    from jupyter_client.provisioning.factory import KernelProvisionerFactory
    from jupyter_client.provisioning.local_provisioner import LocalProvisioner
except ImportError:  # tests of nnutils alone need no Jupyter
    LocalProvisioner = object  # type: ignore[assignment, misc]

ADDRESS = "NNBE_WARM_KERNELS"  # the variable by which workers know the socket; empty: start kernels as ever
START_LIMIT = 180.0  # seconds for the imports


class Zygote:
    """The process that forks kernels; it and they end when this object is stopped, or this process ends.

    Parameters
    ----------
    *modules
        What it imports (default: what chapters do).
    """

    def __init__(self, *modules: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="nnbe-"))
        self.address = str(self.folder / "kernels")
        (self.folder / "environment.json").write_text(json.dumps(read_at_import(os.environ)))
        command = [sys.executable, "-m", "tools.testing.warm_zygote"]
        with socket.socket(socket.AF_UNIX) as listener, (self.folder / "log").open("w") as log:
            listener.bind(self.address)
            listener.listen(64)
            self.process = subprocess.Popen(
                [*command, str(listener.fileno()), *modules],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.DEVNULL,
                pass_fds=[listener.fileno()],
            )

    def stop(self) -> str:
        """End the process and its kernels, and return what it had to say against forking, normally nothing."""
        if self.process.stdin is not None:  # it is not: we asked for it
            self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:  # still importing
            self.process.kill()
            self.process.wait()
        said = (self.folder / "log").read_text().strip()
        shutil.rmtree(self.folder, ignore_errors=True)
        return said


class WarmProcess:
    """A forked kernel, with those methods of `subprocess.Popen` that a provisioner calls."""

    stdin = stdout = stderr = None

    def __init__(self, address: str, arguments: list[str], environment: dict, folder: str, streams: list[int]) -> None:
        self.returncode: int | None = None
        request = {"arguments": arguments, "environment": environment, "folder": folder}
        body = json.dumps(request).encode()
        self.connection = socket.socket(socket.AF_UNIX)
        try:
            self.connection.settimeout(START_LIMIT)
            self.connection.connect(address)
            socket.send_fds(self.connection, [HEADER.pack(len(body))], streams)
            self.connection.sendall(body)
            self.pid = HEADER.unpack(self.connection.recv(HEADER.size))[0]
            self.connection.setblocking(True)  # with a time limit, recv would wait even when told not to
        except Exception:
            self.connection.close()
            raise

    def poll(self) -> int | None:
        """Return the exit status, None while it runs."""
        if self.returncode is None:
            try:
                status = self.connection.recv(HEADER.size, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return None
            except OSError:
                status = b""
            self.returncode = HEADER.unpack(status)[0] if status else -signal.SIGKILL
            self.connection.close()
        return self.returncode

    def wait(self) -> int:
        """Wait for the end and return the exit status."""
        while (status := self.poll()) is None:
            time.sleep(0.05)
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal while it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


ZYGOTE = pytest.StashKey[Zygote]()


class WarmProvisioner(LocalProvisioner):
    """Starts kernels of this environment from the warm process, others as ever."""

    process: Any  # a `WarmProcess`, or what it stands for

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Launch a kernel; an error of the warm process only costs the time of a plain start."""
        try:
            self.process = warm_process(cmd, kwargs)
        except Exception as error:
            self.log.warning("a kernel starts without warm process: %s: %s", type(error).__name__, error)
            self.process = None
        if self.process is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd") or os.getcwd()
        return self.connection_info


def warm_process(cmd: list[str], kwargs: Mapping[str, Any]) -> WarmProcess | None:
    """Return a forked kernel, or None where the command or its environment wants something else."""
    address = os.environ.get(ADDRESS)
    wanted = [str(Path(sys.executable)), "-m", "ipykernel_launcher"]
    if not address or cmd[:3] != wanted or kwargs.get("stdin") is not None:
        return None
    environment = dict(os.environ if kwargs.get("env") is None else kwargs["env"])
    if not _as_imported(read_at_import(environment), Path(address).parent):
        return None
    with open(os.devnull) as nothing:
        given = kwargs.get("stdout") or 1, kwargs.get("stderr") or 2
        streams = [nothing.fileno(), *(one if isinstance(one, int) else one.fileno() for one in given)]
        if min(streams) < 0:  # subprocess.PIPE and the like
            return None
        return WarmProcess(address, cmd[3:], environment, str(kwargs.get("cwd") or os.getcwd()), streams)


def _as_imported(wanted: dict[str, str], folder: Path) -> bool:
    """Tell whether a kernel with this environment would import what the warm process has imported.

    Libraries write variables as well: a test that has imported Keras in this process passes them on to its kernels. So
    a variable may have the value from before the imports or the one from after them.
    """
    before = json.loads((folder / "environment.json").read_text())
    if wanted == before:
        return True
    end = time.monotonic() + START_LIMIT
    while not (folder / IMPORTED).exists():
        if time.monotonic() > end or (folder / "log").read_text():  # it has failed
            return False
        time.sleep(0.1)
    after = json.loads((folder / IMPORTED).read_text())
    names = wanted.keys() | before.keys()
    return all(wanted.get(name) in (before.get(name), after.get(name)) for name in names)


def pytest_configure(config: pytest.Config) -> None:
    """Start the warm process when notebooks are tested, and let all kernels of this process ask for it."""
    if LocalProvisioner is object or not sys.platform.startswith("linux"):
        return
    if getattr(config.option, "nbval", False) and ADDRESS not in os.environ and not config.option.collectonly:
        config.stash[ZYGOTE] = Zygote()
        os.environ[ADDRESS] = config.stash[ZYGOTE].address
    if os.environ.get(ADDRESS):
        register()


def register() -> None:
    """Make the warm provisioner this process's default, without a file that would outlive the test run."""
    entry = EntryPoint("warm", f"{__name__}:WarmProvisioner", KernelProvisionerFactory.GROUP_NAME)
    factory = KernelProvisionerFactory.instance()
    factory.provisioners["warm"] = entry
    factory.default_provisioner_name = "warm"


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the warm process; if it could not fork, say so in a line."""
    if zygote := config.stash.get(ZYGOTE, None):
        os.environ.pop(ADDRESS, None)
        if said := zygote.stop():
            print(f"Kernels started as ever, because {said}", file=sys.stderr)
