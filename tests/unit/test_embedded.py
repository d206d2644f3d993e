"""The stand-ins teach what they are made for: order, shape and memory are in them, and short cuts are not."""

import re

import numpy as np
import pytest

from nnutils import embedded


@pytest.fixture(scope="module")
def made():
    """Every stand-in, made once."""
    cache = {}

    def make(name, *args):
        if (name, args) not in cache:
            cache[name, args] = getattr(embedded, name)(*args)
        return cache[name, args]

    return make


def _ngram_accuracy(data, longest):
    """Test accuracy of a model on counts of n-grams: logistic regression, or naive Bayes where classes are many."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import MultinomialNB

    texts = [np.array(x) for x in (*data["x_train"], *data["x_test"])]
    grams = [texts, [x[:-1] * 100_000 + x[1:] for x in texts]][:longest]
    rows = np.concatenate([np.repeat(np.arange(len(texts)), [len(x) for x in part]) for part in grams])
    _, columns = np.unique(np.concatenate([x for part in grams for x in part]), return_inverse=True)
    counts = csr_matrix((np.ones(len(rows)), (rows, columns)))
    n = len(data["y_train"])
    counts = counts[:, np.asarray((counts[:n] > 0).sum(axis=0)).ravel() >= 5]
    model = MultinomialNB(alpha=0.1) if len(data["class_names"]) > 2 else LogisticRegression(C=0.1, tol=1e-3)
    model.fit(counts[:n], data["y_train"])
    return model.score(counts[n:], data["y_test"])


def _linear_accuracy(x_train, y_train, x_test, y_test):
    from sklearn.linear_model import RidgeClassifier

    return RidgeClassifier(alpha=100.0).fit(x_train, y_train).score(x_test, y_test)


def _pixels(data):
    flat = [data[key][:, ::2, ::2].reshape(len(data[key]), -1) / 255.0 for key in ("x_train", "x_test")]
    return flat[0], data["y_train"], flat[1], data["y_test"]


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist", "cifar10", "imdb", "reuters", "translation_pairs"])
def test_every_call_makes_the_same(name, made):
    again = getattr(embedded, name)()
    for key, value in made(name).items():
        np.testing.assert_array_equal(again[key], value)


def test_the_verdict_of_a_review_is_in_the_order_of_its_words(made):
    words, order = _ngram_accuracy(made("imdb"), 1), _ngram_accuracy(made("imdb"), 2)
    assert 0.52 < words < 0.75
    assert order > 0.95


def test_reviews_are_of_very_different_length_some_above_200(made):
    lengths = np.array([len(x) for x in made("imdb")["x_train"]])
    assert np.percentile(lengths, 10) < 40
    assert 0.05 < (lengths > 200).mean() < 0.2


def test_the_two_verdicts_are_equally_frequent(made):
    assert abs(made("imdb")["y_train"].mean() - 0.5) < 0.03


@pytest.mark.parametrize("name", ["imdb", "reuters"])
@pytest.mark.parametrize("num_words", [50, 20_000])
def test_the_vocabulary_follows_num_words(name, num_words):
    data = getattr(embedded, name)(num_words)
    top = max(map(max, data["x_train"]))
    assert 0.9 * num_words < top < num_words
    assert len(set(data["word_index"].values())) == len(data["word_index"]) >= num_words - 4


def test_topics_are_as_unequal_as_the_real_ones_and_all_in_both_parts(made):
    data = made("reuters")
    frequent = np.sort(np.bincount(data["y_train"]) / len(data["y_train"]))[::-1]
    assert 0.3 < frequent[0] < 0.4
    assert frequent[-1] < 0.005
    assert np.bincount(data["y_train"]).argmax() == 3
    assert set(data["y_train"]) == set(data["y_test"]) == set(range(46))


def test_topics_are_recognised_by_their_words(made):
    data = made("reuters")
    accuracy = _ngram_accuracy(data, 1)
    assert (data["y_test"] == 3).mean() + 0.3 < accuracy < 0.98


def test_digits_for_testing_are_not_those_for_training(made):
    def drawn(x):  # what is drawn, wherever it is placed
        return {picture[np.ix_(picture.any(1), picture.any(0))].tobytes() for picture in x}

    data = made("mnist")
    train, test = drawn(data["x_train"]), drawn(data["x_test"])
    assert len(train) > 1000
    assert len(test) > 300
    assert not train & test


def test_digits_are_learnt_by_a_linear_model_but_not_wholly(made):
    assert 0.6 < _linear_accuracy(*_pixels(made("mnist"))) < 0.95


def test_garments_are_learnt_by_a_linear_model_but_not_wholly(made):
    assert 0.5 < _linear_accuracy(*_pixels(made("fashion_mnist"))) < 0.95


def test_coloured_shapes_are_told_apart_neither_by_pixels_nor_by_mean_colour(made):
    data = made("cifar10")
    assert _linear_accuracy(*_pixels(data)) < 0.3
    means = [data[key].mean(axis=(1, 2)) for key in ("x_train", "x_test")]
    assert _linear_accuracy(means[0], data["y_train"], means[1], data["y_test"]) < 0.2


def test_coloured_shapes_are_told_apart_by_their_shape(made):
    # What a convolutional network has to find: where a picture departs from its ground, wherever that is.
    data = made("cifar10")

    def shape(x):
        edge = np.concatenate([x[:, :2].reshape(len(x), -1, 3), x[:, -2:].reshape(len(x), -1, 3)], axis=1)
        away = np.abs(x - edge.mean(axis=1)[:, None, None]).sum(axis=-1)
        inside = away > 0.5 * np.percentile(away, 97, axis=(1, 2), keepdims=True)
        return np.abs(np.fft.fft2(inside))[:, :9, :9].reshape(len(x), -1)  # does not change when it is moved

    from sklearn.ensemble import ExtraTreesClassifier

    x_train, x_test = (shape(data[key].astype(float)) for key in ("x_train", "x_test"))
    forest = ExtraTreesClassifier(60, random_state=0).fit(x_train, data["y_train"])
    assert forest.score(x_test, data["y_test"]) > 0.5


def test_the_corpus_is_english_in_exactly_65_characters(made):
    text = made("text_corpus")["text"]
    assert "".join(sorted(set(text))) == ("\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    assert len(text) > 300_000
    assert len(re.findall(r"\bthe\b", text)) > 3000


def test_spanish_adjectives_follow_their_noun_and_agree_with_it(made):
    pairs = dict(zip(made("translation_pairs")["inputs"], made("translation_pairs")["targets"], strict=True))
    rules = {
        "red house": "casa roja",
        "red houses": "casas rojas",
        "red dog": "perro rojo",
        "blue trees": "árboles azules",
    }
    for english, spanish in rules.items():
        found = [target for source, target in pairs.items() if re.search(rf"\b{english}\b", source)]
        assert found
        assert all(spanish in target for target in found)


def test_many_english_sentences_have_several_translations(made):
    data = made("translation_pairs")
    assert len(data["inputs"]) > 3000
    assert len(set(zip(data["inputs"], data["targets"], strict=True))) == len(data["inputs"])
    assert 0.3 < len(set(data["inputs"])) / len(data["inputs"]) < 0.9


def test_numbers_are_written_out_in_both_languages(made):
    data = made("translation_pairs")
    found = [s for e, s in zip(data["inputs"], data["targets"], strict=True) if "twenty-three" in e]
    assert found
    assert all("veintitrés" in spanish for spanish in found)


def _autocorrelation(x, lag):
    return np.corrcoef(x[:-lag], x[lag:])[0, 1]


def test_temperatures_follow_the_southern_year(made):
    x = made("weather", "melbourne", 3650)["values"][:, 0]
    assert _autocorrelation(x, 365) > 0.3
    assert _autocorrelation(x, 182) < -0.2
    assert x[:31].mean() > x[180:210].mean() + 4


def test_warm_spells_break_off_at_once(made):
    x = made("weather", "melbourne", 3650)["values"][:, 0]
    days = np.arange(len(x))
    wave = np.stack([np.ones(len(x)), np.cos(2 * np.pi * days / 365.25), np.sin(2 * np.pi * days / 365.25)], axis=1)
    rest = x - wave @ np.linalg.lstsq(wave, x, rcond=None)[0]
    mild, hot = (rest[:-1] > 1) & (rest[:-1] < 3), rest[:-1] > 5
    assert rest[1:][mild].mean() > 0.8
    assert rest[1:][hot].mean() < 0  # a linear model would expect more than after mild days


def test_sunspots_come_in_cycles_of_about_eleven_years(made):
    x = made("weather", "sunspots", 2820)["values"][:, 0]
    spectrum = np.abs(np.fft.rfft(x - x.mean()))
    assert 110 < len(x) / spectrum.argmax() < 150
    assert x.min() >= 0


def test_lasting_north_west_wind_clears_beijings_air(made):
    values = made("weather", "beijing", 43_824)["values"]
    dust, run, north_west = values[:, 0], values[:, 4], values[:, 8] == 1
    assert np.nanmean(dust[north_west & (run > 60)]) < 0.5 * np.nanmean(dust[~north_west & (run > 60)])
    assert _autocorrelation(values[30:, 2], 24) > 0.8
