"""What a process must be like for its forks to go on as fresh processes would. Only Python's own library is needed."""

import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1


def unfit() -> str | None:
    """Return why a fork of this process would hang or differ from a fresh one, or None."""
    if not sys.platform.startswith("linux"):
        return "forks of a process with many libraries are safe on Linux alone"
    if (context := sys.modules.get("tensorflow.python.eager.context")) and context.context()._initialized:
        return "TensorFlow has run an operation, so a fork would hang"
    if (threads := len(os.listdir("/proc/self/task"))) > 1:
        return f"{threads} threads run, of which a fork would have one"
    if "/libcuda.so" in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace"):
        return "CUDA is loaded, which a fork can't use"
    return None


def die_with_parent() -> None:
    """Ask the Linux kernel to kill this process when the one that started it has gone, however it went."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def kill_group(pid: int) -> None:
    """Kill a process that leads a session, with all that it has started there."""
    for kill in (os.killpg, os.kill):
        with suppress(OSError):
            kill(pid, signal.SIGKILL)
