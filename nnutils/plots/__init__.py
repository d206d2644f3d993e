"""Plots that several chapters draw the same way. Each function draws and returns the figure; the notebook shows it."""

from nnutils.plots.classes import confusion_matrix, decision_regions
from nnutils.plots.curves import history
from nnutils.plots.diagram import architecture
from nnutils.plots.images import image_grid, photo_grid
from nnutils.plots.style import LINES, MARKERS, PALETTE, use_style

__all__ = [
    "LINES",
    "MARKERS",
    "PALETTE",
    "architecture",
    "confusion_matrix",
    "decision_regions",
    "history",
    "image_grid",
    "photo_grid",
    "use_style",
]
