"""The gated cells of chapters 10 and 12, which several drawings show."""

from collections.abc import Mapping

from tools.drawings.canvas import Point, Shape
from tools.drawings.shapes import Drawing

LEFT, RIGHT = 58, 318  # the cell's sides


def _sides(d: Drawing, y: float, before: str, after: str) -> tuple[Point, Point]:
    """Name a state that enters on the left and leaves on the right; return where its line begins and ends."""
    d.text(LEFT - 12, y, f"${before}$", anchor="end")
    d.text(RIGHT + 13, y, f"${after}$", anchor="start")
    return (LEFT - 10, y), (RIGHT + 11, y)


def _gates(d: Drawing, y: float, source: float, gates: Mapping[str, float], candidate: str) -> dict[str, Shape]:
    """Draw gates and candidate in a row above the line that feeds them, but for the last, where the line ends."""
    drawn = {}
    for name, x in gates.items():
        words, width = ("tanh", 40) if name == candidate else ("$σ$", 34)
        drawn[name] = (d.operation if name == candidate else d.gate)(x, y, words, w=width, h=26)
        d.arrow((x, source), drawn[name])
    for x in list(gates.values())[:-1]:
        d.copy(x, source)
    return drawn


def lstm(d: Drawing, top: float, *, forget: bool = True) -> None:
    """Draw an LSTM cell, 236 units high; without its forget gate it is the cell of 1997.

    The cell state runs along the top, the hidden state along the bottom.
    """
    state, product, gate_row, source = top + 34, top + 84, top + 134, top + 186
    d.frame(LEFT, top, RIGHT, top + 206, dash="", colour="grey-line", width=1.5, corner=12)
    xs = {"f": 88, "i": 137, "c": 192, "o": 240} if forget else {"i": 137, "c": 192, "o": 240}
    middle, last = (xs["i"] + xs["c"]) / 2, 288
    enters, leaves = _sides(d, state, "c_{t−1}", "c_t")
    added = d.pointwise(middle, state, "+")
    written = d.pointwise(middle, product, "×")
    shown = d.pointwise(last, gate_row, "×")
    squash = d.operation(last, product, "tanh", w=40, h=26)
    hidden, result = _sides(d, source, "h_{t−1}", "h_t")
    d.line(hidden, (xs["o"], source))
    d.text(72, top + 224, "$x_t$")
    d.line((72, top + 214), (72, source), (84, source))
    gates = _gates(d, gate_row, source, xs, "c")
    if forget:
        kept = d.pointwise(xs["f"], state, "×")
        d.arrow(enters, kept)
        d.arrow(kept, added)
        d.arrow(gates["f"], kept)
    else:
        d.arrow(enters, added)
    d.arrow(added, leaves)
    d.arrow(written, added)
    d.arrow(gates["i"], written, (xs["i"], product))
    d.arrow(gates["c"], written, (xs["c"], product))
    d.arrow(gates["o"], shown)
    d.copy(last, state)
    d.arrow((last, state), squash)
    d.arrow(squash, shown)
    d.arrow(shown, result, (last, source))
    names = {"f": "$f_t$", "i": "$i_t$", "c": "$\\tilde{c}_t$"}
    for name in xs:
        if name in names:
            d.text(xs[name] + (-13 if name == "i" else 14), gate_row - 27, names[name])
    d.text(266, gate_row + 15, "$o_t$")


def gru(d: Drawing, top: float) -> None:
    """Draw a GRU cell, 222 units high. Its one state runs along the top, and a copy of it feeds the gates."""
    state, product, gate_row, copied, source = top + 34, top + 84, top + 134, top + 176, top + 200
    d.frame(LEFT, top, RIGHT, top + 218, dash="", colour="grey-line", width=1.5, corner=12)
    update, reset, seen, last = 104, 154, 206, 262
    enters, leaves = _sides(d, state, "h_{t−1}", "h_t")
    kept, added = d.pointwise(update, state, "×"), d.pointwise(last, state, "+")
    written, old = d.pointwise(last, product, "×"), d.pointwise(seen, gate_row, "×")
    rest = d.operation(184, product, "1 −", w=36, h=26)
    candidate = d.operation(last, gate_row, "tanh", w=40, h=26)
    d.text(LEFT - 12, source, "$x_t$", anchor="end")
    d.arrow((LEFT - 10, source), candidate, (last, source))
    d.copy(78, state)
    d.arrow((78, state), old, (78, copied), (seen, copied))
    for x, name in ((update, "$z_t$"), (reset, "$r_t$")):
        gate = d.gate(x, gate_row, w=34, h=26)
        d.arrow((x, source), gate)
        d.copy(x, source)
        d.copy(x, copied)
        d.arrow(gate, kept if x == update else old)
        d.text(*((x - 14, gate_row - 27) if x == update else (x + 30, gate_row - 13)), name)
    d.arrow(enters, kept)
    d.arrow(kept, added)
    d.arrow(added, leaves)
    d.copy(update, product)
    d.arrow((update, product), rest)
    d.arrow(rest, written)
    d.arrow(old, candidate)
    d.arrow(candidate, written)
    d.arrow(written, added)
    d.text(last + 16, gate_row - 27, "$\\tilde{h}_t$")
