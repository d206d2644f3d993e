"""Execute one notebook in this process: ``python -m tools.execution.execute IN OUT PARAMETERS_AS_JSON``.

It is a process of its own, so that `tools.execution.run`, which starts it, can watch its time and memory, and end it
with all that it has started.
"""

import json
import os
import sys
import threading
import time

import papermill


def _exit_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)  # the kernel sees that its own parent has gone, and ends too


def main() -> None:
    """Execute IN and write it to OUT after every cell; a failing cell ends it with exit status 1."""
    source, target, parameters = sys.argv[1:]
    threading.Thread(target=_exit_with_parent, args=(os.getppid(),), daemon=True).start()
    try:
        papermill.execute_notebook(
            source,
            target,
            json.loads(parameters),
            kernel_name="python3",
            cwd=os.path.dirname(target),
            progress_bar={"file": sys.stderr, "mininterval": 0},
            start_timeout=120,
        )
    except papermill.PapermillExecutionError:
        sys.exit(1)  # the cell and its error stand in OUT


if __name__ == "__main__":
    main()
