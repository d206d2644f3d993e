"""A 3×3 filter slides over an image: one window, one sum, one output."""

import numpy as np

from tools.drawings import Drawing, minus

picture = np.array([[9, 9, 9, 9, 9], [9, 9, 9, 9, 9], [9, 9, 9, 2, 2], [9, 9, 2, 2, 2], [2, 2, 2, 2, 2]])
kernel = np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])
output = np.array([[(picture[i : i + 3, j : j + 3] * kernel).sum() for j in range(3)] for i in range(3)])
ROW, COLUMN = 0, 2


def draw() -> Drawing:
    window = picture[ROW : ROW + 3, COLUMN : COLUMN + 3]
    d = Drawing(
        "A filter slides over an image",
        f"""An image of 5×5 pixels, bright above and dark below; a filter of 3×3 weights, ones above and minus
        ones below; the output of 3×3 values. One window of the image is framed, in rows 1 to 3 and columns 3 to
        5. Each of its pixels is multiplied by the weight at the same position; the sum, {output[ROW, COLUMN]},
        is the framed value of the output. The output is large where bright lies above dark, and 0 where nothing
        changes from top to bottom.""",
        height=272,
    )
    pixels = d.cells(78, 102, picture, cell=26, shades=picture / 15)
    weights = d.cells(198, 102, kernel, cell=26, hue="orange", shades=np.abs(kernel) / 3 + 0.1)
    values = d.cells(302, 102, output, cell=30, shades=output / 30)
    for shape, words in ((pixels, "image $x$"), (weights, "filter $W$"), (values, "output")):
        d.heading(shape.x, 20, words)
    d.text(152, 104, "$⋆$", size=16)
    d.text(248, 102, "$=$", size=17)
    d.window(pixels.block(ROW, COLUMN, 3, 3))
    d.window(values.block(ROW, COLUMN))
    d.note(198, 162, "the same at\nevery position")
    for i, (pixel_row, weight_row) in enumerate(zip(window, kernel, strict=True)):
        terms = " + ".join(
            f"{a}·({minus(str(b))})" if b < 0 else f"{a}·{b}" for a, b in zip(pixel_row, weight_row, strict=True)
        )
        d.text(72, 210 + 20 * i, "+ " * (i > 0) + terms, anchor="start")
    d.text(268, 230, f"= {output[ROW, COLUMN]}", size=16, bold=True)
    return d
