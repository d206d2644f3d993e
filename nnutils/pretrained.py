"""Networks that others have trained: their weights, as verified files. They are no data set, but come like one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nnutils._checks import one_of
from nnutils.datasets.files import cached
from nnutils.datasets.kinds import Loaded
from nnutils.datasets.loading import load


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Weights(Loaded):
    """The verified file, at `path`, with the weights of a network that others have trained; None when there is none."""

    path: Path | None


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
        Its ``path`` goes to a model's ``load_weights``; it is None, and the origin "stand-in", where the file can't be
        had.

    Raises
    ------
    ValueError
        If `name` is another.
    DataError
        If ``NNUTILS_DATA`` is 'real', and the weights can't be had.

    Examples
    --------
    >>> weights("resnet")
    Traceback (most recent call last):
    ValueError: name is 'resnet'; allowed are 'squeezenet', 'mobilenet'
    """
    one_of("name", name, PRETRAINED)
    network, file = PRETRAINED[name]
    what, instead = f"the ImageNet weights of {network}", "the chapter makes weights of its own"
    return load(Weights, f"weights({name!r})", lambda: {"path": cached(file)}, lambda: {"path": None}, what, instead)
