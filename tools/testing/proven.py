"""Reuse what a green run has proven: a pytest plugin, loaded by ``conftest.py`` at the root.

A group of tests is a file, or in the tests of the rendered book a page of a file. Its digest covers all that it depends
on. When all tests of a group passed, ``_build/proven.json`` keeps the digest, and a run with ``--reuse`` leaves the
group out for as long as the digest stays the same. A group with a failed or skipped test is never kept. Nothing is left
out with ``ALL=1`` or in CI.
"""

import functools
import hashlib
import json
import os
import platform
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "_build" / "proven.json"
SETTINGS = re.compile(
    r"(NNUTILS|NNBE|TF|XLA|CUDA|OMP|MKL|OPENBLAS|ONEDNN|KERAS)_|PYTHON(HASHSEED|UTF8|WARNINGS)$|LANG$|LC_"
)
CODE = ("nnutils/**/*", "requirements.txt", "pyproject.toml", "conftest.py", "tests/*.py")
TOOLS = ("tools/**/*", "tests/{folder}/*")
# What else the tests of a file read, where that is not the whole course. A pattern that names no file is an error.
READS = {
    "nnutils/*": (),
    "tests/unit/test_architecture*.py": (),
    "tests/unit/test_bad_input.py": (),
    "tests/unit/test_datasets*.py": (),
    "tests/unit/test_docstrings.py": (),
    "tests/unit/test_download*.py": (),
    "tests/unit/test_import*.py": (),
    "tests/unit/test_packaging.py": (),
    "tests/unit/test_plots*.py": (),
    "tests/unit/test_results.py": (),
    "tests/unit/test_setup.py": (),
    "tests/unit/test_statistics.py": (),
    "tests/unit/test_text*.py": (),
    "tests/notebooks/test_comparison.py": (),
    "tests/notebooks/test_masking.py": (),
    "tests/notebooks/test_processors.py": (),
    "tests/notebooks/test_proven.py": (),
    "tests/notebooks/test_gpu.py": (),
    "tests/notebooks/test_warm.py": (),
    "tests/notebooks/test_run*": ("notebooks/fast.yml",),
    "tests/notebooks/test_colab.py": ("notebooks/01_*.ipynb", "notebooks/fast.yml"),
}
COURSE = ("notebooks/*", "notebooks/exercises/*", "book/**/*", "tests/**/*", ".github/**/*", "*.*", "Makefile")


def digest(*parts: object) -> str:
    """Return the SHA-256 of what the parts print as."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


@functools.cache
def content(path: Path) -> str:
    """Return the digest of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files(patterns: Iterable[str], root: Path = ROOT) -> dict[str, str]:
    """Return the digest of each file that the patterns name, by its path below the root.

    Raises
    ------
    FileNotFoundError
        If a pattern names no file.
    """
    found: dict[str, str] = {}
    for pattern in patterns:
        hits = [path for path in root.glob(pattern) if path.is_file() and "__pycache__" not in path.parts]
        if not hits:
            raise FileNotFoundError(f"tools/testing/proven.py: {pattern!r} names no file in {root}")
        found |= {path.relative_to(root).as_posix(): content(path) for path in hits}
    return found


@functools.cache
def machine() -> str:
    """Return the digest of what the machine adds: processor, Python, installed packages, settings."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        processor = sorted({line for line in lines if line.startswith(("model name", "flags", "Features"))})
    except OSError:
        processor = [platform.processor()]
    packages = sorted(f"{one.name} {one.version}" for one in distributions())
    settings = {key: value for key, value in os.environ.items() if SETTINGS.match(key)}
    return digest(platform.platform(), processor, os.cpu_count(), sys.version, packages, settings)


def notebook_digest(copy: Path, *more: object) -> str:
    """Return the digest of what nbval's verdict on a reduced copy depends on.

    The copy holds the chapter's cells, their stored outputs and the injected entry of ``fast.yml``; papermill's times
    in its metadata are left out.
    """
    cells = json.loads(copy.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        cell.get("metadata", {}).pop("papermill", None)
        cell.pop("id", None)
    read = files((*CODE, "tools/testing/*.py", "tests/notebooks/sanitize.cfg"))
    return digest(cells, read, machine(), *more)


def file_digest(name: str) -> str:
    """Return the digest of what the tests in a file depend on; of the whole course unless READS says less."""
    folder = Path(name).parent.name
    reads = next((reads for pattern, reads in READS.items() if Path(name).match(pattern)), COURSE)
    own = ("tools/**/*",) if name.startswith("nnutils/") else tuple(one.format(folder=folder) for one in TOOLS)
    return digest(name, files((*CODE, *own, *reads)), machine())


def page_digest(name: str, page: str, html: Path) -> str:
    """Return the digest of what the tests in a file depend on for one page of the book.

    That is the page, what lies in ``_static``, the files that the page names, and whether the anchors to which it links
    are there.
    """
    text = (html / page).read_text(encoding="utf-8")
    assets, anchors = {}, {}
    for reference in sorted(set(re.findall(r'(?:href|src)="([^"]*)"', text))):
        path, _, anchor = reference.partition("#")
        if re.match(r"\w+:|//", path):
            continue
        target = (html / page).parent / path.partition("?")[0] if path else html / page
        if target.suffix == ".html":
            anchors[reference] = target.is_file() and (not anchor or anchor in _anchors(target))
        else:
            assets[reference] = content(target) if target.is_file() else None
    static = {path.relative_to(html).as_posix(): content(path) for path in html.glob("_static/**/*") if path.is_file()}
    search = content(html / "searchindex.js") if page == "search.html" and (html / "searchindex.js").exists() else ""
    read = files(("tests/book/*", "tools/book/*", "_toc.yml", "_config.yml", "requirements.txt", "conftest.py"))
    return digest(name, page, text, assets, anchors, static, search, read, machine())


@functools.cache
def _anchors(path: Path) -> set[str]:
    return set(re.findall(r'\sid="([^"]*)"', path.read_text(encoding="utf-8")))


def group(item: pytest.Item) -> tuple[str, str] | None:
    """Return the name of an item's group and the group's digest; None where nothing can be reused."""
    try:
        name = item.path.relative_to(ROOT).as_posix()
    except ValueError:
        return None
    if item.path.suffix == ".ipynb":
        return name, _digest_of(notebook_digest, item.path)
    if name.startswith("tests/book/"):
        html = Path(os.environ.get("NNBE_HTML") or ROOT / "_build" / "html")
        values = getattr(getattr(item, "callspec", None), "params", {}).values()
        pages = [value for value in values if isinstance(value, str) and value.endswith(".html")]
        if len(pages) != 1 or not (html / pages[0]).is_file():
            return None
        return f"{name} {pages[0]}", _digest_of(page_digest, name, pages[0], html)
    return name, _digest_of(file_digest, name)


@functools.cache
def _digest_of(function: Callable[..., str], *arguments: object) -> str:
    return function(*arguments)


def write(path: Path, value: object) -> None:
    """Write JSON so that a reader finds the old file or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".tmp", delete=False, encoding="utf-8") as file:
        json.dump(value, file, indent=1)
    os.replace(file.name, path)


def read(path: Path) -> dict[str, str]:
    """Return the digest that was proven last for each group; nothing if the file is missing or no JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


class Plugin:
    """Leaves out what is proven, and records what this run proves."""

    def __init__(self, config: pytest.Config) -> None:
        given = getattr(config, "workerinput", {})
        self.worker = bool(given)
        self.file = Path(os.environ.get("NNBE_PROVEN") or FILE)
        everything = os.environ.get("ALL", "0") != "0" or os.environ.get("CI", "false").lower() in ("true", "1")
        # Workers leave out what the controller knew at its start: a file that grows would make their lists differ.
        self.known = given.get("proven", read(self.file) if config.getoption("--reuse") and not everything else {})
        option = config.option
        # Of a part of a file nothing can be said, and whoever names a test wants it run.
        parts = option.keyword, option.markexpr, option.deselect, getattr(option, "lf", False)
        self.whole = not (any(parts) or any("::" in str(one) for one in config.args))
        self.passed: dict[str, set[str]] = defaultdict(set)
        self.spoilt: set[str] = set()
        self.reused: tuple[int, int] = (0, 0)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell each worker of pytest-xdist what is known."""
        node.workerinput["proven"] = self.known

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over how many tests a worker left out."""
        self.reused = getattr(node, "workeroutput", {}).get("reused", self.reused)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """In a worker, say how many tests were left out."""
        if self.worker:
            worker: Any = session.config
            worker.workeroutput["reused"] = self.reused

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave out the groups that are proven, and write into each other test what it will prove."""
        if not self.whole:
            return
        groups = defaultdict(list)
        for item in items:
            if found := group(item):
                groups[found].append(item)
        out = set()
        for (name, proof), members in groups.items():
            if self.known.get(name) == proof:
                out.update(members)
                self.reused = self.reused[0] + 1, self.reused[1] + len(members)
            for member in members:
                member.user_properties.append(("proves", f"{len(members)} {proof} {name}"))
        if out:
            config.hook.pytest_deselected(items=[item for item in items if item in out])
            items[:] = [item for item in items if item not in out]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep a proof once all tests of its group have passed; drop it when one has not."""
        proves = dict(report.user_properties).get("proves")
        if self.worker or proves is None:
            return
        size, proof, name = str(proves).split(" ", 2)
        if report.outcome != "passed":
            self.spoilt.add(name)
            self._keep(name, None)
        elif report.when == "teardown":
            self.passed[name].add(report.nodeid)
            if len(self.passed[name]) == int(size) and name not in self.spoilt:
                self._keep(name, proof)

    def _keep(self, name: str, proof: str | None) -> None:
        proofs = read(self.file)
        if proofs.get(name) == proof:
            return
        if proof:
            proofs[name] = proof
        else:
            del proofs[name]
        write(self.file, proofs)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say how many tests were left out, and how to run them."""
        if self.reused[0]:
            groups, tests = self.reused
            terminalreporter.write_line(
                f"{tests} tests in {groups} files and pages not run again: nothing that they depend on has changed "
                "since an earlier run proved them (ALL=1 runs all)"
            )


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--reuse``."""
    parser.addoption("--reuse", action="store_true", help="leave out tests that an earlier run has proven unchanged")


def pytest_configure(config: pytest.Config) -> None:
    """Add the plugin, one for each session."""
    config.pluginmanager.register(Plugin(config), "nnbe-proven")
