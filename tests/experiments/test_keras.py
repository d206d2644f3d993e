"""With the real Keras: points train in forks of a process that has imported it, and go on after the last epoch."""

from importlib.metadata import version

from toys import course, lines, provenance

from tools.experiments.__main__ import main

SETUP = "import nnutils\n\n# isort: split\nimport os\nfrom pathlib import Path\n\nimport keras\nimport numpy as np"
STOP = """\
class DieOnce(keras.callbacks.Callback):
    def __init__(self, epoch, folder):
        super().__init__()
        self.epoch, self.died = epoch, Path(folder, "died")

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == self.epoch and not self.died.exists():
            self.died.touch()
            os.kill(os.getpid(), 9)"""
TOY = """\
def toy(seed, death, folder, checkpoint=None):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([keras.Input(shape=(4,)), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse")
    callbacks = [keras.callbacks.BackupAndRestore(checkpoint)] if checkpoint else []
    callbacks.append(DieOnce(death, folder))
    x = np.random.default_rng(seed).normal(size=(64, 4))
    history = model.fit(x, x.sum(axis=1), epochs=6, callbacks=callbacks, verbose=0)
    threads = int(os.environ["TF_NUM_INTRAOP_THREADS"]) + int(os.environ["OMP_NUM_THREADS"])
    return {"first": history.epoch[0], "last": history.epoch[-1], "threads": threads}"""


def test_points_train_in_forks_and_lose_one_epoch_at_most(tmp_path):
    points = [{"seed": 1, "death": 99}, {"seed": 3, "death": 4}]
    course(tmp_path, STOP, TOY, setup=SETUP, common={"folder": str(tmp_path)}, grid=points)
    assert main(["--root", str(tmp_path), "01_toy", "--workers", "1", "--threads", "2"]) == 0
    assert [row.split("|")[:2] + row.split("|")[3:] for row in lines(tmp_path)] == [
        ["seed", "death", "first", "last", "threads", "error"],
        ["1", "99", "0", "5", "4", ""],
        ["3", "4", "4", "5", "4", ""],
    ]
    (computer,) = provenance(tmp_path)["computers"].values()
    assert (computer["threads"], computer["keras"], computer["points"]) == (2, version("keras"), 2)
    assert computer["gib"] > 0.2
