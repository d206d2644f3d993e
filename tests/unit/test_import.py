"""Importing nnutils starts nothing, and TensorFlow starts quietly and is set afterwards, wherever Python runs.

Each case is a fresh interpreter. Where the point is not TensorFlow itself, a small package of its name stands for
it: it writes to file descriptor 2 as the real one does, and notes which settings it was given.
"""

import json
import logging
import os
import pkgutil
import shutil
import subprocess
import sys
from importlib.metadata import metadata
from pathlib import Path

import pytest

import nnutils
from nnutils import _start

PACKAGE = Path(nnutils.__file__).parent
FAKE = """
import os, sys, types
try:
    os.write(2, b"I0000 a notice of C++ code\\n")
except OSError:
    pass
calls = []
def set_memory_growth(device, on):
    calls.append(f"growth {device} {on}")
    if os.environ.get("FAKE_TOO_LATE"):
        raise RuntimeError("Physical devices cannot be modified after being initialized")
config = types.SimpleNamespace(
    list_physical_devices=lambda kind: [f"{kind}:0", f"{kind}:1"],
    experimental=types.SimpleNamespace(
        enable_tensor_float_32_execution=lambda on: calls.append(f"tf32 {on}"),
        set_memory_growth=set_memory_growth,
    ),
)
if os.environ.get("FAKE_FAILS"):
    raise ImportError("the start failed")
"""
SETTINGS = ["tf32 False", "growth GPU:0 True", "growth GPU:1 True"]
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
REPORT = "\nimport json, tensorflow; print(json.dumps(tensorflow.calls))"


@pytest.fixture
def fake(tmp_path):
    """Start an interpreter on a copy of the package beside a small package named tensorflow; return what it did."""

    def start(code, *, folder=tmp_path, shell=None, isolated=False, **environment):
        if not (folder / "nnutils").exists():
            shutil.copytree(PACKAGE, folder / "nnutils", ignore=shutil.ignore_patterns("__pycache__"))
            (folder / "tensorflow").mkdir()
            (folder / "tensorflow" / "__init__.py").write_text(FAKE, encoding="utf-8")
            (folder / "tensorflow" / "part.py").touch()
        command = [sys.executable, *(["-S"] if isolated else []), "-c", code]
        command = ["bash", "-c", f'exec "$@" {shell}', "bash", *command] if shell else command
        environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"} | environment
        return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)

    return start


def assert_quiet_and_set(done):
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == SETTINGS


def test_importing_the_package_starts_nothing(fake):
    code = "import sys, nnutils; print(sorted({'tensorflow', 'keras', 'numpy', 'matplotlib'} & set(sys.modules)))"
    assert fake(code).stdout == "[]\n"


def test_results_need_no_package_at_all(fake):
    done = fake("from nnutils import results; print(results.__name__)", isolated=True)
    assert (done.stdout, done.stderr) == ("nnutils.results\n", "")


HEAVY = {"numpy", "scipy", "sklearn", "matplotlib", "PIL", "pooch", "requests", "babel", "num2words"}
HEAVY |= {"tensorflow", "keras"}
MODULES = {module.name for module in pkgutil.iter_modules(nnutils.__path__) if not module.name.startswith("_")}
# What each module needs to be imported; the rest waits until a function wants it. Keras itself brings all of it.
NEEDS = {"results": set(), "drawings": set(), "experiments": set(), "plots": {"numpy", "matplotlib", "PIL"}}


@pytest.mark.parametrize("module", sorted(MODULES - {"layers"}))
def test_a_module_imports_no_more_than_it_needs(module):
    code = f"import sys, nnutils.{module}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stdout.split()) == NEEDS.get(module, {"numpy"})


def test_without_nnutils_the_stand_in_for_tensorflow_is_heard(fake):
    assert fake("import tensorflow").stderr == "I0000 a notice of C++ code\n"


def test_tensorflow_is_quiet_and_set_whoever_imports_it_later(fake):
    assert_quiet_and_set(fake("import nnutils" + REPORT))
    assert_quiet_and_set(fake("import nnutils, tensorflow.part" + REPORT))


def test_a_tensorflow_that_runs_already_is_set_at_once(fake):
    done = fake("import tensorflow; print(tensorflow.calls); import nnutils" + REPORT)
    assert done.stdout.splitlines() == ["[]", json.dumps(SETTINGS)]


def test_a_device_that_is_in_use_already_is_left_as_it_is(fake):
    assert_quiet_and_set(fake("import nnutils" + REPORT, FAKE_TOO_LATE="1"))


def test_the_descriptor_is_given_back(fake):
    done = fake("import os, nnutils, tensorflow; os.write(2, b'heard again')")
    assert (done.returncode, done.stderr) == (0, "heard again")


def test_what_a_failed_start_wrote_is_passed_on_with_its_error(fake):
    done = fake("import nnutils, tensorflow", FAKE_FAILS="1")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-3:] == [
        "ImportError: the start failed",
        "Written meanwhile:",
        "I0000 a notice of C++ code",
    ]


def test_the_package_imported_twice_waits_once(fake):
    code = "import importlib, sys, nnutils; importlib.reload(nnutils); print(len(sys.meta_path)); import tensorflow"
    assert fake(code).stdout == fake("import sys, nnutils; print(len(sys.meta_path))").stdout


def test_the_environment_is_set_but_not_what_the_reader_has_set(fake):
    code = "import os, nnutils; print(os.environ['TF_CPP_MIN_LOG_LEVEL'], os.environ['KERAS_BACKEND'])"
    bare = "import os; [os.environ.pop(n, 0) for n in ('TF_CPP_MIN_LOG_LEVEL', 'KERAS_BACKEND')]; "
    assert fake(code, TF_CPP_MIN_LOG_LEVEL="0", KERAS_BACKEND="jax").stdout == "0 jax\n"
    assert fake(bare + code).stdout == "3 tensorflow\n"


@pytest.mark.parametrize(
    "before",
    [
        "import sys; sys.stderr = None; ",
        "import sys; sys.stderr.close(); ",
        "import os, sys; os.close(2); ",
        "import os, sys; os.close(2); sys.stderr = None; ",
    ],
)
def test_no_standard_error_is_no_obstacle(fake, before):
    assert_quiet_and_set(fake(before + "import nnutils" + REPORT))


def test_a_descriptor_that_was_closed_before_python_started_is_no_obstacle(fake):
    assert_quiet_and_set(fake("import sys; assert sys.stderr is None; import nnutils" + REPORT, shell="2>&-"))


def test_no_folder_for_temporary_files_is_no_obstacle(fake):
    # gettempdir tries three variables and then the usual folders, which can't all be made unwritable here
    code = "import tempfile; tempfile._candidate_tempdir_list = lambda: ['/dev/null/below']; import nnutils" + REPORT
    assert_quiet_and_set(fake(code))


@pytest.mark.parametrize("name", ["with spaces", "Übung – 学习 ñ", "x" * 230], ids=["spaces", "letters", "long"])
@pytest.mark.parametrize("locale", [{}, ASCII], ids=["utf-8", "ascii"])
def test_any_path_and_locale_will_do(fake, tmp_path, name, locale):
    folder = tmp_path / name
    folder.mkdir()
    assert_quiet_and_set(fake("from nnutils import results, text" + REPORT, folder=folder, **locale))


def test_a_home_that_is_not_writable_is_no_obstacle(fake, tmp_path):
    home = tmp_path / "file"
    home.touch()  # nobody can make a folder below a file, not even root
    code = "import nnutils; from nnutils import datasets, plots, results, text" + REPORT
    done = fake(code, HOME=str(home / "below"), MPLCONFIGDIR=str(tmp_path / "matplotlib"))
    assert_quiet_and_set(done)


UNSUPPORTED = """
import platform, sys
sys.version_info, sys.platform, platform.machine = {python}, {system!r}, lambda: {machine!r}
import nnutils
"""


@pytest.mark.parametrize(
    ("python", "system", "machine"),
    [((3, 14), "linux", "x86_64"), ((3, 12), "darwin", "x86_64"), ((3, 10), "win32", "AMD64")],
)
def test_where_tensorflow_does_not_exist_the_import_says_so_in_a_sentence(tmp_path, fake, python, system, machine):
    fake("")
    shutil.rmtree(tmp_path / "tensorflow")
    before = UNSUPPORTED.format(python=python, system=system, machine=machine)
    done = fake(before + "import tensorflow", isolated=True)
    here = f"(Python {python[0]}.{python[1]}, {system}, {machine})"
    assert done.stderr.splitlines()[-1] == (
        f"ModuleNotFoundError: TensorFlow can't be installed here {here}: it has packages for Python 3.11 to 3.13 on "
        "Linux, Windows and Macs with Apple's processors, and none for Intel Macs since release 2.17. Take such a "
        "Python, or open the chapter in Colab."
    )
    assert "nnutils" in fake(before + "from nnutils import results; print(results)", isolated=True).stdout


def test_where_tensorflow_exists_but_is_missing_python_says_so_itself(tmp_path, fake):
    fake("")
    shutil.rmtree(tmp_path / "tensorflow")
    before = UNSUPPORTED.format(python=(3, 13), system="darwin", machine="arm64")
    done = fake(before + "import tensorflow", isolated=True)
    assert done.stderr.splitlines()[-1] == "ModuleNotFoundError: No module named 'tensorflow'"


def test_the_newest_python_is_that_of_the_installed_tensorflow():
    found = [c.rpartition(":: ")[2] for c in metadata("tensorflow").get_all("Classifier") if ":: Python :: 3." in c]
    assert max(tuple(map(int, version.split("."))) for version in found) == _start.NEWEST


def test_the_real_tensorflow_is_quiet_and_set_when_keras_imports_it():
    code = (
        "import logging, nnutils, keras; keras.ops.zeros(1) + 1; import tensorflow as tf\n"
        "print(tf.config.experimental.tensor_float_32_execution_enabled(), logging.getLogger('tensorflow').level)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"False {logging.ERROR}\n", "")
