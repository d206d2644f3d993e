"""Where a block normalises: after the sum (2017) or before the sublayer."""

from itertools import pairwise

from tools.drawings import Drawing


def block(d: Drawing, x: float, bottom: float, pre: bool) -> float:
    """Draw one sublayer beside the way that carries its input past it; return the height at which the block ends."""
    side = x + 84
    sub = d.operation(side, bottom - (88 if pre else 50), "sublayer", w=78, h=28, hue="green", level=2)
    plus = d.pointwise(x, bottom - (122 if pre else 84), "+")
    norm = d.operation(side if pre else x, bottom - (48 if pre else 120), "norm", w=56, h=24)
    first = norm if pre else sub
    d.copy(x, bottom - 16, colour="blue-line")
    d.arrow((x, bottom - 16), first, (side, bottom - 16))
    if pre:
        d.arrow(norm, sub)
    d.arrow(sub, plus, (side, plus.y))
    way = [(x, bottom), plus] if pre else [(x, bottom), plus, norm]
    for before, after in pairwise(way):
        d.arrow(before, after, colour="blue-line", width=2.5)
    return way[-1].top[1]


def draw() -> Drawing:
    d = Drawing(
        "Post-norm and pre-norm",
        """Two stacks of two blocks, read from bottom to top. Left, post-norm, as in the Transformer of 2017:
        the input goes straight up and, by a side way, through the sublayer; both are added and the sum is
        normalised, so what was carried up is normalised again in every block. Right, pre-norm: the
        normalisation stands on the side way, before the sublayer; from the bottom to the top there is nothing
        but sums.""",
        height=404,
    )
    for x, title, formula, pre in (
        (44, "post-norm", "$\\t{norm}(x + f(x))$", False),
        (216, "pre-norm", "$x + f(\\t{norm}(x))$", True),
    ):
        d.heading(x + 44, 18, title)
        d.text(x + 44, 42, formula)
        d.text(x, 388, "$x$")
        y = 374.0
        for _ in range(2):
            y = block(d, x, y, pre)
        d.arrow((x, y), (x, 62), colour="blue-line", width=2.5)
    return d
