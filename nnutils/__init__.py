"""Helpers that several chapters share: data sets, text, plots, results. What a chapter teaches is not here.

Importing the package imports TensorFlow with its start-up log silenced, so a notebook imports it first. The modules are
imported by name: ``from nnutils import datasets, plots, results``.
"""

import logging
import os
import sys
import tempfile

__version__ = "0.1.0"


def _start_tensorflow() -> None:
    """Import TensorFlow and let it look for devices while file descriptor 2 points to a temporary file.

    TensorFlow's C++ code writes its notices to the descriptor, not to ``sys.stderr``, and some of them before it reads
    ``TF_CPP_MIN_LOG_LEVEL``. If the start fails, what it wrote is passed on.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as log:
        os.dup2(log.fileno(), 2)
        try:
            import tensorflow as tf

            tf.config.list_physical_devices()
            failed = False
        except BaseException:
            failed = True
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            if failed:
                log.seek(0)
                sys.stderr.write(log.read().decode(errors="replace"))


# 3: what stops a program. Errors reach Python as exceptions; at level 2 TensorFlow also logs notices such as oneDNN's
# about Booleans, which every masked recurrent layer sets off, and they would stand in a chapter's output.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
_start_tensorflow()
# A notebook holds several models, and TensorFlow takes the prediction function of each new one for a repeated tracing.
logging.getLogger("tensorflow").setLevel(logging.ERROR)
