"""Draw the course's pictures: logo, icon, the landing page's three panels and the preview card.

The panels show a real experiment: a network of 2, 6 and 1 units, trained here in NumPy on two half-moons.
Run ``python book/_art/make_art.py`` after a change; its results are stored in the repository.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "_static"
UNITS = 6
EPOCHS = 400
FLOOR = 0.95


def half_moons(count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return ``count`` points, shape (count, 2), in two half-moons, and their classes."""
    labels = np.arange(count) % 2
    angle = rng.uniform(0, np.pi, count)
    x = np.where(labels == 0, np.cos(angle), 1 - np.cos(angle))
    y = np.where(labels == 0, np.sin(angle), 0.5 - np.sin(angle))
    return np.column_stack([x, y]) + rng.normal(0, 0.12, (count, 2)), labels


def train(points: np.ndarray, labels: np.ndarray, held_out: np.ndarray, held_labels: np.ndarray) -> dict:
    """Train with full-batch Adam; return weights, losses and held-out accuracies of each epoch."""
    rng = np.random.default_rng(4)
    parameters = [
        rng.normal(0, 1.0, (2, UNITS)),
        np.zeros(UNITS),
        rng.normal(0, 0.6, (UNITS, 1)),
        np.zeros(1),
    ]
    first, second = [np.zeros_like(p) for p in parameters], [np.zeros_like(p) for p in parameters]
    losses, accuracies = [], []
    for step in range(1, EPOCHS + 1):
        w1, b1, w2, b2 = parameters
        hidden = np.tanh(points @ w1 + b1)
        p = 1 / (1 + np.exp(-(hidden @ w2 + b2)[:, 0]))
        losses.append(float(-np.mean(np.log(np.where(labels == 1, p, 1 - p)))))
        accuracies.append(float(np.mean((predict(parameters, held_out) > 0.5) == held_labels)))
        d_logit = (p - labels)[:, None] / len(labels)
        d_hidden = d_logit @ w2.T * (1 - hidden**2)
        gradients = [points.T @ d_hidden, d_hidden.sum(0), hidden.T @ d_logit, d_logit.sum(0)]
        for i, g in enumerate(gradients):
            first[i] = 0.9 * first[i] + 0.1 * g
            second[i] = 0.999 * second[i] + 0.001 * g**2
            update = first[i] / (1 - 0.9**step) / (np.sqrt(second[i] / (1 - 0.999**step)) + 1e-8)
            parameters[i] = parameters[i] - 0.02 * update
    return {"parameters": parameters, "losses": losses, "accuracies": accuracies}


def predict(parameters: list[np.ndarray], points: np.ndarray) -> np.ndarray:
    """Return the probability of class 1 for points of shape (n, 2)."""
    w1, b1, w2, b2 = parameters
    return 1 / (1 + np.exp(-(np.tanh(points @ w1 + b1) @ w2 + b2)[:, 0]))


def network_panel(parameters: list[np.ndarray]) -> str:
    """Draw the network; the width of an edge is the size of its learned weight, dashes mark negative ones."""
    w1, _, w2, _ = parameters
    inputs = [(42, 72), (42, 138)]
    hidden = [(130, 24 + 32.4 * i) for i in range(UNITS)]
    output = [(218, 105)]
    parts = []
    for left, right, weights in [(inputs, hidden, w1), (hidden, output, w2)]:
        for i, (x1, y1) in enumerate(left):
            for j, (x2, y2) in enumerate(right):
                size = abs(weights[i, j])
                kind = "edge" if weights[i, j] >= 0 else "edge minus"
                width = min(0.5 + 0.75 * size, 3.6)
                parts.append(
                    f'<line class="{kind}" x1="{x1}" y1="{y1:.0f}" x2="{x2}" y2="{y2:.0f}" stroke-width="{width:.1f}"/>'
                )
    for x, y in inputs:
        parts.append(f'<circle class="node in" cx="{x}" cy="{y}" r="11"/>')
    for x, y in hidden:
        parts.append(f'<circle class="node" cx="{x}" cy="{y:.0f}" r="9"/>')
    parts.append(f'<circle class="node out" cx="{output[0][0]}" cy="{output[0][1]}" r="13"/>')
    return "".join(parts)


def regions_panel(parameters: list[np.ndarray], points: np.ndarray, labels: np.ndarray) -> str:
    """Draw the regions that the network assigns to the two classes, and points it was trained on."""
    columns, rows, width, height = 52, 42, 260, 210
    xs = np.linspace(-1.6, 2.6, columns)
    ys = np.linspace(1.5, -1.0, rows)
    grid = predict(parameters, np.array([(x, y) for y in ys for x in xs])).reshape(rows, columns)
    level = np.digitize(grid, [0.1, 0.5, 0.9])
    dx, dy = width / columns, height / rows
    paths: dict[int, list[str]] = {}
    for r in range(rows):
        start = 0
        for c in range(1, columns + 1):
            if c == columns or level[r, c] != level[r, start]:
                rectangle = f"M{start * dx:g} {r * dy:g}h{(c - start) * dx:g}v{dy:g}H{start * dx:g}z"
                paths.setdefault(int(level[r, start]), []).append(rectangle)
                start = c
    parts = [f'<path class="region r{k}" d="{"".join(d)}"/>' for k, d in sorted(paths.items())]
    for (x, y), label in zip(points[:90], labels[:90], strict=True):
        px, py = (x + 1.6) / 4.2 * width, (1.5 - y) / 2.5 * height
        if label == 0:
            parts.append(f'<circle class="dot c0" cx="{px:.1f}" cy="{py:.1f}" r="3.4"/>')
        else:
            box = f'x="{px - 3:.1f}" y="{py - 3:.1f}" width="6" height="6"'
            parts.append(f'<rect class="dot c1" {box}/>')
    return "".join(parts)


def curve_panel(accuracies: list[float]) -> str:
    """Draw the held-out accuracy over the epochs, and the floor that it must reach."""
    left, right, top, bottom = 34, 250, 14, 176
    lowest = 0.4

    def at(epoch: float, accuracy: float) -> tuple[float, float]:
        return left + (right - left) * epoch / EPOCHS, bottom - (bottom - top) * (accuracy - lowest) / 0.62

    line = " ".join("{:.1f},{:.1f}".format(*at(i, a)) for i, a in enumerate(accuracies) if i % 4 == 0)
    _, floor = at(0, FLOOR)
    x, y = at(EPOCHS, accuracies[-1])
    parts = [f'<path class="axis" d="M{left} {top - 6}V{bottom}H{right + 4}"/>']
    for value in (0.5, 0.75, 1.0):
        _, tick = at(0, value)
        parts.append(f'<text class="tick" x="{left - 6}" y="{tick + 4:.0f}" text-anchor="end">{value:g}</text>')
    parts += [
        f'<line class="floor" x1="{left}" y1="{floor:.1f}" x2="{right}" y2="{floor:.1f}"/>',
        f'<text class="floor-name" x="{right}" y="{floor + 17:.0f}" text-anchor="end">floor {FLOOR}</text>',
        f'<polyline class="curve" points="{line}"/>',
        f'<circle class="end" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>',
        f'<text class="tick" x="{(left + right) / 2:.0f}" y="{bottom + 20}" text-anchor="middle">epoch</text>',
    ]
    return "".join(parts)


def hero(result: dict, points: np.ndarray, labels: np.ndarray) -> str:
    """Return the landing page's three panels as HTML with inline SVG."""
    last = result["accuracies"][-1]
    count = sum(p.size for p in result["parameters"])
    panels = [
        (
            "Build it",
            f"Two inputs, six hidden units, one output: {count} parameters. An edge is as wide as its learned "
            "weight; dashes are negative.",
            "A network of two, six and one units",
            network_panel(result["parameters"]),
        ),
        (
            "Run it",
            "What the network decides everywhere on the plane, and points it learned from.",
            "Two half-moons of points and the curved boundary that the network draws between them",
            regions_panel(result["parameters"], points, labels),
        ),
        (
            "Check it",
            f"<code>assert accuracy &gt;= {FLOOR}</code> on 500 points it never saw: {last:.3f} after {EPOCHS} epochs.",
            f"Held-out accuracy rises over {EPOCHS} epochs and passes the floor of {FLOOR}",
            curve_panel(result["accuracies"]),
        ),
    ]
    figures = "\n".join(
        f'<figure><svg viewBox="0 0 260 210" role="img" aria-label="{label}">{drawing}</svg>'
        f"<figcaption><strong>{title}.</strong> {caption}</figcaption></figure>"
        for title, caption, label, drawing in panels
    )
    return f'<div class="nnbe-hero">\n{figures}\n</div>\n'


LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<rect width="64" height="64" rx="14" fill="#0b5f66"/>
<g stroke="#8fd6d2" stroke-width="3" fill="none">
<path d="M15 16 34 32M15 32H34M15 48 34 32"/>
</g>
<g fill="#fff"><circle cx="15" cy="16" r="5.5"/><circle cx="15" cy="32" r="5.5"/><circle cx="15" cy="48" r="5.5"/></g>
<circle cx="41" cy="32" r="13" fill="#ffc857"/>
<path d="m35 32 4.5 5L48 27" fill="none" stroke="#123" stroke-width="4" stroke-linecap="round"
 stroke-linejoin="round"/>
</svg>
"""


def social_card(result: dict, points: np.ndarray, labels: np.ndarray, path: Path) -> None:
    """Draw the preview card, 1200 by 630 pixels."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib.colors import ListedColormap

    figure = plt.figure(figsize=(12, 6.3), dpi=100, facecolor="#0e3a40")
    figure.text(0.06, 0.83, "Neural Networks", color="white", fontsize=45, family="serif", weight="bold")
    figure.text(0.06, 0.70, "by Experiment", color="#ffc857", fontsize=45, family="serif", weight="bold")
    lines = "From one neuron to the Transformer\nwith TensorFlow and Keras 3.\nEvery claim is run and checked."
    figure.text(0.06, 0.40, lines, color="#d9efee", fontsize=24, linespacing=1.5)
    figure.text(0.06, 0.16, f"assert accuracy >= {FLOOR}   # passes", color="#8fd6d2", fontsize=21, family="monospace")
    regions = figure.add_axes((0.60, 0.44, 0.34, 0.46))
    xs, ys = np.meshgrid(np.linspace(-1.6, 2.6, 240), np.linspace(-1.0, 1.5, 180))
    grid = predict(result["parameters"], np.column_stack([xs.ravel(), ys.ravel()])).reshape(xs.shape)
    colours = ListedColormap(["#2c8c99", "#7cc1c4", "#f0cf8a", "#e3a52f"])
    regions.contourf(xs, ys, grid, levels=[0, 0.1, 0.5, 0.9, 1], cmap=colours)
    for label, marker, colour in [(0, "o", "#0a3a44"), (1, "s", "#6b3d00")]:
        shown = points[:160][labels[:160] == label]
        regions.plot(shown[:, 0], shown[:, 1], marker, color=colour, markersize=6, markeredgecolor="white")
    regions.set(xticks=[], yticks=[], xlim=(-1.6, 2.6), ylim=(-1.0, 1.5))
    curve = figure.add_axes((0.60, 0.10, 0.34, 0.28), facecolor="#0e3a40")
    curve.plot(result["accuracies"], color="#8fd6d2", linewidth=4)
    curve.axhline(FLOOR, color="#ffc857", linestyle="--", linewidth=2.5)
    curve.set(xticks=[], yticks=[], ylim=(0.4, 1.04), xlim=(0, EPOCHS))
    for axes in (regions, curve):
        for spine in axes.spines.values():
            spine.set_color("#8fd6d2")
    figure.savefig(path, metadata={"Software": None})


def main() -> None:
    """Train the network and write all pictures."""
    rng = np.random.default_rng(7)
    points, labels = half_moons(400, rng)
    held_out, held_labels = half_moons(500, rng)
    result = train(points, labels, held_out, held_labels)
    assert result["accuracies"][-1] >= FLOOR, result["accuracies"][-1]
    (HERE / "hero.html").write_text(hero(result, points, labels), encoding="utf-8")
    (STATIC / "logo.svg").write_text(LOGO, encoding="utf-8")
    (STATIC / "favicon.svg").write_text(LOGO, encoding="utf-8")
    social_card(result, points, labels, STATIC / "social-card.png")
    print(f"loss {result['losses'][-1]:.3f}, held-out accuracy {result['accuracies'][-1]:.3f}")


if __name__ == "__main__":
    main()
