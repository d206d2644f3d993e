"""Window, horizon, and a split in time with gaps."""

import numpy as np

from tools.drawings import Drawing

N, WIDTH, HORIZON, START = 24, 6, 3, 5
series = np.sin(np.arange(N) / 2.6) + np.random.default_rng(2).normal(0, 0.18, N)
PARTS = (
    ("training", "blue", 0.48),
    ("", "", 0.06),
    ("validation", "orange", 0.2),
    ("", "", 0.06),
    ("test", "pink", 0.2),
)


def draw() -> Drawing:
    d = Drawing(
        "Windows, horizon, and a split in time",
        f"""Above, a series of {N} values in time. A frame holds the {WIDTH} values of one window, the input;
        the value {HORIZON} steps after the last of them, the horizon, is its target. Below, the whole series as
        a bar, in time: training, then validation, then test. Between them lie gaps as long as a window, so that
        no window of one part holds values of another.""",
        height=300,
    )
    xs = 22 + 13.75 * np.arange(N)
    ys = 98 - 40 * series
    d.line(*zip(xs, ys, strict=True), colour="rule", radius=0)
    last, target = START + WIDTH - 1, START + WIDTH - 1 + HORIZON
    for t, (x, y) in enumerate(zip(xs, ys, strict=True)):
        hue = "pink" if t == target else "blue" if START <= t <= last else "grey"
        d.unit(x, y, r=5.5 if hue == "pink" else 4.5, hue=hue, level=1 if hue == "grey" else 4)
    d.frame(xs[START] - 7, 40, xs[last] + 7, 160, colour="blue-line", width=2, dash="", corner=4)
    d.text((xs[START] + xs[last]) / 2, 24, f"window: {WIDTH} values", colour="blue-word")
    d.text(xs[target] + 20, 24, "target", colour="pink-word")
    d.arrow((xs[target], 34), (xs[target], ys[target] - 8), colour="pink-line")
    d.arrow((xs[last], 176), (xs[target], 176), both=True)
    d.text((xs[last] + xs[target]) / 2, 194, f"horizon: {HORIZON}")
    x = 16.0
    for name, hue, share in PARTS:
        w = 328 * share
        if name:
            d.box(x + w / 2, 238, name, hue=hue, w=w, h=28, corner=0, level=2, size=12)
        else:
            d.note(x + w / 2, 266, "gap")
        x += w
    d.arrow((16, 284), (344, 284), colour="muted", width=1)
    return d
