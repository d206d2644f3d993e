"""What a newcomer sees when the environment can't be made: one sentence, and an exit status."""

import os
import shutil
import subprocess
import sys

import pytest

from tools.notebooks import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="make and sh; Windows uses the plain commands")


@pytest.fixture
def setup(tmp_path):
    """Run tools/setup.sh in a folder of its own, with nothing on PATH but ``programs``."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "setup.sh", tmp_path / "tools")
    (tmp_path / "requirements.txt").write_text("no-such-package==1.0 --hash=sha256:" + "0" * 64)
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("rm", "touch", "sh", "dirname"):
        (programs / name).symlink_to(shutil.which(name))

    def run(*arguments, **scripts):
        for name, text in scripts.items():
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        environment = {"PATH": str(programs), "HOME": str(tmp_path)} | {
            "PIP_NO_INDEX": "1",
            "PIP_CONFIG_FILE": os.devnull,
        }
        return subprocess.run(
            ["tools/setup.sh", *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
        )

    return run


def fails_with_one_sentence(done, *words):
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert all(word in done.stderr for word in words), done.stderr


def test_no_python_is_said(setup):
    fails_with_one_sentence(setup(), "No Python was found", "3.11")


def test_a_python_that_is_too_old_is_named(setup):
    old = '#!/bin/sh\ncase "$1" in --version) echo Python 3.8.1;; -c) [ -z "$2" ];; esac\n'
    fails_with_one_sentence(setup(python3=old), "Python 3.8.1", "needs Python 3.11")


def test_a_wrong_path_is_named(setup):
    fails_with_one_sentence(setup("/nowhere/python"), "/nowhere/python")


def test_no_network_is_said_and_the_log_is_kept(setup, tmp_path):
    done = setup(sys.executable)
    fails_with_one_sentence(done, "is there a network?", ".venv/setup.log")
    assert "no-such-package" in (tmp_path / ".venv" / "setup.log").read_text()
    assert not (tmp_path / ".venv" / "ready").exists()
