"""Pictures with classes, and photographs; stand-ins that are drawn on the spot."""

from __future__ import annotations

import gzip
import hashlib
import os
import pickle
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from nnutils.datasets.files import CIFAR10_FOLDER, cached, keras_home
from nnutils.datasets.kinds import N_TEST, N_TRAIN, OPENINGS, Fields, Photos, Split, as_split
from nnutils.datasets.loading import load

FASHION = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
CIFAR10 = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
CIFAR10_BATCHES = {
    "data_batch_1": "54636561a3ce25bd3e19253c6b0d8538147b0ae398331ac4a2d86c6d987368cd",
    "data_batch_2": "766b2cef9fbc745cf056b3152224f7cf77163b330ea9a15f9392beb8b89bc5a8",
    "data_batch_3": "0f00d98ebfb30b3ec0ad19f9756dc2630b89003e10525f5e148445e82aa6a1f9",
    "data_batch_4": "3f7bb240661948b8f4d53e36ec720d8306f5668bd0071dcb4e6c947f78e9682b",
    "data_batch_5": "d91802434d8376bbaeeadf58a737e3a1b12ac839077e931237e0dcd43adcb154",
    "test_batch": "f53d8d457504f7cff4ea9e021afcf0e0ad8e24a91f3fc42091b8adef61157831",
}


def mnist() -> Split:
    """Handwritten digits (LeCun et al. 1998): ``x`` uint8 (n, 28, 28), ``y`` uint8 (n,); 60,000 and 10,000 real ones.

    Returns
    -------
    Split
        Digits as they were scanned, 0 for black and 255 for white.

    Raises
    ------
    DataError
        If ``NNUTILS_DATA`` is 'real', and the digits can't be had.

    Examples
    --------
    >>> data = mnist()
    >>> data.x_train.shape[1:], data.x_train.dtype.name, len(data.class_names)
    ((28, 28), 'uint8', 10)
    """

    def real() -> Fields:
        with np.load(cached("mnist.npz")) as arrays:
            return dict(arrays) | {"class_names": tuple("0123456789")}

    instead = "scikit-learn's 8 × 8 handwritten digits, enlarged and shifted"
    return load(Split, "mnist", real, mnist_stand_in, "MNIST", instead)


def fashion_mnist() -> Split:
    """Garments (Xiao et al. 2017): ``x`` uint8 (n, 28, 28), ``y`` uint8 (n,); 60,000 and 10,000 real ones.

    Returns
    -------
    Split
        Garments in grey, bright on black.

    Raises
    ------
    DataError
        If ``NNUTILS_DATA`` is 'real', and the garments can't be had.
    """

    def real() -> Fields:
        fields: Fields = {"class_names": FASHION}
        for part, stem in {"train": "train", "test": "t10k"}.items():
            x = gzip.decompress(cached(f"{stem}-images-idx3-ubyte.gz").read_bytes())
            y = gzip.decompress(cached(f"{stem}-labels-idx1-ubyte.gz").read_bytes())
            fields[f"x_{part}"] = np.frombuffer(x, "uint8", offset=16).reshape(-1, 28, 28).copy()
            fields[f"y_{part}"] = np.frombuffer(y, "uint8", offset=8).copy()  # what lies on a buffer is read-only
        return fields

    instead = "generated silhouettes of ten garments"
    return load(Split, "fashion_mnist", real, fashion_mnist_stand_in, "Fashion-MNIST", instead)


def cifar10() -> Split:
    """Small photographs (Krizhevsky 2009): ``x`` uint8 (n, 32, 32, 3), ``y`` uint8 (n,); 50,000 and 10,000 real ones.

    Keras's own loader has ``y`` of shape (n, 1).

    Returns
    -------
    Split
        Photographs in red, green and blue.

    Raises
    ------
    DataError
        If ``NNUTILS_DATA`` is 'real', and the photographs can't be had.
    """

    def real() -> Fields:
        *train, test = map(_parse_cifar10_batch, _read_cifar10_batches())
        x_train, y_train = map(np.concatenate, zip(*train, strict=True))
        return {"x_train": x_train, "y_train": y_train, "x_test": test[0], "y_test": test[1], "class_names": CIFAR10}

    instead = "generated coloured shapes of ten kinds on uneven grounds"
    return load(Split, "cifar10", real, cifar10_stand_in, "CIFAR-10", instead)


def _read_cifar10_batches() -> list[bytes]:
    """Return the six verified batch files: those that Keras has extracted, else straight from the archive."""
    folder = keras_home() / "datasets" / CIFAR10_FOLDER / "cifar-10-batches-py"
    try:
        batches = [(folder / name).read_bytes() for name in CIFAR10_BATCHES]
    except OSError:
        batches = []
    if [hashlib.sha256(batch).hexdigest() for batch in batches] == list(CIFAR10_BATCHES.values()):
        return batches
    # Read without extracting to disk: no path inside an archive can then lead anywhere.
    with tarfile.open(cached(f"{CIFAR10_FOLDER}_archive")) as archive:
        members = [archive.extractfile(f"cifar-10-batches-py/{name}") for name in CIFAR10_BATCHES]
        return [member.read() for member in members if member is not None]  # None would be a folder


def _parse_cifar10_batch(batch: bytes) -> tuple[np.ndarray, np.ndarray]:
    content = pickle.loads(batch, encoding="bytes")  # verified by its checksum, so safe to unpickle
    x = content[b"data"].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(x), np.array(content[b"labels"], "uint8")


def photos(path: str | os.PathLike[str] | None = None) -> Photos:
    """Two photographs that scikit-learn brings along, or the picture of your own at `path`, turned upright.

    Parameters
    ----------
    path : path-like, optional
        A file that Pillow can read, in any colours and size.

    Returns
    -------
    Photos
        Each image uint8 (height, width, 3) in red, green and blue.

    Raises
    ------
    FileNotFoundError
        If there is no file at `path`.
    ValueError
        If Pillow cannot read it.

    Examples
    --------
    >>> [image.shape for image in photos().images]
    [(427, 640, 3), (427, 640, 3)]
    """
    if path is None:
        from sklearn.datasets import load_sample_image

        names: tuple[str, ...] = ("china", "flower")
        images: tuple[np.ndarray, ...] = tuple(np.array(load_sample_image(f"{name}.jpg")) for name in names)
        source = OPENINGS["real"] + "photographs of a temple in China and of a flower (in scikit-learn), 2 examples."
    else:
        picture = _read_picture(Path(path).expanduser())
        names, images = (Path(path).stem,), (picture,)
        height, width, _ = picture.shape
        source = f"{OPENINGS['real']}your own picture {Path(path).name}, 1 example of {width} × {height} pixels."
    return Photos(name="photos", origin="real", source=source, images=images, names=names)


def _read_picture(path: Path) -> np.ndarray:
    from PIL import Image, ImageOps

    if not path.is_file():
        raise FileNotFoundError(f"there is no picture at {str(path)!r}")
    try:
        with Image.open(path) as picture:
            return np.array(ImageOps.exif_transpose(picture).convert("RGB"))
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"{str(path)!r} is not a picture that Pillow can read: {error}") from None


# ------------------------------------------------------------------------------------------------ stand-ins


def mnist_stand_in() -> Fields:
    """Enlarge scikit-learn's 1,797 digits from 8 × 8 to 20 × 20 and place them near the middle of 28 × 28.

    Training pictures come from 1,297 digits, test pictures from the 500 others, at several places each.
    """
    from scipy.ndimage import zoom
    from sklearn.datasets import load_digits

    rng = np.random.default_rng(0)
    digits = load_digits()
    order = rng.permutation(len(digits.target))
    chosen = np.concatenate([rng.choice(order[:-500], N_TRAIN), rng.choice(order[-500:], N_TEST)])
    large = np.clip(zoom(digits.images, (1, 2.5, 2.5), order=3), 0, 16) * (255 / 16)
    top, left = rng.integers(2, 7, (2, len(chosen), 1, 1))
    x = np.zeros((len(chosen), 28, 28), "uint8")
    span = np.arange(20)
    x[np.arange(len(x))[:, None, None], top + span[:, None], left + span] = large[chosen]
    return as_split(x, digits.target[chosen].astype("uint8"), tuple("0123456789"))


# Outlines of the garments (x, y in 28 × 28), then strokes: (brightness relative to the garment, points).
_SLEEVES = [(10, 4), (18, 4), (24, 8), (26, 22), (23, 22), (20, 12), (20, 25)]
_SLEEVES += [(28 - x, y) for x, y in reversed(_SLEEVES)]
_GARMENTS: tuple[tuple[list[Any], list[Any]], ...] = (
    ([(9, 4), (19, 4), (26, 9), (23, 13), (19, 11), (19, 24), (9, 24), (9, 11), (5, 13), (2, 9)], []),
    ([(9, 3), (19, 3), (21, 26), (15.5, 26), (14, 10), (12.5, 26), (7, 26)], []),
    (_SLEEVES, []),
    ([(11, 2), (17, 2), (17, 10), (21, 26), (7, 26), (11, 10)], []),
    (_SLEEVES, [(0, [(14, 4), (14, 25)]), (0.5, [(11, 16), (9, 19)]), (0.5, [(17, 16), (19, 19)])]),
    ([(3, 20), (25, 18), (26, 21), (3, 23)], [(1, [(7, 20), (13, 12), (16, 19)]), (1, [(15, 12), (23, 18)])]),
    (_SLEEVES, [(0, [(11, 4), (14, 8), (17, 4)]), *((0.3, [(13, y), (15, y)]) for y in (11, 15, 19, 23))]),
    ([(3, 13), (9, 12), (14, 16), (24, 18), (26, 22), (3, 22)], [(0.4, [(3, 20), (26, 20)])]),
    ([(4, 12), (24, 12), (25, 25), (3, 25)], [(1, [(8, 12), (10, 5), (18, 5), (20, 12)])]),
    ([(6, 4), (14, 4), (14, 14), (24, 18), (26, 24), (5, 24)], []),
)


def fashion_mnist_stand_in() -> Fields:
    """Draw the silhouettes of ten garments, distorted, shifted, in varying grey and with a grain."""
    from PIL import Image, ImageDraw

    rng = np.random.default_rng(1)
    y = rng.integers(0, 10, N_TRAIN + N_TEST).astype("uint8")
    x = np.empty((len(y), 28, 28))
    for i, label in enumerate(y):
        outline, strokes = _GARMENTS[label]
        distort = 3 * (np.eye(2) * rng.uniform(0.6, 1.1, 2) + rng.normal(0, 0.1, (2, 2)))
        shift = rng.normal(0, 5, 2)
        picture = Image.new("L", (84, 84))  # drawn three times as large, so that shrinking softens the edges
        pen = ImageDraw.Draw(picture)
        for brightness, points in [(1, outline), *strokes]:
            placed = ((np.array(points) - 14) @ distort + 42 + shift).ravel().tolist()
            if points is outline:
                pen.polygon(placed, fill=255)
            else:
                pen.line(placed, fill=int(255 * brightness), width=3)
        x[i] = np.asarray(picture.resize((28, 28), Image.Resampling.BOX))
    grey = rng.uniform(0.3, 1, (len(y), 1, 1)) * rng.normal(1, 0.15, x.shape)
    return as_split(np.clip(x * grey, 0, 255).astype("uint8"), y, FASHION)


# Each shape as a condition on coordinates (u, v) around its centre, where its size is about 1.
_SHAPES: dict[str, Callable[[Any, Any], Any]] = {
    "disc": lambda u, v: np.hypot(u, v) < 0.9,
    "ring": lambda u, v: abs(np.hypot(u, v) - 0.75) < 0.22,
    "square": lambda u, v: np.maximum(abs(u), abs(v)) < 0.8,
    "frame": lambda u, v: abs(np.maximum(abs(u), abs(v)) - 0.7) < 0.2,
    "triangle": lambda u, v: (v < 0.8) & (2 * abs(u) < v + 1),
    "plus": lambda u, v: (np.minimum(abs(u), abs(v)) < 0.25) & (np.maximum(abs(u), abs(v)) < 0.95),
    "cross": lambda u, v: (np.minimum(abs(u + v), abs(u - v)) < 0.35) & (np.maximum(abs(u), abs(v)) < 0.8),
    "crescent": lambda u, v: (np.hypot(u, v) < 0.95) & (np.hypot(u - 0.5, v) > 0.75),
    "bars": lambda u, v: (np.maximum(abs(u), abs(v)) < 0.9) & (np.sin(7 * v) > 0),
    "stakes": lambda u, v: (np.maximum(abs(u), abs(v)) < 0.9) & (np.sin(7 * u) > 0),
}


def cifar10_stand_in() -> Fields:
    """Draw ten kinds of shapes of any colour, size and place, slightly turned, on uneven grounds of any colour.

    Colour tells nothing of the class, and no pixel does so by itself: a linear model can't read them, convolutions can.
    """
    rng = np.random.default_rng(2)
    n = N_TRAIN + N_TEST
    y = rng.integers(0, len(CIFAR10), n).astype("uint8")
    centre, angle = rng.uniform(-5, 5, (2, n, 1, 1)), rng.uniform(-0.3, 0.3, (n, 1, 1))
    size = rng.uniform(7, 11, (n, 1, 1))
    rows, columns = np.mgrid[-15.5:16, -15.5:16]
    across, down = (columns - centre[0]) / size, (rows - centre[1]) / size
    u, v = across * np.cos(angle) + down * np.sin(angle), down * np.cos(angle) - across * np.sin(angle)
    inside = np.empty(u.shape, bool)
    for label, shape in enumerate(_SHAPES.values()):
        inside[y == label] = shape(u[y == label], v[y == label])
    ground = rng.uniform(0, 256, (n, 1, 1, 3))
    colour = (ground + rng.uniform(80, 176, ground.shape)) % 256  # in every channel far from the ground's
    slope = rng.normal(0, 1.5, (2, n, 1, 1, 3))
    uneven = slope[0] * rows[..., None] + slope[1] * columns[..., None] + rng.normal(0, 12, (n, 32, 32, 3))
    x = np.where(inside[..., None], colour, ground) + uneven
    return as_split(np.clip(x, 0, 255).astype("uint8"), y, tuple(_SHAPES))
