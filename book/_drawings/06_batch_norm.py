"""Batch normalisation: over which axes, and what comes out."""

import numpy as np

from tools.drawings import Drawing

EXAMPLES, CHANNELS = 6, 3
rng = np.random.default_rng(1)
before = rng.normal((3.0, -1.5, 0.5), (0.8, 0.5, 1.6), (EXAMPLES, CHANNELS))
after = (before - before.mean(axis=0)) / before.std(axis=0)
HUES = ("blue", "green", "orange")


def draw() -> Drawing:
    d = Drawing(
        "Batch normalisation",
        f"""Above, a batch of {EXAMPLES} examples, in rows, with {CHANNELS} channels, in columns. A mean and a
        standard deviation are computed for each channel, over all examples of the batch and all positions of
        the image; one channel is framed. Below, the values as dots on a line for each channel: before, each
        channel has its own place and width; after, each has mean 0 and standard deviation 1. Then a learned
        scale and offset follow.""",
        height=376,
    )
    hue = lambda i, j: HUES[j]  # noqa: E731
    cells = np.full((EXAMPLES, CHANNELS), "")
    grid = d.cells(132, 108, cells, cell=(36, 20), hue=hue, shades=np.full(cells.shape, 0.35))
    d.window(grid.block(0, 1, EXAMPLES, 1))
    d.note(grid.left[0] - 8, 108, "examples", anchor="end")
    d.text(132, 34, "channels")
    d.arrow((194, 108), (216, 108))
    d.text(288, 97, "for each channel", bold=True)
    d.text(288, 119, "mean $μ$, sd $σ$")
    for x, name, values in ((98, "before", before), (262, "after", after)):
        d.heading(x, 204, name)
        for channel in range(CHANNELS):
            y = 234 + 30 * channel
            d.line((x - 76, y), (x + 76, y), colour="rule", width=1)
            for value in values[:, channel]:
                d.unit(x + 16 * value, y, r=4.5, hue=HUES[channel], level=4)
        d.line((x, 218), (x, 308), colour="muted", width=1, dash="3 3")
        d.note(x, 320, "0")
    d.text(180, 352, "$\\hat{x} = (x − μ) / σ$, then $γ\\hat{x} + β$")
    return d
