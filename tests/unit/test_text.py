"""Text becomes indices and comes back, and a distribution is drawn from as its options say."""

import numpy as np
import pytest

from nnutils.text import Vocabulary, distribution, pad, sample, split

TEXTS = ["the cat sat on the mat.", "The dog isn't here, is it?"]


def test_characters_come_back_as_they_were():
    vocabulary = Vocabulary.build(TEXTS)
    for text in TEXTS:
        assert vocabulary.decode(vocabulary.encode(text)) == text
    assert vocabulary.encode(TEXTS[0]).dtype == np.int32


def test_words_come_back_with_single_spaces():
    vocabulary = Vocabulary.build(TEXTS, level="word")
    assert vocabulary.decode(vocabulary.encode("The dog  isn't on the mat.")) == "The dog isn't on the mat ."


def test_words_keep_apostrophes_and_names_in_brackets():
    assert split("[start] ¿Qué? It’s l'eau [end]", "word") == ["[start]", "¿", "Qué", "?", "It’s", "l'eau", "[end]"]


def test_frequent_tokens_come_first_and_ties_in_alphabetical_order():
    assert Vocabulary.build(["cabba"]).tokens == ("", "[UNK]", "a", "b", "c")


def test_a_vocabulary_is_cut_to_its_greatest_size():
    vocabulary = Vocabulary.build(["aaabbc"], max_size=4)
    assert len(vocabulary) == 4
    assert vocabulary.encode("abc").tolist() == [2, 3, 1]


def test_special_tokens_follow_padding_and_unknown_whether_they_occur_or_not():
    vocabulary = Vocabulary.build(["[end] go"], level="word", special=("[start]", "[end]"))
    assert vocabulary.tokens == ("", "[UNK]", "[start]", "[end]", "go")


def test_an_unknown_token_becomes_one_and_padding_is_not_shown():
    vocabulary = Vocabulary.build(["ab"])
    assert vocabulary.encode("axb").tolist() == [2, 1, 3]
    assert vocabulary.decode([2, 1, 0, 3, 0]) == "a[UNK]b"


def test_strict_encoding_names_the_unknown_tokens():
    with pytest.raises(ValueError, match="not in the vocabulary of 4 tokens: 'x', 'y'"):
        Vocabulary.build(["ab"]).encode("axby", strict=True)
    assert Vocabulary.build(["ab"]).encode("ab", strict=True).tolist() == [2, 3]


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("cut", ["left", "right"])
@pytest.mark.parametrize("length", [None, 1, 3, 6])
def test_padding_equals_that_of_keras(side, cut, length):
    import keras

    sequences, keras_name = [[1, 2, 3, 4], [5], [], [6, 7, 8]], {"left": "pre", "right": "post"}
    expected = keras.utils.pad_sequences(sequences, length, padding=keras_name[side], truncating=keras_name[cut])
    padded = pad(sequences, length, side=side, cut=cut)
    np.testing.assert_array_equal(padded, expected)
    assert padded.dtype == expected.dtype


def test_arrays_are_padded_like_lists_and_no_sequence_gives_no_row():
    np.testing.assert_array_equal(pad([np.array([1, 2]), np.array([3])]), [[1, 2], [3, 0]])
    assert pad([], 5).shape == (0, 5)
    assert pad([]).shape == (0, 1)


def test_every_number_of_32_bits_is_an_index():
    ends = [np.iinfo("int32").min, np.iinfo("int32").max]
    assert pad([ends]).tolist() == [ends]


LOGITS = np.log([0.1, 0.5, 0.15, 0.25])


def test_temperature_divides_the_logits():
    for temperature in (0.5, 1.0, 2.0):
        expected = np.exp(LOGITS / temperature) / np.exp(LOGITS / temperature).sum()
        np.testing.assert_allclose(distribution(LOGITS, temperature=temperature), expected)


def test_a_low_temperature_leaves_the_likeliest_class_and_a_high_one_makes_all_alike():
    np.testing.assert_allclose(distribution(LOGITS, temperature=1e-3), [0, 1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(distribution(LOGITS, temperature=1e6), 0.25, atol=1e-5)


def test_large_logits_do_not_overflow():
    np.testing.assert_allclose(distribution([1e4, 1e4, -1e4]), [0.5, 0.5, 0])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"top_k": 1}, [0, 1, 0, 0]),
        ({"top_k": 2}, [0, 2 / 3, 0, 1 / 3]),
        ({"top_k": 99}, [0.1, 0.5, 0.15, 0.25]),
        ({"top_p": 0.001}, [0, 1, 0, 0]),
        ({"top_p": 0.49}, [0, 1, 0, 0]),
        ({"top_p": 0.6}, [0, 2 / 3, 0, 1 / 3]),
        ({"top_p": 0.89}, [0, 5 / 9, 1.5 / 9, 2.5 / 9]),
        ({"top_p": 1.0}, [0.1, 0.5, 0.15, 0.25]),
        ({"top_k": 3, "top_p": 0.7}, [0, 2 / 3, 0, 1 / 3]),
    ],
)
def test_top_k_and_top_p_keep_the_likeliest_classes(options, expected):
    np.testing.assert_allclose(distribution(LOGITS, **options), expected)


def test_rows_of_a_batch_are_treated_each_by_itself():
    batch = np.stack([LOGITS, LOGITS[::-1]])
    np.testing.assert_allclose(distribution(batch, top_p=0.6), [[0, 2 / 3, 0, 1 / 3], [1 / 3, 0, 2 / 3, 0]])
    assert sample(batch, np.random.default_rng(0), top_k=1).tolist() == [1, 2]


def test_of_equally_likely_classes_top_k_keeps_the_first():
    assert np.flatnonzero(distribution(np.tile([0.0, 1.0], 500), top_k=3)).tolist() == [1, 3, 5]


def test_classes_are_drawn_as_often_as_they_are_likely():
    drawn = sample(np.tile(LOGITS, (40_000, 1)), np.random.default_rng(0))
    np.testing.assert_allclose(np.bincount(drawn, minlength=4) / 40_000, [0.1, 0.5, 0.15, 0.25], atol=0.01)


def test_a_class_that_is_ruled_out_is_never_drawn():
    drawn = sample(np.tile([-np.inf, 0.0, -np.inf, 0.0], (5000, 1)), np.random.default_rng(0))
    assert set(drawn) == {1, 3}


class Fixed(np.random.Generator):
    """A generator that draws one number only."""

    def __init__(self, number):
        super().__init__(np.random.PCG64())
        self.number = number

    def random(self, size):
        return np.full(size, self.number)


def test_the_least_and_the_greatest_draw_are_classes_that_are_possible():
    assert sample([-np.inf, 0.0, 0.0], Fixed(0.0)) == 1
    tenths = np.log(np.full(10, 0.1))
    assert np.cumsum(distribution(tenths))[-1] < 1  # by rounding
    assert sample(tenths, Fixed(np.nextafter(1, 0))) == 9


def test_a_seed_repeats_the_draw():
    one, same = (sample(np.tile(LOGITS, (50, 1)), np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(one, same)
    assert sample(LOGITS, np.random.default_rng(3)).ndim == 0
