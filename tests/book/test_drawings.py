"""The drawings in a browser: where words and lines lie on a phone; how pages show them and offer them to teachers."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from book_pages import BuiltBook
from docutils import nodes
from docutils.utils import new_document
from nnbe.drawings import place_outputs
from PIL import Image

from nnutils import drawings
from tools.drawings import Drawing, palette, text

PHONE = 360
# Boxes of all words, their size in pixels, and where lines run through them; a line does not count where a filled shape
# that was drawn after it lies below the word. A fifth of each box is room for accents and tails, and taken off.
MEASURE = """() => {
  const svg = document.querySelector('svg'), elements = [...svg.querySelectorAll('rect, circle, path, text')];
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  const box = (e) => {
    const {x, y, width, height} = e.getBBox();
    const cut = e.tagName === 'text' ? height / 5 : 0;
    return {left: x, top: y + cut, right: x + width, bottom: y + height - cut};
  };
  const holds = (a, b) => a.left <= b.left && a.right >= b.right && a.top <= b.top && a.bottom >= b.bottom;
  const drawn = (e, property) => getComputedStyle(e)[property] !== 'none';
  const words = elements.flatMap((e, i) => {
    if (e.tagName !== 'text') return [];
    const sizes = [...e.querySelectorAll('tspan')].map((t) => parseFloat(getComputedStyle(t).fontSize) * scale);
    const lies = (s, j) => j < i && s.tagName !== 'text' && drawn(s, 'fill') && holds(box(s), box(e));
    const ground = elements.findLastIndex(lies);
    return [{text: e.textContent, size: Math.min(...sizes), ground, ...box(e)}];
  });
  const crossed = elements.slice(1).flatMap((e, k) => {
    if (e.tagName === 'text' || !drawn(e, 'stroke')) return [];
    const length = e.getTotalLength(), n = Math.ceil(length);
    const points = Array.from({length: n + 1}, (_, i) => e.getPointAtLength(length * i / n));
    const near = parseFloat(getComputedStyle(e).strokeWidth) / 2 - 0.5;
    return words.filter((w) => k + 1 > w.ground && points.some(({x, y}) =>
      x > w.left - near && x < w.right + near && y > w.top - near && y < w.bottom + near)).map((w) => w.text);
  });
  return {words, crossed, height: svg.viewBox.baseVal.height, width: svg.viewBox.baseVal.width};
}"""


# The same fonts on every machine: those that the kit measures with, wider than most.
STYLE = (
    f"body {{ margin: 0 }} svg {{ width: {PHONE}px; height: auto }} "
    "svg.nnd { font-family: words } svg.nnd .nnd-m { font-family: maths }"
)


def face(family: str, file: str, **descriptors: str) -> str:
    data = base64.b64encode((text.FONTS / f"DejaVu{file}.ttf").read_bytes()).decode()
    more = "".join(f"font-{name}:{value};" for name, value in descriptors.items())
    return f"@font-face {{ font-family: {family}; {more} src: url(data:font/ttf;base64,{data}) }}"


@pytest.fixture(scope="module")
def page(browser):
    faces = (
        face("words", "Sans"),
        face("words", "Sans-Bold", weight="bold"),
        face("maths", "Serif"),
        face("maths", "Serif-Bold", weight="bold"),
        face("maths", "Serif-Italic", style="italic"),
        face("maths", "Serif-BoldItalic", weight="bold", style="italic"),
    )
    context = browser.new_context(viewport={"width": PHONE, "height": 900})
    page = context.new_page()
    page.set_content(f"<style>{''.join(faces)}{STYLE}</style><main></main>")
    loaded = page.evaluate("Promise.all([...document.fonts].map((f) => f.load())).then((all) => all.length)")
    assert loaded == len(faces)
    yield page
    context.close()


def faults(page, svg: str) -> list[str]:
    """What a reader with a phone would stumble over."""
    page.evaluate("(svg) => { document.querySelector('main').innerHTML = svg; }", svg)
    seen = page.evaluate(MEASURE)
    words, found = seen["words"], [f"a line runs through {text!r}" for text in seen["crossed"]]
    for i, a in enumerate(words):
        if a["size"] < 11:
            found.append(f"{a['text']!r} is {a['size']:.1f} pixels high")
        if min(a["left"], a["top"], seen["width"] - a["right"], seen["height"] - a["bottom"]) < 4:
            found.append(f"{a['text']!r} touches the edge")
        found += [
            f"{a['text']!r} and {b['text']!r} overlap"
            for b in words[:i]
            if a["left"] < b["right"] and b["left"] < a["right"] and a["top"] < b["bottom"] and b["top"] < a["bottom"]
        ]
    return found


@pytest.mark.parametrize("name", drawings.names())
def test_words_can_be_read_on_a_phone(page, name):
    assert faults(page, drawings.show(name).svg) == []


def overlapping(d: Drawing) -> None:
    d.text(70, 52, "another")


def outside(d: Drawing) -> None:
    d.text(350, 50, "edge")


def too_small(d: Drawing) -> None:
    d.text(200, 20, "small", size=10.5)


def crossed(d: Drawing) -> None:
    d.arrow((60, 20), (60, 90))


def bordered(d: Drawing) -> None:
    d.frame(20, 48, 200, 90)


def underlaid(d: Drawing) -> None:
    d.line((200, 20), (300, 90))
    d.unit(250, 55, "over", r=22)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (overlapping, "'another' and 'a word' overlap"),
        (outside, "'edge' touches the edge"),
        (too_small, "'small' is 10.5 pixels high"),
        (crossed, "a line runs through 'a word'"),
        (bordered, "a line runs through 'a word'"),
        (underlaid, None),
    ],
)
def test_a_fault_is_found(page, change, fault):
    drawing = Drawing("A test", "", height=100)
    drawing.text(60, 50, "a word")
    assert faults(page, drawing.svg("00_test")) == []
    change(drawing)
    assert faults(page, drawing.svg("00_test")) == ([fault] if fault else [])


GALLERY, LANDING = "book/drawings.html", "book/intro.html"


def test_the_gallery_shows_every_drawing_with_its_files(book: BuiltBook):
    figures = book.soup(GALLERY).select("figure.nnbe-drawing")
    assert [figure["id"] for figure in figures] == list(drawings.names())
    for figure in figures:
        drawing = drawings.show(figure["id"])
        assert figure.img["alt"] == repr(drawing)
        svg, png = ((book.html / GALLERY).parent / link["href"] for link in figure.select("a[download]"))
        assert svg.read_text(encoding="utf-8") == drawing.svg
        with Image.open(png) as picture:
            assert (picture.format, picture.width) == ("PNG", 1080)
            height = float(drawing.svg.split('viewBox="0 0 360 ')[1].split('"')[0])
            assert picture.height == pytest.approx(3 * height, abs=1)


def test_the_gallery_names_its_licence(book: BuiltBook):
    assert book.soup(GALLERY).select("article a[href='https://creativecommons.org/licenses/by/4.0/']")


@pytest.mark.parametrize(("scheme", "colours"), [("light", palette.LIGHT), ("dark", palette.DARK)])
@pytest.mark.parametrize(("name", "selector"), [(GALLERY, "figure.nnbe-drawing img"), (LANDING, "svg.nnd")])
def test_a_drawing_follows_the_mode_of_the_page_and_not_the_system(browser, origin, name, selector, scheme, colours):
    context = browser.new_context(color_scheme="dark" if scheme == "light" else "light")
    page = context.new_page()
    page.add_init_script(f"localStorage.mode = localStorage.theme = '{scheme}'")
    page.goto(f"{origin}/{name}")
    shown = page.locator(selector).first
    shown.scroll_into_view_if_needed()
    page.wait_for_function("(s) => document.querySelector(s).complete !== false", arg=selector)
    pixels = Image.open(io.BytesIO(shown.screenshot())).convert("RGB")
    assert "#{:02x}{:02x}{:02x}".format(*pixels.getpixel((pixels.width // 2, 6))) == colours["card"]
    context.close()


def test_on_paper_a_drawing_is_light_and_in_one_piece_though_the_page_is_dark(browser, origin):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.add_init_script("localStorage.mode = localStorage.theme = 'dark'")
    page.goto(f"{origin}/{LANDING}")
    shown = page.locator("svg.nnd").first
    for media, colours, inside in (("screen", palette.DARK, "auto"), ("print", palette.LIGHT, "avoid")):
        page.emulate_media(media=media)
        pixels = Image.open(io.BytesIO(shown.screenshot())).convert("RGB")
        assert "#{:02x}{:02x}{:02x}".format(*pixels.getpixel((pixels.width // 2, 6))) == colours["card"]
        assert shown.evaluate("(svg) => getComputedStyle(svg.closest('figure')).breakInside") == inside
    context.close()


def test_on_a_phone_a_drawing_is_as_wide_as_the_screen_and_its_words_can_be_selected(browser, origin):
    context = browser.new_context(viewport={"width": PHONE, "height": 900})
    page = context.new_page()
    for name, selector in ((GALLERY, "figure.nnbe-drawing img"), (LANDING, "svg.nnd")):
        page.goto(f"{origin}/{name}")
        box = page.locator(selector).first.bounding_box()
        assert (box["x"], box["width"]) == (4, PHONE - 8)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE
    words = (
        "() => { getSelection().selectAllChildren(document.querySelector('svg.nnd')); return String(getSelection()); }"
    )
    assert "tanh" in page.evaluate(words)
    context.close()


def test_a_stored_output_is_replaced_by_the_drawing_as_it_is_now(tmp_path):
    written = {"known": "01_neuron", "gone": "99_gone", "other": None}
    document, noted = new_document("chapter"), []
    for file, name in written.items():
        (tmp_path / f"{file}.svg").write_text(f'<svg class="nnd" data-drawing="{name}"/>' if name else "<svg/>")
        document += nodes.image(uri=f"{file}.svg")
    document += nodes.image(uri="photo.png")
    env = SimpleNamespace(relfn2path=lambda uri: (uri, ""), note_dependency=noted.append)
    place_outputs(SimpleNamespace(srcdir=tmp_path, env=env), document)
    known, gone, other, photo = document.children
    assert known.astext() == drawings.show("01_neuron").svg
    assert gone.astext() == '<svg class="nnd" data-drawing="99_gone"/>'
    assert (other["uri"], photo["uri"]) == ("other.svg", "photo.png")
    assert Path(noted[0]).is_file()
