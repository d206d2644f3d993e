"""What maintains the live figures: their data, their static pictures, their speed."""

from pathlib import Path

MODELS = Path("book", "_static", "live", "models")  # what the figures load, written by ``nnutils.live.export``
