"""AlexNet as in the paper of 2012, on two cards, and in one tower."""

from tools.drawings import Drawing
from tools.drawings.networks import Layer, column


def conv(size: int, inputs: int, outputs: int, groups: int = 1) -> int:
    return size * size * inputs // groups * outputs + outputs


def draw() -> Drawing:
    rows = (
        ("image", 227, 3, "", 0, 0),
        ("conv 1", 55, 96, "11×11, stride 4", conv(11, 3, 96), conv(11, 3, 96)),
        ("pool", 27, 96, "3×3, stride 2", 0, 0),
        ("conv 2", 27, 256, "5×5", conv(5, 96, 256, 2), conv(5, 96, 256)),
        ("pool", 13, 256, "3×3, stride 2", 0, 0),
        ("conv 3", 13, 384, "3×3", conv(3, 256, 384), conv(3, 256, 384)),
        ("conv 4", 13, 384, "3×3", conv(3, 384, 384, 2), conv(3, 384, 384)),
        ("conv 5", 13, 256, "3×3", conv(3, 384, 256, 2), conv(3, 384, 256)),
        ("pool", 6, 256, "3×3, stride 2", 0, 0),
        ("dense 6", 1, 4096, "", conv(6, 256, 4096), conv(6, 256, 4096)),
        ("dense 7", 1, 4096, "", conv(1, 4096, 4096), conv(1, 4096, 4096)),
        ("dense 8", 1, 1000, "softmax", conv(1, 4096, 1000), conv(1, 4096, 1000)),
    )
    layers = [
        Layer(name, side, channels, (what, f"{a:,}" + f"\n{b:,}" * (a != b) if a else ""))
        for name, side, channels, what, a, b in rows
    ]
    two, one = (sum(row[column] for row in rows) for column in (4, 5))
    d = Drawing(
        "AlexNet, in two groups and in one tower",
        f"""Twelve layers from top to bottom, each drawn as large as its output, from an image of 227×227×3 to
        1,000 classes, with kernel size and parameters. In the paper the network was split over two graphics
        cards: in convolutions 2, 4 and 5 a filter sees only the half of the channels on its own card. There two
        numbers stand: with two groups, and below for a single tower. Together {two:,} parameters in two groups,
        {one:,} in one tower.""",
        height=0,
    )
    end = column(d, 20, layers, [(213, "kernel"), (308, "parameters")])
    for i, (words, total) in enumerate((("two groups, 2012", two), ("one tower", one))):
        d.text(244, end + 14 + 22 * i, words, anchor="end")
        d.text(308, end + 14 + 22 * i, f"{total:,}", bold=True)
    d.height = end + 56
    return d
