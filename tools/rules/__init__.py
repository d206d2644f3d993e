"""The rules of stored notebooks and of what is registered: ``python -m tools.rules``, a part of ``make lint``.

A rule is a function that says what breaks it. It has an id, by which the command names it; a module holds the rules on
one subject. A new rule needs a broken example in ``tests/notebooks/broken_examples.py``, which a test asks for.
"""

from tools.rules import code, course, data, stored, text
from tools.rules.base import RULES, Notebook, Violation, check_course, check_notebook, check_readable

__all__ = [
    "RULES",
    "Notebook",
    "Violation",
    "check_course",
    "check_notebook",
    "check_readable",
    "code",
    "course",
    "data",
    "stored",
    "text",
]
