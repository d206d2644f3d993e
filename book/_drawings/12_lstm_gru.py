"""The LSTM cell and the GRU cell, one above the other."""

from tools.drawings import Drawing
from tools.drawings.recurrent import gru, lstm


def draw() -> Drawing:
    d = Drawing(
        "The LSTM cell and the GRU cell compared",
        """Above, the LSTM cell: two states, c and h, three gates, and one gate each for keeping, f, and for
        writing, i. Below, the GRU cell: one state, h, and two gates. Its update gate z does both, since what is
        kept, z, and what is written, 1 minus z, add up to 1. Its reset gate r decides how much of the state the
        candidate sees. It has no output gate.""",
        height=534,
    )
    d.heading(14, 20, "LSTM: two states, three gates", anchor="start")
    lstm(d, 36)
    d.heading(14, 288, "GRU: one state, two gates", anchor="start")
    gru(d, 304)
    return d
