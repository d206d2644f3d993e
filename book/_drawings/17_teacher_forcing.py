"""What the decoder is fed: the truth in training, its own output afterwards."""

from tools.drawings import Drawing

TRUTH = ("2", "0", "2", "1")
TAUGHT, FREE = ("2", "0", "7", "1"), ("2", "0", "7", "3")


def panel(d: Drawing, top: float, written: tuple[str, ...], teacher: bool) -> None:
    """Draw four steps: inputs below, outputs above, wrong ones in pink."""
    row, before = top + 78, None
    for t, token in enumerate(written):
        x = 118 + 66 * t
        cell = d.operation(x, row, "LSTM", w=44, h=30, size=12)
        wrong = token != TRUTH[t]
        output = d.box(x, row - 48, token, hue="pink" if wrong else "sky", level=3, w=28)
        source = TRUTH if teacher else written
        fed = "start" if t == 0 else source[t - 1]
        misled = t > 0 and fed != TRUTH[t - 1]
        enters = d.box(
            x, row + 52, fed, hue="pink" if misled else "blue" if teacher else "sky", level=1, w=42 if t == 0 else 28
        )
        d.arrow(cell, output)
        d.arrow(enters, cell)
        if before:
            d.arrow(before[0], cell)
            if not teacher:
                d.arrow(before[1], enters, (x - 33, row - 48), (x - 33, row + 52), colour="sky-line")
        before = cell, output
    d.note(76, row - 48, "output", anchor="end")
    d.note(76, row + 52, "input", anchor="end")


def draw() -> Drawing:
    d = Drawing(
        "Teacher forcing and free running",
        f"""The same decoder twice, writing the year {"".join(TRUTH)}. Above, in training: whatever it writes,
        its next input is the true character. Its third output, {TAUGHT[2]}, is wrong, but it goes on from the
        true {TRUTH[2]}. Below, writing on its own: each output is the next input, so after the wrong {FREE[2]}
        it goes on from a beginning that it never saw in training, and the next output is wrong too.""",
        height=376,
    )
    d.heading(16, 20, "training: the truth is fed in", anchor="start")
    panel(d, 22, TAUGHT, teacher=True)
    d.line((16, 178), (344, 178), colour="rule", width=1)
    d.heading(16, 200, "writing: its own output is fed in", anchor="start")
    panel(d, 204, FREE, teacher=False)
    d.note(344, 362, "pink: wrong", anchor="end")
    return d
