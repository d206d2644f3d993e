"""Reviews and newswires as lists of word indices, with classes; stand-ins that a grammar or Zipf's law writes."""

from __future__ import annotations

import json
import re
from collections import Counter

import numpy as np

from nnutils._checks import whole_number
from nnutils.datasets.files import cached
from nnutils.datasets.kinds import N_TEST, N_TRAIN, Fields, Tokens, as_split
from nnutils.datasets.loading import load

_TOPICS = (
    "cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade reserves ship cotton carcass "
    "crude nat-gas cpi money-fx interest gnp meal-feed alum oilseed gold tin strategic-metal livestock retail ipi "
    "iron-steel rubber heat jobs lei bop zinc orange pet-chem dlr gas silver wpi hog lead"
)
FEWEST_WORDS = 5  # the indices 0 to 3 are no words
REUTERS = tuple(_TOPICS.split())


def imdb(num_words: int = 10_000) -> Tokens:
    """Film reviews (Maas et al. 2011), negative (0) or positive (1); 25,000 and 25,000 real ones in Keras's order.

    Parameters
    ----------
    num_words : int
        Indices are below it; rarer words become 2. From 5 up, as the indices 0 to 3 are no words.

    Returns
    -------
    Tokens
        Reviews as lists of indices, at least half of them for training.

    Raises
    ------
    ValueError
        If `num_words` is anything else.
    DataError
        If ``NNUTILS_DATA`` is 'real', and the files can't be had.

    Examples
    --------
    >>> max(map(max, imdb(num_words=500).x_train)) < 500
    True
    """

    def real() -> Fields:
        with np.load(cached("imdb.npz"), allow_pickle=True) as arrays:  # verified, so safe to unpickle
            x_train, y_train = _as_keras(arrays["x_train"], arrays["y_train"], num_words)
            x_test, y_test = _as_keras(arrays["x_test"], arrays["y_test"], num_words)
        fields = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
        return fields | {"class_names": ("negative", "positive"), "word_index": _read_json("imdb_word_index.json")}

    whole_number("num_words", num_words, least=FEWEST_WORDS)
    instead = "reviews from a grammar in which the order of words decides"
    return load(Tokens, "imdb", real, lambda: imdb_stand_in(num_words), "the IMDB film reviews", instead)


def reuters(num_words: int = 10_000) -> Tokens:
    """Newswires of 1987 (Lewis 1997) on 46 topics, most of them rare; 8,982 and 2,246 real ones in Keras's order.

    Parameters
    ----------
    num_words : int
        As in `imdb`.

    Returns
    -------
    Tokens
        Newswires as lists of indices.

    Raises
    ------
    ValueError, DataError
        As in `imdb`.
    """

    def real() -> Fields:
        with np.load(cached("reuters.npz"), allow_pickle=True) as arrays:  # verified, so safe to unpickle
            x, y = _as_keras(arrays["x"], arrays["y"], num_words)
        n = int(0.8 * len(x))
        fields = {"x_train": x[:n], "y_train": y[:n], "x_test": x[n:], "y_test": y[n:]}
        return fields | {"class_names": REUTERS, "word_index": _read_json("reuters_word_index.json")}

    whole_number("num_words", num_words, least=FEWEST_WORDS)
    instead = "generated newswires on 46 topics, words of the topic among words of none"
    return load(Tokens, "reuters", real, lambda: reuters_stand_in(num_words), "the Reuters newswires", instead)


def _as_keras(x: np.ndarray, y: np.ndarray, num_words: int) -> tuple[np.ndarray, np.ndarray]:
    """Keras's order (seed 113) and indices.

    Its own loader is not called: where KERAS_HOME is read-only it downloads into another folder, and waits without end.
    """
    order = np.arange(len(x))
    np.random.RandomState(113).shuffle(order)  # the generator that Keras uses
    indices = ([1] + [w + 3 if w + 3 < num_words else 2 for w in x[i]] for i in order)
    return np.fromiter(indices, object), y[order]


def _read_json(name: str) -> dict[str, int]:
    index: dict[str, int] = json.loads(cached(name).read_text(encoding="utf-8"))
    return index


# ------------------------------------------------------------------------------------------------ stand-ins

_GOOD = ("moving", "funny", "clever", "gripping", "charming", "fresh", "lively", "honest", "warm", "witty")
_BAD = ("dull", "silly", "clumsy", "slow", "hollow", "stale", "lifeless", "false", "cold", "tedious")
_ASPECTS = ("plot", "acting", "music", "script", "ending", "camera", "cast", "humour", "dialogue", "pace")
# Sentences of a positive review; exchanging {g} and {b} makes them negative without changing which words they contain.
_OPINIONS = (
    "the {a} is {b} but {g}",
    "the {a} seems {g} and not {b}",
    "the {a} is not only {g} it is never {b}",
    "{b} before the break and {g} after it",
    "the {a} is less {b} than {g}",
    "what was {b} becomes {g}",
    "far from {b} the {a} stays {g}",
    "hardly {b} and always {g}",
    "they call it {b} and i call it {g}",
    "although {b} at first it proves {g}",
)
_HINTS = ("a {g} film", "such a {g} {a}", "how {g}")  # plain praise or blame, which agrees with the verdict only mostly
_FACTS = ("{0} plays the part of {1}", "made in {0} by {1} and {2}", "we meet {0} and {1}", "then {0} goes to {1}")


def _invented_words(n: int) -> list[str]:
    """Distinct words of three or more syllables, which no list of English words is needed for."""
    syllables = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]
    base = len(syllables)
    words = []
    for i in range(base**2, base**2 + n):
        word = ""
        while i:
            i, rest = divmod(i, base)
            word += syllables[rest * 11 % base]  # 11 and the base have no common factor: still distinct
        words.append(word)
    return words


def _zipf(rng: np.random.Generator, n: int, size: int) -> np.ndarray:
    """Draw ranks 0 … n − 1, the rank r about 1 / (r + 10) as often, as words are in texts."""
    weights = 1 / (np.arange(n) + 10)
    return rng.choice(n, size, p=weights / weights.sum())


def imdb_stand_in(num_words: int = 10_000) -> Fields:
    """Write reviews with a small grammar in which the order of words decides ('dull but moving', 'moving but dull').

    Opinions hold a word of praise and one of blame in either verdict, so that counting words helps little; some
    sentences of plain praise or blame hint at the verdict. Facts between them name invented people and places, drawn by
    Zipf's law from the rest of the vocabulary. About one review in ten is longer than 200 words.

    Parameters
    ----------
    num_words : int
        As in `imdb`: the names are taken from what the grammar leaves of the vocabulary.

    Returns
    -------
    dict
        The fields of `Tokens`: 4,000 reviews for training and 1,000 for testing.

    Raises
    ------
    ValueError
        As in `imdb`.
    """
    whole_number("num_words", num_words, least=FEWEST_WORDS)
    rng = np.random.default_rng(3)
    n = N_TRAIN + N_TEST
    y = rng.integers(0, 2, n)
    templates = " ".join(_OPINIONS + _HINTS + _FACTS)
    known = {*_GOOD, *_BAD, *_ASPECTS, *re.sub("{.}", " ", templates).split()}
    names = np.array(_invented_words(max(num_words - 4 - len(known), 100)))
    reviews = []
    for verdict, length in zip(y, np.clip(rng.lognormal(2.5, 0.7, n), 4, 80).astype(int), strict=True):
        kinds, picks = rng.random(length), rng.integers(0, 1 << 30, (length, 4)).tolist()
        drawn = iter(names[_zipf(rng, len(names), 3 * length)].tolist())
        words: list[str] = []
        for kind, (i, j, k, m) in zip(kinds, picks, strict=True):
            praise, blame = _GOOD[i % len(_GOOD)], _BAD[j % len(_BAD)]
            sentences = _OPINIONS if kind < 0.45 or not words else _HINTS if kind < 0.6 else _FACTS
            says = verdict if sentences is _OPINIONS or i % 100 < 60 else 1 - verdict
            good, bad = (praise, blame) if says else (blame, praise)
            sentence = sentences[k % len(sentences)]
            names_here = (next(drawn), next(drawn), next(drawn))
            words += sentence.format(*names_here, g=good, b=bad, a=_ASPECTS[m % len(_ASPECTS)]).split()
        reviews.append(words)
    counts = Counter(word for review in reviews for word in review)
    ranked = [*sorted(known, key=lambda word: (-counts[word], word)), *names.tolist()]
    word_index = {word: rank for rank, word in enumerate(ranked, 1)}
    index = {word: rank + 3 if rank + 3 < num_words else 2 for word, rank in word_index.items()}
    x = np.fromiter(([1, *(index[word] for word in review)] for review in reviews), object)
    return as_split(x, y, ("negative", "positive")) | {"word_index": word_index}


def reuters_stand_in(num_words: int = 10_000) -> Fields:
    """Draw newswires on 46 topics, two of them frequent and most rare as in the real set.

    A fifth of a newswire's words are among the 40 of its topic, a tenth among those of another one, the others follow
    Zipf's law over the whole vocabulary. Order says nothing.
    """
    whole_number("num_words", num_words, least=FEWEST_WORDS)
    rng = np.random.default_rng(4)
    n, topics = N_TRAIN + N_TEST, len(REUTERS)
    order = np.array([3, 4, 19, 16, 1, 11, 20, 13, 8, 10])
    order = np.concatenate([order, np.setdiff1d(np.arange(topics), order)])
    weights = (np.arange(topics) + 1.0) ** -1.3
    y = rng.choice(order, n, p=weights / weights.sum())
    y[:topics] = y[-topics:] = order  # every topic is in both parts
    words = max(num_words - 4, 100)
    vocabularies = rng.integers(min(30, words // 2), min(3000, words), (topics, 40))
    lengths = np.clip(rng.lognormal(4.3, 0.6, n), 15, 400).astype(int)
    total = lengths.sum()
    kind, spoken = rng.random(total), np.repeat(y, lengths)
    spoken = np.where(kind < 0.1, np.repeat(rng.choice(order, n), lengths), spoken)
    ranks = np.where(kind < 0.3, vocabularies[spoken, rng.integers(0, 40, total)], _zipf(rng, words, total))
    tokens = np.where(ranks + 4 < num_words, ranks + 4, 2)
    x = np.fromiter(([1, *part.tolist()] for part in np.split(tokens, np.cumsum(lengths)[:-1])), object)
    word_index = {word: rank for rank, word in enumerate(_invented_words(words), 1)}
    return as_split(x, y.astype("int64"), REUTERS) | {"word_index": word_index}
