"""Run chapters as Colab does: ``python -m tools.execution.colab [--tensorflow VERSION] [CHAPTER …]``.

A bare environment has TensorFlow, Keras, matplotlib, scikit-learn and a kernel, and nothing of the course. One notebook
lies alone in an empty folder and runs there from its first cell on, with its reduced parameters; its set-up cell
installs nnutils by the repository's address, which git maps to the last commit of this checkout.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from importlib.metadata import distributions
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from tools.notebooks import ROOT, clear_outputs, fast_parameters, select, with_parameters
from tools.set_repository import current_url
from tools.setup import pip_settings, uv_environment

BARE = ("tensorflow", "keras", "matplotlib", "scikit-learn", "ipykernel")
KERNEL = {"display_name": "Python 3", "language": "python"}


def bare_environment(tensorflow: str | None = None, *, root: Path = ROOT) -> Path:
    """Make the bare environment, or take the one made before, and return its folder.

    Parameters
    ----------
    tensorflow
        A version such as ``2.18.*``; without it, the versions of ``requirements.txt``.

    Raises
    ------
    RuntimeError
        If the packages can't be installed.
    """
    lock = (root / "requirements.txt").read_text(encoding="utf-8")
    locked = dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", lock, re.MULTILINE))
    wanted = {name: "" if tensorflow else f"=={locked[name]}" for name in BARE}
    if tensorflow:
        wanted["tensorflow"] = f"=={tensorflow}"
    requirements = [name + version for name, version in wanted.items()]
    key = hashlib.sha256("\n".join([sys.version, *requirements]).encode()).hexdigest()[:12]
    folder = root / "_build" / "colab" / key
    if not (folder / "packages.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        install(folder, requirements)
        (folder / "packages.json").write_text(json.dumps(packages(folder)))
    return folder


def find_uv() -> str | None:
    """Return the uv beside this Python, else the one on the path, else None."""
    return shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")


def install(folder: Path, requirements: list[str]) -> None:
    """Make an environment that has pip, as the one of Colab, and the packages; with uv where it is, else with pip.

    Raises
    ------
    RuntimeError
        If the packages can't be installed.
    """
    if uv := find_uv():
        listed = subprocess.check_output([sys.executable, "-m", "pip", "config", "list"], text=True)
        environment = uv_environment(pip_settings(listed), dict(os.environ))
        commands = [[uv, "venv", "--quiet", "--seed", "--python", sys.executable, str(folder)]]
        commands += [[uv, "pip", "install", "--quiet", "--python", _python(folder), *requirements]]
    else:
        environment = dict(os.environ)
        commands = [[sys.executable, "-m", "venv", str(folder)]]
        commands += [[_python(folder), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]]
    for command in commands:
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(
                f"{'uv' if uv else 'pip'} can't install {', '.join(requirements)}: {done.stderr.strip()[-500:]}"
            )


def _python(environment: Path) -> str:
    return str(environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def packages(environment: Path) -> dict[str, str]:
    """Return the version of each package in an environment, by the name that pip shows in lower case with hyphens."""
    (folder,) = environment.glob("Lib/site-packages" if os.name == "nt" else "lib/python*/site-packages")
    found = distributions(path=[str(folder)])
    return {re.sub(r"[-_.]+", "-", one.metadata["Name"]).lower(): one.version for one in found}


def changed_packages(environment: Path) -> list[str]:
    """Return the packages of the bare environment that have another version now, or are gone."""
    before, now = json.loads((environment / "packages.json").read_text()), packages(environment)
    return [f"{name} {old} -> {now.get(name, 'gone')}" for name, old in before.items() if now.get(name) != old]


def run(
    notebook: NotebookNode, environment: Path, folder: Path, *, repository: Path = ROOT, timeout: float = 600
) -> NotebookNode:
    """Execute a notebook alone in ``folder``, from a state in which nnutils is not installed.

    Parameters
    ----------
    notebook
        Executed in place, cell by cell, so that after an error the outputs show how far it came.
    environment
        What `bare_environment` returned.
    folder
        Empty; caches, configuration and the notebook's working folder are made in it.
    repository
        What stands behind the repository's address.
    timeout
        Seconds for a cell.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails.
    """
    if "nnutils" in packages(environment):
        uninstall = [_python(environment), "-m", "pip", "uninstall", "--yes", "nnutils"]
        subprocess.run(uninstall, check=True, capture_output=True)
    content, kernel = folder / "content", folder / "kernels" / "bare"
    for path in (kernel, content):
        path.mkdir(parents=True)
    spec = KERNEL | {"argv": [_python(environment), "-m", "ipykernel_launcher", "-f", "{connection_file}"]}
    (kernel / "kernel.json").write_text(json.dumps(spec))
    git = folder / "gitconfig"
    git.write_text(f'[safe]\n\tdirectory = *\n[url "{repository.as_uri()}"]\n\tinsteadOf = {current_url()}\n')
    nbformat.write(notebook, content / "notebook.ipynb")
    # The last one: compiling TensorFlow anew at each start takes longer than a chapter.
    hidden = ("PYTHONPATH", "VIRTUAL_ENV", "KERAS_HOME", "XDG_CACHE_HOME", "PYTHONDONTWRITEBYTECODE")
    environ = {key: value for key, value in os.environ.items() if key not in hidden} | {
        "KERAS_HOME": str(folder / "keras"),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        "NNUTILS_DATA": "embedded",
        "GIT_CONFIG_GLOBAL": str(git),
        "PATH": os.pathsep.join([str(Path(_python(environment)).parent), os.environ["PATH"]]),
    }
    client = NotebookClient(
        notebook,
        timeout=timeout,
        startup_timeout=120,
        kernel_name="bare",
        resources={"metadata": {"path": str(content)}},
    )
    manager = client.create_kernel_manager()
    manager.kernel_spec_manager.kernel_dirs = [str(folder / "kernels")]
    client.execute(env=environ, cwd=str(content))
    return notebook


def reduced(path: Path, parameters: dict) -> NotebookNode:
    """Return a chapter with its reduced parameters injected and without its stored outputs."""
    notebook = with_parameters(path, parameters)
    clear_outputs(notebook)
    return notebook


def main(argv: list[str] | None = None) -> int:
    """Run chapters, one after the other, and say how each ended."""
    parser = argparse.ArgumentParser(prog="python -m tools.execution.colab", description=__doc__)
    parser.add_argument("chapters", nargs="*", help="by number or name (default: all)")
    parser.add_argument("--tensorflow", metavar="VERSION", help="for example '2.18.*' (default: the pinned release)")
    args = parser.parse_args(argv)
    chosen, parameters, failed = select(args.chapters), fast_parameters(), 0
    environment = bare_environment(args.tensorflow)
    found = packages(environment)
    print(", ".join(f"{name} {found[name]}" for name in BARE))
    for name, path in chosen.items():
        start, error = time.monotonic(), None
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            try:
                run(reduced(path, parameters[name]), environment, Path(folder))
            except CellExecutionError as failure:
                error = str(failure).strip().splitlines()[-1]
        if changed := changed_packages(environment):
            error = f"installing nnutils changed {', '.join(changed)}"
        failed += error is not None
        print(f"{name}: {error or 'passed'} ({time.monotonic() - start:.0f} s)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
