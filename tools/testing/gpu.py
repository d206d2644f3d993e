"""Check without a GPU what recurrent layers do on one: ``python -m tools.testing.gpu [CHAPTER ...]``.

On a GPU, Keras gives LSTM and GRU to cuDNN, whose kernels take only masks that are padded on the right and leave at
least one step in each row; in ``fit`` and ``predict`` any other stops the chapter. `pretend` makes Keras believe in a
GPU: its own test of masks is the real one, and only the kernel is replaced, by the ordinary computation. The command
runs chapters under it, reduced, but with every variant that a parameter names, and prints what passed.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
from rich.console import Console
from rich.table import Table

from tools.execution.execute import Outcome, execute, outcome_of
from tools.execution.limits import Limits
from tools.notebooks import ROOT, code_cells, fast_parameters, parameters_of, select

KERAS = "keras.src.backend.tensorflow.rnn"
CALL = "from tools.testing.gpu import pretend\n\npretend(zeros=True)"
RECURRENT = re.compile(r"\b(LSTM|GRU)\b")


def pretend(*, zeros: bool = False) -> Callable[[], None]:
    """Make Keras believe that there is a GPU, in this process, now or as soon as it is imported.

    Parameters
    ----------
    zeros : bool
        What stands in the output where a row is padded: like cuDNN's kernel 0, or by default what the ordinary
        computation has there, so that all numbers stay those of a CPU.

    Returns
    -------
    callable
        Without arguments; it undoes everything.
    """
    kept: dict[str, Any] = {}

    def patch(module: ModuleType) -> None:
        new = {"_is_gpu_available": lambda: True, "_cudnn_lstm": _stand_in("lstm", module, zeros)}
        new["_cudnn_gru"] = _stand_in("gru", module, zeros)
        kept.update({name: getattr(module, name) for name in new})  # an AttributeError tells that Keras has changed
        vars(module).update(new)

    finder = _AfterImport(KERAS, patch)
    if (module := sys.modules.get(KERAS)) is not None:
        patch(module)
    else:
        sys.meta_path.insert(0, finder)

    def undo() -> None:
        if finder in sys.meta_path:
            sys.meta_path.remove(finder)
        vars(sys.modules.get(KERAS, finder)).update(kept)

    return undo


class _AfterImport:
    """Finds one module where Python does, and calls a function with it when it has been executed."""

    def __init__(self, name: str, call: Callable[[ModuleType], None]) -> None:
        self.name, self.call = name, call

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the module's specification, None for every other module."""
        spec = PathFinder.find_spec(name, path, target) if name == self.name else None
        if spec is None or spec.loader is None:
            return spec
        run = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            run(module)
            self.call(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _stand_in(kind: str, keras: ModuleType, zeros: bool) -> Callable[..., tuple]:
    """Return what replaces ``_cudnn_lstm`` or ``_cudnn_gru`` of Keras's module; arguments and result are theirs."""

    def kernel(inputs: Any, *rest: Any) -> tuple:
        *states, W, U, b, mask, time_major, go_backwards, return_sequences = rest
        if mask is not None:
            keras._assert_valid_mask(mask)
        if not zeros:
            raise NotImplementedError  # Keras then takes its ordinary loop
        last, outputs, states = keras.rnn(
            lambda x, old: STEPS[kind](x, old, W, U, b),
            inputs,
            states,
            go_backwards=go_backwards,
            mask=mask,
            time_major=time_major,
            zero_output_for_mask=True,
            return_all_outputs=return_sequences,
        )
        last = states[0]
        return last, outputs if return_sequences else last[:, None], states

    return kernel


def _lstm_step(x: Any, states: Sequence[Any], W: Any, U: Any, b: Any) -> tuple[Any, list[Any]]:
    import tensorflow as tf

    h, c = states
    i, f, c_new, o = tf.split(x @ W + h @ U + b, 4, axis=1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(c_new)
    h = tf.sigmoid(o) * tf.tanh(c)
    return h, [h, c]


def _gru_step(x: Any, states: Sequence[Any], W: Any, U: Any, b: Any) -> tuple[Any, list[Any]]:
    import tensorflow as tf

    (h,) = states
    x_z, x_r, x_h = tf.split(x @ W + b[0], 3, axis=1)
    h_z, h_r, h_h = tf.split(h @ U + b[1], 3, axis=1)
    z = tf.sigmoid(x_z + h_z)
    h = z * h + (1 - z) * tf.tanh(x_h + tf.sigmoid(x_r + h_r) * h_h)
    return h, [h]


STEPS = {"lstm": _lstm_step, "gru": _gru_step}


def variants(own: dict[str, object], reduced: dict[str, object]) -> dict[str, object]:
    """Return the reduced parameters without the lists of names, which would leave out networks of the chapter."""

    def names(value: object) -> bool:
        return isinstance(value, list) and any(isinstance(item, str) for item in value)

    return {key: value for key, value in reduced.items() if not names(own.get(key))}


def run(name: str, path: Path, root: Path, *, time_limit: float) -> Outcome:
    """Execute a chapter, reduced, under `pretend`; what it wrote lies in ``_build/gpu/``."""
    notebook = nbformat.read(path, as_version=4)
    parameters = variants(parameters_of(notebook), fast_parameters(root)[name])
    notebook.cells.insert(0, nbformat.v4.new_code_cell(CALL))
    source = root / "_build" / "gpu" / "source" / path.name
    source.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, source)
    target = root / "_build" / "gpu" / path.name
    return execute(name, source, target, parameters, data="embedded", limits=Limits(time_limit, gib=6))


def recurrent(chosen: dict[str, Path]) -> dict[str, Path]:
    """Return those notebooks whose code names an LSTM or a GRU."""
    texts = {name: code_cells(nbformat.read(path, as_version=4)) for name, path in chosen.items()}
    return {name: chosen[name] for name, cells in texts.items() if any(RECURRENT.search(c.source) for c in cells)}


def short(error: str) -> str:
    """Return the first line of an error, and of TensorFlow's long one about masks the sentence that says what it is."""
    sentence = re.search(r"You are passing a RNN mask.*?\. ", error)
    return error.splitlines()[0] + (f" {sentence[0].strip()}" if sentence else "")


def main(argv: list[str] | None = None) -> int:
    """Check the chapters that the command line names; return 0 when all of them passed."""
    parser = argparse.ArgumentParser(prog="python -m tools.testing.gpu", description=__doc__)
    parser.add_argument("chapters", nargs="*", help="numbers or names; all with an LSTM or a GRU when none is given")
    parser.add_argument("--time-limit", type=float, default=600, help="seconds for a chapter (default 600)")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder of the course (default: this one)")
    args = parser.parse_args(argv)
    try:
        chosen = select(args.chapters, args.root)
    except (ValueError, FileNotFoundError) as error:
        parser.error(str(error))
    table, failed = Table("chapter", "seconds", "on a pretended GPU"), 0
    for name, path in (chosen if args.chapters else recurrent(chosen)).items():
        outcome = outcome_of(name, partial(run, name, path, args.root, time_limit=args.time_limit))
        failed += outcome.error is not None
        table.add_row(name, f"{outcome.seconds:.0f}", f"FAILED: {short(outcome.error)}" if outcome.error else "passed")
        print(f"{name}: {'FAILED' if outcome.error else 'passed'}, {outcome.seconds:.0f} s", flush=True)
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
