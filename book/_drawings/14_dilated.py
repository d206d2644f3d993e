"""A stack of causal convolutions with doubling dilation."""

from tools.drawings import Drawing

N, K, DILATIONS = 12, 2, (1, 2, 4)
LEFT, STEP = 78, 22


def draw() -> Drawing:
    reach = 1 + (K - 1) * sum(DILATIONS)
    d = Drawing(
        "A stack of dilated causal convolutions",
        f"""A row of {N} inputs and above it {len(DILATIONS)} layers of causal convolutions of width {K}, with
        dilations {", ".join(map(str, DILATIONS))}: each unit sees the one below it and one that lies
        {DILATIONS[0]}, {DILATIONS[1]} or {DILATIONS[2]} steps further back. The last unit of the top layer is
        filled, with all that it sees: {reach} inputs, none of them later than itself. Each layer doubles the
        receptive field.""",
        height=264,
    )
    rows = [216 - 56 * layer for layer in range(len(DILATIONS) + 1)]
    seen = [set() for _ in rows]
    seen[-1] = {N - 1}
    for layer in range(len(DILATIONS), 0, -1):
        gap = DILATIONS[layer - 1]
        seen[layer - 1] = {i - gap * k for i in seen[layer] for k in range(K)}
        for i in range(N):
            for k in range(K):
                if i - gap * k >= 0:
                    on = i in seen[layer]
                    ends = (LEFT + STEP * (i - gap * k), rows[layer - 1]), (LEFT + STEP * i, rows[layer])
                    d.line(*ends, colour="blue-line" if on else "rule", width=2 if on else 0.8)
    for layer, y in enumerate(rows):
        d.text(12, y, f"$d = {DILATIONS[layer - 1]}$" if layer else "input", anchor="start")
        for i in range(N):
            on = i in seen[layer]
            d.unit(LEFT + STEP * i, y, r=7.5, hue="blue" if on else "grey", level=4 if on else 1)
    d.note(LEFT + STEP * (N - 1), 244, "now")
    d.text(12, 20, f"receptive field: {reach} inputs", anchor="start")
    return d
