"""Bad input to each public function of nnutils is an error that names the value and what is allowed."""

import importlib
import inspect
import pkgutil
import re

import pytest
from bad_input import ROWS

import nnutils

# What takes input, but is made by functions of ours and never by a reader.
MADE = {"datasets.RemoteFile", "drawings.Drawing", "results.Record", "results.Estimate", "statistics.Interval"}
CALLS = [(name, message) for name, calls in ROWS.items() for message in calls]


@pytest.mark.parametrize(("name", "message"), CALLS, ids=[f"{name}: {message}" for name, message in CALLS])
def test_bad_input_is_an_error_that_names_it_and_what_is_allowed(name, message, monkeypatch):
    monkeypatch.setenv("NNUTILS_DATA", "embedded")
    with pytest.raises((TypeError, ValueError, FileNotFoundError), match=re.escape(message)):
        ROWS[name][message]()


def public_names():
    """Whatever of nnutils' public modules takes input: functions, classes, and the public methods of these."""
    for module in pkgutil.iter_modules(nnutils.__path__):
        if module.name.startswith("_"):
            continue
        content = vars(importlib.import_module(f"nnutils.{module.name}"))
        ours = [n for n, o in content.items() if getattr(o, "__module__", "") == f"nnutils.{module.name}"]
        for name in content.get("__all__", [n for n in ours if not n.startswith("_")]):
            found = content[name]
            if not callable(found) or (isinstance(found, type) and issubclass(found, Exception)):
                continue
            if not hasattr(found, "__origin__") and inspect.signature(found).parameters:
                yield f"{module.name}.{name}"
            if isinstance(found, type) and module.name != "layers":  # Keras's methods are Keras's
                for method in vars(found).values():
                    method = getattr(method, "__func__", method)
                    public = inspect.isfunction(method) and not method.__name__.startswith("_")
                    if public and len(inspect.signature(method).parameters) > 1:
                        yield f"{module.name}.{name}.{method.__name__}"


def test_every_public_function_has_its_bad_input():
    assert set(public_names()) - MADE == set(ROWS)


def test_what_is_excused_exists():
    assert set(public_names()) >= MADE
