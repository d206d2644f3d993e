"""The stored drawings: fresh, well-formed, of one palette, their words legible and selectable; and how they are shown.

Where words and lines lie is measured in a browser, in ``tests/book/test_drawings.py``.
"""

import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from nnutils import drawings
from tools.drawings import Drawing, palette, sources
from tools.drawings.canvas import WIDTH

SVG = "{http://www.w3.org/2000/svg}"
NAMES = drawings.names()
ALLOWED = {"svg", "title", "desc", "style", "rect", "circle", "path", "text", "tspan"}
LEAST = 11  # pixels, on a phone


def tree(name):
    return ET.fromstring(drawings.show(name).svg)


def faults(svg):
    """What is wrong with an SVG, in words."""
    root = ET.fromstring(svg)
    found = []
    colours = {colour: kind for kind, colour in palette.LIGHT.items()} | {"none": ""}
    for element in root.iter():
        tag = element.tag.removeprefix(SVG)
        if tag not in ALLOWED:
            found.append(f"<{tag}> is not selectable text, nor one of the kit's shapes")
        for attribute in ("fill", "stroke"):
            if element.get(attribute, "none") not in colours:
                found.append(f"{element.get(attribute)} is not a colour of the palette")
        if tag == "tspan" and float(element.get("font-size", 0)) * 360 / WIDTH < LEAST:
            found.append(f"{element.text!r} is smaller than {LEAST} pixels")
        if tag == "text" and not "".join(element.itertext()).strip():
            found.append("there is an empty text")
        if (element.text or "").strip() and tag not in ("title", "desc", "style", "tspan"):
            found.append(f"{element.text!r} has no size")
    for tag, least in (("title", 1), ("desc", 8)):
        if len((root.findtext(SVG + tag) or "").split()) < least:
            found.append(f"<{tag}> does not say what the drawing shows")
    if root.get("viewBox", "").split()[:3] != ["0", "0", str(WIDTH)]:
        found.append(f"the drawing is not {WIDTH} units wide")
    return found


def test_every_source_is_drawn_and_every_drawing_has_a_source():
    assert list(NAMES) == sources.names()


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_drawing_is_what_its_source_draws(name):
    assert drawings.show(name).svg == sources.render(name), "stale: run `make drawings`"


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_keeps_the_rules(name):
    assert faults(drawings.show(name).svg) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_is_small(name):
    assert len(drawings.show(name).svg) < 60_000


@pytest.mark.parametrize(
    ("good", "broken", "fault"),
    [
        ("</tspan>", "</tspan><image/>", "<image> is not"),
        ('fill="#ffffff"', 'fill="#fffff0"', "#fffff0 is not a colour"),
        ('font-size="13"', 'font-size="10.9"', "smaller than 11 pixels"),
        (">w</tspan>", "></tspan>", "empty text"),
        ("<tspan", "loose<tspan", "'loose' has no size"),
        (">T</title>", "></title>", "<title> does not say"),
        ("that says what can be seen on it", "", "<desc> does not say"),
        ("0 0 360", "0 0 400", "not 360 units wide"),
    ],
)
def test_a_broken_drawing_is_found_out(good, broken, fault):
    drawing = Drawing("T", "A description that says what can be seen on it.", height=100)
    drawing.text(50, 50, "w")
    svg = drawing.svg("00_test")
    assert faults(svg) == []
    assert good in svg
    assert any(fault in line for line in faults(svg.replace(good, broken)))


def test_a_drawing_shows_itself_as_svg_and_as_words():
    bundle = drawings.show("01_neuron")._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<svg ")
    assert bundle["text/plain"].startswith("A neuron. Three inputs, ")


def test_showing_a_drawing_starts_neither_tensorflow_nor_numpy():
    code = "import sys; from nnutils import drawings; drawings.show('01_neuron'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"tensorflow", "keras", "numpy", "nnutils.drawings"} & set(done.stdout.split()) == {"nnutils.drawings"}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("01_neurone", "near it are 01_neuron"),
        ("neuron", "near it are 01_neuron"),
        ("01", "01_network"),
        ("", "there are 0"),
        (None, "there are 0"),
        ("../drawings/01_neuron", "no drawing is called '../drawings/01_neuron'"),
    ],
)
def test_an_unknown_name_is_answered_with_near_ones(name, message):
    with pytest.raises(ValueError, match=message):
        drawings.show(name)


@pytest.mark.parametrize("mode", [palette.LIGHT, palette.DARK])
def test_words_and_edges_can_be_told_from_what_lies_behind_them(mode):
    for hue in palette.HUES:
        areas = [mode["card"], mode[f"{hue}-1"]]
        assert min(palette.contrast(mode[f"{hue}-word"], area) for area in areas) >= 4.5
        assert min(palette.contrast(mode[f"{hue}-line"], area) for area in areas) >= 3
        assert min(palette.contrast(mode["ink"], mode[f"{hue}-{level}"]) for level in range(1, 6)) >= 4.5
    assert palette.contrast(mode["muted"], mode["card"]) >= 4.5


@pytest.mark.parametrize(
    "words",
    ["$x", "$\\hot{x}$", "$\\hat x$", "$x_$"],
)
def test_a_formula_that_cannot_be_read_is_refused(words):
    with pytest.raises(ValueError, match=r"missing|unknown|can't be read"):
        Drawing("", "", height=10).text(0, 0, words)


def test_words_wider_than_their_box_and_colours_outside_the_palette_are_refused():
    drawing = Drawing("", "", height=10)
    with pytest.raises(ValueError, match="needs a width of"):
        drawing.box(0, 0, "a long label", w=20)
    with pytest.raises(ValueError, match="wider than its cell"):
        drawing.cells(0, 0, [1234.5], cell=20)
    with pytest.raises(ValueError, match="'red' is no colour"):
        drawing.text(0, 0, "x", colour="red")
    with pytest.raises(ValueError, match="the sign is '-'"):
        drawing.pointwise(0, 0, "-")
