"""What a newcomer sees when the environment can't be made: one sentence, and an exit status."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nnutils import _start
from tools import setup as tool
from tools.notebooks import ROOT

posix = pytest.mark.skipif(sys.platform == "win32", reason="a shell script; on Windows 'py tools/setup.py' is called")
NO_PACKAGE = "no-such-package==1.0 --hash=sha256:" + "0" * 64 + "\n"
FITTING = {
    "version": [3, 12, 1],
    "implementation": "CPython",
    "bits": 64,
    "free_threaded": False,
    "system": "linux",
    "machine": "x86_64",
    "platform": "linux-x86_64",
    "libc": "cpython-312-x86_64-linux-gnu",
    "base": sys.executable,
}


@pytest.fixture
def course(tmp_path):
    """Return a folder that holds the set-up and a lock of one package that exists nowhere."""
    folder = tmp_path / "my course"
    (folder / "tools").mkdir(parents=True)
    for name in ("setup.sh", "setup.py"):
        shutil.copy(ROOT / "tools" / name, folder / "tools")
    (folder / "requirements.txt").write_text(NO_PACKAGE + "uv==0.1 --hash=sha256:" + "0" * 64 + "\n")
    return folder


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!{shutil.which('sh')}\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def setup(course, tmp_path):
    """Run the shell script with nothing on PATH but the named scripts, and no network."""

    def run(*arguments, **scripts):
        programs = tmp_path / "bin"
        programs.mkdir(exist_ok=True)
        if not (programs / "dirname").exists():
            (programs / "dirname").symlink_to(shutil.which("dirname"))
        for name, text in scripts.items():
            script(programs / name, text)
        environment = {"PATH": str(programs), "HOME": str(tmp_path), "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
        return subprocess.run(
            ["tools/setup.sh", *arguments], cwd=course, env=environment, capture_output=True, text=True, timeout=120
        )

    return run


THIS = f'exec "{sys.executable}" "$@"'


def fails_with_one_sentence(done, *words):
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert all(word in done.stderr for word in words), done.stderr


@posix
def test_no_python_is_said(setup):
    fails_with_one_sentence(setup(), "No Python was found", "3.11")


@posix
def test_a_python_of_another_age_starts_nothing(setup):
    fails_with_one_sentence(setup(python3="exit 1"), "No Python was found", "3.11")


@posix
def test_a_wrong_path_is_named(setup):
    fails_with_one_sentence(setup("/nowhere/python", python3=THIS), "no Python at '/nowhere/python'")


@posix
def test_no_network_is_said_and_the_log_is_kept(setup, course):
    (course / ".venv").mkdir()
    (course / ".venv" / "ready").touch()  # of an older set-up: it must not make this one look complete
    done = setup(python3=THIS)
    fails_with_one_sentence(done, "is there a network?", ".venv/setup.log")
    log = (course / ".venv" / "setup.log").read_text()
    assert "no-such-package" in log
    assert "no matching distribution found for uv" in log.lower()
    assert not (course / ".venv" / "ready").exists()


PIP = """case "$*" in
    *"config list"*) echo "global.index-url='https://mirror.invalid/simple'" ;;
    *) echo "pip $*" >>calls; {pip} ;;
esac"""


@pytest.fixture
def environment(course, tmp_path, monkeypatch):
    """Return an environment whose Python and whose uv note in ``calls`` how they were called, and do nothing."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    for name in [name for name in os.environ if name.startswith(("UV_", "PIP_"))]:
        monkeypatch.delenv(name)

    def make(uv="true", pip="true"):
        made = tool.Environment(course)
        script(tmp_path / "bin" / "uv", f'echo "uv $* from $UV_DEFAULT_INDEX" >>calls\n{uv}')
        made.folder.mkdir()
        script(made.python, PIP.format(pip=pip))
        return made

    make.calls = lambda: (course / "calls").read_text().splitlines()
    return make


@posix
def test_uv_installs_with_hashes_and_from_the_index_that_pip_is_told(environment):
    assert environment().install() == "uv"
    asked, lock, own = environment.calls()
    assert asked.startswith("uv --version")
    assert "--no-deps --require-hashes -r requirements.txt from https://mirror.invalid/simple" in lock
    assert "--compile-bytecode" in lock
    assert "--no-deps --no-build-isolation -e ." in own


@posix
def test_pip_installs_with_hashes_where_uv_fails(environment):
    assert environment(uv="[ $1 = --version ]").install() == "pip"
    assert any(
        "pip -m pip install --no-deps --require-hashes -r requirements.txt" in call for call in environment.calls()
    )


@posix
def test_uv_comes_from_the_lock_where_there_is_none(environment):
    made = environment(uv="exit 1")
    assert made.uv() == str(made.python.parent / "uv")
    assert "--require-hashes -r" in environment.calls()[-1]
    assert (made.folder / "uv.txt").read_text().startswith("uv==0.1")


@posix
@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "hash"),
        ("Connection refused", "network"),
    ],
)
def test_the_cause_is_named(environment, said, words):
    made = environment(uv="exit 1", pip=f"echo '{said}'; exit 1")
    with pytest.raises(tool.SetupError, match=words):
        made.install()


@posix
def test_a_package_of_the_course_that_fails_is_said(environment):
    made = environment(uv="exit 1", pip='case "$*" in *"-e ."*) exit 1;; esac')
    with pytest.raises(tool.SetupError, match=r"own package.*\.venv/setup\.log"):
        made.install()


def test_a_python_without_venv_is_told_what_it_lacks(course, monkeypatch):
    monkeypatch.setattr(tool, "WINDOWS", False)
    with pytest.raises(tool.SetupError, match="python3-venv"):
        tool.Environment(course).create(FITTING | {"name": "python3", "base": shutil.which("git")})


def test_an_interrupted_set_up_is_not_ready_and_says_so(course, monkeypatch, capsys):
    def interrupt(self, python):
        raise KeyboardInterrupt

    monkeypatch.setattr(tool, "ROOT", course)
    monkeypatch.setattr(tool.Environment, "create", interrupt)
    assert tool.main([sys.executable]) == 130
    assert "begins anew" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("differs", "words"),
    [
        ({"version": [3, 8, 1]}, "Python 3.8.1, but this course needs Python 3.11, 3.12 or 3.13"),
        ({"version": [3, 14, 0]}, "Python 3.14.0, for which TensorFlow has no packages yet: install Python 3.11"),
        ({"implementation": "PyPy"}, "not CPython"),
        ({"free_threaded": True}, "free-threaded"),
        ({"bits": 32}, "32-bit"),
        ({"platform": "win-arm64"}, "ARM"),
        ({"system": "darwin"}, "Intel Macs since version 2.17: use Colab"),
        ({"libc": "cpython-312-x86_64-linux-musl"}, "musl"),
        ({"machine": "riscv64"}, "for riscv64 processors"),
    ],
)
def test_a_python_without_tensorflow_is_refused_in_one_sentence(monkeypatch, capsys, differs, words):
    monkeypatch.setattr(tool, "probe", lambda command: FITTING | differs)
    monkeypatch.setattr(tool.Environment, "create", lambda *_: pytest.fail("nothing may be made"))
    assert tool.main(["python3"]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert len(said.splitlines()) == 1
    assert said.startswith("'python3' is Python 3.")


def test_the_first_python_that_fits_is_chosen(monkeypatch):
    found = {"python3": FITTING | {"version": [3, 14, 0]}, "python3.12": dict(FITTING)}
    monkeypatch.setattr(tool, "WINDOWS", False)
    monkeypatch.setattr(tool, "probe", lambda command: found.get(command[0]))
    assert tool.choose()["name"] == "python3.12"


def test_this_python_is_known_and_fits():
    python = tool.probe([sys.executable])
    assert python["version"] == list(sys.version_info[:3])
    assert tool.objection(python) is None
    assert tool.probe(["/nowhere/python"]) is None


def test_a_path_too_long_for_windows_is_said_before_anything_is_installed(monkeypatch, capsys):
    folder = Path("C:/" + "a" * 80)
    monkeypatch.setattr(tool, "long_paths_allowed", lambda: False)
    monkeypatch.setattr(tool, "ROOT", folder)
    monkeypatch.setattr(tool.Environment, "__init__", lambda self: setattr(self, "root", folder))
    monkeypatch.setattr(tool, "choose", lambda *_: pytest.fail("too late"))
    assert tool.main([]) == 1
    said = capsys.readouterr().err
    assert "83 characters" in said
    assert "allows only 71" in said
    monkeypatch.setattr(tool, "long_paths_allowed", lambda: True)
    tool.check_path_length(folder)


def test_no_installed_path_is_longer_than_the_set_up_believes():
    """TensorFlow's headers are other ones on Windows, so elsewhere they don't count."""
    below = Path(sys.prefix)
    packages = Path(tool.__file__).resolve().parents[1] / ".venv"
    if below != packages:
        pytest.skip("the tests run outside .venv")
    site = below / ("Lib" if sys.platform == "win32" else f"lib/python3.{sys.version_info[1]}") / "site-packages"
    lengths = (
        len("Lib/site-packages/") + len(os.path.relpath(folder, site)) + 1 + len(name)
        for folder, _, names in os.walk(site)
        for name in names
        if sys.platform == "win32" or "tensorflow/include" not in folder
    )
    assert max(lengths) <= tool.LONGEST_INSTALLED


def test_what_pip_is_told_uv_is_told():
    printed = "\n".join(
        [
            "global.index-url='https://files.invalid/simple'",
            "global.extra-index-url='https://one.invalid/simple\\nhttps://two.invalid/simple'",
            "install.find_links='/wheels /more'",
            "freeze.all='true'",
            ":env:.index-url='https://environment.invalid/simple'",
            "a line that means nothing",
        ]
    )
    settings = tool.pip_settings(printed)
    assert settings["index-url"] == "https://environment.invalid/simple"
    assert "all" not in settings
    told = tool.uv_environment(settings, {"PATH": "/bin", "UV_FIND_LINKS": "/mine"})
    assert told == {
        "PATH": "/bin",
        "UV_DEFAULT_INDEX": "https://environment.invalid/simple",
        "UV_INDEX": "https://one.invalid/simple https://two.invalid/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "/mine",
    }


def test_the_lock_s_entry_is_complete():
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    entry = tool.locked("uv", lock)
    assert entry.startswith("uv==")
    assert entry.count("--hash=sha256:") >= 15
    assert entry.count("==") == 1
    with pytest.raises(tool.SetupError, match="no entry for nothing"):
        tool.locked("nothing", lock)


def test_nnutils_and_the_set_up_know_the_same_pythons():
    assert (_start.OLDEST, _start.NEWEST) == (tool.OLDEST, tool.NEWEST)
