"""See whether the tests notice small changes of the code: ``python -m tools.mutants [--report]``.

mutmut makes the changes, one at a time, and runs the tests that call the function changed; ``[tool.mutmut]`` in
``pyproject.toml`` says in which modules and with which tests. It keeps what came of each in ``mutants/``, goes on where
it was stopped, and tries again what has changed. Nothing is changed outside of functions, nor in those that are
decorated. A change that no test notices is a survivor: ``tests/survivors.yml`` lists those that are accepted, each with
a reason.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tools.execution.threads import VARIABLES
from tools.notebooks import ROOT

ACCEPTED = "tests/survivors.yml"
WANTED = 0.95  # share of the changes that the tests notice
ALIVE = ("survived", "no tests")
ENVIRONMENT = {
    "CUDA_VISIBLE_DEVICES": "",
    "KERAS_BACKEND": "tensorflow",
    "MPLBACKEND": "agg",
    "NNUTILS_DATA": "embedded",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # loading them would take longer than the tests
    "TF_CPP_MIN_LOG_LEVEL": "3",
    **dict.fromkeys(VARIABLES, "1"),  # as many tests as cores run at the same time
}
CONSTANT = re.compile(r"""\d[\w.]*(?:(?<=e)-\d+)?|"[^"]*"|'[^']*'""")


@dataclass(frozen=True)
class Mutant:
    """One change and what came of it."""

    name: str  # mutmut's
    outcome: str  # mutmut's word, such as "killed", "survived", "no tests" or "not checked"
    before: str
    after: str

    @property
    def function(self) -> str:
        """Where it is, such as ``"nnutils.text.vocabulary.Vocabulary.build"``."""
        return self.name.partition("__mutmut_")[0].replace(".x_", ".").replace(".xǁ", ".").replace("ǁ", ".")

    @property
    def module(self) -> str:
        """The module, such as ``"nnutils.text.vocabulary"``."""
        return re.split(r"\.x[_ǁ]", self.name)[0]

    @property
    def is_of_constants(self) -> bool:
        """Whether nothing but numbers and strings differ."""
        return CONSTANT.sub("…", self.before) == CONSTANT.sub("…", self.after)


def run(children: int) -> int:
    """Let mutmut try what was not tried before; return its exit status."""
    command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", str(children)]
    return subprocess.run(command, cwd=ROOT, env=os.environ | ENVIRONMENT, check=False).returncode


def tried() -> Iterator[Mutant]:
    """Yield all changes that mutmut has made, tried or not."""
    from mutmut.mutation.data import SourceFileMutationData
    from mutmut.mutation.diff_apply import get_diff_for_mutant
    from mutmut.stats import status_by_exit_code
    from mutmut.utils.file_utils import walk_mutatable_files

    os.chdir(ROOT)  # where mutmut looks for all it knows
    for path in sorted(walk_mutatable_files()):
        data = SourceFileMutationData(path=path)
        data.load()
        for name, code in data.exit_code_by_key.items():
            lines = get_diff_for_mutant(name, path=path).splitlines()[2:]
            before, after = ("\n".join(line[1:].strip() for line in lines if line[0] == sign) for sign in "-+")
            yield Mutant(name, status_by_exit_code[code], before, after)


def counted(mutants: list[Mutant], outside: list[dict[str, str]]) -> list[Mutant]:
    """Return the changes that count: not those of constants in the functions that ``outside`` names."""
    where = [re.compile(one["where"]) for one in outside]
    return [m for m in mutants if not (m.is_of_constants and any(one.fullmatch(m.function) for one in where))]


def report(mutants: list[Mutant], accepted: list[dict[str, Any]]) -> int:
    """Print how many changes each module's tests notice and what is to be done.

    Parameters
    ----------
    mutants : list of Mutant
        Those that count.
    accepted : list of dict
        Survivors with a reason, as in ``tests/survivors.yml``: ``where`` is the function, ``becomes`` the changed
        lines.

    Returns
    -------
    int
        0 if all was tried, enough is noticed, and the survivors are those that are accepted, otherwise 1.
    """
    alive = {(m.function, m.after): m for m in mutants if m.outcome in ALIVE}
    reasons = {(one["where"], one["becomes"].strip()) for one in accepted}
    for module in sorted({m.module for m in mutants}):
        print(f"{_summary([m for m in mutants if m.module == module])}  {module}")
    print(f"{_summary(mutants)}  all")
    for key in alive.keys() - reasons:
        print(f"No test notices {alive[key].name} ({alive[key].outcome}):\n- {alive[key].before}\n+ {alive[key].after}")
    left = any(m.outcome == "not checked" for m in mutants)
    dead = [] if left else reasons - alive.keys()
    for where, becomes in dead:
        print(f"{ACCEPTED} lists what does not survive: {where}: {becomes}")
    enough = len(alive) <= (1 - WANTED) * len(mutants)
    return int(bool(left or dead or alive.keys() - reasons or not enough))


def _summary(mutants: list[Mutant]) -> str:
    outcomes = Counter(m.outcome for m in mutants)
    left, alive = outcomes["not checked"], sum(outcomes[word] for word in ALIVE)
    done = len(mutants) - left
    share = 100 * (done - alive) / max(done, 1)
    endless = outcomes["timeout"]
    return f"{done - alive:5} of {done:5} noticed ({share:5.1f} %), {endless:4} by their time-out, {left:5} not tried"


def main(argv: list[str] | None = None) -> int:
    """Try the changes and report; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--report", action="store_true", help="only say what came of the changes tried so far")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="how many at the same time")
    args = parser.parse_args(argv)
    status = 0 if args.report else run(args.processes)
    listed = yaml.safe_load((ROOT / ACCEPTED).read_text(encoding="utf-8"))
    return status or report(counted(list(tried()), listed["outside"]), listed["survivors"])


if __name__ == "__main__":
    sys.exit(main())
