"""The two networks of the figure see what Keras's networks see, and a drawing is prepared as MNIST's digits were."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from live_figures import FOLDER
from scipy import ndimage

ASK = """
  const { convolutional, fullyConnected } = await load("nets/digits.js");
  const arrays = await model("05_digit");
  return given.map((pixels) => {
    const x = Float32Array.from(pixels);
    const { p, maps } = convolutional(arrays, x);
    return { cnn: Array.from(p), dense: Array.from(fullyConnected(arrays, x)),
             shapes: maps.map(({ rows, columns, channels }) => [rows, columns, channels]) };
  });
"""


@pytest.fixture(scope="module")
def expected() -> dict:
    return json.loads((FOLDER / "models" / "05_digit.expected.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def found(script, expected) -> list[dict]:
    return script(ASK, np.reshape(expected["inputs"], (-1, 784)).tolist())


@pytest.mark.parametrize("name", ["cnn", "dense"])
def test_the_probabilities_are_keras(found, expected, name: str):
    # The weights are stored in half precision.
    np.testing.assert_allclose([one[name] for one in found], expected["outputs"][name], atol=1e-2)
    assert np.ptp(expected["outputs"][name], axis=0).max() > 0.5


def test_the_feature_maps_have_the_chapters_shapes(found):
    assert found[0]["shapes"] == [[26, 26, 32], [11, 11, 64], [3, 3, 64]]


def test_the_stored_digits_are_recognised(script):
    right = script(
        """
        const { convolutional } = await load("nets/digits.js");
        const { picture } = await load("05_digit.js");
        const arrays = await model("05_digit");
        return given.map((k) => {
          const { p } = convolutional(arrays, picture({ example: `d${k}` }, arrays.examples));
          return p.indexOf(Math.max(...p));
        });
        """,
        list(range(10)),
    )
    assert right == list(range(10))


def test_a_drawing_is_scaled_into_twenty_pixels_and_centred_by_mass(script):
    ink = np.zeros((112, 112))
    ink[10:90, 60:70] = 1  # a one, off the centre
    ink[10:20, 40:70] = 1
    made = np.reshape(
        script("return Array.from((await load('nets/digits.js')).likeMnist(given, 112));", ink.ravel().tolist()),
        (28, 28),
    )
    rows, columns = np.nonzero(made)
    assert np.ptp(rows) + 1 == 20
    assert np.ptp(columns) + 1 == pytest.approx(20 * 30 / 80, abs=1)
    np.testing.assert_allclose(ndimage.center_of_mass(made), 13.5, atol=0.51)
    assert made.sum() == pytest.approx(ink.sum() / (80 / 20) ** 2, rel=0.05)


def test_moving_loses_what_leaves_the_picture(script):
    picture = np.random.default_rng(0).random((28, 28)).astype("float32")
    for right, down in ((3, 0), (-2, 5), (0, -28)):
        moved = np.reshape(
            script(
                """
                const [pixels, right, down] = given;
                return Array.from((await load("nets/digits.js")).shifted(Float32Array.from(pixels), right, down));
                """,
                [picture.ravel().tolist(), right, down],
            ),
            (28, 28),
        )
        np.testing.assert_allclose(moved, ndimage.shift(picture, (down, right), order=0), atol=1e-7)


def figure_of(watched, query: str = "", **options):
    seen = watched(**options).open("05_digit", query)
    return seen, seen.start("05_digit")


def test_by_keyboard_a_one_is_drawn_recognised_and_kept_in_the_address(watched):
    seen, figure = figure_of(watched, "example=own")
    pad = figure.locator("canvas").first
    for _ in range(9):
        pad.press("ArrowUp")
    pad.press("Space")
    for _ in range(18):
        pad.press("ArrowDown")
    assert figure.locator(".live-bars-a .live-marked .live-bar-label").inner_text() == "1"
    strokes = parse_qs(urlsplit(seen.page.url).query)["strokes"][0]
    assert len(strokes) == 2 * 19
    _, again = figure_of(watched, f"example=own&strokes={strokes}")
    assert again.locator(".live-bars-a .live-marked .live-bar-label").inner_text() == "1"


def test_a_pointer_draws_and_undo_and_clear_take_away(watched):
    seen, figure = figure_of(watched)
    box = figure.locator("canvas").first.bounding_box()
    for x in (0.4, 0.6):
        seen.page.mouse.move(box["x"] + x * box["width"], box["y"] + 0.2 * box["height"])
        seen.page.mouse.down()
        seen.page.mouse.move(box["x"] + x * box["width"], box["y"] + 0.8 * box["height"], steps=5)
        seen.page.mouse.up()
    assert figure.get_by_role("combobox", name="Digit").input_value() == "own"

    def drawn() -> str:
        return parse_qs(urlsplit(seen.page.url).query).get("strokes", [""])[0]

    assert drawn().count(".") == 1
    figure.get_by_role("button", name="Undo stroke").click()
    assert drawn().count(".") == 0
    assert drawn()
    figure.get_by_role("button", name="Clear").click()
    assert drawn() == ""


def test_a_digit_is_dragged_by_whole_pixels_and_the_chart_follows(watched):
    seen, figure = figure_of(watched, "example=d7")
    seen_by_networks = figure.locator("canvas").nth(1)
    box = seen_by_networks.bounding_box()
    seen.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    seen.page.mouse.down()
    seen.page.mouse.move(box["x"] + box["width"] * (0.5 + 5.2 / 28), box["y"] + box["height"] / 2, steps=4)
    seen.page.mouse.up()
    seen_by_networks.press("ArrowUp")
    assert {"right=5", "down=-1"} <= set(urlsplit(seen.page.url).query.split("&"))
    assert figure.get_by_text("Probability of 7, moved sideways").is_visible()
    seen.page.wait_for_function(
        "document.querySelector('polyline.live-line-0').getAttribute('points').split(' ').length === 21"
    )
