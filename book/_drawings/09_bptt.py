"""Backpropagation through time: one factor for each step, and a sum over steps."""

from itertools import pairwise

from tools.drawings import Drawing

STEPS = 4
FACTORS = (0.6, 1.0, 1.4)


def draw() -> Drawing:
    d = Drawing(
        "Backpropagation through time",
        f"""Four states in a row, each computed from the one before. The loss is read off the last. Its gradient
        goes back along the chain, dashed, and is multiplied by the same Jacobian at every step. At each step it
        also goes down to the recurrent weights U, whose gradient is the sum of these contributions. Below, bars
        show how large the contribution of each state is when every step multiplies by {FACTORS[0]}, by
        {FACTORS[1]:.0f} or by {FACTORS[2]}: it vanishes, stays, or explodes towards the earlier steps.""",
        height=426,
    )
    xs = [52 + 72 * t for t in range(STEPS)]
    d.text(180, 22, "$∂h_t / ∂h_{t−1} = J$, so $∂h_3 / ∂h_0 = J·J·J$")
    states = [d.tensor(x, 80, f"$h_{t}$", w=38, h=30) for t, x in enumerate(xs)]
    loss = d.target(334, 80, "$ℓ$", w=26, h=30)
    weights = d.weight(160, 168, "$∂ℓ / ∂U$: the sum over all steps", w=254, h=28)
    for before, after in pairwise([*states, loss]):
        d.arrow((before.right[0], 73), (after.left[0], 73))
        d.arrow((after.left[0], 87), (before.right[0], 87), style="gradient")
    for before, after in pairwise(states):
        middle = (before.right[0] + after.left[0]) / 2
        d.text(middle, 56, "$U$", colour="orange-word")
        d.text(middle, 104, "$·J$", colour="vermilion-word")
    for state in states:
        d.arrow(state, (state.x, weights.y - weights.h / 2), style="gradient")
    d.note(160, 212, "size of each step's contribution to it")
    for row, factor in enumerate(FACTORS):
        base = 258 + 56 * row + 24 * (row == 2)
        d.line((24, base), (296, base), colour="rule", width=1)
        for t, x in enumerate(xs):
            size = factor ** (STEPS - 1 - t)
            d.add("rect", x=x - 19, y=base - 20 * size, width=38, height=20 * size, fill="vermilion-line")
            d.note(x, base + 11, f"{size:.2f}".rstrip("0").rstrip("."))
        d.text(328, base - 9, f"$J = {factor:g}$")
    return d
