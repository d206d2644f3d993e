"""The plots: what they draw is read back from the figure, and bad input is named."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnutils import plots


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def test_history_draws_training_and_validation_over_epochs_from_one():
    fig = plots.history({"loss": [3, 2, 1], "val_loss": [3, 2.5, 2]}, metrics=("loss",))
    training, validation = fig.axes[0].lines
    np.testing.assert_array_equal(training.get_xdata(), [1, 2, 3])
    np.testing.assert_array_equal(validation.get_ydata(), [3, 2.5, 2])
    assert training.get_linestyle() != validation.get_linestyle()  # told apart without colour


def test_history_names_a_metric_that_was_not_recorded():
    with pytest.raises(ValueError, match="no metric 'accuracy' in this history; it has loss"):
        plots.history({"loss": [1]})


def test_an_image_grid_shows_each_picture_on_the_full_scale():
    images = np.zeros((3, 4, 5), "uint8")
    images[1] = 128  # must stay grey: no stretching of each picture to its own range
    fig = plots.image_grid(images, titles=["a", "b", "c"], columns=2)
    drawn = [ax for ax in fig.axes if ax.images]
    assert [ax.get_title() for ax in drawn] == ["a", "b", "c"]
    assert {ax.images[0].get_clim() for ax in drawn} == {(0, 255)}
    np.testing.assert_array_equal(drawn[1].images[0].get_array(), images[1])


@pytest.mark.parametrize("shape", [(4, 5), (2, 4, 5, 2), (1, 2, 4, 5, 3)])
def test_an_image_grid_names_a_shape_it_can_not_draw(shape):
    with pytest.raises(ValueError, match="allowed are"):
        plots.image_grid(np.zeros(shape))


def test_an_image_grid_counts_its_titles():
    with pytest.raises(ValueError, match="1 titles for 2 images"):
        plots.image_grid(np.zeros((2, 3, 3)), titles=["one"])


def test_a_confusion_matrix_writes_each_count_in_its_cell():
    matrix = np.array([[5, 1], [2, 7]])
    fig = plots.confusion_matrix(matrix, ["cat", "dog"])
    cells = {text.get_position(): int(text.get_text()) for text in fig.axes[0].texts}
    assert cells == {(0, 0): 5, (1, 0): 1, (0, 1): 2, (1, 1): 7}  # (column, row)
    assert fig.axes[0].get_ylabel() == "true class"


def test_a_confusion_matrix_must_fit_its_names():
    with pytest.raises(ValueError, match=r"shape \(2, 2\), but 3 class names"):
        plots.confusion_matrix(np.eye(2), ["a", "b", "c"])


def test_decision_regions_colour_the_plane_by_the_model():
    x, y = np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([0, 1])
    asked = []

    def predict(points):
        asked.append(points)
        return (points[:, 0] > 0.5).astype(int)

    ax = plots.decision_regions(predict, x, y, class_names=["l", "r"], axis_names=("u", "v"))
    assert asked[0].min() < 0  # beyond the examples
    assert asked[0].max() > 1
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["l", "r"]


def test_decision_regions_need_a_plane():
    with pytest.raises(ValueError, match=r"shape \(4, 3\)"):
        plots.decision_regions(np.argmax, np.zeros((4, 3)), np.zeros(4), class_names=["a"], axis_names=("u", "v"))
