"""The LSTM cell of 1997, without a forget gate: its cell state can only be added to."""

from tools.drawings import Drawing
from tools.drawings.recurrent import lstm


def draw() -> Drawing:
    d = Drawing(
        "The LSTM cell of 1997, without a forget gate",
        """The cell state c runs along the top, from left to right, and nothing multiplies it: the product of
        input gate i and candidate is only added to it, so its derivative with respect to the state before is 1.
        The hidden state h and the input x enter below and feed the input gate, the candidate and the output
        gate. On the right the new cell state goes through tanh and is multiplied by the output gate o, which
        gives the new hidden state.""",
        height=330,
    )
    lstm(d, 12, forget=False)
    d.text(180, 262, "$c_t = c_{t−1} + i_t ⊙ \\tilde{c}_t$")
    d.text(180, 286, "$∂c_t / ∂c_{t−1} = 1$", colour="vermilion-word")
    d.note(180, 310, "along the top: the constant error carousel")
    return d
