"""The process that executes one notebook: ``python -m tools.execution.child IN OUT PARAMETERS``, PARAMETERS in JSON.

It says on its standard output how far it is, one line of JSON for each event, for `tools.execution.execute`, which has
started it. It ends, and its kernel with it, as soon as its standard input does: nothing goes on computing without
whoever started it.
"""

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1):  # sys.stdin.read would hold a lock that the interpreter needs at its end
        pass
    os._exit(1)  # the kernel sees that its own parent has gone, and ends too


class Hooks:
    """What nbclient calls while it executes a notebook; each call becomes an event on the standard output."""

    def __init__(self) -> None:
        self.events = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # the kernel inherits it, and may print what is no event
        self.done, self.running = 0, ""

    def say(self, **event: object) -> None:
        """Write an event."""
        print(json.dumps(event), file=self.events, flush=True)

    def on_cell_execute(self, cell: Any, **_: object) -> None:
        """Name the cell that begins."""
        self.running = cell.source.strip().splitlines()[0]
        self.say(running=self.running)

    def on_cell_executed(self, **_: object) -> None:
        """Count the cell that has ended."""
        self.done += 1
        self.say(done=self.done, running=None)

    def on_cell_error(self, execute_reply: dict, **_: object) -> None:
        """Tell the cell's error."""
        content = execute_reply["content"]
        where = f"cell [{content.get('execution_count')}] {self.running!r}"
        self.say(error=f"{where}: {content.get('ename')}: {content.get('evalue')}")


def main() -> None:
    """Execute IN and write it to OUT after every cell; exit status 1 when it failed."""
    source, target, parameters = sys.argv[1:]
    threading.Thread(target=_end_with_parent, daemon=True).start()
    hooks = Hooks()
    # These take seconds, in which the process must be able to end.
    import papermill
    from nbclient.exceptions import DeadKernelError

    from tools.notebooks import code_cells, with_parameters

    try:
        notebook = with_parameters(Path(source), json.loads(parameters))
        hooks.say(cells=len(code_cells(notebook)))
        papermill.execute_notebook(
            notebook,
            target,
            kernel_name="python3",
            cwd=os.path.dirname(target),
            progress_bar=False,
            start_timeout=120,
            on_cell_execute=hooks.on_cell_execute,
            on_cell_executed=hooks.on_cell_executed,
            on_cell_error=hooks.on_cell_error,
        )
    except papermill.PapermillExecutionError:
        sys.exit(1)  # a hook has told it; the cell and its error stand in OUT
    except DeadKernelError:
        hooks.say(error=f"cell {hooks.running!r}: the kernel died")
        sys.exit(1)
    except Exception as error:
        hooks.say(error=f"{type(error).__name__}: {error}")
        raise


if __name__ == "__main__":
    main()
