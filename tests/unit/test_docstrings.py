"""Docstrings of nnutils' public functions are in one dialect, numpydoc, and say what the functions are given and give.

Ruff sees that there is a docstring; it compares nothing with the signature.
"""

import doctest
import importlib
import inspect
import re
from dataclasses import is_dataclass

import pytest
from bad_input import ROWS
from public import parameters, public_functions

from tools.notebooks import ROOT

ORDER = ["Attributes", "Parameters", "Returns", "Raises", "Notes", "References", "Examples"]
# Dataclasses that our functions return describe their fields in words, those that all share in `Loaded`.
FUNCTIONS = {
    name: function
    for name, function in public_functions()
    if name == "text.Vocabulary" or not (is_dataclass(function) or name in ("datasets.RemoteFile", "results.Estimate"))
}


def sections(function):
    """The text below each heading, by heading, in their order."""
    parts = re.split(r"^(\w+)\n-+\n", inspect.cleandoc(function.__doc__), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_sections_are_numpydocs_in_its_order(name):
    found = list(sections(FUNCTIONS[name]))
    assert found == [heading for heading in ORDER if heading in found]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_parameter_is_described_with_its_type(name):
    described = sections(FUNCTIONS[name]).get("Parameters", "")
    entries = [line.split(" : ") for line in described.splitlines() if line and line[0] != " "]
    assert [len(entry) for entry in entries] == [2] * len(entries), "a line is 'name : type'"
    stars = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    given = [stars.get(p.kind, "") + p.name for p in parameters(FUNCTIONS[name]) if p.name != "kwargs"]
    assert [one for names, _ in entries for one in names.split(", ")] == given


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_comes_back_is_described_with_its_type(name):
    function = FUNCTIONS[name]
    gives = inspect.signature(function).return_annotation not in (None, "None")
    assert ("Returns" in sections(function)) == gives
    if gives:
        kind, meaning = sections(function)["Returns"].strip().split("\n", 1)
        assert re.match(r"\S.*", kind)
        assert meaning.startswith("    ")


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() & ROWS.keys()))
def test_what_is_refused_is_described(name):
    assert re.match(r"\w+(Error|Error, \w+Error)\n    \w", sections(FUNCTIONS[name])["Raises"])


def modules_with_examples():
    """Names of the modules of tools whose docstrings have examples; those of nnutils pytest runs where they stand."""
    files = [path for path in (ROOT / "tools").rglob("*.py") if ">>> " in path.read_text(encoding="utf-8")]
    return sorted(".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files)


@pytest.mark.parametrize("name", modules_with_examples())
def test_examples_of_tools_give_what_they_say(name):
    done = doctest.testmod(importlib.import_module(name))
    assert (done.attempted > 0, done.failed) == (True, 0)
