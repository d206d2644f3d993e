"""What of a cell's outputs the tests compare, and how they compare words where the numbers differ from run to run.

By default, numbers and words are compared. A tag takes away from that; one of the others can stand beside the first:

``nbval-ignore-output``
    The numbers come from training, or follow the data or the size of the run: only words are compared, with units,
    the rows and columns of tables, and the number of lines.
``nbval-ignore-lines``
    Which lines there are, how many numbers are in one, or which of several words stands behind them depends on these as
    well: each phrase must be a stored one, whatever its place.
``nbval-ignore-words``
    What the lines say does, such as a class or a text of the data: each line must begin as a stored one does.
``nbval-ignore-all``
    Everything does, such as generated text: nothing is compared.
"""

import html
import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from nbformat import NotebookNode, from_dict

from nnutils.results import MIME
from tools.notebooks import tags

# What is compared of a cell's outputs.
COMPARED = NUMBERS, WORDS, PHRASES, BEGINNINGS, NOTHING = "numbers", "words", "phrases", "beginnings", "nothing"
IGNORE = "nbval-ignore-output"
TAGS = {
    IGNORE: WORDS,
    "nbval-ignore-lines": PHRASES,
    "nbval-ignore-words": BEGINNINGS,
    "nbval-ignore-all": NOTHING,
}

MASK = "#"
# A number stands at the beginning of a word (conv2d_1 is a name) or behind the x of 28x28; a unit may follow it.
NUMBER = re.compile(
    r"""(?:(?<![\w.])[+\-−]?|(?<=\dx))
    (?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)*\.?(?:[eE][+\-]?\d+(?!\w))? | \.\d+(?:[eE][+\-]?\d+(?!\w))?)
    | (?<![\w.])[+\-−]?(?:nan|inf|∞)(?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
PHRASE_END = r"[^\w %°-]+"
# The sentence that says where data come from, of which only the name is the same in a run without a download.
SOURCE = re.compile(r"\bReal data: (.+?), [\d,]+ [^\n]*|\bStand-in, not (.+?): [^\n]*")
FIGURE = re.compile(r"<Figure size \d+x\d+ with \d+ Axes>")
PICTURES = ("image/png", "image/jpeg", "image/svg+xml")
RECORD = ("model", "data", "metric", "baseline", "printed", "unit")  # the words of a record of nnutils.results


def compared(cell: NotebookNode) -> str:
    """Return what is compared of a cell's outputs, one of `COMPARED`."""
    if IGNORE not in tags(cell):
        return NUMBERS
    return next(what for tag, what in reversed(TAGS.items()) if tag in tags(cell))


def needless(cell: NotebookNode) -> str | None:
    """Return which of a cell's tags is of no use, whatever a run prints, and why; None where each is of use."""
    given = [tag for tag in TAGS if tag in tags(cell)]
    if not given:
        return None
    if given[0] != IGNORE:
        return f"{given[0]} does nothing without {IGNORE} beside it"
    if len(given) > 2:
        return f"{given[1]} does nothing beside {given[2]}"
    if not (texts := _texts(cell)):
        return f"{IGNORE} is needless: " + ("pictures are not compared" if cell.outputs else "there is no output")
    if len(given) == 1 and not any(NUMBER.search(text) for text in texts):
        return f"{IGNORE} is needless: the output has no number"
    return None


def count(cells: Iterable[NotebookNode]) -> Counter[str]:
    """Return how many of a notebook's outputs are compared by what."""
    counts = Counter(dict.fromkeys(COMPARED, 0))
    for cell in cells:
        counts[compared(cell)] += len(cell.outputs)
    return counts


def masked(text: str) -> str:
    """Return a text with a mark for each number, and without what only aligns columns."""
    text = SOURCE.sub(lambda found: f"data: {found[1] or found[2]}", text)
    return "\n".join(" ".join(line.split()) for line in NUMBER.sub(f" {MASK} ", text).splitlines())


def unknown(stored: str, fresh: str) -> list[str]:
    """Return the masked lines of a fresh text with a phrase, a text between numbers and stops, that is not stored."""
    known = _phrases(masked(stored))
    return [line for line in masked(fresh).splitlines() if not _phrases(line) <= known]


def _phrases(text: str) -> set[str]:
    return {phrase.strip(" -") for phrase in re.split(PHRASE_END, text)} - {""}


def begins_otherwise(stored: str, fresh: str) -> list[str]:
    """Return the lines of a fresh text whose first phrase no line of the stored one begins with."""
    known = set(map(_beginning, stored.splitlines()))
    return [line for line in fresh.splitlines() if line.strip() and _beginning(line) not in known]


def _beginning(line: str) -> str:
    column = re.split(r" {2,}", line.strip())[0]
    return re.split(PHRASE_END, masked(column))[0].strip()


def text_of(markup: str) -> str:
    """Return the text of HTML: a line for each row of a table, a bar behind each of its cells."""
    markup = re.sub(r"(?s)<!--.*?-->|<(style|script)\b.*?</\1>", "", markup)
    markup = re.sub(r"</t[dh]>", "|", re.sub(r"\s+", " ", markup))
    markup = re.sub(r"</(?:tr|p|div|caption|li)>|<br\b[^>]*>", "\n", markup)
    lines = html.unescape(re.sub(r"<[^>]*>", " ", markup)).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def worded(outputs: Iterable[NotebookNode]) -> list[NotebookNode]:
    """Return outputs in the form in which their words are compared: HTML as its text, a record as its words.

    What was written to stderr is left out: a small run may warn where the large one does not, and a rule holds that no
    warning is stored.
    """
    kept = [output for output in outputs if output.get("name") != "stderr"]
    return [from_dict({**one, "data": _worded(one["data"])}) if "data" in one else one for one in kept]


def _worded(data: dict[str, Any]) -> dict[str, Any]:
    if MIME in data:  # the rest follows from it, or says whether the run was reduced
        return {"text/plain": "\n".join(f"{key}: {data[MIME].get(key)}" for key in RECORD)}
    return {kind: text_of(value) if kind == "text/html" else value for kind, value in data.items()}


def _texts(cell: NotebookNode) -> list[str]:
    """Return what is compared of a cell, without the names of pictures."""
    found = []
    for output in worded(cell.outputs):
        found += [output["text"]] if "text" in output else []
        for kind, value in output.get("data", {}).items():
            if kind not in PICTURES:
                found.append(value if isinstance(value, str) else json.dumps(value, sort_keys=True))
    return [text for text in found if not FIGURE.fullmatch(text.strip())]
