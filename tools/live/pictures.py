"""The static pictures of the live figures, which stand there until a reader starts one."""

import io
from pathlib import Path

from PIL import Image

from tools.notebooks import ROOT
from tools.testing.browser import built_html, chromium, served

FOLDER = ROOT / "book" / "_static" / "live" / "pictures"
STATES = {  # in the pictures
    "01_train": "units=4&epochs=150&seed=2",
    "03_threshold": "threshold=-3",
    "04_convolution": "filter=-1+-1+-1+0+0+0+1+1+1&row=26&column=40",
    "05_digit": "example=d7&right=4",
    "10_cell": "marks=001000001000&step=9",
    "22_gpt": "written=150&seed=3",
}
COLOURS = 64  # enough for flat areas, and a third of the bytes


def take(folder: Path = FOLDER) -> None:
    """Start each figure in its state, and keep the part of it that is marked ``live-shot``."""
    with served(built_html()) as origin, chromium() as browser:
        for name, state in STATES.items():
            page = browser.new_page(color_scheme="light", device_scale_factor=2, viewport={"width": 900, "height": 900})
            page.goto(f"{origin}/book/live.html?live={name}&{state}")
            page.locator(f"button.live-start[data-live='{name}']").click()
            page.wait_for_selector(f"section.live[data-live='{name}'] .live-foot")
            page.wait_for_timeout(500)  # what a figure computes when its inputs rest
            shot = page.locator(f"section.live[data-live='{name}'] .live-shot").screenshot()
            picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            picture.save(folder / f"{name}.png", optimize=True)
            page.close()
