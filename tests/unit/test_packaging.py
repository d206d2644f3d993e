"""The wheel holds every package of nnutils, and the pictures that belong to them: Colab installs no more than that."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = "import sys; from setuptools.build_meta import build_wheel; print(build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Names of the files in a wheel that is built from a copy of the sources, with a drawing and a table added."""
    copy = tmp_path_factory.mktemp("sources")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    for name in ("nnutils", "tests", "tools"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "nnutils" / "datasets" / "flower.svg").write_text("<svg/>")
    for name in ("10_toy.csv", "10_toy.yml", ".10_toy.lock"):
        (copy / "nnutils" / "experiments" / name).touch()
    subprocess.run([sys.executable, "-c", BUILD, str(copy)], cwd=copy, check=True, capture_output=True)
    (built,) = copy.glob("nnutils-*.whl")
    return zipfile.ZipFile(built).namelist()


def test_the_wheel_holds_every_module(wheel):
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "nnutils").rglob("*.py")}
    assert "nnutils/datasets/kinds.py" in modules
    assert {name for name in wheel if name.endswith(".py")} == modules


def test_the_wheel_holds_drawings(wheel):
    assert "nnutils/datasets/flower.svg" in wheel


def test_the_wheel_holds_the_tables_of_experiments(wheel):
    assert {f"nnutils/experiments/10_toy.{kind}" for kind in ("csv", "yml")} <= set(wheel)
    assert not any(name.endswith(".lock") for name in wheel)


def test_the_wheel_holds_nothing_else_of_the_repository(wheel):
    assert {name.split("/")[0] for name in wheel if ".dist-info" not in name} == {"nnutils"}
