"""The course's data sets: one function each, which returns the real data or says plainly that it is a stand-in.

Loading, checking and downloading live here; how the stand-ins are made lives in ``nnutils.embedded``. Nothing here
scales, pads or splits further than the authors of the data did: the chapters do that in the open.

The environment variable ``NNUTILS_DATA`` decides where data comes from. ``auto`` (default): the Keras cache, else a
download with checksum and bounded wait, else the stand-in with a notice that says why. ``real``: a `DataError` instead
of a stand-in. ``embedded``: always the stand-in; neither the network nor the cache is touched.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import pickle
import tarfile
import tempfile
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

import numpy as np

from nnutils._checks import one_of

MODES = ("auto", "real", "embedded")
STALL_SECONDS = 20.0  # the longest wait for a connection or for the next bytes
TOTAL_SECONDS = 300.0  # the longest wait for one file, however slowly its bytes drip

DATE_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl", "tr", "el", "ru")
FASHION = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
CIFAR10 = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
_TOPICS = (
    "cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade reserves ship cotton carcass "
    "crude nat-gas cpi money-fx interest gnp meal-feed alum oilseed gold tin strategic-metal livestock retail ipi "
    "iron-steel rubber heat jobs lei bop zinc orange pet-chem dlr gas silver wpi hog lead"
)
REUTERS = tuple(_TOPICS.split())
WIND = ("NE", "NW", "SE", "cv")


class DataError(RuntimeError):
    """Real data could not be had; the message says what failed and what to do."""


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Dataset:
    """What all have: ``name``, ``is_real``, and ``source``, the sentence that is shown when a data set is displayed."""

    name: str
    is_real: bool
    source: str

    def __repr__(self) -> str:
        return self.source


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Table(Dataset):
    """Measurements ``x``, float32 (n, features), and classes ``y``, int64 (n,), not split."""

    x: np.ndarray
    y: np.ndarray
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Split(Dataset):
    """Examples ``x`` (n, …) and classes ``y`` (n,), split into training and test set as published."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    class_names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Tokens(Split):
    """A `Split` whose ``x`` are object arrays (n,) of lists of word indices, as in Keras.

    1 marks the start, 2 a word that is too rare, and the word ``w`` has index ``word_index[w] + 3``.
    """

    word_index: dict[str, int]


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Text(Dataset):
    """One long ``text``."""

    text: str


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Pairs(Dataset):
    """Strings ``inputs`` and ``targets``, object arrays (n,); the ``language`` of each input (n,) where it varies."""

    inputs: np.ndarray
    targets: np.ndarray
    language: np.ndarray | None = None


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Series(Dataset):
    """``values``, float32 (times, columns), at ``times``, datetime64 (times,); a unit for each column."""

    values: np.ndarray
    times: np.ndarray
    columns: tuple[str, ...]
    units: tuple[str, ...]

    @property
    def unit(self) -> str:
        """Unit of the first column, the one to forecast."""
        return self.units[0]


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Photos(Dataset):
    """Colour ``images``, uint8 (height, width, 3) each, and their ``names``."""

    images: tuple[np.ndarray, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Weights(Dataset):
    """The verified file, at `path`, with the weights of a network that others have trained; None when there is none."""

    path: Path | None


# ------------------------------------------------------------------------------------------------ cache and network


class RemoteFile(NamedTuple):
    """Origin, SHA-256 (of one ``member`` where copies of an archive differ in packing), folder below ``KERAS_HOME``."""

    url: str
    sha256: str
    folder: str = "datasets"
    member: str | None = None


_KERAS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
_TENSORFLOW = "https://storage.googleapis.com/download.tensorflow.org/data/"
_BROWNLEE = "https://raw.githubusercontent.com/jbrownlee/Datasets/master/"
_SQUEEZENET = "https://github.com/DeepCognition/keras-squeezenet/releases/download/v0.4/"
_MOBILENET = "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet/"
_CIFAR10_FOLDER = "cifar-10-batches-py-target"  # where Keras extracts; it keeps the archive as "…_archive"

FILES = {
    name: RemoteFile(base + (path or name), sha256, *more)
    for name, base, path, sha256, *more in (
        ("mnist.npz", _KERAS, "", "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"),
        ("imdb.npz", _KERAS, "", "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"),
        ("imdb_word_index.json", _KERAS, "", "027313fe9a320280f3bf0fac5baf58c4a683cf39a7ed9c3d3d3912bde4284cf6"),
        ("reuters.npz", _KERAS, "", "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"),
        ("reuters_word_index.json", _KERAS, "", "9b56000edc4b34a32e89fd5a23b2605594682c74efcf7d8f4e2a5514b771e633"),
        *(
            (name, _KERAS, "", sha256, "datasets/fashion-mnist")
            for name, sha256 in (
                ("train-images-idx3-ubyte.gz", "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
                ("train-labels-idx1-ubyte.gz", "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
                ("t10k-images-idx3-ubyte.gz", "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
                ("t10k-labels-idx1-ubyte.gz", "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
            )
        ),
        (f"{_CIFAR10_FOLDER}_archive", "https://www.cs.toronto.edu/~kriz/", "cifar-10-python.tar.gz",
         "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"),
        ("shakespeare.txt", _TENSORFLOW, "", "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"),
        ("spa-eng.zip", _TENSORFLOW, "", "6ec60e212f812ee3430f7568ea6f33b6fb080e32193c5952e8da0ee8ba45574c",
         "datasets", "spa-eng/spa.txt"),
        ("daily-min-temperatures.csv", _BROWNLEE, "",
         "8b9de63ed6789492bf497625e7f9beb96a63d367b4b0a21754006f749fa5e5da", "raw"),
        ("monthly-sunspots.csv", _BROWNLEE, "",
         "c4ec8cc57d9f6fb6ecdb3e1f37f25b6f4badd5124c55931052b0cd2fc3bc71f3", "raw"),
        ("pollution.csv", _BROWNLEE, "", "892e9559205d16d32623135c127a3951c12e46ea1e0b3093e107ce89a9fd60e2", "raw"),
        ("squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5", _SQUEEZENET, "",
         "17154246284f555591549ac2c83e127abfbf4307dc4b0060fdaa2931d0fa38da", "raw"),
        ("mobilenet_2_5_224_tf_no_top.h5", _MOBILENET, "",
         "dbdb03ee2a22fd895301636cd328b234bb3a9952358f436d82f46b81e0d5b0bf", "models"),
    )
}  # fmt: skip
CIFAR10_BATCHES = {
    "data_batch_1": "54636561a3ce25bd3e19253c6b0d8538147b0ae398331ac4a2d86c6d987368cd",
    "data_batch_2": "766b2cef9fbc745cf056b3152224f7cf77163b330ea9a15f9392beb8b89bc5a8",
    "data_batch_3": "0f00d98ebfb30b3ec0ad19f9756dc2630b89003e10525f5e148445e82aa6a1f9",
    "data_batch_4": "3f7bb240661948b8f4d53e36ec720d8306f5668bd0071dcb4e6c947f78e9682b",
    "data_batch_5": "d91802434d8376bbaeeadf58a737e3a1b12ac839077e931237e0dcd43adcb154",
    "test_batch": "f53d8d457504f7cff4ea9e021afcf0e0ad8e24a91f3fc42091b8adef61157831",
}


def _keras_home() -> Path:
    return Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser()


def _is_intact(path: Path, file: RemoteFile) -> bool:
    """Whether `path` can be read and has the registered SHA-256."""
    try:
        content = _read_member(path, file.member) if file.member else path.read_bytes()
    except (OSError, EOFError, KeyError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return False
    return hashlib.sha256(content).hexdigest() == file.sha256


def _read_member(path: Path, member: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(member)


def _cached(name: str) -> Path:
    """Path of the verified file `name`, downloaded where the cache has none or a damaged one."""
    file = FILES[name]
    path = _keras_home() / file.folder / name
    if not _is_intact(path, file):
        try:
            _download(file, path)
        except Exception as error:
            raise DataError(f"{name} could not be had: {_reason(error, file)}") from error
    return path


def _download(file: RemoteFile, path: Path) -> None:
    """Fetch beside `path` and rename only what is verified, so that no reader or rival ever sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".", ignore_cleanup_errors=True) as folder:
        part = Path(folder) / path.name
        print(f"Downloading {file.url}")
        _fetch(file.url, part)
        if not _is_intact(part, file):
            start = part.read_bytes()[:512].lstrip().lower()
            if start.startswith((b"<!doctype", b"<html")):
                raise ValueError("the server sent a web page instead of the file, perhaps a proxy's or a log-in page")
            raise ValueError("what arrived is cut short or altered (its SHA-256 is not the expected one)")
        os.replace(part, path)


class _Clock:
    """What pooch takes for a progress bar: it ends the download once nobody waits for it any more."""

    total = 0

    def __init__(self, seconds: float) -> None:
        self.ends = time.monotonic() + seconds

    def update(self, size: int) -> None:
        if time.monotonic() >= self.ends:
            raise TimeoutError

    def reset(self) -> None: ...

    def close(self) -> None: ...


def _fetch(url: str, path: Path) -> None:
    """Download `url` to `path` within `TOTAL_SECONDS`, whatever the server does."""
    import pooch

    clock, failures = _Clock(TOTAL_SECONDS), []
    headers = {"Accept-Encoding": "identity"}  # the checksums are of the files as they lie on the servers
    fetch = pooch.HTTPDownloader(progressbar=clock, chunk_size=1 << 16, timeout=STALL_SECONDS, headers=headers)

    def work() -> None:
        try:
            fetch(url, str(path), None)
        except BaseException as error:
            failures.append(error)

    # A thread, because name look-up, handshake and dripping bytes all escape the time-out of a socket.
    thread = threading.Thread(target=work, name=f"download {path.name}", daemon=True)
    thread.start()
    try:
        thread.join(TOTAL_SECONDS)
        if thread.is_alive():
            raise TimeoutError
    finally:
        clock.ends = 0.0  # after an interrupt or time-out the thread stops at its next bytes
    if failures:
        raise failures[0]


def _reason(error: Exception, file: RemoteFile) -> str:
    """The error in words that help a reader."""
    import requests

    host = urlsplit(file.url).hostname
    if isinstance(error, requests.HTTPError):
        return f"{host} answered {error.response.status_code} {error.response.reason}"
    if isinstance(error, TimeoutError | requests.Timeout):
        return f"{host} did not deliver in time"
    if isinstance(error, requests.RequestException):
        return f"no connection to {host}, or it broke off ({type(error).__name__})"
    if isinstance(error, OSError):
        return f"the cache folder cannot be written ({error.strerror or type(error).__name__})"
    return str(error) or type(error).__name__


# ------------------------------------------------------------------------------------------------ real or stand-in

D = TypeVar("D", bound=Dataset)
Fields = dict[str, Any]


def _mode() -> str:
    mode = os.environ.get("NNUTILS_DATA", "auto")
    one_of("NNUTILS_DATA", mode, MODES)
    return mode


def _load(
    cls: type[D], name: str, real: Callable[[], Fields], stand_in: Callable[[], Fields], what: str, instead: str
) -> D:
    """Make `cls` from the fields that `real` or `stand_in` returns, as ``NNUTILS_DATA`` wants it."""
    mode, reason = _mode(), "NNUTILS_DATA is 'embedded'"
    if mode != "embedded":
        try:
            fields = real()
            return cls(name=name, is_real=True, source=f"Real data: {what}, {_count(fields)}.", **fields)
        except DataError as error:
            reason = str(error)
        if mode == "real":  # outside "except": the HTTP library's chain of errors is pages long and says less
            raise DataError(
                f"{reason}. Check the connection and the cache folder {_keras_home()}, then try again, or set "
                "NNUTILS_DATA to 'auto' or 'embedded' to work with a stand-in."
            )
    fields = stand_in()
    source = f"Stand-in, not {what}: {instead}, {_count(fields)}; used because {reason}."
    if mode == "auto":
        print(f"Notice: {source}")
    return cls(name=name, is_real=False, source=source, **fields)


def _count(fields: Fields) -> str:
    if "x_train" in fields:
        return f"{len(fields['x_train']):,} training and {len(fields['x_test']):,} test examples"
    if "path" in fields:
        return "1 file" if fields["path"] else "0 files"
    units = {"text": "characters", "inputs": "pairs", "times": "steps"}
    return next(f"{len(fields[key]):,} {unit}" for key, unit in units.items() if key in fields)


# ------------------------------------------------------------------------------------------------ tables


def iris() -> Table:
    """Fisher's iris flowers (1936): 4 measurements in cm of 150 flowers, 3 species; part of scikit-learn.

    Examples
    --------
    >>> iris()
    Real data: Fisher's iris flowers (in scikit-learn), 150 examples, 4 measurements, 3 classes.
    """
    from sklearn.datasets import load_iris

    return _bundled_table("iris", load_iris(), "Fisher's iris flowers")


def breast_cancer() -> Table:
    """Wisconsin breast cancer (Street et al. 1993): 30 measurements of 569 tumours; part of scikit-learn.

    Class 0 is malignant, class 1 benign.

    Examples
    --------
    >>> breast_cancer().class_names
    ('malignant', 'benign')
    """
    from sklearn.datasets import load_breast_cancer

    return _bundled_table("breast_cancer", load_breast_cancer(), "Wisconsin diagnostic breast cancer")


def _bundled_table(name: str, bunch: Any, what: str) -> Table:
    (n, features), classes = bunch.data.shape, tuple(map(str, bunch.target_names))
    return Table(
        name=name,
        is_real=True,
        source=f"Real data: {what} (in scikit-learn), {n} examples, {features} measurements, {len(classes)} classes.",
        x=bunch.data.astype("float32"),
        y=bunch.target.astype("int64"),
        feature_names=tuple(map(str, bunch.feature_names)),
        class_names=classes,
    )


def classification(n_samples: int = 1000, n_features: int = 10, random_state: int = 42) -> Table:
    """Two generated classes: scikit-learn's ``make_classification``, its other arguments left alone.

    Raises
    ------
    ValueError
        From scikit-learn, if `n_samples` is below 1 or `n_features` below 4 (two informative, two redundant).

    Examples
    --------
    >>> classification(n_samples=100).x.shape
    (100, 10)
    """
    from sklearn.datasets import make_classification

    x, y = make_classification(n_samples=n_samples, n_features=n_features, random_state=random_state)
    return Table(
        name="classification",
        is_real=True,
        source=f"Generated data, as meant: scikit-learn's make_classification with seed {random_state}, {n_samples:,} "
        f"examples, {n_features} features, 2 classes.",
        x=x.astype("float32"),
        y=y.astype("int64"),
        feature_names=tuple(f"feature {i}" for i in range(n_features)),
        class_names=("class 0", "class 1"),
    )


# ------------------------------------------------------------------------------------------------ pictures


def mnist() -> Split:
    """Handwritten digits (LeCun et al. 1998): ``x`` uint8 (n, 28, 28), ``y`` uint8 (n,); 60,000 and 10,000 real ones.

    Examples
    --------
    >>> data = mnist()
    >>> data.x_train.shape[1:], data.x_train.dtype.name, len(data.class_names)
    ((28, 28), 'uint8', 10)
    """
    from nnutils import embedded

    def real() -> Fields:
        with np.load(_cached("mnist.npz")) as arrays:
            return dict(arrays) | {"class_names": tuple("0123456789")}

    instead = "scikit-learn's 8 × 8 handwritten digits, enlarged and shifted"
    return _load(Split, "mnist", real, embedded.mnist, "MNIST", instead)


def fashion_mnist() -> Split:
    """Garments (Xiao et al. 2017): ``x`` uint8 (n, 28, 28), ``y`` uint8 (n,); 60,000 and 10,000 real ones."""
    from nnutils import embedded

    def real() -> Fields:
        fields: Fields = {"class_names": FASHION}
        for part, stem in {"train": "train", "test": "t10k"}.items():
            x = gzip.decompress(_cached(f"{stem}-images-idx3-ubyte.gz").read_bytes())
            y = gzip.decompress(_cached(f"{stem}-labels-idx1-ubyte.gz").read_bytes())
            fields[f"x_{part}"] = np.frombuffer(x, "uint8", offset=16).reshape(-1, 28, 28).copy()
            fields[f"y_{part}"] = np.frombuffer(y, "uint8", offset=8).copy()  # what lies on a buffer is read-only
        return fields

    instead = "generated silhouettes of ten garments"
    return _load(Split, "fashion_mnist", real, embedded.fashion_mnist, "Fashion-MNIST", instead)


def cifar10() -> Split:
    """Small photographs (Krizhevsky 2009): ``x`` uint8 (n, 32, 32, 3), ``y`` uint8 (n,); 50,000 and 10,000 real ones.

    Keras's own loader has ``y`` of shape (n, 1).
    """
    from nnutils import embedded

    def real() -> Fields:
        *train, test = map(_parse_cifar10_batch, _read_cifar10_batches())
        x_train, y_train = map(np.concatenate, zip(*train, strict=True))
        return {"x_train": x_train, "y_train": y_train, "x_test": test[0], "y_test": test[1], "class_names": CIFAR10}

    instead = "generated coloured shapes of ten kinds on uneven grounds"
    return _load(Split, "cifar10", real, embedded.cifar10, "CIFAR-10", instead)


def _read_cifar10_batches() -> list[bytes]:
    """The six verified batch files: those that Keras has extracted, else straight from the archive."""
    folder = _keras_home() / "datasets" / _CIFAR10_FOLDER / "cifar-10-batches-py"
    try:
        batches = [(folder / name).read_bytes() for name in CIFAR10_BATCHES]
    except OSError:
        batches = []
    if [hashlib.sha256(batch).hexdigest() for batch in batches] == list(CIFAR10_BATCHES.values()):
        return batches
    # Read without extracting to disk: no path inside an archive can then lead anywhere.
    with tarfile.open(_cached(f"{_CIFAR10_FOLDER}_archive")) as archive:
        return [archive.extractfile(f"cifar-10-batches-py/{name}").read() for name in CIFAR10_BATCHES]


def _parse_cifar10_batch(batch: bytes) -> tuple[np.ndarray, np.ndarray]:
    content = pickle.loads(batch, encoding="bytes")  # verified by its checksum, so safe to unpickle
    x = content[b"data"].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(x), np.array(content[b"labels"], "uint8")


def photos(path: str | os.PathLike | None = None) -> Photos:
    """Two photographs that scikit-learn brings along, or the picture of your own at `path`, turned upright.

    Raises
    ------
    FileNotFoundError, ValueError
        If there is no file at `path`, or Pillow cannot read it.

    Examples
    --------
    >>> [image.shape for image in photos().images]
    [(427, 640, 3), (427, 640, 3)]
    """
    if path is None:
        from sklearn.datasets import load_sample_image

        names = ("china", "flower")
        images = tuple(np.array(load_sample_image(f"{name}.jpg")) for name in names)
        source = "Real data: photographs of a temple in China and of a flower (in scikit-learn), 2 examples."
    else:
        names, images = (Path(path).stem,), (_read_picture(Path(path).expanduser()),)
        height, width, _ = images[0].shape
        source = f"Real data: your own picture {Path(path).name}, 1 example of {width} × {height} pixels."
    return Photos(name="photos", is_real=True, source=source, images=images, names=names)


def _read_picture(path: Path) -> np.ndarray:
    from PIL import Image, ImageOps

    if not path.is_file():
        raise FileNotFoundError(f"there is no picture at {str(path)!r}")
    try:
        with Image.open(path) as picture:
            return np.array(ImageOps.exif_transpose(picture).convert("RGB"))
    except (OSError, SyntaxError) as error:
        raise ValueError(f"{str(path)!r} is not a picture that Pillow can read: {error}") from None


PRETRAINED = {
    "squeezenet": ("SqueezeNet 1.1", "squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5"),
    "mobilenet": ("MobileNet with α = 0.25", "mobilenet_2_5_224_tf_no_top.h5"),
}


def weights(name: str) -> Weights:
    """Weights of a small network after its training on ImageNet, without the layers that name its classes.

    Keras would load MobileNet's by itself, but neither with a bounded wait nor with a checksum.

    Parameters
    ----------
    name : {'squeezenet', 'mobilenet'}
        SqueezeNet 1.1 (Iandola et al. 2016), 722,496 parameters, for pictures in BGR less ImageNet's mean; or MobileNet
        with α = 0.25 (Howard et al. 2017), 218,544 parameters, for RGB between -1 and 1.

    Returns
    -------
    Weights
        Its ``path`` goes to a model's ``load_weights``; it is None where the file can't be had.

    Raises
    ------
    ValueError
        If `name` is another.

    Examples
    --------
    >>> weights("resnet")
    Traceback (most recent call last):
    ValueError: name is 'resnet'; allowed are 'squeezenet', 'mobilenet'
    """
    one_of("name", name, PRETRAINED)
    network, file = PRETRAINED[name]
    what, instead = f"the ImageNet weights of {network}", "the chapter makes weights of its own"
    return _load(Weights, f"weights({name!r})", lambda: {"path": _cached(file)}, lambda: {"path": None}, what, instead)


# ------------------------------------------------------------------------------------------------ text


def imdb(num_words: int = 10_000) -> Tokens:
    """Film reviews (Maas et al. 2011), negative (0) or positive (1); 25,000 and 25,000 real ones in Keras's order.

    Parameters
    ----------
    num_words : int
        Indices are below it; rarer words become 2.

    Raises
    ------
    ValueError
        If `num_words` leaves no room for a word.

    Examples
    --------
    >>> max(map(max, imdb(num_words=500).x_train)) < 500
    True
    """
    from nnutils import embedded

    def real() -> Fields:
        with np.load(_cached("imdb.npz"), allow_pickle=True) as arrays:  # verified, so safe to unpickle
            x_train, y_train = _as_keras(arrays["x_train"], arrays["y_train"], num_words)
            x_test, y_test = _as_keras(arrays["x_test"], arrays["y_test"], num_words)
        fields = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
        return fields | {"class_names": ("negative", "positive"), "word_index": _read_json("imdb_word_index.json")}

    _check_num_words(num_words)
    instead = "reviews from a grammar in which the order of words decides"
    return _load(Tokens, "imdb", real, lambda: embedded.imdb(num_words), "the IMDB film reviews", instead)


def reuters(num_words: int = 10_000) -> Tokens:
    """Newswires of 1987 (Lewis 1997) on 46 topics, most of them rare; 8,982 and 2,246 real ones in Keras's order.

    `num_words` as in `imdb`.
    """
    from nnutils import embedded

    def real() -> Fields:
        with np.load(_cached("reuters.npz"), allow_pickle=True) as arrays:  # verified, so safe to unpickle
            x, y = _as_keras(arrays["x"], arrays["y"], num_words)
        n = int(0.8 * len(x))
        fields = {"x_train": x[:n], "y_train": y[:n], "x_test": x[n:], "y_test": y[n:]}
        return fields | {"class_names": REUTERS, "word_index": _read_json("reuters_word_index.json")}

    _check_num_words(num_words)
    instead = "generated newswires on 46 topics, words of the topic among words of none"
    return _load(Tokens, "reuters", real, lambda: embedded.reuters(num_words), "the Reuters newswires", instead)


def _check_num_words(num_words: int) -> None:
    if not isinstance(num_words, int) or num_words < 5:
        raise ValueError(f"num_words must be a whole number above 4, as 0 to 3 are not words, got {num_words!r}")


def _as_keras(x: np.ndarray, y: np.ndarray, num_words: int) -> tuple[np.ndarray, np.ndarray]:
    """Keras's order (seed 113) and indices.

    Its own loader is not called: where KERAS_HOME is read-only it downloads into another folder, and waits without end.
    """
    order = np.arange(len(x))
    np.random.RandomState(113).shuffle(order)  # the generator that Keras uses
    indices = ([1] + [w + 3 if w + 3 < num_words else 2 for w in x[i]] for i in order)
    return np.fromiter(indices, object), y[order]


def _read_json(name: str) -> dict[str, int]:
    return json.loads(_cached(name).read_text(encoding="utf-8"))


def text_corpus() -> Text:
    """Tiny Shakespeare (Karpathy 2015): 1,115,394 real characters, 65 different ones.

    Examples
    --------
    >>> len(set(text_corpus().text))
    65
    """
    from nnutils import embedded

    def real() -> Fields:
        return {"text": _cached("shakespeare.txt").read_text(encoding="utf-8")}

    instead = "the English of Python's own manual in Tiny Shakespeare's 65 characters"
    return _load(Text, "text_corpus", real, embedded.text_corpus, "Tiny Shakespeare", instead)


def translation_pairs() -> Pairs:
    """English sentences and their Spanish translations (tatoeba.org, manythings.org/anki): 118,964 real pairs.

    Short sentences come first, and a sentence may have several translations.
    """
    from nnutils import embedded

    def real() -> Fields:
        text = _read_member(_cached("spa-eng.zip"), FILES["spa-eng.zip"].member).decode("utf-8")
        english, spanish = zip(*(line.split("\t")[:2] for line in text.splitlines()), strict=True)
        return {"inputs": np.array(english, object), "targets": np.array(spanish, object)}

    what, instead = "Tatoeba's English–Spanish sentences", "English–Spanish sentences from a small grammar"
    return _load(Pairs, "translation_pairs", real, embedded.translation_pairs, what, instead)


def dates(n: int = 10_000, *, languages: Iterable[str] = DATE_LANGUAGES, seed: int = 42) -> Pairs:
    """Dates of 1950 to 2049 as people write them in many languages, and the same dates in ISO 8601; made with Babel.

    Formats without the month's name (or its sign) or with a two-digit year are left out: they can be read in two ways.

    Parameters
    ----------
    n : int
        Number of pairs, all different.
    languages : iterable of str
        Locales that Babel knows.
    seed : int
        Seed of the draw.

    Raises
    ------
    ValueError
        If `n` is below 1 or above half of what there is, or a language is unknown.

    Examples
    --------
    >>> data = dates(1000, languages=["en", "de"])
    >>> len(data.inputs), len(data.targets[0]), sorted(set(data.language))
    (1000, 10, ['de', 'en'])
    """
    from nnutils import embedded

    languages = tuple(languages)
    source = f"Generated data, as meant: dates in {len(languages)} languages by Babel, {n:,} pairs."
    return Pairs(name="dates", is_real=True, source=source, **embedded.dates(n, languages, seed))


# ------------------------------------------------------------------------------------------------ series


def stock_prices() -> Series:
    """Google's share, August 2004 to October 2008, day by day: prices in US dollars and volume; part of matplotlib.

    Examples
    --------
    >>> data = stock_prices()
    >>> data.columns[0], data.unit, data.values.shape
    ('close', 'US$', (1047, 6))
    """
    from matplotlib import cbook

    table = cbook.get_sample_data("goog.npz")["price_data"]
    columns = ("close", "open", "high", "low", "adj_close", "volume")
    return Series(
        name="stock_prices",
        is_real=True,
        source=f"Real data: prices of Google's share 2004–2008 (in matplotlib), {len(table):,} trading days.",
        values=np.stack([table[column] for column in columns], axis=1).astype("float32"),
        times=table["date"],
        columns=columns,
        units=("US$",) * 5 + ("shares",),
    )


class _Weather(NamedTuple):
    what: str
    file: str
    span: tuple[str, str]  # first and last moment, in the unit of the steps
    columns: tuple[str, ...]
    units: tuple[str, ...]


WEATHER = {
    "melbourne": _Weather("daily minimum temperatures in Melbourne 1981–1990", "daily-min-temperatures.csv",
                          ("1981-01-01", "1990-12-31"), ("temperature",), ("°C",)),
    "sunspots": _Weather("monthly sunspot numbers 1749–1983", "monthly-sunspots.csv",
                         ("1749-01", "1983-12"), ("sunspots",), ("sunspots",)),
    "beijing": _Weather("hourly air and weather in Beijing 2010–2014", "pollution.csv",
                        ("2010-01-01T00", "2014-12-31T23"),
                        ("pm2.5", "dew_point", "temperature", "pressure", "wind_run", "snow_hours", "rain_hours",
                         *(f"wind_{direction}" for direction in WIND)),
                        ("µg/m³", "°C", "°C", "hPa", "m/s", "h", "h", *("0 or 1" for _ in WIND))),
}  # fmt: skip


def weather(name: str = "melbourne") -> Series:
    """Series of nature; the column to forecast comes first.

    Parameters
    ----------
    name : {'melbourne', 'sunspots', 'beijing'}
        Daily minimum temperatures (3,650; 31 December is missing in leap years), monthly sunspot numbers (2,820), or
        hourly air and weather in 11 columns (43,824; Liang et al. 2015), where pm2.5 has gaps (NaN), wind run and hours
        of snow and rain are cumulated, and the wind's direction is one-hot ('cv': calm and variable).

    Raises
    ------
    ValueError
        If `name` is another.

    Examples
    --------
    >>> weather("sunspots").values.shape
    (2820, 1)
    """
    from nnutils import embedded

    one_of("name", name, WEATHER)
    what, file, (first, last), columns, units = WEATHER[name]
    times = np.arange(np.datetime64(first), np.datetime64(last) + 1)
    if name == "melbourne":
        times = times[~np.isin(times, np.array(["1984-12-31", "1988-12-31"], "datetime64"))]
    common = {"times": times, "columns": columns, "units": units}

    def real() -> Fields:
        _, *rows = csv.reader(_cached(file).read_text(encoding="utf-8").splitlines())
        if name == "beijing":
            rows = [["", r[5].replace("NA", "nan"), *r[6:9], *r[10:], *(r[9] == wind for wind in WIND)] for r in rows]
        return common | {"values": np.array([[float(value) for value in row[1:]] for row in rows], "float32")}

    def stand_in() -> Fields:
        return common | embedded.weather(name, len(times))

    instead = "a generated series with seasons, memory and a non-linear interaction"
    return _load(Series, f"weather({name!r})", real, stand_in, what, instead)
