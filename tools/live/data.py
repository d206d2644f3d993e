"""The data of the live figures that have no trained network: all of it comes with scikit-learn.

The trained networks come from their chapters' publishing runs (``nnutils.live.export``).
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import make_circles
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from nnutils import datasets, live
from tools.live import MODELS
from tools.notebooks import ROOT

FOLDER = ROOT / MODELS
SOURCE = "by `python -m tools.live data`"  # as the results page says it
SEED = 1  # of chapter 01's stored run, which splits by it


def petals() -> dict[str, np.ndarray]:
    """Return the scaled petals of chapter 01, split as there: 90 flowers for training, 30 for validation."""
    iris = datasets.iris()
    x_rest, _, y_rest, _ = train_test_split(iris.x, iris.y, test_size=30, stratify=iris.y, random_state=SEED)
    x_train, x_val, y_train, y_val = train_test_split(x_rest, y_rest, test_size=30, stratify=y_rest, random_state=SEED)
    scaler = StandardScaler().fit(x_train)
    x_train, x_val = (scaler.transform(part)[:, 2:] for part in (x_train, x_val))
    return {"train_x": x_train, "train_y": y_train, "val_x": x_val, "val_y": y_val}


def rings() -> dict[str, np.ndarray]:
    """Return the two rings of chapter 01, split as there."""
    x, y = make_circles(n_samples=1000, noise=0.1, factor=0.5, random_state=SEED)
    x_train, x_val, y_train, y_val = train_test_split(x, y, test_size=0.5, stratify=y, random_state=SEED)
    return {"train_x": x_train, "train_y": y_train, "val_x": x_val, "val_y": y_val}


def straight_borders(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return logistic regression's weights and, in the last row, biases: (features + 1, classes)."""
    model = LogisticRegression().fit(x, y)
    scores = np.vstack([model.coef_.T, model.intercept_])
    return scores if scores.shape[1] > 1 else np.hstack([np.zeros_like(scores), scores])


def train_data() -> dict[str, np.ndarray]:
    """Return what the figure of chapter 01 loads."""
    arrays = {}
    for name, parts in (("petals", petals()), ("rings", rings())):
        for part, values in parts.items():
            arrays[f"{name}_{part}"] = values.astype("uint8" if part.endswith("y") else "float32")
        arrays[f"{name}_logistic"] = straight_borders(parts["train_x"], parts["train_y"])
    return arrays


def photograph() -> dict[str, np.ndarray]:
    """Return the photograph of the figure of chapter 04 in grey, a third of its size, from 0 to 255."""
    grey = datasets.photos().images[0].mean(axis=-1)
    rows, columns = (size // 3 * 3 for size in grey.shape)
    small = grey[:rows, :columns].reshape(rows // 3, 3, columns // 3, 3).mean(axis=(1, 3))
    return {"photo": small[20:116, 40:168].round().astype("uint8")}


def write(folder: Path = FOLDER) -> None:
    """Write the data of the figures of chapters 01 and 04."""
    data = "iris and make_circles of scikit-learn, split as in chapter 01"
    live.export("01_train", train_data(), folder=folder, data=data, source=SOURCE)
    data = "china.jpg by danielbuechele, CC BY 2.0, in scikit-learn"
    live.export("04_convolution", photograph(), folder=folder, data=data, source=SOURCE)
