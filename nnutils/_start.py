"""How TensorFlow starts in this course: without its log, and computing alike on every processor. It starts elsewhere.

TensorFlow's C++ code writes its notices to file descriptor 2, not to ``sys.stderr``, and some of them before it reads
``TF_CPP_MIN_LOG_LEVEL``; Jupyter shows them as the output of the cell. So the descriptor must point elsewhere while
TensorFlow is imported. As the import takes seconds and half a gigabyte, and many modules here need none of it, it isn't
done by us: a finder at the front of ``sys.meta_path`` waits for ``import tensorflow``, by Keras or by anyone, and gives
Python the same package with a loader that is quiet.
"""

from __future__ import annotations

import logging
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.abc import Loader
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import Any, BinaryIO

ENVIRONMENT = {
    # 3: what stops a program. Errors reach Python as exceptions; at level 2 TensorFlow also logs notices such as
    # oneDNN's about Booleans, which every masked recurrent layer sets off, and they would stand in a chapter's output.
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "KERAS_BACKEND": "tensorflow",
}
OLDEST, NEWEST = (3, 11), (3, 13)  # the releases of Python that TensorFlow has packages for, from the oldest of ours


def prepare() -> None:
    """Set the environment, and see to it that TensorFlow starts quietly and is then set; at once if it has started."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    if (started := sys.modules.get("tensorflow")) is not None:
        settle(started)
    elif not any(isinstance(finder, Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, Finder())


def settle(tf: Any) -> None:
    """Give TensorFlow the settings of the course.

    Parameters
    ----------
    tf : module
        TensorFlow, imported.
    """
    # Ampere's and later GPUs would multiply with 10 bits of mantissa, so that equal computations differ by 1e-3.
    tf.config.experimental.enable_tensor_float_32_execution(False)
    for gpu in tf.config.list_physical_devices("GPU"):
        with suppress(RuntimeError, ValueError):  # too late: someone has used or divided the device before
            tf.config.experimental.set_memory_growth(gpu, True)  # else one notebook takes all memory
    # A notebook holds several models, and TensorFlow takes the prediction function of each new one for a repeated
    # tracing, about which it warns.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)


class Finder:
    """Finds TensorFlow where Python does, and has it loaded by a `QuietLoader`; other modules are none of its business.

    Without TensorFlow, on a machine that it doesn't support, the import fails with a sentence that says so.
    """

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the specification of TensorFlow, None for every other module."""
        if name != "tensorflow":
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is None:
            return ModuleSpec(name, _NoLoader()) if _unsupported() else None
        if type(spec.loader) is SourceFileLoader:
            spec.loader = QuietLoader(spec.loader.name, spec.loader.path)
        return spec


class QuietLoader(SourceFileLoader):
    """Imports TensorFlow, lets it look for devices and settles it, while file descriptor 2 points to a file."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the package; what it wrote to descriptor 2 becomes a note of the exception, if there is one."""
        with quiet():
            super().exec_module(module)
            settle(module)


class _NoLoader(Loader):
    """Refuses the import when it is tried, not when a library only asks whether there is a TensorFlow."""

    def create_module(self, spec: ModuleSpec) -> None:
        raise ModuleNotFoundError(_unsupported(), name=spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Never reached; importlib wants it to be there."""


def _unsupported() -> str | None:
    """Return the sentence that says why this machine has no TensorFlow, or None where it could be installed."""
    python, machine = sys.version_info[:2], platform.machine()
    intel_mac = sys.platform == "darwin" and machine == "x86_64"
    if OLDEST <= python <= NEWEST and not intel_mac:
        return None
    oldest, newest, here = (".".join(map(str, version)) for version in (OLDEST, NEWEST, python))
    return (
        f"TensorFlow can't be installed here (Python {here}, {sys.platform}, {machine}): it has packages for Python "
        f"{oldest} to {newest} on Linux, Windows and Macs with Apple's processors, and none for Intel Macs since "
        "release 2.17. Take such a Python, or open the chapter in Colab."
    )


@contextmanager
def quiet() -> Iterator[None]:
    """Let file descriptor 2 point to a temporary file; what was written there becomes a note of an exception."""
    with suppress(AttributeError, OSError, ValueError):  # there is no sys.stderr, or it is closed
        sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # closed, so there is nobody who could see what is written
        yield
        return
    with _log() as log:
        os.dup2(log.fileno(), 2)
        try:
            yield
        except BaseException as error:
            log.seek(0)
            if written := log.read().decode(errors="replace").strip():
                error.add_note(f"Written meanwhile:\n{written}")
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _log() -> BinaryIO:
    try:
        return tempfile.TemporaryFile(buffering=0)
    except OSError:  # no folder for temporary files, or a full disk: better no log than no TensorFlow
        return open(os.devnull, "r+b", buffering=0)
