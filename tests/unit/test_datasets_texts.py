"""Text, translations and dates: dates mean one day each, and the stand-ins are English and Spanish."""

import datetime
import re

import data_contracts as contracts
import numpy as np
import pytest

from nnutils import datasets
from nnutils.datasets.texts import FIRST_DAY, LAST_DAY


def test_the_corpus_is_english_in_exactly_65_characters(load_embedded):
    text = load_embedded("text_corpus").text
    assert "".join(sorted(set(text))) == "\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    assert len(text) > 300_000
    assert len(re.findall(r"\bthe\b", text)) > 3000
    assert "\n\n\n" not in text
    assert "  " not in text


def test_pairs_of_the_stand_in_are_as_the_real_ones(load_embedded):
    contracts.check_pairs(load_embedded("translation_pairs"))


def test_the_stand_in_for_translation_is_the_same_at_every_call(load_embedded):
    data = load_embedded("translation_pairs")
    assert len(data.inputs) == 3942
    assert (data.inputs[0], data.targets[0]) == ("I buy the new key.", "Compro la llave nueva.")
    assert (data.inputs[-1], data.targets[-1]) == (
        "They want seventy-seven beautiful flowers.",
        "Quieren setenta y siete flores bonitas.",
    )


def test_spanish_adjectives_follow_their_noun_and_agree_with_it(load_embedded):
    data = load_embedded("translation_pairs")
    rules = {
        "red house": "casa roja",
        "red houses": "casas rojas",
        "red dog": "perro rojo",
        "blue trees": "árboles azules",
        "old gardens": "jardines viejos",
        "big cities": "ciudades grandes",
    }
    for english, spanish in rules.items():
        found = [t for s, t in zip(data.inputs, data.targets, strict=True) if re.search(rf"\b{english}\b", s)]
        assert found
        assert all(spanish in target for target in found)


def test_many_english_sentences_have_several_translations(load_embedded):
    data = load_embedded("translation_pairs")
    assert len(set(zip(data.inputs, data.targets, strict=True))) == len(data.inputs)
    assert 0.3 < len(set(data.inputs)) / len(data.inputs) < 0.9


def test_numbers_are_written_out_in_both_languages(load_embedded):
    data = load_embedded("translation_pairs")
    found = [s for e, s in zip(data.inputs, data.targets, strict=True) if "twenty-three" in e]
    assert found
    assert all("veintitrés" in spanish for spanish in found)


def test_dates_mean_one_day_each(load_embedded):
    data = load_embedded("dates")
    meanings = {}
    for written, iso in zip(data.inputs, data.targets, strict=True):
        assert meanings.setdefault(written, iso) == iso
        assert str(datetime.date.fromisoformat(iso).year) in written
        assert re.search(r"[^\W\d_]{2,}", written)
    assert len(data.inputs) == len(set(zip(data.inputs, data.language, strict=True))) == 10_000
    assert set(data.language) == set(datasets.DATE_LANGUAGES)
    assert data.inputs.dtype == data.targets.dtype == data.language.dtype == object
    assert "dates in 12 languages by Babel, 10,000 pairs" in data.source


def test_dates_are_drawn_evenly_from_the_century_that_is_promised(load_embedded):
    assert (str(FIRST_DAY), str(LAST_DAY)) == ("1950-01-01", "2049-12-31")
    days = load_embedded("dates").targets.astype("datetime64[D]")
    assert days.min() >= np.datetime64("1950-01-01")
    assert days.max() <= np.datetime64("2049-12-31")
    decades = np.bincount((days.astype("datetime64[Y]").astype(int) + 20) // 10)
    assert len(decades) == 10
    assert decades.min() > 850


def test_both_ends_of_the_century_are_drawn(monkeypatch):
    first = datetime.date(1999, 12, 30)
    monkeypatch.setattr("nnutils.datasets.texts.FIRST_DAY", first)
    monkeypatch.setattr("nnutils.datasets.texts.LAST_DAY", first + datetime.timedelta(days=2))
    assert set(datasets.dates(9).targets) == {"1999-12-30", "1999-12-31", "2000-01-01"}


def test_the_seed_decides_which_dates_are_drawn():
    one, same, other = (datasets.dates(20, seed=seed).inputs.tolist() for seed in (1, 1, 2))
    assert one == same != other
    assert datasets.dates(20).inputs.tolist() == datasets.dates(20, seed=42).inputs.tolist()
    drawn = datasets.dates(3, languages=["en"], seed=1).targets.tolist()
    assert drawn == ["2001-03-08", "2045-01-17", "1964-06-01"]


@pytest.mark.parametrize("languages", ["en", ["en"], ("en",), iter(["en"])], ids=["word", "list", "tuple", "iterator"])
def test_english_dates_are_read_alike_by_python(languages):
    data = datasets.dates(100, languages=languages, seed=1)
    for written, iso in zip(data.inputs, data.targets, strict=True):
        day = re.sub(r"^\w+day, |^\w{3}, ", "", written)
        form = "%b %d, %Y" if re.match(r"\w{3} ", day) else "%B %d, %Y"
        assert datetime.datetime.strptime(day, form).date().isoformat() == iso
    assert set(data.language) == {"en"}


@pytest.mark.parametrize("language", ["ja", "zh", "ko", "hu", "vi", "pt_BR", "fi", "cs", "ru"])
def test_no_format_without_a_month_name_or_sign_is_used(language):
    data = datasets.dates(100, languages=[language])
    assert len(data.inputs) == 100
    for written in data.inputs:
        assert not re.search(r"\d+[./-] ?\d+[./-] ?\d+", written)
        assert "\u00a0" not in written
        assert "\u202f" not in written


def test_a_language_whose_formats_can_all_be_misread_is_refused(monkeypatch):
    from babel import dates

    class Numeric:
        pattern = "dd/MM/yy"

    monkeypatch.setattr(dates, "get_date_format", lambda length, locale: Numeric)
    monkeypatch.setattr("babel.Locale.datetime_skeletons", {"yMMMd": Numeric})
    with pytest.raises(ValueError, match="'en' has no format of a date that can be read in one way only"):
        datasets.dates(5, languages=["en"])


def test_the_largest_number_of_dates_that_is_allowed_can_be_drawn(monkeypatch):
    monkeypatch.setattr("nnutils.datasets.texts.LAST_DAY", FIRST_DAY + datetime.timedelta(days=99))
    with pytest.raises(ValueError, match=r"from 1 to 100$"):  # English has four formats
        datasets.dates(101, languages=["en"])
    assert len(set(datasets.dates(100, languages=["en"]).inputs)) == 100
