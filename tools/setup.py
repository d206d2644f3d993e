"""Make the virtual environment ``.venv`` from the lock: ``python tools/setup.py [PYTHON]``, the same on every system.

``make`` calls it through ``tools/setup.sh``. It needs nothing but Python's standard library, and it ends with one
sentence when the environment can't be made. uv installs the packages, as it is many times faster than pip; pip does it
where uv can't be had. Both check the hashes of the lock.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
WINDOWS = sys.platform == "win32"
OLDEST, NEWEST = (3, 11), (3, 13)
VERSIONS = "Python 3.11, 3.12 or 3.13"
NAME_ONE = "'make PYTHON=/path/to/python'" if not WINDOWS else r"'py tools/setup.py C:\path\to\python.exe'"
# The longest path below .venv on Windows: of TensorFlow's headers, 163 characters below Lib\site-packages.
LONGEST_INSTALLED = 181
LONGEST_WINDOWS = 259
# Asked of any Python, so it must run in Python 2 too.
PROBE = """
import json, platform, struct, sys, sysconfig
print(json.dumps({
    "version": list(sys.version_info[:3]), "implementation": platform.python_implementation(),
    "bits": 8 * struct.calcsize("P"), "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    "system": sys.platform, "machine": platform.machine(), "platform": sysconfig.get_platform(),
    "libc": str(sysconfig.get_config_var("SOABI")), "base": getattr(sys, "_base_executable", None) or sys.executable,
}))
"""
# What uv calls the settings that pip reads from its files and from PIP_*: uv reads neither.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "proxy": "ALL_PROXY",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
}
CAUSES = (
    ("No space left on device|os error 28|not enough space", "the disk is full; the environment takes 2.5 GB"),
    ("[Hh]ash mismatch|DO NOT MATCH THE HASHES", "a package isn't the one whose hash stands in requirements.txt"),
    ("Permission denied|Access is denied", "a file may not be written; does a program still use .venv?"),
)


class SetupError(Exception):
    """The environment can't be made; the message is the one sentence that says why."""


def probe(command: list[str]) -> dict | None:
    """Return what the Python that ``command`` starts says of itself, or None where there is none."""
    try:
        done = subprocess.run([*command, "-c", PROBE], capture_output=True, text=True, timeout=60)
        return json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def objection(python: dict) -> str | None:
    """Return why TensorFlow has no packages for this Python, as the end of a sentence, or None if it has."""
    version, other = tuple(python["version"][:2]), f"install {VERSIONS}, or name one with {NAME_ONE}."
    if version < OLDEST:
        return f"but this course needs {VERSIONS}: {other}"
    if version > NEWEST:
        return f"for which TensorFlow has no packages yet: {other}"
    if python["implementation"] != "CPython" or python["free_threaded"]:
        return f"of a kind (not CPython, or free-threaded) for which TensorFlow has no packages: {other}"
    if python["bits"] != 64 or python["platform"] == "win-arm64":
        kind = "32-bit" if python["bits"] != 64 else "ARM"
        return f"for a {kind} system, for which TensorFlow has no packages: install the 64-bit (x86-64) {VERSIONS}."
    if python["system"] == "darwin" and python["machine"] == "x86_64":
        return (
            "for Intel processors, and TensorFlow has had no packages for Intel Macs since version 2.17: use Colab, "
            "or, if this Mac has an Apple processor, a Python built for arm64."
        )
    if "musl" in python["libc"]:
        return "on a Linux with musl, for which TensorFlow has no packages: use a system with glibc, such as Debian."
    if python["system"] == "linux" and python["machine"] not in ("x86_64", "aarch64"):
        return f"for {python['machine']} processors, and TensorFlow has packages for x86-64 and ARM (64 bit) only."
    return None


def candidates() -> list[list[str]]:
    """Return the commands that may start a fitting Python, the one that runs this first."""
    names = [f"3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    if WINDOWS:
        return [[sys.executable], *(["py", f"-{name}"] for name in names)]
    return [[sys.executable], ["python3"], *([f"python{name}"] for name in names)]


def choose(named: str | None = None) -> dict:
    """Return what is known of the Python that is to make the environment.

    Raises
    ------
    SetupError
        If there is no Python at ``named``, or if no Python that was found can run TensorFlow.
    """
    first = None
    for command in [[named]] if named else candidates():
        python = probe(command)
        if python is None:
            continue
        python["name"] = " ".join(command)
        if not objection(python):
            return python
        first = first or python
    if first is None:
        raise SetupError(f"There is no Python at '{named}': name one of version 3.11, 3.12 or 3.13 with {NAME_ONE}.")
    version = ".".join(map(str, first["version"]))
    raise SetupError(f"'{first['name']}' is Python {version}, {objection(first)}")


def long_paths_allowed() -> bool:
    """Return whether this system opens paths of more than 259 characters: all but Windows as it is installed."""
    if not WINDOWS:
        return True
    winreg: Any = importlib.import_module("winreg")  # there is none elsewhere
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SYSTEM\CurrentControlSet\Control\FileSystem") as key:
            return bool(winreg.QueryValueEx(key, "LongPathsEnabled")[0])
    except OSError:
        return False


def check_path_length(root: Path) -> None:
    """Raise a SetupError if the paths of installed files would be too long for this system."""
    room = LONGEST_WINDOWS - LONGEST_INSTALLED - len("/.venv/")
    if not long_paths_allowed() and len(str(root)) > room:
        raise SetupError(
            f"The path of this folder has {len(str(root))} characters ({root}), and Windows allows only {room}, as "
            "TensorFlow's files lie deep: move the folder, for example to C:\\nnbe, or enable long paths in Windows."
        )


def pip_settings(text: str) -> dict[str, str]:
    """Return pip's settings by name from what ``pip config list`` printed; the environment overrides files."""
    found: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}
    for line in text.splitlines():
        if match := re.fullmatch(r"(global|install|:env:)\.([\w-]+)=(['\"].*)", line):
            section, name, value = match.groups()
            found[section][name.replace("_", "-")] = " ".join(str(ast.literal_eval(value)).split())
    return {**found["global"], **found["install"], **found[":env:"]}


def uv_environment(settings: dict[str, str], environment: dict[str, str]) -> dict[str, str]:
    """Return ``environment`` with pip's ``settings`` under uv's names; what is set for uv already stays."""
    translated = {UV_NAMES[name]: value for name, value in settings.items() if name in UV_NAMES}
    if "UV_FIND_LINKS" in translated:
        translated["UV_FIND_LINKS"] = translated["UV_FIND_LINKS"].replace(" ", ",")
    # Several indexes are one to pip. The hashes make that safe: a package of the same name elsewhere has another.
    if "UV_INDEX" in translated:
        translated["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return {**translated, **environment}


def locked(name: str, lock: str) -> str:
    """Return the entry of package ``name`` in the text of a lock, with its hashes."""
    found = re.search(rf"^{re.escape(name)}==(?:.*\\\n)*.*\n", lock, re.MULTILINE)
    if not found:
        raise SetupError(f"requirements.txt has no entry for {name}: compile it anew with 'make lock'.")
    return found.group()


class Environment:
    """The virtual environment of the course in ``root``, and the log of what was done to make it."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root, self.folder = root, root / ".venv"
        self.python = self.folder / ("Scripts/python.exe" if WINDOWS else "bin/python")
        self.ready, self.log = self.folder / "ready", self.folder / "setup.log"

    def run(self, *command: object, environment: dict[str, str] | None = None) -> bool:
        """Run a command in the course's folder with its output in the log, and return whether it succeeded."""
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(map(str, command))}\n")
            log.flush()
            try:
                done = subprocess.run(
                    list(map(str, command)), cwd=self.root, env=environment, stdout=log, stderr=subprocess.STDOUT
                )
            except OSError as error:
                log.write(f"{error}\n")
                return False
        return done.returncode == 0

    def create(self, python: dict) -> None:
        """Make the empty environment anew, with pip in it."""
        self.ready.unlink(missing_ok=True)
        made = subprocess.run([python["base"], "-m", "venv", "--clear", str(self.folder)], capture_output=True)
        if made.returncode == 0:
            return
        if WINDOWS:
            raise SetupError("The folder .venv can't be made anew: close the programs that use it, and run this again.")
        raise SetupError(
            f"'{python['name']}' can't make a virtual environment: on Debian and Ubuntu, 'apt install python3-venv' "
            "adds what it lacks."
        )

    def uv(self) -> str | None:
        """Return the command of uv: the one on the path, else the one of the lock, else None."""
        found = shutil.which("uv")
        if found and self.run(found, "--version"):
            return found
        entry = self.folder / "uv.txt"
        entry.write_text(locked("uv", (self.root / "requirements.txt").read_text(encoding="utf-8")), encoding="utf-8")
        installed = self.run(
            self.python, "-m", "pip", "install", "--retries=1", "--no-deps", "--require-hashes", "-r", entry
        )
        return str(self.python.parent / "uv") if installed else None

    def install(self) -> str:
        """Install the lock and the course's own package, and return the name of the program that did it.

        Raises
        ------
        SetupError
            If neither uv nor pip can.
        """
        lock = ("--no-deps", "--require-hashes", "-r", "requirements.txt")
        own = ("--no-deps", "--no-build-isolation", "-e", ".")
        if uv := self.uv():
            listed = subprocess.run([self.python, "-m", "pip", "config", "list"], capture_output=True, text=True)
            settings = pip_settings(listed.stdout)
            environment = uv_environment(settings, dict(os.environ))
            # As pip does: else every start compiles TensorFlow anew where Python may write no bytecode.
            command = [uv, "pip", "install", "--compile-bytecode", "--python", self.python]
            offline = ["--no-index"] if settings.get("no-index", "0").lower() in ("1", "true", "yes", "on") else []
            if all(self.run(*command, *offline, *what, environment=environment) for what in (lock, own)):
                return "uv"
        pip = [self.python, "-m", "pip", "install"]
        if not self.run(*pip, *lock):
            raise SetupError(
                f"The packages could not be installed: {self.cause()}. What pip said is in {self.name_log()}."
            )
        if not self.run(*pip, *own):
            raise SetupError(f"The course's own package could not be installed; what pip said is in {self.name_log()}.")
        return "pip"

    def name_log(self) -> str:
        """Return the log's path as a reader in the course's folder types it."""
        return str(self.log.relative_to(self.root))

    def cause(self) -> str:
        """Return the likely cause of a failed installation, read from the log."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return next((cause for pattern, cause in CAUSES if re.search(pattern, text)), "is there a network?")


def main(arguments: list[str]) -> int:
    """Make the environment; ``arguments`` may name the Python. Return 0, or 1 after one sentence on stderr."""
    begun = time.perf_counter()
    environment = Environment()
    try:
        check_path_length(environment.root)
        python = choose(arguments[0] if arguments and arguments[0] else None)
        version = ".".join(map(str, python["version"]))
        print(f"Setting up .venv with Python {version}: some 2.5 GB, up to a few minutes.", flush=True)
        environment.create(python)
        installer = environment.install()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted: the environment isn't complete. The same command begins anew.", file=sys.stderr)
        return 130
    environment.ready.touch()
    print(f"Installed by {installer} in {time.perf_counter() - begun:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
