"""Store figures small: recode a PNG without a change that anyone would see."""

import base64
import io

import numpy as np
from PIL import Image

from tools.notebooks import FIGURE_LIMIT


def smaller_picture(png: str) -> tuple[str, str]:
    """Return MIME type and Base64 of a PNG in the form in which it is stored.

    A drawing gets a palette of 256 colours in place of its own, which leaves a third of its size. Where more than one
    pixel in a thousand would change by more than 8 of 255 levels, as in photographs, it stays as it was, or becomes a
    JPEG if it is too large for a page.
    """
    original = Image.open(io.BytesIO(base64.b64decode(png)))
    dpi = original.info.get("dpi", (96, 96))
    if original.convert("RGBA").getchannel("A").getextrema()[0] != 255:  # not opaque everywhere
        return "image/png", png
    image = original.convert("RGB")
    palette = image.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    change = np.abs(np.asarray(image, "int16") - np.asarray(palette.convert("RGB"), "int16")).max(axis=2)
    buffer = io.BytesIO()
    if np.mean(change > 8) <= 0.001:
        palette.save(buffer, "PNG", optimize=True, dpi=dpi)
        return "image/png", min(base64.b64encode(buffer.getvalue()).decode(), png, key=len)
    if len(png) > FIGURE_LIMIT:
        image.save(buffer, "JPEG", quality=85, optimize=True, dpi=dpi)
        return "image/jpeg", base64.b64encode(buffer.getvalue()).decode()
    return "image/png", png
