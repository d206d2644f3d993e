"""What the live figures need beside trained networks: ``python -m tools.live [--pictures]``.

The trained networks come from their chapters' publishing runs (``nnutils.live.export``). Here is what scikit-learn's
own data sets give: the examples of chapter 01 with its linear models, and the photograph of chapter 04.
"""

import argparse
import io
from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.datasets import make_circles
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from nnutils import datasets, live
from tools.notebooks import ROOT
from tools.testing.browser import built_html, chromium, served

LIVE = ROOT / "book" / "_static" / "live"
FOLDER = LIVE / "models"
PICTURES = {  # the state of each figure in its static picture
    "01_train": "units=4&epochs=150&seed=2",
    "04_convolution": "filter=-1+-1+-1+0+0+0+1+1+1&row=26&column=40",
}


def petals() -> dict[str, np.ndarray]:
    """Return the scaled petals of chapter 01, split as there: 90 flowers for training, 30 for validation."""
    iris = datasets.iris()
    x_rest, _, y_rest, _ = train_test_split(iris.x, iris.y, test_size=30, stratify=iris.y, random_state=0)
    x_train, x_val, y_train, y_val = train_test_split(x_rest, y_rest, test_size=30, stratify=y_rest, random_state=0)
    scaler = StandardScaler().fit(x_train)
    x_train, x_val = (scaler.transform(part)[:, 2:] for part in (x_train, x_val))
    return {"train_x": x_train, "train_y": y_train, "val_x": x_val, "val_y": y_val}


def rings() -> dict[str, np.ndarray]:
    """Return the two rings of chapter 01, split as there,."""
    x, y = make_circles(n_samples=1000, noise=0.1, factor=0.5, random_state=0)
    x_train, x_val, y_train, y_val = train_test_split(x, y, test_size=0.5, stratify=y, random_state=0)
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


def write_data(folder: Path = FOLDER) -> None:
    """Write the data of the figures of chapters 01 and 04."""
    source = "iris and make_circles of scikit-learn, split as in chapter 01"
    live.export("01_train", train_data(), folder=folder, data=source)
    source = "china.jpg by danielbuechele, CC BY 2.0, in scikit-learn"
    live.export("04_convolution", photograph(), folder=folder, data=source)


def take_pictures(folder: Path = LIVE / "pictures") -> None:
    """Take the static picture of each figure, which stands there until a reader starts it."""
    with served(built_html()) as origin, chromium() as browser:
        for name, state in PICTURES.items():
            page = browser.new_page(color_scheme="light", device_scale_factor=2, viewport={"width": 900, "height": 900})
            page.goto(f"{origin}/book/live.html?live={name}&{state}")
            page.locator(f"button.live-start[data-live='{name}']").click()
            page.wait_for_selector(f"section.live[data-live='{name}'] .live-foot")
            page.wait_for_timeout(500)
            shot = page.locator(f"section.live[data-live='{name}'] .live-shot").screenshot()
            picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(64, dither=Image.Dither.NONE)
            picture.save(folder / f"{name}.png", optimize=True)
            page.close()


def main(argv: list[str] | None = None) -> None:
    """Write the data, or take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tools.live", description=__doc__)
    parser.add_argument("--pictures", action="store_true", help="take the static pictures of the figures anew")
    take_pictures() if parser.parse_args(argv).pictures else write_data()


if __name__ == "__main__":
    main()
