"""Stored and fresh outputs are compared as text and numbers, alone and inside a run of nbval."""

import re
import shutil
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools.notebooks import ROOT
from tools.testing.comparison import comparable, explain
from tools.testing.masking import IGNORE, TAGS

EQUAL = {
    "a last digit": ("RMSE 15.378", "RMSE 15.377"),
    "the last digits of an array": ("[0.12345678 1.5000001 ]", "[0.12345679 1.5       ]"),
    "a raw tensor": (
        "<tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.4417, -0.2201], dtype=float32)>",
        "<tf.Tensor: shape=(2,), dtype=float32, numpy=array([0.4418, -0.22010002], dtype=float32)>",
    ),
    "a cell of an HTML table": ("<td>0.9123</td>", "<td>0.9124</td>"),
    "a per cent": ("97.32% right, 97.3 % of all", "97.33% right, 97.3 % of all"),
    "an error near zero": ("largest error 1.2e-07", "largest error 3.6e-07"),
    "zero and nearly zero": ("[0.0, 0.000000]", "[5.96e-08, -0.000000]"),
    "a learning rate": ("rate 1e-05", "rate 1.0004e-05"),
    "a large number": ("9.8765e+12", "9.8764E+12"),
    "thousands": ("1,234.5 s", "1,234.6 s"),
    "a carried digit": ("loss 0.99999", "loss 1.00001"),
    "a unit behind the number": ("2.512ms, 3.001x, 0.7071+0.7071j", "2.513ms, 3.002x, 0.7072+0.7071j"),
    "a typographic minus": ("−0.5001", "−0.5002"),
    "no number": ("the same words", "the same words"),
    "not a number": ("loss nan, inf, -inf", "loss nan, inf, -inf"),
    "the width of NumPy's columns": ("[[ 0.  1.]\n [ 2.  3.]]", "[[-0.  1.]\n [ 2.  3.]]"),
    "the width of pandas' columns": (
        "      loss  epoch\na   9.9999      1\nb  10.0001     12",
        "     loss  epoch\na  9.9999      1\nb  9.9999     12",
    ),
    "the width of a sign": ("x -0.0000 |", "x  0.0000 |"),
    "NumPy's whole number": ("[1. 2.]", "[0.99999994 2.        ]"),
    "JSON": ({"value": 0.91234567, "n": 3}, {"n": 3, "value": 0.91234568}),
}
DIFFERENT = {
    "a third digit": ("0.812", "0.813"),
    "a second digit": ("accuracy 0.81", "accuracy 0.82"),
    "a third digit in a large number": ("15.3781", "15.4781"),
    "a third digit of an exponent form": ("1.23e-03", "1.24e-03"),
    "an exponent": ("1e-03", "1e-04"),
    "a sign": ("0.5", "-0.5"),
    "a whole number": ("10000 examples", "10001 examples"),
    "a whole number at the end of a sentence": ("There are 10000.", "There are 10001."),
    "a whole number with thousands": ("128,000 parameters", "128,001 parameters"),
    "a whole number became a decimal": ("x = 1000", "x = 1000.0"),
    "a shape": ("(32, 10)", "(32, 11)"),
    "a shape in a repr with close decimals": ("shape=(1000,) 0.5", "shape=(1001,) 0.5"),
    "a date": ("2026-11-28", "2026-11-27"),
    "a date with points": ("28.11.2026", "28.11.2027"),
    "a version": ("TensorFlow 2.21.1000", "TensorFlow 2.21.1001"),
    "a name": ("conv2d_1000", "conv2d_1001"),
    "a name with a point": ("layer1000.5", "layer1001.5"),
    "a digest": ("123456e1ab", "123457e1ab"),
    "a data type": ("float32 0.5", "float64 0.5"),
    "a word": ("cat 0.5001", "dog 0.5001"),
    "a word beside another width": ("cat 0.5", "dog 0.50001"),
    "a missing line": ("a 0.5001\nb 0.5002\n", "a 0.5001\n"),
    "a line more": ("a 0.5001\n", "a 0.5001\nb 0.5002\n"),
    "a missing number": ("[0.1, 0.2]", "[0.1]"),
    "a number became nan": ("loss 0.5", "loss nan"),
    "infinity": ("loss inf", "loss nan"),
    "spaces where no width differs": ("a  b 0.5", "a b 0.5"),
    "words joined": ("a b 0.5", "ab 0.50001"),
    "a whole number beside another width": ("1 0.5", "2 0.50001"),
    "an HTML cell": ("<td>1000</td>", "<td>1001</td>"),
    "JSON": ({"value": 0.912, "n": 3}, {"value": 0.912, "n": 4}),
    "a JSON value": ({"value": 0.912}, {"value": 0.915}),
}


@pytest.mark.parametrize(("stored", "fresh"), EQUAL.values(), ids=EQUAL)
def test_what_only_the_processor_changes_is_equal(stored, fresh):
    assert comparable(stored) == comparable(fresh)
    assert not comparable(fresh) != comparable(stored)  # noqa: SIM202 -- nbval asks with !=


@pytest.mark.parametrize(("stored", "fresh"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_carries_meaning_is_not_equal(stored, fresh):
    assert comparable(stored) != comparable(fresh)
    assert not comparable(fresh) == comparable(stored)  # noqa: SIM201


def test_the_message_shows_what_differs_and_not_what_may():
    shown = explain("a 0.5001\nb 0.812\nc 7", "a 0.5002\nb 0.813\nc 7")
    assert shown == [
        "first difference: stored '0.812', fresh '0.813'",
        "stored line 2: b 0.812",
        "fresh line 2: b 0.813",
    ]


HTML = "from IPython.display import HTML, display; display(HTML('<td>0.9123</td>'))"
SOURCE = f"print('accuracy', 0.91234, 'of', 1000, (32, 10))\nprint('second line')\n{HTML}\n'hidden by its semicolon';"
FRESH = "accuracy 0.91234 of 1000 (32, 10)\nsecond line\n"
CHANGES = {
    "as it was": (FRESH, "<td>0.9123</td>", True),
    "a last digit": (FRESH.replace("0.91234", "0.91237"), "<td>0.9123</td>", True),
    "a last digit in HTML": (FRESH, "<td>0.9124</td>", True),
    "a third digit": (FRESH.replace("0.91234", "0.91434"), "<td>0.9123</td>", False),
    "a third digit in HTML": (FRESH, "<td>0.9153</td>", False),
    "a whole number": (FRESH.replace("1000", "1001"), "<td>0.9123</td>", False),
    "a word": (FRESH.replace("accuracy", "precision"), "<td>0.9123</td>", False),
    "a shape": (FRESH.replace("(32, 10)", "(32, 11)"), "<td>0.9123</td>", False),
    "a missing line": (FRESH + "third line\n", "<td>0.9123</td>", False),
    "a missing output": (FRESH, None, False),
}
WORDS, PHRASES, BEGINNINGS, NOTHING = ([IGNORE, *([tag] if tag != IGNORE else [])] for tag in TAGS)
OTHER_NUMBERS = FRESH.replace("0.91234", "1.2e-05").replace("1000", "5")
TAGGED = {  # stored text and HTML, tags, whether it passes
    "words: other numbers": (OTHER_NUMBERS, "<td>7</td>", WORDS, True),
    "words: the same numbers": (FRESH, "<td>0.9123</td>", WORDS, True),
    "words: another word": (FRESH.replace("accuracy", "precision"), "<td>7</td>", WORDS, False),
    "words: a missing line": (FRESH + "third line\n", "<td>7</td>", WORDS, False),
    "words: another column": (FRESH, "<td>7</td><td>8</td>", WORDS, False),
    "words: another shape": (FRESH.replace("(32, 10)", "(32, 10, 1)"), "<td>7</td>", WORDS, False),
    "words: a missing output": (FRESH, None, WORDS, False),
    "phrases: a missing line": (OTHER_NUMBERS + "third line\n", "<td>7</td>", PHRASES, True),
    "phrases: other numbers": (OTHER_NUMBERS, "<td>7</td>", PHRASES, True),
    "phrases: another word": (FRESH.replace("accuracy", "precision"), "<td>7</td>", PHRASES, False),
    "phrases: a missing output": (FRESH, None, PHRASES, False),
    "beginnings: another word behind": (FRESH.replace(" of ", " for "), "<td>7</td>", BEGINNINGS, True),
    "beginnings: fewer lines": (FRESH + "third line\n", "<td>7</td>", BEGINNINGS, True),
    "beginnings: another word": (FRESH.replace("accuracy", "precision"), "<td>7</td>", BEGINNINGS, False),
    "nothing: another word": (FRESH.replace("accuracy", "precision"), "<td>7</td>", NOTHING, True),
    "nothing: a missing line": (FRESH + "third line\n", "<td>7</td>", NOTHING, True),
}
AGREE = {
    "words: the same numbers": "numbers",
    "phrases: other numbers": "words",
    "beginnings: fewer lines": "phrases",
    "nothing: a missing line": "beginnings",
}
VERDICTS = {name: case[-1] for name, case in (CHANGES | TAGGED).items()}


def cell(text: str, html: str | None, tags: list[str]) -> nbformat.NotebookNode:
    outputs = [new_output("stream", name="stdout", text=text)]
    if html:
        data = {"text/html": html, "text/plain": "<IPython.core.display.HTML object>"}
        outputs.append(new_output("display_data", data=data))
    return new_code_cell(SOURCE, outputs=outputs, execution_count=1, metadata={"tags": tags})


@pytest.fixture(scope="module")
def nbval_says() -> dict[str, str]:
    """What nbval prints about one notebook with a cell for each change, run in a worker as ``make test`` does."""
    folder = ROOT / "_build" / "comparison"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    cells = [cell(*change[:2], []) for change in CHANGES.values()] + [cell(*case[:3]) for case in TAGGED.values()]
    nbformat.write(new_notebook(cells=cells), folder / "small.ipynb")
    options = ("--nbval", "--needless", "-n", "1", "--color=no", "-rA", "-q")
    command = [sys.executable, "-m", "pytest", *options, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    shutil.rmtree(folder)
    found = re.findall(r"^(PASSED|FAILED) .*::Cell (\d+)", done.stdout, re.MULTILINE)
    assert len(found) == len(VERDICTS), done.stdout + done.stderr
    verdicts = [verdict for verdict, _ in sorted(found, key=lambda one: int(one[1]))]
    return dict(zip(VERDICTS, verdicts, strict=True), all=done.stdout)


@pytest.mark.parametrize("name", VERDICTS)
def test_nbval_compares_numbers_as_numbers_and_words_as_the_tags_say(nbval_says, name):
    verdict = "PASSED" if VERDICTS[name] else "FAILED"
    assert nbval_says[name] == verdict, nbval_says["all"]


def test_nbval_shows_the_two_texts(nbval_says):
    assert "first difference: stored '0.91434', fresh '0.91234'" in nbval_says["all"]
    assert "stored line 1: accuracy 0.91434 of 1000 (32, 10)" in nbval_says["all"]
    assert "fresh line 1: accuracy 0.91234 of 1000 (32, 10)" in nbval_says["all"]


def test_nbval_shows_where_words_differ(nbval_says):
    assert "stored line 1: precision 0.91234 of 1000 (32, 10)" in nbval_says["all"]
    assert "fresh line with words that are not stored: accuracy # of # ( # , # )" in nbval_says["all"]


def test_a_run_can_name_the_cells_of_which_more_agrees_than_their_tags_say(nbval_says):
    named = re.findall(r"^(\w+) agree as well: .*::Cell (\d+)$", nbval_says["all"], re.MULTILINE)
    assert {list(VERDICTS)[int(number)]: what for what, number in named} == AGREE
