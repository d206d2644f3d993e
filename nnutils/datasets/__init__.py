"""The course's data sets: one function each, which returns the real data or says plainly that it is a stand-in.

Nothing here scales, pads or splits further than the authors of the data did: the chapters do that in the open.

The environment variable ``NNUTILS_DATA`` decides where data comes from. ``auto`` (default): the Keras cache, else a
download with checksum and bounded wait, else the stand-in with a notice that says why. ``real``: a `DataError` instead
of a stand-in. ``embedded``: always the stand-in; neither the network nor the cache is touched.

A new data set is a loader with its stand-in in one of ``tables``, ``pictures``, ``tokens``, ``texts`` or ``series``, a
line in ``files.FILES`` for what it downloads, a name in `LOADERS`, and a data card in the book.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from nnutils.datasets.files import FILES, DataError, RemoteFile
from nnutils.datasets.kinds import Dataset, Loaded, Origin, Pairs, Photos, Series, Split, Table, Text, Tokens
from nnutils.datasets.loading import MODES
from nnutils.datasets.pictures import CIFAR10, FASHION, cifar10, fashion_mnist, mnist, photos
from nnutils.datasets.series import WEATHER, stock_prices, weather
from nnutils.datasets.tables import breast_cancer, classification, iris
from nnutils.datasets.texts import DATE_LANGUAGES, dates, text_corpus, translation_pairs
from nnutils.datasets.tokens import REUTERS, imdb, reuters

if TYPE_CHECKING:
    import nnutils.pretrained

LOADERS: dict[str, Callable[..., Dataset]] = {
    loader.__name__: loader
    for loader in (
        iris,
        breast_cancer,
        classification,
        mnist,
        fashion_mnist,
        cifar10,
        imdb,
        reuters,
        text_corpus,
        translation_pairs,
        dates,
        stock_prices,
        weather,
        photos,
    )
}
"""The function that loads each data set, by its name.

:meta hide-value:
"""

__all__ = [
    "CIFAR10",
    "DATE_LANGUAGES",
    "FASHION",
    "FILES",
    "LOADERS",
    "MODES",
    "REUTERS",
    "WEATHER",
    "DataError",
    "Dataset",
    "Loaded",
    "Origin",
    "Pairs",
    "Photos",
    "RemoteFile",
    "Series",
    "Split",
    "Table",
    "Text",
    "Tokens",
    "breast_cancer",
    "cifar10",
    "classification",
    "dates",
    "fashion_mnist",
    "imdb",
    "iris",
    "mnist",
    "photos",
    "reuters",
    "stock_prices",
    "text_corpus",
    "translation_pairs",
    "weather",
    "weights",
]


def weights(name: str) -> nnutils.pretrained.Weights:
    """Return what `nnutils.pretrained.weights` returns; the name under which chapters 23 and 24 know it.

    Parameters
    ----------
    name : {'squeezenet', 'mobilenet'}
        The network.

    Returns
    -------
    nnutils.pretrained.Weights
        Its ``path`` goes to a model's ``load_weights``.

    Raises
    ------
    ValueError, DataError
        As there.
    """
    from nnutils import pretrained  # which needs this package

    return pretrained.weights(name)
