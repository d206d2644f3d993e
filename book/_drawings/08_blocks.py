"""Plain block, residual block, bottleneck."""

from tools.drawings import Drawing


def parameters(layers: list[tuple[int, int, int]]) -> int:
    """Return the weights of convolutions without biases: kernel size, channels in, channels out."""
    return sum(k * k * a * b for k, a, b in layers)


def block(d: Drawing, x: float, layers: list[tuple[int, int, int]], *, skip: bool) -> None:
    """Draw a block from bottom to top, with the way around it."""
    bottom, top = 344, 116
    plus = d.pointwise(x, top, "+") if skip else None
    step = (bottom - top - 20) / len(layers)
    before = (x, bottom)
    for i, (k, _, units) in enumerate(layers):
        y = bottom - 26 - step * i - (step - 44) / 2
        conv = d.operation(x, y, f"{k}×{k}, {units}", w=72, h=26, hue="orange", size=12)
        d.arrow(before, conv)
        before = conv
    d.arrow(before, plus or (x, 78))
    if plus:
        d.copy(x, bottom - 8, colour="blue-line")
        d.arrow((x, bottom - 8), plus, (x + 50, bottom - 8), (x + 50, top), colour="blue-line", width=2.5)
        d.arrow(plus, (x, 78))
    d.text(x, 66, "$f(x)$" if not skip else "$x + f(x)$")
    d.text(x, 358, "$x$")
    d.note(x, 388, f"{parameters(layers):,}\nweights")


def draw() -> Drawing:
    plain = [(3, 64, 64)] * 2
    narrow = [(1, 256, 64), (3, 64, 64), (1, 64, 256)]
    d = Drawing(
        "Plain block, residual block, bottleneck",
        f"""Three blocks, read from bottom to top. Plain: two convolutions of 3×3 with 64 filters. Residual: the
        same, but the input is also carried around them and added, so the block has to learn only the
        difference. Bottleneck: a convolution of 1×1 narrows 256 channels to 64, one of 3×3 works there, a third
        of 1×1 widens to 256 again, and the input is added. Weights: {parameters(plain):,} and
        {parameters(narrow):,}, although the bottleneck has four times the channels.""",
        height=444,
    )
    for x, title, layers, skip in (
        (62, "plain", plain, False),
        (170, "residual", plain, True),
        (288, "bottleneck", narrow, True),
    ):
        d.heading(x, 24, title)
        block(d, x, layers, skip=skip)
    d.note(180, 426, "each convolution with batch normalisation and ReLU")
    return d
