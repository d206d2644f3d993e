"""Text as indices and back, and drawing from a predicted distribution; no model and no layer lives here.

Chapters 09 and 16 build these in the open; later chapters reuse them from here.
"""

from nnutils.text.sampling import distribution, sample
from nnutils.text.vocabulary import LEVELS, PADDING, SIDES, UNKNOWN, Vocabulary, pad, split

__all__ = ["LEVELS", "PADDING", "SIDES", "UNKNOWN", "Vocabulary", "distribution", "pad", "sample", "split"]
