"""LeNet-5 as in the paper of 1998 and as it is built today."""

from tools.drawings import Drawing
from tools.drawings.networks import Layer, column


def conv(size: int, inputs: int, outputs: int) -> int:
    return size * size * inputs * outputs + outputs


# In the paper each map of C3 sees 3, 4 or 6 of the six maps before it: 6 maps see 3, 9 see 4, 1 sees all 6.
PARTLY = 6 * (25 * 3 + 1) + 9 * (25 * 4 + 1) + 25 * 6 + 1
ROWS = (
    ("input", 32, 1, ("32×32", 0), ("28×28", 0)),
    ("C1", 28, 6, ("5×5", conv(5, 1, 6)), ("5×5, padded", conv(5, 1, 6))),
    ("S2", 14, 6, ("2 weights a map", 2 * 6), ("pooling", 0)),
    ("C3", 10, 16, ("5×5, partly", PARTLY), ("5×5", conv(5, 6, 16))),
    ("S4", 5, 16, ("2 weights a map", 2 * 16), ("pooling", 0)),
    ("C5", 1, 120, ("5×5", conv(5, 16, 120)), ("dense", conv(5, 16, 120))),
    ("F6", 1, 84, ("dense", 120 * 84 + 84), ("dense", 120 * 84 + 84)),
    ("output", 1, 10, ("distances", 0), ("softmax", 84 * 10 + 10)),
)


def draw() -> Drawing:
    layers = [
        Layer(name, side, channels, tuple(f"{words}\n{number:,}" if number else words for words, number in columns))
        for name, side, channels, *columns in ROWS
    ]
    paper, modern = (sum(row[column][1] for row in ROWS) for column in (3, 4))
    d = Drawing(
        "LeNet-5, in the paper and today",
        f"""Eight layers from top to bottom, each with its output's shape and, in two columns, what it is in the
        paper of 1998 and in today's form, with its parameters. In the paper the images are 32×32, pooling
        layers have two weights for each map, the maps of C3 see only some of those before, and the output
        measures distances to fixed codes: {paper:,} trained parameters. Today images of 28×28 are padded,
        pooling has no weights, C3 sees all maps and the output is a softmax: {modern:,}.""",
        height=0,
    )
    end = column(d, 20, layers, [(205, "1998"), (305, "today")])
    d.text(205, end + 14, f"{paper:,}", bold=True)
    d.text(305, end + 14, f"{modern:,}", bold=True)
    d.height = end + 34
    return d
