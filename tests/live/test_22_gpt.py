"""The GPT of the figure gives Keras's logits, with its cache and without; the 5-gram is the chapter's."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from live_figures import FOLDER

READ = """
  const { Gpt, emptyCache } = await load("nets/gpt.js");
  const gpt = new Gpt(await model("22_gpt"));
  return given.map((tokens) => {
    const cache = emptyCache(gpt.blocks, gpt.d);
    return tokens.map((token) => Array.from(gpt.step(token, cache)));
  });
"""
TEXT = [3, 5, 8, 5, 3, 5, 8, 9, 3, 5, 8, 5, 8, 9, 9, 3, 1, 5, 8, 2, 2, 3, 5, 8, 5] * 3
COUNT = """
  const { KneserNey } = await load("nets/kneser_ney.js");
  const array = (data) => ({ data });
  const five = new KneserNey({ steps: array(given.steps), counts: array(given.counts) }, given.size);
  return given.contexts.map((context) => Array.from(five.next(context)));
"""


@pytest.fixture(scope="module")
def expected() -> dict:
    return json.loads((FOLDER / "models" / "22_gpt.expected.json").read_text("utf-8"))


def test_the_logits_are_keras(script, expected):
    found, wanted = script(READ, expected["inputs"]), np.array(expected["outputs"])
    # The weights are stored in half precision: within a hundredth of the range.
    np.testing.assert_allclose(found, wanted, atol=1e-2 * np.ptp(wanted))
    assert np.ptp(wanted) > 5


def write(script, cached: bool, length: int, start: list[int]) -> dict:
    return script(
        """
        const [{ Gpt }, { Writer }] = await Promise.all([load("nets/gpt.js"), load("22_gpt.js")]);
        const gpt = new Gpt(await model("22_gpt"));
        const writer = new Writer(gpt, given.start, { temperature: 0.8, seed: 2, cached: given.cached });
        for (let i = 0; i < given.length; i++) writer.write();
        return { codes: writer.codes, read: writer.cache.read };
        """,
        {"cached": cached, "length": length, "start": start},
    )


def test_the_cache_changes_no_character_not_even_past_the_window(script):
    start = [10 + i % 40 for i in range(120)]
    with_cache, without = (write(script, cached, 14, start) for cached in (True, False))
    assert with_cache["codes"] == without["codes"]
    # At 129 characters the last 65 were read anew; at 134 the last 70.
    assert with_cache["read"] == without["read"] == 69


def grams(codes, n, size):
    return sum(codes[i : len(codes) - n + 1 + i] * size ** (n - 1 - i) for i in range(n))


def kneser_ney(codes, context, order, size):
    """Probabilities of all symbols after the last `order` - 1 of a context, written without the figure's short cuts."""
    p = np.full(size, 1 / size)
    for n in range(1, order + 1):
        if n == order:
            keys, counts = np.unique(grams(codes, n, size), return_counts=True)
        else:
            keys, counts = np.unique(np.unique(grams(codes, n + 1, size)) % size**n, return_counts=True)
        once, twice = np.sum(counts == 1), np.sum(counts == 2)
        discount = once / (once + 2 * twice) if once else 0.0
        before = int(sum(c * size**i for i, c in enumerate(reversed(context[len(context) - n + 1 :])))) if n > 1 else 0
        here = keys // size == before
        if not here.any():
            continue
        lower, total = p, counts[here].sum()
        p = discount * here.sum() / total * lower
        p[keys[here] % size] += np.maximum(counts[here] - discount, 0) / total
    return p


def test_the_five_gram_is_the_chapters(script):
    from nnutils import live

    size, codes = 10, np.array(TEXT)
    keys, counts = np.unique(grams(codes, 5, size), return_counts=True)
    contexts = [[3, 5, 8, 5], [9, 9, 3, 1], [7, 7, 7, 7], [0, 3, 5, 8], [2, 2, 3, 5, 8]]
    given = {"size": size, "contexts": contexts}
    given |= {"steps": live.varint(np.diff(keys, prepend=0)).tolist(), "counts": live.varint(counts).tolist()}
    found = script(COUNT, given)
    for context, p in zip(contexts, found, strict=True):
        np.testing.assert_allclose(p, kneser_ney(codes, context, 5, size), rtol=1e-9)
        assert sum(p) == pytest.approx(1)


def test_the_stored_counts_give_the_chapters_probabilities(script):
    stored = json.loads((FOLDER / "models" / "22_counts.expected.json").read_text("utf-8"))
    found = script(
        """
        const { KneserNey } = await load("nets/kneser_ney.js");
        const counts = new KneserNey(await model("22_counts"), given.size);
        return given.inputs.map((context) => Array.from(counts.next(context)));
        """,
        {"size": len(stored["outputs"][0]), "inputs": stored["inputs"]},
    )
    np.testing.assert_allclose(found, stored["outputs"], atol=1e-6)


def figure_of(watched, query: str = ""):
    seen = watched().open("22_gpt", query)
    return seen, seen.start("22_gpt")


def test_a_link_brings_back_the_text_and_another_seed_writes_another(watched):
    texts = [figure_of(watched, f"written=40&seed={seed}")[1].locator(".live-page").inner_text() for seed in (1, 1, 2)]
    assert texts[0] == texts[1] != texts[2]
    assert len(texts[0]) >= 49


def test_writing_with_and_without_the_cache_is_timed_and_makes_the_same_text(watched):
    _, figure = figure_of(watched)
    speed, written = figure.locator(".live-conclusion"), []
    for kind in ("With", "Without"):
        for _ in range(3):
            figure.get_by_role("button", name="One character").click()
        assert f"{kind} the cache:" in speed.inner_text()
        written.append(figure.locator(".live-page").inner_text())
        if kind == "With":
            figure.get_by_label("Keep keys and values in a cache").uncheck()
    assert written[0] == written[1]


def test_the_answer_holds_the_gpt_looks_further_back_than_the_five_gram_but_not_far(watched):
    _, figure = figure_of(watched)
    seen = []
    for text in ("Thou shal", "You shal", "Thou, my sweet lord, shal"):
        figure.get_by_label("The text begins with").fill(text)
        seen.append([figure.locator(f".live-bars-{name} li").all_inner_texts() for name in ("a", "b")])
    assert [gpt[0].split()[0] for gpt, _ in seen] == ["t", "l", "l"]
    assert seen[0][1] == seen[1][1] == seen[2][1]
    assert seen[0][1][0].split()[0] == "l"


def test_a_place_in_the_text_is_kept_in_the_address(watched):
    seen, figure = figure_of(watched, "written=20")
    sheet = figure.locator(".live-page")
    for key in ("ArrowLeft", "ArrowLeft"):
        sheet.press(key)
    said = figure.locator(".live-note", has_text="Where the text has").inner_text()
    assert parse_qs(urlsplit(seen.page.url).query)["place"] == ["27"]
    seen.page.reload()
    again = seen.start("22_gpt")
    assert again.locator(".live-note", has_text="Where the text has").inner_text() == said
    again.get_by_role("button", name="One character").click()
    assert again.get_by_text("After the last character").is_visible()
    assert "place" not in seen.page.url


def test_arrow_keys_choose_a_place_whose_character_is_marked_in_the_lists(watched):
    _, figure = figure_of(watched)
    sheet = figure.locator(".live-page")
    assert figure.get_by_text("After the last character").is_visible()
    sheet.press("ArrowLeft")
    assert "“l”" in figure.locator(".live-note", has_text="Where the text has").inner_text()
    assert figure.locator(".live-bars-a .live-marked .live-bar-label").inner_text() == "l"
    for name in ("a", "b"):
        shares = figure.locator(f".live-bars-{name} .live-bar-value").all_inner_texts()
        assert len(shares) == 8
        assert sorted(shares, reverse=True) == shares


def test_characters_that_the_network_does_not_know_are_named(watched):
    _, figure = figure_of(watched)
    figure.get_by_label("The text begins with").fill("Zoë:")
    assert "never seen ë" in figure.locator("p[role=status]").inner_text()
    assert figure.locator(".live-given").all_inner_texts() == ["Z", "o", ":"]
