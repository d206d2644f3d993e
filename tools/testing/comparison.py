"""Compare the outputs that nbval checks as text and numbers: a pytest plugin, loaded by ``conftest.py`` at the root.

Last digits differ between processors. So decimals are equal within a relative 1e-3 or an absolute 1e-6; whole numbers,
words, shapes and lines are equal or not. A decimal of two or three digits gets no extra unit in its last place: a
changed third digit must be seen, and rounding noise flips such a digit too rarely to be worth missing that.

The words are compared of a cell tagged ``nbval-ignore-output``, too, which nbval leaves out (`tools.testing.masking`).
"""

import difflib
import json
import math
import re
from collections.abc import Sequence
from typing import ClassVar

import pytest
from nbformat import NotebookNode, from_dict

from tools.notebooks import DRAWING
from tools.testing.masking import (
    BEGINNINGS,
    COMPARED,
    NOTHING,
    NUMBERS,
    PHRASES,
    WORDS,
    begins_otherwise,
    compared,
    masked,
    unknown,
    worded,
)

try:
    from nbval.plugin import IPyNbCell
except ImportError:  # tests of nnutils alone need no nbval
    IPyNbCell = None

RELATIVE, ABSOLUTE = 1e-3, 1e-6
# A decimal has a point or an exponent and is no part of a name (x1.5), a version (2.21.0) or a date (28.11.2026).
# Letters may follow a point's digits (2.5ms, 0.5j) but not an exponent: 12e45ab is a digest.
DECIMAL = re.compile(
    r"""(?<![\w.])
    ([+\-−]?(?:
        (?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?[eE][+\-]?\d+(?!\w) | \.\d+[eE][+\-]?\d+(?!\w)
      | (?:\d{1,3}(?:,\d{3})+|\d+)\.\d+(?!\d|[eE][+\-]?\d) | \d+\.(?![\w.]) | \.\d+(?!\d|[eE][+\-]?\d)
    ))(?!\.\d)""",
    re.VERBOSE,
)


class TolerantText(str):
    """Text that equals another when its words do and its decimals nearly do."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and first_difference(self, other) is None

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__

    def explain(self, fresh: str) -> list[str]:
        """Return lines that show where the two differ."""
        return explain(self, fresh)


def first_difference(stored: str, fresh: str) -> tuple[str, str] | None:
    """Return the first parts of two texts that differ by more than the tolerance, or None.

    Parameters
    ----------
    stored, fresh
        The texts. Where a decimal's printed width differs (9.9999 and 10.0001, 0. and -0.), so may the spaces around.

    Returns
    -------
    tuple of str or None
        The part of each text: a decimal, or the text between two decimals; empty where one text has ended.
    """
    if str.__eq__(stored, fresh):
        return None
    parts, others = DECIMAL.split(str(stored)), DECIMAL.split(str(fresh))
    widths = [len(number) for number in parts[1::2]], [len(number) for number in others[1::2]]
    if widths[0] != widths[1]:
        parts[::2], others[::2] = map(_unaligned, parts[::2]), map(_unaligned, others[::2])
    for index, (one, other) in enumerate(zip(parts, others, strict=False)):
        if not (close(one, other) if index % 2 else one == other):
            return one, other
    if len(parts) != len(others):
        common = min(len(parts), len(others))
        return "".join(parts[common:]), "".join(others[common:])
    return None


def close(stored: str, fresh: str) -> bool:
    """Whether two printed decimals are the same number up to the tolerance."""
    if stored.endswith(".") and fresh.endswith("."):  # NumPy's whole numbers, or one at the end of a sentence
        return float(stored.replace("−", "-")) == float(fresh.replace("−", "-"))
    one, other = (float(text.replace("−", "-").replace(",", "")) for text in (stored, fresh))
    return math.isclose(one, other, rel_tol=RELATIVE, abs_tol=ABSOLUTE)


def _unaligned(text: str) -> str:
    """Return the text between two decimals without the spaces that align columns."""
    text = re.sub(r"[ \t]+", " ", text)
    return re.sub(r"(?<=[\[(|]) | (?=[\])|\n]|$)|^ ", "", text)


def explain(stored: str, fresh: str) -> list[str]:
    """Return lines that show where two texts differ: the first part that does, then the differing lines."""
    one, other = first_difference(stored, fresh) or ("", "")
    first = f"first difference: stored {one!r}, fresh {other!r}"
    kept = [TolerantLine(line) for line in str(stored).splitlines()]
    return [first, *_different_lines(kept, [TolerantLine(line) for line in str(fresh).splitlines()])]


def _different_lines(kept: Sequence[str], new: Sequence[str]) -> list[str]:
    lines: list[str] = []
    for tag, i, k, m, n in difflib.SequenceMatcher(None, kept, new, autojunk=False).get_opcodes():
        if tag != "equal":
            lines += [f"stored line {i + 1}: {line}" for i, line in enumerate(kept[i:k], i)]
            lines += [f"fresh line {m + 1}: {line}" for m, line in enumerate(new[m:n], m)]
    return lines


class TolerantLine(TolerantText):
    """A line whose hash does not depend on its decimals, so that difflib finds it again."""

    __slots__ = ()

    def __hash__(self) -> int:
        return hash(_unaligned(DECIMAL.sub("#", str(self))).replace(" ", ""))


class MaskedText(TolerantText):
    """Text that equals another when its words do, whatever the numbers."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and masked(self) == masked(other)

    def __hash__(self) -> int:
        return hash(masked(self))

    def explain(self, fresh: str) -> list[str]:
        """Return the lines whose words differ."""
        kept, new = ([MaskedText(line) for line in text.splitlines()] for text in (self, fresh))
        return _different_lines(kept, new)


class Known(TolerantText):
    """Stored text that equals another when it knows each line of that."""

    __slots__ = ()
    said: ClassVar[str]  # of a line that is not known

    def strangers(self, fresh: str) -> list[str]:
        """Return the lines of a fresh text that are not known."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and not self.strangers(other)

    __hash__ = str.__hash__

    def explain(self, fresh: str) -> list[str]:
        """Return the lines that are not known."""
        return [f"fresh line {self.said}: {line}" for line in self.strangers(fresh)]


class Phrases(Known):
    """Stored text that equals another when it has each phrase of that, whatever the numbers and the order."""

    __slots__ = ()
    said = "with words that are not stored"

    def strangers(self, fresh: str) -> list[str]:
        """Return the lines with a phrase that is not stored."""
        return unknown(self, fresh)


class Beginnings(Known):
    """Stored text that equals another when its lines begin as all lines of that do."""

    __slots__ = ()
    said = "that begins as no stored line does"

    def strangers(self, fresh: str) -> list[str]:
        """Return the lines that begin otherwise."""
        return begins_otherwise(self, fresh)


FORMS = {NUMBERS: TolerantText, WORDS: MaskedText, PHRASES: Phrases, BEGINNINGS: Beginnings}


def comparable(value: object, form: type[TolerantText] = TolerantText) -> object:
    """Return an output's value in a form that compares with tolerance: text, and JSON as text."""
    if isinstance(value, dict | list):
        value = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return form(value) if isinstance(value, str) else value


def named_drawings(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return outputs with the name in place of a drawing, which may change its look without a new publishing run."""
    named = []
    for output in outputs:
        drawing = DRAWING.match(output.get("data", {}).get("image/svg+xml", ""))
        named.append(from_dict({**output, "data": {"image/svg+xml": drawing[1]}}) if drawing else output)
    return named


def without_hidden(source: str, outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return outputs without what a semicolon hides at a cell's end: nbval keeps no history, where IPython looks."""
    hides = source.rstrip().endswith(";")
    return [output for output in outputs if not (hides and output["output_type"] == "execute_result")]


STRICTER = dict(zip(COMPARED[1:], COMPARED, strict=False))


def compare(cell: "IPyNbCell", test: list[NotebookNode], ref: list[NotebookNode], skip: Sequence[str] | None) -> bool:
    """Compare outputs as a cell's tags say; with ``--needless``, also tell where more agrees."""
    what = compared(cell.cell)
    if cell.config.getoption("--needless") and what in STRICTER and _compare_as(STRICTER[what], cell, test, ref, skip):
        cell.user_properties.append(("needless", f"{STRICTER[what]} agree as well: {cell.nodeid}"))
    return what == NOTHING or _compare_as(what, cell, test, ref, skip)


def _compare_as(
    what: str, cell: "IPyNbCell", test: list[NotebookNode], ref: list[NotebookNode], skip: Sequence[str] | None
) -> bool:
    cell.form = FORMS[what]
    test, ref = named_drawings(without_hidden(cell.cell.source, test)), named_drawings(ref)
    if what != NUMBERS:
        test, ref = worded(test), worded(ref)
    return cell.exact_compare_outputs(test, ref, skip)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--needless``."""
    parser.addoption("--needless", action="store_true", help="name the cells of which more agrees than is compared")


def pytest_configure(config: pytest.Config) -> None:
    """Let nbval compare what it has cleaned with tolerance or by its words, and drawings by their names."""
    if IPyNbCell is None or hasattr(IPyNbCell, "exact_sanitize"):
        return
    IPyNbCell.exact_sanitize, IPyNbCell.exact_compare_outputs = IPyNbCell.sanitize, IPyNbCell.compare_outputs
    IPyNbCell.form = TolerantText
    IPyNbCell.sanitize = lambda cell, value: comparable(cell.exact_sanitize(value), cell.form)
    IPyNbCell.compare_outputs = lambda cell, test, ref, skip_compare=None: compare(cell, test, ref, skip_compare)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let nbval compare the cells of which words count."""
    if IPyNbCell is not None and isinstance(item, IPyNbCell) and compared(item.cell) != NUMBERS:
        item.options["check"] = item.parent.compare_outputs


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the cells of which more agrees than is compared: by chance, or because a tag is needless."""
    reports = terminalreporter.getreports("passed")
    for _, text in (one for report in reports for one in report.user_properties if one[0] == "needless"):
        terminalreporter.write_line(text)


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Show where two outputs differ, without the digits that may."""
    if op == "==" and isinstance(left, TolerantText) and isinstance(right, TolerantText):
        return left.explain(right)
    return None
