"""Stand-ins for the course's data sets, made on the spot without a download; loading real data is ``nnutils.datasets``.

Each function returns the fields of the data set of the same name: shapes, types, number of classes and size of the
vocabulary of the real one, fewer examples, the same at every call. They are made so that what a chapter teaches can be
seen on them; no figure obtained with them says anything about the real data.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import numpy as np

from nnutils.datasets import CIFAR10, FASHION, REUTERS

N_TRAIN, N_TEST = 4000, 1000
Fields = dict[str, Any]


def _split(x: Any, y: np.ndarray, class_names: tuple[str, ...], n_train: int = N_TRAIN) -> Fields:
    return {
        "x_train": x[:n_train],
        "y_train": y[:n_train],
        "x_test": x[n_train:],
        "y_test": y[n_train:],
        "class_names": class_names,
    }


# ------------------------------------------------------------------------------------------------ pictures


def mnist() -> Fields:
    """Enlarge scikit-learn's 1,797 digits from 8 × 8 to 20 × 20 and place them near the middle of 28 × 28.

    Training pictures come from 1,297 digits, test pictures from the 500 others, at several places each.
    """
    from scipy.ndimage import zoom
    from sklearn.datasets import load_digits

    rng = np.random.default_rng(0)
    digits = load_digits()
    order = rng.permutation(len(digits.target))
    chosen = np.concatenate([rng.choice(order[:-500], N_TRAIN), rng.choice(order[-500:], N_TEST)])
    large = np.clip(zoom(digits.images, (1, 2.5, 2.5), order=3), 0, 16) * (255 / 16)
    top, left = rng.integers(2, 7, (2, len(chosen), 1, 1))
    x = np.zeros((len(chosen), 28, 28), "uint8")
    span = np.arange(20)
    x[np.arange(len(x))[:, None, None], top + span[:, None], left + span] = large[chosen]
    return _split(x, digits.target[chosen].astype("uint8"), tuple("0123456789"))


# Outlines of the garments (x, y in 28 × 28), then strokes: (brightness relative to the garment, points).
_SLEEVES = [(10, 4), (18, 4), (24, 8), (26, 22), (23, 22), (20, 12), (20, 25)]
_SLEEVES += [(28 - x, y) for x, y in reversed(_SLEEVES)]
_GARMENTS = (
    ([(9, 4), (19, 4), (26, 9), (23, 13), (19, 11), (19, 24), (9, 24), (9, 11), (5, 13), (2, 9)], []),
    ([(9, 3), (19, 3), (21, 26), (15.5, 26), (14, 10), (12.5, 26), (7, 26)], []),
    (_SLEEVES, []),
    ([(11, 2), (17, 2), (17, 10), (21, 26), (7, 26), (11, 10)], []),
    (_SLEEVES, [(0, [(14, 4), (14, 25)]), (0.5, [(11, 16), (9, 19)]), (0.5, [(17, 16), (19, 19)])]),
    ([(3, 20), (25, 18), (26, 21), (3, 23)], [(1, [(7, 20), (13, 12), (16, 19)]), (1, [(15, 12), (23, 18)])]),
    (_SLEEVES, [(0, [(11, 4), (14, 8), (17, 4)]), *((0.3, [(13, y), (15, y)]) for y in (11, 15, 19, 23))]),
    ([(3, 13), (9, 12), (14, 16), (24, 18), (26, 22), (3, 22)], [(0.4, [(3, 20), (26, 20)])]),
    ([(4, 12), (24, 12), (25, 25), (3, 25)], [(1, [(8, 12), (10, 5), (18, 5), (20, 12)])]),
    ([(6, 4), (14, 4), (14, 14), (24, 18), (26, 24), (5, 24)], []),
)


def fashion_mnist() -> Fields:
    """Draw the silhouettes of ten garments, distorted, shifted, in varying grey and with a grain."""
    from PIL import Image, ImageDraw

    rng = np.random.default_rng(1)
    y = rng.integers(0, 10, N_TRAIN + N_TEST).astype("uint8")
    x = np.empty((len(y), 28, 28))
    for i, label in enumerate(y):
        outline, strokes = _GARMENTS[label]
        distort = 3 * (np.eye(2) * rng.uniform(0.6, 1.1, 2) + rng.normal(0, 0.1, (2, 2)))
        shift = rng.normal(0, 5, 2)
        picture = Image.new("L", (84, 84))  # drawn three times as large, so that shrinking softens the edges
        pen = ImageDraw.Draw(picture)
        for brightness, points in [(1, outline), *strokes]:
            placed = ((np.array(points) - 14) @ distort + 42 + shift).ravel().tolist()
            if points is outline:
                pen.polygon(placed, fill=255)
            else:
                pen.line(placed, fill=int(255 * brightness), width=3)
        x[i] = picture.resize((28, 28), Image.Resampling.BOX)
    grey = rng.uniform(0.3, 1, (len(y), 1, 1)) * rng.normal(1, 0.15, x.shape)
    return _split(np.clip(x * grey, 0, 255).astype("uint8"), y, FASHION)


# Each shape as a condition on coordinates (u, v) around its centre, where its size is about 1.
_SHAPES = {
    "disc": lambda u, v: np.hypot(u, v) < 0.9,
    "ring": lambda u, v: abs(np.hypot(u, v) - 0.75) < 0.22,
    "square": lambda u, v: np.maximum(abs(u), abs(v)) < 0.8,
    "frame": lambda u, v: abs(np.maximum(abs(u), abs(v)) - 0.7) < 0.2,
    "triangle": lambda u, v: (v < 0.8) & (2 * abs(u) < v + 1),
    "plus": lambda u, v: (np.minimum(abs(u), abs(v)) < 0.25) & (np.maximum(abs(u), abs(v)) < 0.95),
    "cross": lambda u, v: (np.minimum(abs(u + v), abs(u - v)) < 0.35) & (np.maximum(abs(u), abs(v)) < 0.8),
    "crescent": lambda u, v: (np.hypot(u, v) < 0.95) & (np.hypot(u - 0.5, v) > 0.75),
    "bars": lambda u, v: (np.maximum(abs(u), abs(v)) < 0.9) & (np.sin(7 * v) > 0),
    "stakes": lambda u, v: (np.maximum(abs(u), abs(v)) < 0.9) & (np.sin(7 * u) > 0),
}


def cifar10() -> Fields:
    """Draw ten kinds of shapes of any colour, size and place, slightly turned, on uneven grounds of any colour.

    Colour tells nothing of the class, and no pixel does so by itself: a linear model can't read them, convolutions can.
    """
    rng = np.random.default_rng(2)
    n = N_TRAIN + N_TEST
    y = rng.integers(0, len(CIFAR10), n).astype("uint8")
    centre, angle = rng.uniform(-5, 5, (2, n, 1, 1)), rng.uniform(-0.3, 0.3, (n, 1, 1))
    size = rng.uniform(7, 11, (n, 1, 1))
    rows, columns = np.mgrid[-15.5:16, -15.5:16]
    across, down = (columns - centre[0]) / size, (rows - centre[1]) / size
    u, v = across * np.cos(angle) + down * np.sin(angle), down * np.cos(angle) - across * np.sin(angle)
    inside = np.empty(u.shape, bool)
    for label, shape in enumerate(_SHAPES.values()):
        inside[y == label] = shape(u[y == label], v[y == label])
    ground = rng.uniform(0, 256, (n, 1, 1, 3))
    colour = (ground + rng.uniform(80, 176, ground.shape)) % 256  # in every channel far from the ground's
    slope = rng.normal(0, 1.5, (2, n, 1, 1, 3))
    uneven = slope[0] * rows[..., None] + slope[1] * columns[..., None] + rng.normal(0, 12, (n, 32, 32, 3))
    x = np.where(inside[..., None], colour, ground) + uneven
    return _split(np.clip(x, 0, 255).astype("uint8"), y, tuple(_SHAPES))


# ------------------------------------------------------------------------------------------------ words as indices

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


def imdb(num_words: int = 10_000) -> Fields:
    """Write reviews with a small grammar in which the order of words decides ('dull but moving', 'moving but dull').

    Opinions hold a word of praise and one of blame in either verdict, so that counting words helps little; some
    sentences of plain praise or blame hint at the verdict. Facts between them name invented people and places, drawn by
    Zipf's law from the rest of the vocabulary. About one review in ten is longer than 200 words.
    """
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
    return _split(x, y, ("negative", "positive")) | {"word_index": word_index}


def reuters(num_words: int = 10_000) -> Fields:
    """Draw newswires on 46 topics, two of them frequent and most rare as in the real set.

    A fifth of a newswire's words are among the 40 of its topic, a tenth among those of another one, the others follow
    Zipf's law over the whole vocabulary. Order says nothing.
    """
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
    return _split(x, y.astype("int64"), REUTERS) | {"word_index": word_index}


# ------------------------------------------------------------------------------------------------ text


def text_corpus() -> Fields:
    """Take the prose of Python's own manual (``pydoc_data``), restricted to the 65 characters of Tiny Shakespeare."""
    from pydoc_data.topics import topics

    allowed = "\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    text = "\n".join(topics[key] for key in sorted(topics)).translate(str.maketrans("‘’–—…", "''--."))
    lines = [re.sub(" +", " ", re.sub(f"[^{re.escape(allowed)}]", "", line)).strip() for line in text.splitlines()]
    text = re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
    return {"text": text + "".join(sorted(set(allowed) - set(text)))}  # an edition of the manual might lack a letter


_NOUNS = {
    "cat": "gato", "dog": "perro", "book": "libro", "car": "coche", "bridge": "puente", "train": "tren",
    "tree": "árbol", "garden": "jardín", "house": "casa", "table": "mesa", "chair": "silla", "street": "calle",
    "window": "ventana", "flower": "flor", "key": "llave", "city": "ciudad",
}  # fmt: skip
_FEMININE = {"casa", "mesa", "silla", "calle", "ventana", "flor", "llave", "ciudad"}
_ADJECTIVES = {
    "red": "rojo", "white": "blanco", "small": "pequeño", "new": "nuevo", "old": "viejo", "big": "grande",
    "blue": "azul", "beautiful": "bonito", "expensive": "caro", "famous": "famoso",
}  # fmt: skip
_SUBJECTS = (("I", "Yo"), ("You", "Tú"), ("We", "Nosotros"), ("They", "Ellos"))
_VERBS = {
    "see": ("veo", "ves", "vemos", "ven"),
    "want": ("quiero", "quieres", "queremos", "quieren"),
    "buy": ("compro", "compras", "compramos", "compran"),
    "have": ("tengo", "tienes", "tenemos", "tienen"),
}


def _plural(noun: str) -> str:
    """English or Spanish plural of one of the words above."""
    if noun == "city":
        return "cities"
    accents = {"jardín": "jardines", "árbol": "árboles"}
    spanish = noun in _NOUNS.values() or noun.rstrip("a") + "o" in _ADJECTIVES.values() or noun in _ADJECTIVES.values()
    return accents.get(noun, noun + ("es" if spanish and noun[-1] not in "aeo" else "s"))


def translation_pairs() -> Fields:
    """Write English sentences and their Spanish translations with a small grammar, numbers by num2words.

    Adjectives follow their noun and agree with it; pronouns may be dropped, so that many sentences have two
    translations.
    """
    from num2words import num2words

    rng = np.random.default_rng(5)
    pairs: dict[tuple[str, str], None] = {}
    nouns, adjectives, verbs = list(_NOUNS), list(_ADJECTIVES), list(_VERBS)
    numbers = [number for number in range(2, 100) if number % 10 != 1]  # those that end in one agree in gender
    for kind, i, j, k, m in rng.integers(0, 1 << 30, (3500, 5)).tolist():
        noun, one, other = nouns[i % len(nouns)], adjectives[j % len(adjectives)], adjectives[(j + 1 + k % 9) % 10]
        (subject, pronoun), verb = _SUBJECTS[m % 4], verbs[k % 4]
        many = kind % 5 in (1, 4)
        sustantivo = _NOUNS[noun]
        feminine = sustantivo in _FEMININE
        adjetivo, otro = (re.sub("o$", "a", a) if feminine else a for a in (_ADJECTIVES[one], _ADJECTIVES[other]))
        if many:
            noun, sustantivo, adjetivo, otro = map(_plural, (noun, sustantivo, adjetivo, otro))
        the = ("los", "las")[feminine] if many else ("el", "la")[feminine]
        said = _VERBS[verb][m % 4]
        if kind % 5 in (0, 1):
            is_, es = (("is", "es"), ("are", "son"))[many]
            english, spanish = f"The {one} {noun} {is_} {other}.", f"{the} {sustantivo} {adjetivo} {es} {otro}."
        elif kind % 5 == 2:
            english, spanish = f"Where is the {one} {noun}?", f"¿Dónde está {the} {sustantivo} {adjetivo}?"
        elif kind % 5 == 3:
            english, spanish = f"{subject} {verb} the {one} {noun}.", f"{said} {the} {sustantivo} {adjetivo}."
        else:
            number = numbers[i % len(numbers)]
            english = f"{subject} {verb} {num2words(number)} {one} {noun}."
            spanish = f"{said} {num2words(number, lang='es')} {sustantivo} {adjetivo}."
        pairs[english, spanish[0].upper() + spanish[1:]] = None
        if kind % 5 in (3, 4):
            pairs[english, f"{pronoun} {spanish}"] = None
    english, spanish = zip(*sorted(pairs, key=lambda pair: (len(pair[0]), pair)), strict=True)
    return {"inputs": np.array(english, object), "targets": np.array(spanish, object)}


def dates(n: int, languages: tuple[str, ...], seed: int) -> Fields:
    """Draw `n` different dates of 1950 to 2049, each in a random language and a format that can't be misread."""
    import datetime

    from babel.dates import format_date

    patterns = {language: _date_patterns(language) for language in languages}
    first, days = datetime.date(1950, 1, 1), 36525
    most = days * sum(map(len, patterns.values())) // 4  # short and long name of a month are sometimes the same
    if not 1 <= n <= most:
        raise ValueError(f"n must be between 1 and {most} for these languages, got {n!r}")
    rng = np.random.default_rng(seed)
    drawn: dict[tuple[str, str], str] = {}
    while len(drawn) < n:
        language = languages[rng.integers(len(languages))]
        pattern = patterns[language][rng.integers(len(patterns[language]))]
        date = first + datetime.timedelta(days=int(rng.integers(days)))
        written = " ".join(format_date(date, pattern, locale=language).split())  # no narrow or unbreakable spaces
        drawn[written, language] = date.isoformat()
    written, language = (np.array(part, object) for part in zip(*drawn, strict=True))
    return {"inputs": written, "targets": np.array(list(drawn.values()), object), "language": language}


def _date_patterns(language: str) -> list[str]:
    """Babel's patterns for dates with the month's name (or its sign) and the whole year."""
    from babel import Locale, UnknownLocaleError
    from babel.dates import get_date_format

    try:
        locale = Locale.parse(language)
    except (ValueError, TypeError, UnknownLocaleError):
        raise ValueError(f"language {language!r} is unknown to Babel; it knows codes such as 'en', 'pt_BR'") from None
    patterns = {get_date_format(length, locale).pattern for length in ("short", "medium", "long", "full")}
    skeletons = locale.datetime_skeletons
    patterns |= {skeletons[key].pattern for key in ("yMMMd", "yMMMEd") if key in skeletons}
    kept = [p for p in sorted(patterns) if re.search("MMM|LLL|[月월]", p) and re.search("(?<!y)y(yyy)?(?!y)", p)]
    if not kept:
        raise ValueError(f"language {language!r} has no format of a date that can be read in one way only")
    return kept


# ------------------------------------------------------------------------------------------------ series


def weather(name: str, n: int) -> Fields:
    """Generate the series `name` with `n` steps, in the range and with the columns of the real one."""
    make = {"melbourne": _melbourne, "sunspots": _sunspots, "beijing": _beijing}[name]
    return {"values": make(n, np.random.default_rng(6)).astype("float32")}


def _autoregressive(noise: np.ndarray, memory: float) -> np.ndarray:
    from scipy.signal import lfilter

    return lfilter([1.0], [1.0, -memory], noise)


def _melbourne(n: int, rng: np.random.Generator) -> np.ndarray:
    """A year's wave and warm spells that build up slowly and break off at once: a threshold autoregression."""
    spell, spells = 0.0, []
    for shock in rng.normal(0, 1.9, n):
        spell = (0.85 * spell if spell < 3.5 else -0.4 * spell) + shock
        spells.append(spell)
    year = 12.6 + 3.8 * np.cos(2 * np.pi * (np.arange(n) - 25) / 365.25)
    return np.clip(year + spells, 0, 27).round(1)[:, None]


def _sunspots(n: int, rng: np.random.Generator) -> np.ndarray:
    """Cycles of about eleven years, steep before and flat after their peak, of uneven height and length."""
    phase = np.cumsum(1 + _autoregressive(rng.normal(0, 0.03, n), 0.98)) / 130
    height = rng.lognormal(4.6, 0.35, int(phase.max()) + 2)[phase.astype(int)]
    position = phase % 1
    activity = height * (position / 0.35 * np.exp(1 - position / 0.35)) ** 3
    noise = _autoregressive(rng.normal(0, 1, n), 0.5) * (2 + 1.2 * np.sqrt(activity))
    return np.clip(activity + noise, 0, None).round(1)[:, None]


def _beijing(n: int, rng: np.random.Generator) -> np.ndarray:
    """Fine dust that damp, calm hours gather and north wind blows away, more of it in winter; 5 % of it missing."""
    hours = np.arange(n)
    year, day = np.cos(2 * np.pi * (hours / 8766 - 0.05)), np.cos(2 * np.pi * (hours % 24 - 15) / 24)
    front = _autoregressive(rng.normal(0, 0.14, n), 0.985)  # changes of the weather within days
    temperature = 12.5 - 15 * year + 4 * day + 3 * front
    dew_point = 2 - 16 * year + 8 * front + _autoregressive(rng.normal(0, 0.5, n), 0.95)
    pressure = 1016 + 10 * year - 4 * front
    wind = np.select([front < -0.7, front > 0.5, day < -0.5], [1, 2, 0], 3)  # NW, SE, NE, calm and variable
    speed, wet, frost = rng.gamma(2, 1.2, n), front > 1.3, temperature <= 0
    dust, state = np.empty(n), np.zeros(4)  # state: dust, cumulated wind, snow, rain
    cumulated = np.empty((n, 3))
    gain = np.clip(1 + 0.6 * year + 0.05 * (dew_point - temperature + 12), 0.1, None) * rng.lognormal(0, 0.5, n)
    for t in range(n):
        steady = t > 0 and wind[t] == wind[t - 1]
        state[1] = state[1] * steady + speed[t]
        state[2:] = (state[2:] + 1) * (wet[t] & frost[t], wet[t] & ~frost[t])
        cleared = 0.25 * (wind[t] == 1) * min(state[1] / 30, 1) + 0.05 * wet[t]  # strong only if it lasts
        state[0] = state[0] * (0.96 - cleared) + 4 * gain[t]
        dust[t], cumulated[t] = state[0], state[1:]
    dust = np.where(_autoregressive(rng.normal(0, 1, n), 0.9) > 3.8, np.nan, np.clip(dust, 0, 994).round())
    dust[:24] = np.nan  # as in the real series
    parts = [dust, dew_point.round(), temperature.round(), pressure.round(), *cumulated.T.round(2)]
    return np.stack([*parts, *(wind == direction for direction in range(4))], axis=1)
