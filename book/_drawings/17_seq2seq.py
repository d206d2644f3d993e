"""Encoder, context and decoder: a day in words becomes a day in figures."""

from itertools import pairwise

from tools.drawings import Drawing

SOURCE = ("M", "a", "y", "␣", "4")
TARGET = ("0", "5", "-", "0", "4")


def draw() -> Drawing:
    d = Drawing(
        "Encoder, context, decoder",
        """The encoder, five LSTM steps in a row, reads May 4 character by character. Its last state is the
        context, one vector of fixed size. From it the decoder starts, again an LSTM, and writes 05-04 character
        by character. Each character that it writes is its next input; the first input is a start symbol.""",
        height=338,
    )
    d.heading(16, 20, "encoder", anchor="start")
    d.heading(28, 166, "decoder", anchor="start")
    xs = [42 + 54 * t for t in range(5)]
    encoder = [d.operation(x, 58, "LSTM", w=42, h=32, size=12) for x in xs]
    context = d.box(320, 58, "context", hue="green", level=2, w=64, h=32)
    for before, after in pairwise([*encoder, context]):
        d.arrow(before, after)
    for cell, token in zip(encoder, SOURCE, strict=True):
        d.arrow(d.tensor(cell.x, 112, token, w=28), cell)
    decoder = [d.operation(x, 250, "LSTM", w=42, h=32, size=12) for x in [x + 36 for x in xs]]
    d.arrow(context, decoder[0], (320, 144), (16, 144), (16, 250))
    for before, after in pairwise(decoder):
        d.arrow(before, after)
    outputs = []
    for t, (cell, token) in enumerate(zip(decoder, TARGET, strict=True)):
        outputs.append(d.tensor(cell.x, 200, token, w=28, hue="sky", level=3))
        d.arrow(cell, outputs[-1])
        enters = d.tensor(cell.x, 306, "start" if t == 0 else TARGET[t - 1], w=40 if t == 0 else 28, hue="sky")
        d.arrow(enters, cell)
        if t:
            turn = cell.x - 27
            d.arrow(outputs[t - 1], enters, (turn, 200), (turn, 306), colour="sky-line")
    return d
