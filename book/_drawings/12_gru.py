"""The GRU cell, in the form that Keras computes with reset_after=False."""

from tools.drawings import Drawing
from tools.drawings.recurrent import gru


def draw() -> Drawing:
    d = Drawing(
        "The GRU cell",
        """One state h goes through the cell along the top, from left to right: it is multiplied by the update
        gate z, and the candidate times 1 minus z is added to it. A copy of the state and the input x feed the
        update gate z and the reset gate r below. The reset gate multiplies the copy of the state; from the
        product and the input, a tanh makes the candidate.""",
        height=324,
    )
    gru(d, 12)
    d.text(180, 256, "$\\tilde{h}_t = \\t{tanh}(x_tW_h + (r_t ⊙ h_{t−1})U_h + b_h)$")
    d.text(180, 281, "$h_t = z_t ⊙ h_{t−1} + (1 − z_t) ⊙ \\tilde{h}_t$")
    d.note(180, 305, "gates: $z$ update, $r$ reset")
    return d
