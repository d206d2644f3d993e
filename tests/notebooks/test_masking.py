"""What is compared where numbers differ from run to run: words, phrases, nothing; and which tags are needless."""

import pytest
from nbformat.v4 import new_code_cell, new_output

from nnutils import results
from tools.testing.comparison import Beginnings, MaskedText, Phrases
from tools.testing.masking import COMPARED, IGNORE, TAGS, compared, count, masked, needless, text_of, worded

PRECISE = "network        0.9123 ± 0.011  97.3 %  (n = 1,200)\nbaseline       0.81   ± 0.02   81 %   (n = 20)\n"
SAME_WORDS = {
    "decimals": ("loss 0.9123, rate .5", "loss 12.1, rate .0001"),
    "a decimal became a whole number": ("loss 0.9123", "loss 1"),
    "an exponent": ("gap 1.2e-07, 4e+05", "gap 3E-12, 0.1"),
    "a sign": ("from -0.2 to +0.3, −1", "from 0.4 to 2, 5"),
    "thousands": ("1,115,394 characters", "812 characters"),
    "a per cent": ("97.32% right, 97 % of all", "5% right, 100.0 % of all"),
    "not a number": ("loss nan, inf, -inf", "loss 0.1, 2, NaN"),
    "infinity": ("at most ∞", "at most 3"),
    "the width of columns": (PRECISE, PRECISE.replace("1,200", "3").replace("0.81  ", "0.8099")),
    "blanks at the end": ("a 0.5  \nb", "a 0.25\nb"),
    "the width of NumPy's columns": ("[[ 0.  1.]\n [-2.  3.]]", "[[0.51 1.2 ]\n [2.   3.  ]]"),
    "a size": ("<Figure size 640x480 with 2 Axes>", "<Figure size 320x48 with 1 Axes>"),
    "a unit behind": ("12ms/step, 3x", "5.1ms/step, 0.2x"),
    "the end of a sentence": ("There are 10.", "There are 12.5."),
    "a range": ("from 1981–1990, 3-5", "from 1–2, 30-50"),
    "a date with points": ("on 28.11.2026", "on 1.2.2027"),
    "data": (
        "Real data: Tatoeba's sentences 1981–1990, 118,964 pairs.\nnext",
        "Stand-in, not Tatoeba's sentences 1981–1990: some from a grammar, 3,942 pairs; used because x is 'y'.\nnext",
    ),
}
OTHER_WORDS = {
    "a word": ("accuracy 0.5", "precision 0.5"),
    "a unit": ("12 ms", "12 s"),
    "a per cent": ("97 % right", "97 right"),
    "a label": (PRECISE, PRECISE.replace("baseline", "majority")),
    "the order of rows": ("a 1\nb 2", "b 2\na 1"),
    "a missing line": (PRECISE, PRECISE.splitlines()[0]),
    "a line more": (PRECISE, PRECISE + PRECISE.splitlines()[1]),
    "a missing column": ("a 0.1 0.2\nb 0.1 0.2", "a 0.1\nb 0.1"),
    "a missing number": ("[0.1, 0.2]", "[0.1]"),
    "a number became a word": ("loss 0.5", "loss None"),
    "a name with a number": ("conv2d_1 0.5", "conv2d_2 0.5"),
    "a data type": ("float32 0.5", "float64 0.5"),
    "a bracket": ("(0.1, 0.2)", "[0.1, 0.2]"),
    "words joined": ("a b 0.5", "ab 0.5"),
    "data": ("Real data: MNIST, 60,000 examples.", "Stand-in, not CIFAR-10: squares, 10 examples; used because z."),
}
FOUND = {
    "fewer lines": ("rate 0.1: rising\nrate 0.2: falling\nall 3", "rate 0.3: rising"),
    "more lines": ("rate 0.1: rising\nall 3", "rate 0.1: rising\nrate 0.2: rising\nall 5"),
    "another order": ("a 1\nb 2", "b 2\na 1"),
    "fewer numbers": ("losses [0.1 0.2 0.3] of 3 runs", "losses [0.1] of 1 runs"),
    "another verdict": ("a minus b: +0.1, no difference\na minus c: -1, worse", "a minus b: -3, worse"),
    "another winner": ("a 1\nb 2\nbest: a", "a 2\nb 1\nbest: b"),
}
NOT_FOUND = {
    "a word": ("accuracy 0.5 of all", "precision 0.5 of all"),
    "a unit": ("took 12 s", "took 12 ms"),
    "a label": ("a 1\nb 2", "a 1\nc 2"),
    "a verdict": ("a minus b: +0.1, no difference", "a minus b: +0.1, better"),
    "a line more": ("a 1", "a 1\nb 2"),
    "words joined": ("red house 1\nblue car 2", "red car 1"),
}
BEGINS = {
    "words of the data": ("lowest: the worst 0.1, awful -2\nhighest: a must 3", "lowest: cold -5, less clever 0.5"),
    "another winner": ("most hurt: frog", "most hurt: disc"),
    "a column of words": ("awful      worse, bad\nnot        good", "not        charming, cold"),
    "another verdict": ("a minus b: 0.5, worse", "a minus b: 0.1, no difference"),
    "an empty line": ("a: b", "a: b\n\na: c\n"),
}
BEGINS_OTHERWISE = {
    "a word": ("lowest: the worst", "last: the worst"),
    "a label": ("awful      worse, bad", "dull       worse, bad"),
    "a line more": ("lowest: a", "lowest: a\nhighest: b"),
    "a number": ("lowest 0.5", "0.5 lowest"),
}
ROW = "<tr><th>network</th><td>0.91</td><td style='color: red'>5&nbsp;%</td></tr>"
HEAD = "<tr><th></th><th>accuracy</th><th>error</th></tr>"
TABLE = f"<style>td {{color: #{{x}}}}</style><table>\n{HEAD}\n{ROW}\n</table>"
OTHER_TABLES = {
    "a row": TABLE.replace(ROW, ROW * 2),
    "a column": TABLE.replace("<th>error</th>", "").replace("<td style='color: red'>5&nbsp;%</td>", ""),
    "a header": TABLE.replace("accuracy", "precision"),
    "a label": TABLE.replace("network", "forest"),
}


@pytest.mark.parametrize(("stored", "fresh"), SAME_WORDS.values(), ids=SAME_WORDS)
def test_numbers_do_not_count_among_words(stored, fresh):
    assert MaskedText(stored) == MaskedText(fresh)
    assert not MaskedText(fresh) != MaskedText(stored)  # noqa: SIM202 -- nbval asks with !=


@pytest.mark.parametrize(("stored", "fresh"), OTHER_WORDS.values(), ids=OTHER_WORDS)
def test_words_and_the_shape_of_a_text_count(stored, fresh):
    assert MaskedText(stored) != MaskedText(fresh)
    assert not MaskedText(fresh) == MaskedText(stored)  # noqa: SIM201


@pytest.mark.parametrize(("stored", "fresh"), FOUND.values(), ids=FOUND)
def test_of_phrases_neither_place_nor_number_count(stored, fresh):
    assert MaskedText(stored) != MaskedText(fresh)
    assert Phrases(stored) == Phrases(fresh)
    assert not Phrases(stored) != Phrases(fresh)  # noqa: SIM202


@pytest.mark.parametrize(("stored", "fresh"), NOT_FOUND.values(), ids=NOT_FOUND)
def test_each_phrase_must_be_stored(stored, fresh):
    assert Phrases(stored) != Phrases(fresh)
    assert not Phrases(stored) == Phrases(fresh)  # noqa: SIM201


@pytest.mark.parametrize(("stored", "fresh"), BEGINS.values(), ids=BEGINS)
def test_of_lines_only_the_beginnings_count(stored, fresh):
    assert Phrases(stored) != Phrases(fresh)
    assert Beginnings(stored) == Beginnings(fresh)
    assert not Beginnings(stored) != Beginnings(fresh)  # noqa: SIM202


@pytest.mark.parametrize(("stored", "fresh"), BEGINS_OTHERWISE.values(), ids=BEGINS_OTHERWISE)
def test_each_line_must_begin_as_a_stored_one(stored, fresh):
    assert Beginnings(stored) != Beginnings(fresh)
    assert not Beginnings(stored) == Beginnings(fresh)  # noqa: SIM201


def test_html_is_compared_by_its_text():
    assert text_of(TABLE) == "| accuracy| error|\nnetwork| 0.91| 5 %|"
    same = TABLE.replace("0.91", "1e-3").replace("red", "blue").replace("#{x}", "#123")
    assert masked(text_of(same)) == masked(text_of(TABLE))


@pytest.mark.parametrize("table", OTHER_TABLES.values(), ids=OTHER_TABLES)
def test_the_shape_and_the_words_of_a_table_count(table):
    assert masked(text_of(table)) != masked(text_of(TABLE))


def words_of_a_record(**changes) -> str:
    fields = {"model": "Dense 4-8", "data": "iris, 5 splits", "metric": "accuracy", "value": 0.9, "evidence": True}
    bundle = results.record(**fields | changes)._repr_mimebundle_()
    ((kind, text),) = worded([new_output("execute_result", data=bundle)])[0].data.items()
    assert kind == "text/plain"
    return masked(text)


def test_a_record_is_compared_by_its_words():
    same = {"model": "Dense 4-2", "data": "iris, 2 splits", "value": 0.8, "evidence": False, "sd": 0.1, "n": 2}
    assert words_of_a_record(**same) == words_of_a_record()
    for field, other in {"model": "Conv 4-8", "data": "wine, 5 splits", "metric": "loss", "unit": "°C"}.items():
        assert words_of_a_record(**{field: other}) != words_of_a_record()


def test_a_warning_of_the_small_run_does_not_count():
    outputs = [new_output("stream", name=name, text="x") for name in ("stdout", "stderr")]
    assert worded(outputs) == outputs[:1]


def a_cell(*tags: str, text: str | None = "loss 0.5", kind: str = "text/plain"):
    outputs = [] if text is None else [new_output("execute_result", data={kind: text}, execution_count=1)]
    return new_code_cell("x", outputs=outputs, metadata={"tags": ["hide-cell", *tags]})


LINES, WORDS, ALL = list(TAGS)[1:]


def test_the_tags_say_what_is_compared():
    cells = [a_cell(LINES), a_cell(IGNORE), *(a_cell(IGNORE, tag) for tag in (LINES, WORDS, ALL))]
    assert [compared(cell) for cell in cells] == list(COMPARED)
    assert count([*cells, cells[1], a_cell(text=None)]) == dict(zip(COMPARED, (1, 2, 1, 1, 1), strict=True))


NEEDED = {
    "none": a_cell(),
    "numbers": a_cell(IGNORE),
    "numbers in JSON": a_cell(IGNORE, text={"loss": 0.5}, kind="application/json"),
    "other lines": a_cell(IGNORE, LINES, text="a network won"),
    "other words": a_cell(IGNORE, WORDS, text="To be or not to be"),
    "data": a_cell(IGNORE, text="Real data: MNIST, 60,000 examples."),
}
NEEDLESS = {
    f"{IGNORE} is needless: there is no output": a_cell(IGNORE, text=None),
    f"{IGNORE} is needless: pictures are not compared": a_cell(IGNORE, text="AAAA", kind="image/png"),
    f"{IGNORE} is needless: the output has no number": a_cell(IGNORE, text="a network won"),
    f"{LINES} does nothing without {IGNORE} beside it": a_cell(LINES),
    f"{WORDS} does nothing without {IGNORE} beside it": a_cell(WORDS),
    f"{LINES} does nothing beside {WORDS}": a_cell(IGNORE, LINES, WORDS),
}


@pytest.mark.parametrize("cell", NEEDED.values(), ids=NEEDED)
def test_a_tag_is_of_use(cell):
    assert needless(cell) is None


@pytest.mark.parametrize("why", NEEDLESS)
def test_a_tag_is_needless(why):
    assert needless(NEEDLESS[why]) == why
