"""The way from the source's network to the final one of chapter 12, a step for each change, as a waterfall."""

from itertools import pairwise

import numpy as np

from nnutils import experiments
from tools.drawings import Drawing
from tools.drawings.shapes import minus

CHANGES = (
    "learning rate 0.003",
    "learning-rate decay",
    "padding masked",
    "mean of the states",
    "beginning, not end",
    "200 words",
    "embedding of 64",
    "two directions",
    "no hidden layer",
    "dropout",
)
LEFT, RIGHT, FIGURES, TOP, ROW = 146, 298, 350, 70, 26
LOW, HIGH = 0.5, 0.86


def across(value: float) -> float:
    """Return where an accuracy lies."""
    return LEFT + (value - LOW) / (HIGH - LOW) * (RIGHT - LEFT)


def draw() -> Drawing:
    """Draw it from the table of the experiment."""
    ladder = experiments.read("12_ablation").where(without=None, rate=None, epochs=5)
    runs = [np.asarray(ladder.where(made=made)["accuracy"]) for made in range(len(CHANGES) + 1)]
    means = [float(values.mean()) for values in runs]
    changed = [after - before for before, after in pairwise(means)]
    steps = ", ".join(f"{name} {step:+.3f}" for name, step in zip(CHANGES, changed, strict=True))
    bottom = TOP + ROW * (len(CHANGES) + 1) + 14
    d = Drawing(
        "From the source's network to the final one, change by change",
        f"""A waterfall of validation accuracies, means of {len(runs[0])} seeds, on an axis that begins at {LOW}. The
        source's network has {means[0]:.3f}. Each change moves the bar: {steps}. The final network has
        {means[-1]:.3f}. Dots mark the seeds.""",
        height=bottom + 30,
    )
    d.text(180, 20, "validation accuracy, change by change", bold=True)
    for tick in (0.5, 0.6, 0.7, 0.8):
        d.line((across(tick), 54), (across(tick), bottom), colour="rule", width=1)
        d.note(across(tick), 44, f"{tick}")
    for row, name in enumerate(("source's network", *CHANGES, "final network")):
        y, whole, reached = TOP + ROW * row, row in (0, len(CHANGES) + 1), min(row, len(CHANGES))
        before = LOW if whole else means[row - 1]
        low, high = sorted((across(before), across(means[reached])))
        hue = "blue" if whole else "green" if means[reached] >= before else "vermilion"
        d.note(LEFT - 8, y, name, anchor="end")
        d.add("rect", x=low, y=y - 8, width=max(high - low, 2), height=16, fill=f"{hue}-4")
        if row <= len(CHANGES):  # the level from which the next change starts
            d.line(
                (across(means[reached]), y - 8), (across(means[reached]), y + ROW + 8), colour=f"{hue}-line", width=1
            )
        for value in runs[reached]:
            d.add("circle", cx=across(value), cy=y, r=2, fill="ink")
        figure = f"{means[reached]:.3f}" if whole else minus(f"{changed[row - 1]:+.3f}")
        d.note(FIGURES, y, figure, anchor="end")
    d.note(180, bottom + 15, "each bar: what a change brings; dots: the seeds")
    return d
