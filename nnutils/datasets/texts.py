"""Text, translations and dates; stand-ins from Python's own manual and from a small grammar."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

import numpy as np

from nnutils._checks import whole_number
from nnutils.datasets.files import SPANISH, cached, read_member
from nnutils.datasets.kinds import OPENINGS, Fields, Pairs, Text
from nnutils.datasets.loading import load

DATE_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl", "tr", "el", "ru")
FIRST_DAY, LAST_DAY = datetime.date(1950, 1, 1), datetime.date(2049, 12, 31)


def text_corpus() -> Text:
    """Tiny Shakespeare (Karpathy 2015): 1,115,394 real characters, 65 different ones.

    Returns
    -------
    Text
        The plays one after another, a speaker above each speech.

    Raises
    ------
    DataError
        If ``NNUTILS_DATA`` is 'real', and the plays can't be had.

    Examples
    --------
    >>> len(set(text_corpus().text))
    65
    """

    def real() -> Fields:
        return {"text": cached("shakespeare.txt").read_text(encoding="utf-8")}

    instead = "the English of Python's own manual in Tiny Shakespeare's 65 characters"
    return load(Text, "text_corpus", real, text_corpus_stand_in, "Tiny Shakespeare", instead)


def translation_pairs() -> Pairs:
    """English sentences and their Spanish translations (tatoeba.org, manythings.org/anki): 118,964 real pairs.

    Short sentences come first, and a sentence may have several translations.

    Returns
    -------
    Pairs
        English ``inputs`` and Spanish ``targets``.

    Raises
    ------
    DataError
        If ``NNUTILS_DATA`` is 'real', and the sentences can't be had.
    """

    def real() -> Fields:
        text = read_member(cached("spa-eng.zip"), SPANISH).decode("utf-8")
        english, spanish = zip(*(line.split("\t")[:2] for line in text.splitlines()), strict=True)
        return {"inputs": np.array(english, object), "targets": np.array(spanish, object)}

    what, instead = "Tatoeba's English–Spanish sentences", "English–Spanish sentences from a small grammar"
    return load(Pairs, "translation_pairs", real, translation_pairs_stand_in, what, instead)


def dates(n: int = 10_000, *, languages: Iterable[str] = DATE_LANGUAGES, seed: int = 42) -> Pairs:
    """Dates of 1950 to 2049 as people write them in many languages, and the same dates in ISO 8601; made with Babel.

    Formats without the month's name (or its sign) or with a two-digit year are left out: they can be read in two ways.

    Parameters
    ----------
    n : int
        Number of pairs, all different, from 1 to a quarter of what there is: days times formats in all languages.
    languages : iterable of str
        Locales that Babel knows.
    seed : int
        Seed of the draw.

    Returns
    -------
    Pairs
        Dates as people write them, the same in ISO 8601, and the ``language`` of each.

    Raises
    ------
    ValueError
        If `n` is not in that range, `seed` is no whole number from 0 up, there is no language, or one that Babel does
        not know, or none of whose formats can be read in one way only.

    Examples
    --------
    >>> data = dates(1000, languages=["en", "de"])
    >>> len(data.inputs), len(data.targets[0]), sorted(set(data.language))
    (1000, 10, ['de', 'en'])
    """
    languages = (languages,) if isinstance(languages, str) else tuple(languages)
    if not languages:
        raise ValueError("languages is empty; give at least one, such as 'en'")
    whole_number("seed", seed, least=0)
    source = f"{OPENINGS['generated']}dates in {len(languages)} languages by Babel, {n:,} pairs."
    return Pairs(name="dates", origin="generated", source=source, **_draw_dates(n, languages, seed))


def _draw_dates(n: int, languages: tuple[str, ...], seed: int) -> Fields:
    """Draw `n` different dates, each in a random language and a format that can't be misread."""
    from babel.dates import format_date

    patterns = {language: _date_patterns(language) for language in languages}
    days = (LAST_DAY - FIRST_DAY).days + 1
    most = days * sum(map(len, patterns.values())) // 4  # short and long name of a month are sometimes the same
    whole_number("n", n, least=1, most=most)
    rng = np.random.default_rng(seed)
    drawn: dict[tuple[str, str], str] = {}
    while len(drawn) < n:
        language = languages[rng.integers(len(languages))]
        pattern = patterns[language][rng.integers(len(patterns[language]))]
        date = FIRST_DAY + datetime.timedelta(days=int(rng.integers(days)))
        written = " ".join(format_date(date, pattern, locale=language).split())  # no narrow or unbreakable spaces
        drawn[written, language] = date.isoformat()
    inputs, language_of = (np.array(part, object) for part in zip(*drawn, strict=True))
    return {"inputs": inputs, "targets": np.array(list(drawn.values()), object), "language": language_of}


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


# ------------------------------------------------------------------------------------------------ stand-ins


def text_corpus_stand_in() -> Fields:
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


def translation_pairs_stand_in() -> Fields:
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
    inputs, targets = zip(*sorted(pairs, key=lambda pair: (len(pair[0]), pair)), strict=True)
    return {"inputs": np.array(inputs, object), "targets": np.array(targets, object)}
