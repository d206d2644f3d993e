"""Stored figures become smaller without a change that anyone would see."""

import base64
import io

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from tools.execution.pictures import smaller_picture


def png(pixels):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def test_a_drawing_is_recoded_and_looks_the_same():
    figure = Figure(figsize=(5, 3))
    axes = figure.subplots()
    axes.plot(np.sin(np.linspace(0, 20, 200)), label="a line")
    axes.legend()
    figure.savefig(buffer := io.BytesIO(), format="png", dpi=120)
    before = base64.b64encode(buffer.getvalue()).decode()
    kind, after = smaller_picture(before)
    assert kind == "image/png"
    assert len(after) < 0.6 * len(before)
    drawn, recoded = (Image.open(io.BytesIO(base64.b64decode(data))) for data in (before, after))
    assert recoded.size == drawn.size == (600, 360)
    assert recoded.info["dpi"] == pytest.approx((120, 120), abs=0.1)
    change = np.abs(np.asarray(recoded.convert("RGB"), int) - np.asarray(drawn.convert("RGB"), int)).max(axis=2)
    assert np.mean(change > 8) <= 0.001


def test_a_photograph_stays_as_it_was():
    photo = png(np.random.default_rng(0).integers(0, 256, (60, 80, 3), dtype="uint8"))
    assert smaller_picture(photo) == ("image/png", photo)


def test_a_large_photograph_becomes_a_jpeg():
    photo = png(np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype="uint8"))
    kind, stored = smaller_picture(photo)
    assert kind == "image/jpeg"
    assert len(stored) < len(photo) / 2
    assert Image.open(io.BytesIO(base64.b64decode(stored))).size == (400, 300)


def test_a_transparent_picture_stays_as_it_was():
    clear = png(np.full((60, 80, 4), 100, dtype="uint8"))
    assert smaller_picture(clear) == ("image/png", clear)
