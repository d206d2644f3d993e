"""The look that all figures share: a palette, markers and lines that can be told apart without colour."""

from __future__ import annotations

import matplotlib.pyplot as plt
from matplotlib.rcsetup import cycler

# Okabe and Ito's palette, told apart with the common forms of colour blindness (https://jfly.uni-koeln.de/color/),
# without its yellow, which is too faint for lines on white.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
LINES = ("-", "--", "-.", ":")


def use_style() -> None:
    """Set the look of the course's figures: palette, type size and resolution that stay legible on a phone."""
    plt.rcParams.update(
        {
            "axes.prop_cycle": cycler(color=PALETTE),
            "axes.grid": True,
            "axes.spines.right": False,
            "axes.spines.top": False,
            "axes.axisbelow": True,
            "grid.alpha": 0.25,
            "figure.figsize": (6.4, 3.8),
            "figure.dpi": 120,
            "savefig.dpi": 120,
            "figure.constrained_layout.use": True,
            "font.size": 12,
            "image.cmap": "cividis",
            "legend.frameon": False,
        }
    )
