"""A drawing as PNG, for slides and programs that take no SVG; with matplotlib's fonts, so it looks alike everywhere."""

import io

import resvg_py
from PIL import Image

from tools.drawings.text import FONTS

WIDTH = 1080  # pixels, three to a unit
FACES = ("Sans", "Sans-Bold", "Serif", "Serif-Bold", "Serif-Italic", "Serif-BoldItalic")


def png(svg: str) -> bytes:
    """Return an SVG drawing as PNG, light, in 64 colours, which is all that a drawing needs."""
    fonts = [str(FONTS / f"DejaVu{face}.ttf") for face in FACES]
    drawn = resvg_py.svg_to_bytes(svg_string=svg, width=WIDTH, skip_system_fonts=True, font_files=fonts)
    packed = io.BytesIO()
    Image.open(io.BytesIO(bytes(drawn))).quantize(64).save(packed, "PNG", optimize=True)
    return packed.getvalue()
