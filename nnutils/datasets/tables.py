"""Tables of measurements: two that scikit-learn brings along, and one that it generates."""

from __future__ import annotations

from typing import Any

from nnutils._checks import whole_number
from nnutils.datasets.kinds import OPENINGS, Table


def iris() -> Table:
    """Fisher's iris flowers (1936): 4 measurements in cm of 150 flowers, 3 species; part of scikit-learn.

    Returns
    -------
    Table
        ``x`` (150, 4), in the order of the species.

    Examples
    --------
    >>> iris()
    Real data: Fisher's iris flowers (in scikit-learn), 150 examples, 4 measurements, 3 classes.
    """
    from sklearn.datasets import load_iris

    return _bundled_table("iris", load_iris(), "Fisher's iris flowers")


def breast_cancer() -> Table:
    """Wisconsin breast cancer (Street et al. 1993): 30 measurements of 569 tumours; part of scikit-learn.

    Class 0 is malignant, class 1 benign.

    Returns
    -------
    Table
        ``x`` (569, 30).

    Examples
    --------
    >>> breast_cancer().class_names
    ('malignant', 'benign')
    """
    from sklearn.datasets import load_breast_cancer

    return _bundled_table("breast_cancer", load_breast_cancer(), "Wisconsin diagnostic breast cancer")


def _bundled_table(name: str, bunch: Any, what: str) -> Table:
    (n, features), classes = bunch.data.shape, tuple(map(str, bunch.target_names))
    return Table(
        name=name,
        origin="real",
        source=f"{OPENINGS['real']}{what} (in scikit-learn), {n} examples, {features} measurements, "
        f"{len(classes)} classes.",
        x=bunch.data.astype("float32"),
        y=bunch.target.astype("int64"),
        feature_names=tuple(map(str, bunch.feature_names)),
        class_names=classes,
    )


def classification(n_samples: int = 1000, n_features: int = 10, random_state: int = 42) -> Table:
    """Two generated classes: scikit-learn's ``make_classification``, its other arguments left alone.

    Parameters
    ----------
    n_samples : int
        Number of examples, from 1 up.
    n_features : int
        Number of features, from 4 up: two are informative, two are sums of those, the others are noise.
    random_state : int
        Seed of the draw, from 0 up.

    Returns
    -------
    Table
        ``x`` (n_samples, n_features).

    Raises
    ------
    ValueError
        If one of them is anything else.

    Examples
    --------
    >>> classification(n_samples=100).x.shape
    (100, 10)
    """
    from sklearn.datasets import make_classification

    whole_number("n_samples", n_samples, least=1)
    whole_number("n_features", n_features, least=4)
    whole_number("random_state", random_state, least=0, most=2**32 - 1)
    x, y = make_classification(n_samples=n_samples, n_features=n_features, random_state=random_state)
    return Table(
        name="classification",
        origin="generated",
        source=f"{OPENINGS['generated']}scikit-learn's make_classification with seed {random_state}, {n_samples:,} "
        f"examples, {n_features} features, 2 classes.",
        x=x.astype("float32"),
        y=y.astype("int64"),
        feature_names=tuple(f"feature {i}" for i in range(n_features)),
        class_names=("class 0", "class 1"),
    )
