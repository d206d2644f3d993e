"""A recurrent layer: folded, and unrolled over four steps."""

from tools.drawings import Drawing

STEPS = 4


def draw() -> Drawing:
    d = Drawing(
        "A recurrent layer, folded and unrolled over time",
        """On the left the layer as one box whose output returns to its input. On the right the same layer once
        for each of four steps: at step t it multiplies the input x by W and the state of the step before by U,
        adds b, takes tanh, and passes the new state h up as output and right to the next step. W, U and b are
        the same at every step. With return_sequences=True all states are the output, otherwise only the last.""",
        height=258,
    )
    folded = d.operation(46, 140, "tanh", w=46, h=36)
    x, h = d.tensor(46, 216, "$x_t$", w=34), d.tensor(46, 64, "$h_t$", w=34)
    d.arrow(x, folded)
    d.arrow(folded, h)
    d.copy(46, 102)
    d.arrow((46, 102), folded, (90, 102), (90, 140))
    d.text(34, 184, "$W$", colour="orange-word")
    d.text(80, 126, "$U$", colour="orange-word")
    d.text(111, 140, "$=$", size=16)
    before = d.text(138, 140, "$h_{−1}$")
    for t in range(STEPS):
        cx = 182 + 49 * t
        cell = d.operation(cx, 140, "", w=26, h=36, corner=6)
        x, h = d.tensor(cx, 216, f"$x_{t}$", w=30), d.tensor(cx, 64, f"$h_{t}$", w=30, level=4 if t == STEPS - 1 else 1)
        d.arrow(x, cell)
        d.arrow(cell, h)
        d.arrow(before, cell)
        d.text(cx - 12, 184, "$W$", colour="orange-word")
        d.text(cx - 25, 126, "$U$", colour="orange-word")
        before = cell
    d.frame(160, 44, 350, 84)
    d.note(255, 18, "return_sequences=True: all")
    d.note(255, 34, "False: the last")
    return d
