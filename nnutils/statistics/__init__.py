"""Intervals and tests for comparing models: thin wrappers of SciPy, one for each kind of comparison. No model is here.

===================================  ==============================================
what was repeated                    function
===================================  ==============================================
training, with other seeds           `mean`, `paired_difference`
folds or splits that share examples  `corrected_difference`
nothing: one test set, right/wrong   `proportion`, `mcnemar`
nothing: one test set, any figure    `paired_bootstrap`
nothing: one series of errors        `series_mean`, `block_bootstrap`
several comparisons in one table     `holm`
===================================  ==============================================

An interval speaks of the luck that was repeated and of no other: one over test examples says nothing about seeds.
"""

from nnutils.statistics._interval import Interval
from nnutils.statistics.examples import mcnemar, paired_bootstrap, proportion
from nnutils.statistics.runs import corrected_difference, holm, mean, paired_difference
from nnutils.statistics.series import block_bootstrap, series_mean

__all__ = [
    "Interval",
    "block_bootstrap",
    "corrected_difference",
    "holm",
    "mcnemar",
    "mean",
    "paired_bootstrap",
    "paired_difference",
    "proportion",
    "series_mean",
]
