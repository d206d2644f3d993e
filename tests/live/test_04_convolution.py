"""The filter that slides over a photograph makes the feature map that SciPy and Keras make."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import correlate2d

from tools.live import data as live_data

FILTER = np.array([[-1.0, 0.5, 0.25], [2.0, -0.75, 0.0], [0.1, -3.0, 1.5]])
OPTIONS = [(s, p, d) for s in (1, 2, 3, 4) for p in ("valid", "same") for d in (1, 2, 3, 4)]
CORRELATE = """
  const { correlate, windowAt } = await load("nets/convolution.js");
  const [rows, columns] = [given.photo.length, given.photo[0].length];
  const picture = { data: Float64Array.from(given.photo.flat()), rows, columns };
  return given.options.map(([stride, padding, dilation]) => {
    const options = { stride, padding, dilation };
    const map = correlate(picture, given.filter, options);
    const last = windowAt(picture, 3, options, map.rows - 1, map.columns - 1);
    return { rows: map.rows, columns: map.columns, data: Array.from(map.data),
             last: last.reduce((sum, { value }, n) => sum + value * given.filter[n], 0) };
  });
"""


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    return live_data.photograph()["photo"][:25, 30:60] / 255


@pytest.fixture(scope="module")
def maps(script, photo) -> dict:
    given = {"photo": photo.tolist(), "filter": FILTER.ravel().tolist(), "options": OPTIONS}
    found = script(CORRELATE, given)
    return {
        options: (np.reshape(one["data"], (one["rows"], one["columns"])), one["last"])
        for options, one in zip(OPTIONS, found, strict=True)
    }


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_the_map_is_scipys_for_every_stride_padding_and_dilation(maps, photo, options):
    stride, padding, dilation = options
    spread = np.zeros([2 * dilation + 1] * 2)
    spread[::dilation, ::dilation] = FILTER
    if padding == "same":
        total = [max((-(-n // stride) - 1) * stride + len(spread) - n, 0) for n in photo.shape]
        photo = np.pad(photo, [(n // 2, n - n // 2) for n in total])
    expected = correlate2d(photo, spread, mode="valid")[::stride, ::stride]
    found, last = maps[options]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)
    assert last == pytest.approx(expected[-1, -1])


def test_the_map_is_keras_where_keras_allows_the_options(maps, photo):
    from keras import layers

    for (stride, padding, dilation), (found, _) in maps.items():
        if stride > 1 and dilation > 1:
            continue
        layer = layers.Conv2D(1, 3, strides=stride, padding=padding, dilation_rate=dilation, use_bias=False)
        layer.build((None, *photo.shape, 1))
        layer.set_weights([FILTER[:, :, None, None].astype("float32")])
        expected = layer(photo[None, :, :, None].astype("float32"))[0, :, :, 0]
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)


def start(watched, query: str = "", **options):
    seen = watched(**options).open("04_convolution", query)
    return seen, seen.start("04_convolution")


def test_arrows_and_a_finger_move_the_window_and_the_sum_is_said(watched):
    seen, figure = start(watched, has_touch=True)
    photo, head = figure.locator("canvas").first, figure.locator(".live-head")
    assert head.inner_text().startswith("Row 18, column 66")
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        photo.press(key)
    assert head.inner_text().startswith("Row 19, column 68")
    box = photo.bounding_box()
    photo.tap(position={"x": 0.3 * box["width"], "y": 0.6 * box["height"]})
    assert head.inner_text().startswith("Row 56, column 37")
    assert "row=56" in seen.page.url
    assert figure.locator("p[role=status]").inner_text().startswith("The nine products add up to")


def test_a_zero_sum_filter_makes_the_sky_mid_grey(watched):
    _, figure = start(watched, "filter=0+1+0+1+-4+1+0+1+0&row=10&column=110")
    assert figure.locator("select").first.input_value() == "your own"
    assert figure.get_by_text("The weights add up to 0.").is_visible()
    assert "mid-grey is 0" in figure.locator("figcaption").nth(1).inner_text()
    products = figure.locator("p[role=status]").inner_text()
    assert abs(float(products.split()[-1].rstrip(".").replace("−", "-"))) < 0.05


def test_a_weight_that_is_no_number_is_marked_and_changes_nothing(watched):
    seen, figure = start(watched)
    first = figure.locator("input[type=number]").first
    before = seen.page.url
    for wrong in ("", "500"):
        first.fill(wrong)
        assert first.get_attribute("aria-invalid") == "true"
        assert seen.page.url == before
    first.fill("-2.5")
    assert first.get_attribute("aria-invalid") == "false"
    assert "filter=-2.5+" in seen.page.url
