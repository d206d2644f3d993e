"""Pictures in rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnutils._checks import positive, whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

ROUNDING = 1e-6  # how far float32 arithmetic may carry a pixel beyond 0 or 1


def image_grid(
    images: ArrayLike, *, titles: Sequence[str] | None = None, columns: int = 5, size: float = 1.4
) -> Figure:
    """Draw pictures in rows, each on the full scale from black to white.

    Parameters
    ----------
    images : array-like of shape (n, height, width), (n, height, width, 1) or (n, height, width, 3)
        Integers in 0..255 or floats in 0..1.
    titles : sequence of str, optional
        One for each picture.
    columns : int
        Pictures in a row, from 1 up.
    size : float
        Width and height of a picture in inches.

    Returns
    -------
    matplotlib.figure.Figure
        With one panel for each picture, in the order given.

    Raises
    ------
    ValueError
        If there is no picture, the shape is another, a pixel is out of range or no number, the number of titles
        differs, or `columns` or `size` is not positive.
    """
    pictures = _checked(images)
    n = len(pictures)
    if titles is not None and len(titles) != n:
        raise ValueError(f"{len(titles)} titles for {n} images")
    whole_number("columns", columns, least=1)
    positive("size", size)
    columns = min(columns, n)
    rows = -(-n // columns)
    height = rows * (size + 0.25 * (titles is not None))
    fig, axes = plt.subplots(rows, columns, figsize=(columns * size, height), squeeze=False)
    white = 255 if np.issubdtype(pictures.dtype, np.integer) else 1
    for i, ax in enumerate(axes.flat):
        ax.axis("off")
        if i < n:
            ax.imshow(pictures[i], cmap="gray", vmin=0, vmax=white)
            if titles is not None:
                ax.set_title(titles[i], fontsize=10)
    return fig


@dataclass(frozen=True, repr=False)
class Jpeg:
    """A picture that shows itself in a notebook: its file as bytes."""

    data: bytes

    def __repr__(self) -> str:
        return "<photographs as one JPEG>"

    def _repr_jpeg_(self) -> bytes:
        return self.data


def photo_grid(
    images: ArrayLike,
    *,
    titles: Sequence[str] | None = None,
    columns: int = 2,
    width: float = 6.4,
    quality: int = 70,
) -> Jpeg:
    """Draw photographs in rows, as one JPEG: as PNG, several of them would make a notebook heavy.

    Parameters
    ----------
    images : array-like of shape (n, height, width, 3)
        Integers in 0..255 or floats in 0..1.
    titles : sequence of str, optional
        One for each photograph.
    columns : int
        Photographs in a row, from 1 up.
    width : float
        Width of a row in inches.
    quality : int
        That of the JPEG, from 1 to 95.

    Returns
    -------
    Jpeg
        It shows itself as the last line of a cell.

    Raises
    ------
    ValueError
        If there is no photograph, the shape is another, a pixel is out of range or no number, the number of titles
        differs, or `columns`, `width` or `quality` is out of its range.
    """
    pictures = _checked(images)
    if pictures.ndim != 4 or pictures.shape[-1] != 3:
        raise ValueError(f"images have shape {pictures.shape}; allowed is (n, h, w, 3)")
    n, height, breadth, _ = pictures.shape
    if titles is not None and len(titles) != n:
        raise ValueError(f"{len(titles)} titles for {n} images")
    whole_number("columns", columns, least=1)
    positive("width", width)
    whole_number("quality", quality, least=1, most=95)
    columns = min(columns, n)
    rows = -(-n // columns)
    size = width, rows * (width / columns * height / breadth + 0.25 * (titles is not None))
    figure, axes = plt.subplots(rows, columns, figsize=size, squeeze=False)
    for i, ax in enumerate(axes.flat):
        ax.axis("off")
        if i < n:
            ax.imshow(pictures[i].clip(0, 255 if pictures.dtype.kind in "ui" else 1))
            if titles is not None:
                ax.set_title(titles[i], fontsize=10)
    figure.savefig(file := BytesIO(), format="jpeg", pil_kwargs={"quality": quality})
    plt.close(figure)  # a notebook would show it a second time
    return Jpeg(file.getvalue())


def _checked(images: ArrayLike) -> NDArray[Any]:
    """Return the pictures as an array, or raise a ``ValueError`` that says what is wrong with them."""
    pictures = np.asarray(images)
    if pictures.ndim not in (3, 4) or (pictures.ndim == 4 and pictures.shape[-1] not in (1, 3)) or not pictures.size:
        allowed = "(n, h, w), (n, h, w, 1) and (n, h, w, 3), none of them 0"
        raise ValueError(f"images have shape {pictures.shape}; allowed are {allowed}")
    if pictures.dtype.kind not in "buif":
        raise ValueError(f"images have the type {pictures.dtype}; allowed are integers in 0..255 and floats in 0..1")
    white, slack = (255, 0.0) if pictures.dtype.kind in "ui" else (1, ROUNDING)
    low, high = pictures.min(), pictures.max()  # NaN if there is one, which fails the comparison
    if not (low >= -slack and high <= white + slack):
        raise ValueError(f"images hold {pictures.dtype} from {low} to {high}; allowed is 0 to {white}")
    return pictures
