"""Helpers that several chapters share: data sets, text, plots, results. What a chapter teaches is not here.

Importing the package starts nothing: it only prepares that TensorFlow, whoever imports it later in the process, starts
without its log and with the course's settings (``nnutils._start``). So a notebook imports it first. The modules are
imported by name: ``from nnutils import datasets, plots, results``.
"""

from nnutils._start import prepare

__version__ = "0.1.0"

prepare()
