"""A name of the first edition that chapter 11 uses: the stand-ins live beside their loaders in ``nnutils.datasets``."""

from nnutils.datasets.tokens import imdb_stand_in as imdb

__all__ = ["imdb"]
