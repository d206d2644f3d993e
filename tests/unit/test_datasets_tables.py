"""Tables: their shapes and types, and that they are scikit-learn's own."""

import numpy as np
import pytest

from nnutils import datasets


@pytest.mark.parametrize(
    ("name", "shape", "classes", "counts"),
    [
        ("iris", (150, 4), ("setosa", "versicolor", "virginica"), [50, 50, 50]),
        ("breast_cancer", (569, 30), ("malignant", "benign"), [212, 357]),
        ("classification", (1000, 10), ("class 0", "class 1"), [501, 499]),
    ],
)
def test_tables_have_their_shape_types_and_classes(name, shape, classes, counts, load_embedded):
    data = load_embedded(name)
    assert data.x.shape == shape
    assert data.x.dtype == np.float32
    assert data.y.dtype == np.int64
    assert np.bincount(data.y).tolist() == counts
    assert data.class_names == classes
    assert len(data.feature_names) == shape[1]
    assert all(type(word) is str for word in data.feature_names)


def test_the_first_flower_is_fishers(load_embedded):
    data = load_embedded("iris")
    np.testing.assert_allclose(data.x[0], [5.1, 3.5, 1.4, 0.2], rtol=1e-6)
    assert data.feature_names[0] == "sepal length (cm)"


def test_classification_is_the_one_of_scikit_learn():
    from sklearn.datasets import make_classification

    x, y = make_classification(n_samples=50, n_features=7, random_state=3)
    data = datasets.classification(n_samples=50, n_features=7, random_state=3)
    np.testing.assert_allclose(data.x, x, rtol=1e-6)
    np.testing.assert_array_equal(data.y, y)
    assert data.feature_names == tuple(f"feature {i}" for i in range(7))
    assert "with seed 3, 50 examples, 7 features, 2 classes." in data.source


def test_classification_has_the_defaults_of_its_docstring(load_embedded):
    np.testing.assert_array_equal(load_embedded("classification").x, datasets.classification(1000, 10, 42).x)


def test_the_smallest_tables_are_allowed():
    assert datasets.classification(n_samples=1, n_features=4).x.shape == (1, 4)
    assert datasets.classification(np.int64(5), random_state=0).x.shape == (5, 10)


def test_the_greatest_seed_is_allowed():
    assert datasets.classification(5, random_state=2**32 - 1).x.shape == (5, 10)
