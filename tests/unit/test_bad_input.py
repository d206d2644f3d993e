"""Bad input to each public function of nnutils is an error that names the value and what is allowed."""

import re

import pytest
from bad_input import ROWS
from public import parameters, public_functions

# What takes input, but is made by functions of ours and never by a reader.
MADE = {
    "datasets.RemoteFile",
    "experiments.Table",
    "drawings.Drawing",
    "results.Record",
    "results.Estimate",
    "statistics.Interval",
}
CALLS = [(name, message) for name, calls in ROWS.items() for message in calls]


@pytest.mark.parametrize(("name", "message"), CALLS, ids=[f"{name}: {message}" for name, message in CALLS])
def test_bad_input_is_an_error_that_names_it_and_what_is_allowed(name, message, monkeypatch):
    monkeypatch.setenv("NNUTILS_DATA", "embedded")
    with pytest.raises((TypeError, ValueError, FileNotFoundError), match=re.escape(message)):
        ROWS[name][message]()


def test_every_public_function_that_takes_input_has_its_bad_input():
    takes_input = {name for name, function in public_functions() if parameters(function)}
    assert takes_input >= MADE
    assert takes_input - MADE == set(ROWS)
