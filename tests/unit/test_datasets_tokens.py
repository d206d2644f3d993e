"""Reviews and newswires as indices: the stand-ins teach what they are made for, and short cuts are not in them."""

import data_contracts as contracts
import numpy as np
import pytest
from data_contracts import TOKENS

from nnutils import datasets, embedded
from nnutils.datasets.tokens import imdb_stand_in, reuters_stand_in

MAKE = {"imdb": imdb_stand_in, "reuters": reuters_stand_in}
# First labels of training and test, and the words in all: another seed or another order would change them.
DRAWN = {
    "imdb": ([1, 0, 0, 0, 0, 1, 1, 1], [0, 0, 0, 0, 1], 366_758),
    "reuters": ([3, 4, 19, 16, 1, 11, 20, 13], [4, 3, 3, 2, 3], 358_608),
}


def _ngram_accuracy(data, longest):
    """Test accuracy of a model on counts of n-grams: logistic regression, or naive Bayes where classes are many."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import MultinomialNB

    texts = [np.array(x) for x in (*data.x_train, *data.x_test)]
    grams = [texts, [x[:-1] * 100_000 + x[1:] for x in texts]][:longest]
    rows = np.concatenate([np.repeat(np.arange(len(texts)), [len(x) for x in part]) for part in grams])
    _, columns = np.unique(np.concatenate([x for part in grams for x in part]), return_inverse=True)
    counts = csr_matrix((np.ones(len(rows)), (rows, columns)))
    n = len(data.y_train)
    counts = counts[:, np.asarray((counts[:n] > 0).sum(axis=0)).ravel() >= 5]
    model = MultinomialNB(alpha=0.1) if len(data.class_names) > 2 else LogisticRegression(C=0.1, tol=1e-3)
    model.fit(counts[:n], data.y_train)
    return model.score(counts[n:], data.y_test)


@pytest.mark.parametrize("name", TOKENS)
def test_stand_ins_hold_lists_of_indices_that_spell_words(name, load_embedded):
    contracts.check_tokens(name, load_embedded(name))
    assert (len(load_embedded(name).y_train), len(load_embedded(name).y_test)) == (4000, 1000)


@pytest.mark.parametrize("name", DRAWN)
def test_stand_ins_are_the_same_at_every_call(name, load_embedded):
    data, (train, test, words) = load_embedded(name), DRAWN[name]
    assert data.y_train[:8].tolist() == train
    assert data.y_test[:5].tolist() == test
    assert sum(map(len, data.x_train)) == pytest.approx(words, rel=0.01)


def test_class_names_are_those_of_keras(load_embedded):
    assert load_embedded("imdb").class_names == ("negative", "positive")
    assert load_embedded("reuters").class_names == datasets.REUTERS
    assert (datasets.REUTERS[3], datasets.REUTERS[45]) == ("earn", "lead")


def test_the_verdict_of_a_review_is_in_the_order_of_its_words(load_embedded):
    words, order = _ngram_accuracy(load_embedded("imdb"), 1), _ngram_accuracy(load_embedded("imdb"), 2)
    assert 0.52 < words < 0.75
    assert order > 0.95


def test_a_praising_sentence_stands_in_a_positive_review(load_embedded):
    data = load_embedded("imdb")
    words = {index + 3: word for word, index in data.word_index.items()}
    reviews = [" ".join(words[token] for token in tokens[1:] if token > 3) for tokens in data.x_train]
    assert np.mean([y for text, y in zip(reviews, data.y_train, strict=True) if "dull but moving" in text]) == 1
    assert np.mean([y for text, y in zip(reviews, data.y_train, strict=True) if "moving but dull" in text]) == 0


def test_reviews_are_of_very_different_length_some_above_200(load_embedded):
    lengths = np.array([len(x) for x in load_embedded("imdb").x_train])
    assert np.percentile(lengths, 10) < 40
    assert 0.05 < (lengths > 200).mean() < 0.2


def test_the_two_verdicts_are_equally_frequent(load_embedded):
    assert abs(load_embedded("imdb").y_train.mean() - 0.5) < 0.03


@pytest.mark.parametrize(("name", "num_words"), [("imdb", 5), ("imdb", 500), ("reuters", 5), ("reuters", 20_000)])
def test_the_vocabulary_follows_num_words(name, num_words):
    data = MAKE[name](num_words)
    top = max(map(max, data["x_train"]))
    assert min(0.9 * num_words, num_words - 1) <= top < num_words
    assert set(data["word_index"].values()) == set(range(1, len(data["word_index"]) + 1))
    assert len(data["word_index"]) >= num_words - 4


def test_a_smaller_vocabulary_turns_rare_words_into_two(monkeypatch, load_embedded):
    monkeypatch.setenv("NNUTILS_DATA", "embedded")
    large, small = load_embedded("reuters"), datasets.reuters(100)
    assert max(map(max, small.x_train)) == 99
    assert 2 in small.x_train[0]
    assert 2 not in large.x_train[0]


def test_topics_are_as_unequal_as_the_real_ones_and_all_in_both_parts(load_embedded):
    data = load_embedded("reuters")
    frequent = np.sort(np.bincount(data.y_train) / len(data.y_train))[::-1]
    assert 0.3 < frequent[0] < 0.4
    assert frequent[-1] < 0.005
    assert np.bincount(data.y_train).argmax() == 3
    assert set(data.y_train) == set(data.y_test) == set(range(46))


def test_topics_are_recognised_by_their_words(load_embedded):
    data = load_embedded("reuters")
    accuracy = _ngram_accuracy(data, 1)
    assert (data.y_test == 3).mean() + 0.3 < accuracy < 0.98


def test_the_name_of_the_first_edition_is_the_same_function():
    assert embedded.imdb is imdb_stand_in
