"""Warm kernels are forked, behave like fresh ones, and end with whoever asked for them."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tools.execution import threads
from tools.notebooks import ROOT
from tools.testing import warm, warm_zygote

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux alone")
KERNEL = ":nbval-parent-env"
OP = """
import tensorflow as tf
from tools.testing.warm_zygote import unfit
print(unfit())
tf.constant(1.0)
print(unfit())
"""
PARENT = """
import sys
from nbval.kernel import RunningKernel
from tools.testing import warm
import os
zygote = warm.Zygote("ipykernel.kernelapp")
os.environ[warm.ADDRESS] = zygote.address
warm.register()
kernel = RunningKernel(":nbval-parent-env", startup_timeout=60)
print(zygote.process.pid, kernel.km.provisioner.process.pid, type(kernel.km.provisioner.process).__name__, flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def zygote():
    """The test run's own process where there is one, which has imported TensorFlow."""
    if address := os.environ.get(warm.ADDRESS):
        yield address
        return
    with pytest.MonkeyPatch.context() as patch:
        for name, value in threads.divided(2, 2).items():  # OpenBLAS's own threads would be a reason not to fork
            patch.setenv(name, value)
        own = warm.Zygote()
        yield own.address
        assert own.stop() == ""


@pytest.fixture
def start(zygote, monkeypatch):
    """A function that starts a kernel and returns it."""
    from nbval.kernel import RunningKernel

    factory = warm.KernelProvisionerFactory.instance()
    before, started = factory.default_provisioner_name, []
    monkeypatch.setenv(warm.ADDRESS, zygote)
    warm.register()

    def begin(folder: Path | str = ROOT):
        started.append(RunningKernel(KERNEL, cwd=str(folder), startup_timeout=120))
        return started[-1]

    yield begin
    for kernel in started:
        kernel.stop()
    factory.default_provisioner_name = before


def said(kernel, code: str) -> str:
    """Return what a cell prints, to both streams, or the name of its error."""
    number, text = kernel.execute_cell_input(code), ""
    while True:
        message = kernel.get_message("iopub", timeout=120)
        if message["parent_header"].get("msg_id") != number:
            continue
        content = message["content"]
        if message["msg_type"] == "status" and content["execution_state"] == "idle":
            return text
        text += content.get("text", "") + content.get("ename", "")


def process(kernel):
    return kernel.km.provisioner.process


def test_a_forked_kernel_looks_like_a_fresh_one(start, zygote, monkeypatch, tmp_path):
    for name in warm_zygote.read_at_import(os.environ):  # other tests of this process may have imported nnutils
        monkeypatch.delenv(name)
    for name, value in json.loads(Path(zygote).with_name("environment.json").read_text()).items():
        monkeypatch.setenv(name, value)
    look = """
import json, os, sys, matplotlib.pyplot
print(json.dumps({
    "backend": matplotlib.pyplot.get_backend(),
    "folder": os.getcwd(), "path": sys.path, "arguments": sys.argv[0], "leads": os.getsid(0) == os.getpid(),
    "input": os.readlink("/proc/self/fd/0"), "data": os.environ.get("NNUTILS_DATA"),
    "own": [name for name in sys.modules if name.split(".")[0] in ("tools", "tests", "pytest", "_pytest")],
    "programs": os.environ.get("PATH"),
    "parent": os.environ["JPY_PARENT_PID"] == str(os.getppid()), "main": sys.modules["__main__"].__name__,
}))
"""
    monkeypatch.setenv("NNUTILS_DATA", "a value of this test")
    monkeypatch.delenv("PATH")  # the warm process still has it
    forked = start(tmp_path)
    assert isinstance(process(forked), warm.WarmProcess)
    monkeypatch.setenv(warm.ADDRESS, "")
    fresh = start(tmp_path)
    assert not isinstance(process(fresh), warm.WarmProcess)
    seen, usual = json.loads(said(forked, look)), json.loads(said(fresh, look))
    usual["input"] = seen["input"]  # a pipe that is closed; ours is empty
    assert seen == usual
    assert (seen["data"], seen["programs"]) == ("a value of this test", None)
    assert seen["input"] == "/dev/null"


def test_a_forked_kernel_trains_and_writes_no_log(start):
    kernel = start()
    code = """
import sys, nnutils, numpy as np, keras
print("tensorflow" in sys.modules, keras.utils.set_random_seed(0))
model = keras.Sequential([keras.layers.LSTM(3), keras.layers.Dense(1)])
model.compile("sgd", "mse")
print(len(model.fit(np.ones((8, 4, 2)), np.ones((8, 1)), epochs=2, verbose=0).history["loss"]))
"""
    assert said(kernel, code).split() == ["True", "None", "2"]


def test_two_forked_kernels_draw_different_numbers(start):
    draws = "import random, numpy; print(random.random(), numpy.random.rand(), numpy.random.default_rng().random())"
    one, other = (said(start(), draws).split() for _ in range(2))
    assert not set(one) & set(other)


def test_a_forked_kernel_can_be_interrupted_and_its_exit_status_is_known(start):
    kernel = start()
    kernel.execute_cell_input("import time; time.sleep(60)")
    time.sleep(0.5)
    kernel.km.interrupt_kernel()
    assert said(kernel, "print(1)").strip() == "1"
    kernel.execute_cell_input("import os; os._exit(7)")
    assert process(kernel).wait() == 7


def test_a_forked_kernel_and_its_children_end_when_whoever_asked_has_gone(start):
    kernel = start()
    child = int(said(kernel, "import subprocess; print(subprocess.Popen(['sleep', '300']).pid)"))
    pid = process(kernel).pid
    process(kernel).connection.close()
    process(kernel).returncode = -signal.SIGKILL
    wait_until_gone(pid, child)


def test_nothing_survives_a_test_run_that_is_killed():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    # The kernel writes its greeting to the same stream.
    *pids, kind = next(line for line in parent.stdout if line[0].isdigit()).split()
    assert kind == "WarmProcess"
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    wait_until_gone(*map(int, pids))
    parent.stdin.close()
    parent.stdout.close()


def test_a_kernel_does_not_outlive_the_process_that_forked_it(start, monkeypatch):
    own = warm.Zygote("ipykernel.kernelapp")
    try:
        monkeypatch.setenv(warm.ADDRESS, own.address)
        kernel = start()
        pid = process(kernel).pid
        own.process.kill()
        wait_until_gone(pid)
        assert process(kernel).wait() == -signal.SIGKILL
    finally:
        own.stop()


def wait_until_gone(*pids: int, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while alive := [pid for pid in pids if _runs(pid)]:
        assert time.monotonic() < end, f"processes {alive} still run"
        time.sleep(0.1)


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_process_that_has_run_an_operation_forks_no_kernel():
    environment = os.environ | threads.divided(2, 2)
    lines = subprocess.check_output([sys.executable, "-c", OP], cwd=ROOT, env=environment, text=True).splitlines()
    assert lines == ["None", "TensorFlow has run an operation, so a fork would hang"]


def test_what_can_not_be_forked_starts_as_ever_and_says_why(monkeypatch, tmp_path):
    cmd = [sys.executable, "-m", "ipykernel_launcher", "-f", "file"]
    monkeypatch.setenv(warm.ADDRESS, str(tmp_path / "kernels"))
    for name in ("environment.json", warm_zygote.IMPORTED):
        (tmp_path / name).write_text(json.dumps(warm_zygote.read_at_import(os.environ)))
    assert warm.warm_process(["/another/python", *cmd[1:]], {}) is None
    assert warm.warm_process(cmd, {"env": os.environ | {"OMP_NUM_THREADS": "77"}}) is None
    assert warm.warm_process(cmd, {"stdout": subprocess.PIPE}) is None
    with pytest.raises(FileNotFoundError):  # nobody listens; the provisioner logs it and starts the kernel itself
        warm.warm_process(cmd, {})
    own = warm.Zygote("antigravity_of_this_test", "json")
    own.process.kill()
    own.process.wait()
    monkeypatch.setenv(warm.ADDRESS, own.address)
    with pytest.raises(ConnectionRefusedError):
        warm.warm_process(cmd, {})
    own.stop()


def test_variables_that_libraries_write_when_imported_do_not_cost_a_kernel_its_warm_start(start, zygote, monkeypatch):
    imported = json.loads(Path(zygote).with_name(warm_zygote.IMPORTED).read_text())
    assert imported["KERAS_BACKEND"] == "tensorflow"  # written by nnutils
    for name, value in imported.items():
        monkeypatch.setenv(name, value)
    assert isinstance(process(start()), warm.WarmProcess)
    monkeypatch.setenv("KERAS_BACKEND", "numpy")
    assert not isinstance(process(start()), warm.WarmProcess)


def test_threads_running_are_a_reason_not_to_fork():
    code = "import threading, time; threading.Thread(target=time.sleep, args=(5,), daemon=True).start()"
    code += "; from tools.testing.warm_zygote import unfit; print(unfit())"
    text = subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True)
    assert text == "2 threads run, of which a fork would have one\n"


def test_a_request_that_ends_too_early_is_an_error():
    import socket

    one, other = socket.socketpair()
    socket.send_fds(one, [warm_zygote.HEADER.pack(10)], [0, 1, 2])
    one.close()
    with other, pytest.raises(ConnectionError, match="ends too early"):
        warm_zygote.receive(other)


@pytest.mark.parametrize(("processes", "cores", "each"), [(2, 2, "1"), (2, 8, "4"), (4, 2, "1"), (3, 8, "2")])
def test_the_cores_are_divided_among_the_processes(processes, cores, each):
    assert threads.divided(processes, cores) == dict.fromkeys(threads.VARIABLES, each)


def test_one_process_has_all_cores_and_none_is_an_error():
    assert threads.divided(1) == {}
    with pytest.raises(ValueError, match="among 0 processes"):
        threads.divided(0)
