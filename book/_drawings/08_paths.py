"""A residual network is many paths: each block is passed through, or passed by."""

from collections import Counter
from itertools import product

from tools.drawings import Drawing

BLOCKS = 3


def draw() -> Drawing:
    paths = sorted(product((1, 0), repeat=BLOCKS), key=sum)
    lengths = Counter(map(sum, paths))
    d = Drawing(
        "The paths through a residual network",
        f"""Above, {BLOCKS} residual blocks in a row: each has a way through its function f and a way around it.
        Below, the {len(paths)} paths from input to output that this gives, one to a line, with the functions
        that lie on it filled. {lengths[0]} path goes through none, {lengths[1]} through one, {lengths[2]}
        through two, {lengths[3]} through all three. The gradient comes back on all of them at once, also on the
        one without any function.""",
        height=380,
    )
    d.text(20, 70, "$x$")
    x, before = 68, (30, 70)
    for block in range(BLOCKS):
        f = d.operation(x + 30, 70, f"$f_{block + 1}$", w=36, h=28, hue="orange")
        plus = d.pointwise(x + 74, 70, "+")
        d.copy(x - 6, 70)
        d.arrow(before, f)
        d.arrow(f, plus)
        d.arrow((x - 6, 70), plus, (x - 6, 32), (x + 74, 32), colour="blue-line", width=2.5)
        before, x = plus, x + 90
    d.arrow(before, (350, 70))
    d.heading(16, 120, f"{len(paths)} paths", anchor="start")
    for row, path in enumerate(paths):
        y = 148 + 27 * row
        d.line((30, y), (262, y), colour="blue-line", width=1.5)
        for block, inside in enumerate(path):
            cx = 76 + 70 * block
            if inside:
                d.operation(cx, y, f"$f_{block + 1}$", w=36, h=22, hue="orange", level=2)
        d.note(276, y, f"{sum(path)} function{'s' * (sum(path) != 1)}", anchor="start")
    return d
