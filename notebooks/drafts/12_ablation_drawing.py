"""The way from the source's network to the final one of chapter 12, a step for each change, as a waterfall."""

import numpy as np

from nnutils import experiments
from tools.drawings import Drawing

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
LEFT, RIGHT, TOP, ROW = 150, 336, 62, 26
LOW, HIGH = 0.5, 0.85


def across(value: float) -> float:
    """Return where an accuracy lies."""
    return LEFT + (value - LOW) / (HIGH - LOW) * (RIGHT - LEFT)


def draw() -> Drawing:
    """Draw it from the table of the experiment, which is not computed yet; then this is for book/_drawings."""
    table = experiments.read("12_ablation")
    ladder = table.where(without=None, rate=None, epochs=5)
    runs = [np.asarray(ladder.where(made=made)["accuracy"]) for made in range(len(CHANGES) + 1)]
    means = [float(values.mean()) for values in runs]
    steps = ", ".join(
        f"{name} {after - before:+.3f}" for name, before, after in zip(CHANGES, means[:-1], means[1:], strict=True)
    )
    d = Drawing(
        "From the source's network to the final one, change by change",
        f"""A waterfall of validation accuracies, means of {len(runs[0])} seeds. The source's network has
        {means[0]:.3f}. Each change moves the bar: {steps}. The final network has {means[-1]:.3f}. Short lines mark
        the seeds.""",
        height=TOP + ROW * (len(CHANGES) + 2) + 30,
    )
    d.text(180, 18, "validation accuracy, change by change", bold=True)
    for tick in (0.5, 0.6, 0.7, 0.8):
        d.line((across(tick), 40), (across(tick), TOP + ROW * (len(CHANGES) + 2) - 8), colour="line", width=1)
        d.note(across(tick), 34, f"{tick}")
    for row, name in enumerate(("source's network", *CHANGES, "final network")):
        y = TOP + ROW * row
        whole = row in (0, len(CHANGES) + 1)
        reached = min(row, len(CHANGES))
        before = LOW if whole else means[row - 1]
        low, high = sorted((before, means[reached]))
        fill = "blue-line" if whole else "green-line" if means[reached] >= before else "vermilion-line"
        d.note(LEFT - 8, y, name, anchor="end")
        d.add("rect", x=across(low), y=y - 8, width=max(across(high) - across(low), 1), height=16, fill=fill)
        for value in runs[reached]:
            d.line((across(value), y - 10), (across(value), y + 10), width=1)
        d.note(
            across(high) + 6, y, f"{means[reached]:.3f}" if whole else f"{means[reached] - before:+.3f}", anchor="start"
        )
    return d
