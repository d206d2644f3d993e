"""The LSTM cell as used today, with its forget gate."""

from tools.drawings import Drawing
from tools.drawings.recurrent import lstm


def draw() -> Drawing:
    d = Drawing(
        "The LSTM cell",
        """Two states go through the cell from left to right. The cell state c runs along the top: it is
        multiplied by the forget gate f, then the product of input gate i and candidate is added to it. The
        hidden state h and the input x enter below and feed three gates, drawn as sigmoids, and the candidate, a
        tanh. On the right the new cell state goes through tanh and is multiplied by the output gate o, which
        gives the new hidden state.""",
        height=334,
    )
    lstm(d, 12)
    d.text(180, 262, "$c_t = f_t ⊙ c_{t−1} + i_t ⊙ \\tilde{c}_t$")
    d.text(180, 288, "$h_t = o_t ⊙ \\t{tanh}(c_t)$")
    d.note(180, 314, "gates: $f$ forget, $i$ input, $o$ output")
    return d
