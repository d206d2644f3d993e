"""The plots: what they draw is read back from the figure, and bad input is named."""

from io import BytesIO

import matplotlib.pyplot as plt
import numpy as np
import PIL.Image
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
    np.testing.assert_array_equal(training.get_ydata(), [3, 2, 1])
    np.testing.assert_array_equal(validation.get_ydata(), [3, 2.5, 2])
    assert training.get_linestyle() != validation.get_linestyle()  # told apart without colour


def test_an_image_grid_shows_each_picture_on_the_full_scale():
    images = np.zeros((3, 4, 5), "uint8")
    images[1] = 128  # must stay grey: no stretching of each picture to its own range
    fig = plots.image_grid(images, titles=["a", "b", "c"], columns=2)
    drawn = [ax for ax in fig.axes if ax.images]
    assert [ax.get_title() for ax in drawn] == ["a", "b", "c"]
    assert {ax.images[0].get_clim() for ax in drawn} == {(0, 255)}
    np.testing.assert_array_equal(drawn[1].images[0].get_array(), images[1])


def test_a_picture_without_colours_is_grey_and_nothing_stands_around_it():
    fig = plots.image_grid(np.zeros((3, 2, 2)), columns=2)
    assert {ax.images[0].get_cmap()(0.5)[:3] for ax in fig.axes if ax.images} == {(128 / 255,) * 3}
    assert [ax.axison for ax in fig.axes] == [False] * 4  # the place that is left over too


def test_a_confusion_matrix_writes_each_count_in_its_cell():
    matrix = np.array([[5, 1], [2, 7]])
    fig = plots.confusion_matrix(matrix, ["cat", "dog"])
    cells = {text.get_position(): int(text.get_text()) for text in fig.axes[0].texts}
    assert cells == {(0, 0): 5, (1, 0): 1, (0, 1): 2, (1, 1): 7}  # (column, row)
    assert fig.axes[0].get_ylabel() == "true class"


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


def test_the_plane_is_coloured_and_each_class_has_its_marker():
    x, y = np.array([[0.0, 0.0], [1.0, 2.0], [2.0, 1.0]]), [0, 1, 1]
    ax = plots.decision_regions(lambda p: (p[:, 0] > 0.5) * 1, x, y, class_names="ab", axis_names=("u", "v"))
    assert [line.get_xydata().tolist() for line in ax.lines] == [[[0, 0]], [[1, 2], [2, 1]]]
    assert [line.get_marker() for line in ax.lines] == ["o", "s"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("u", "v")
    np.testing.assert_allclose([ax.get_xlim(), ax.get_ylim()], [(-0.16, 2.16), (-0.16, 2.16)])


def test_seven_classes_can_be_told_apart():
    x = np.stack([np.arange(7.0), np.zeros(7)], axis=1)  # in one line: a plane needs room around it
    names = {"class_names": list("abcdefg"), "axis_names": ("u", "v")}
    ax = plots.decision_regions(lambda p: p[:, 0].round().clip(0, 6).astype(int), x, range(7), **names)
    assert len({(line.get_marker(), line.get_color()) for line in ax.lines}) == 7
    assert ax.get_ylim() == (-0.5, 0.5)


def test_one_class_has_one_region_and_no_border():
    ax = plots.decision_regions(
        lambda p: np.zeros(len(p), int), np.eye(2), [0, 0], class_names=["all"], axis_names=("u", "v")
    )
    assert len(ax.collections) == 1


def test_regions_are_drawn_where_one_wants_them():
    ax = plt.subplots()[1]
    names = {"class_names": "ab", "axis_names": ("u", "v")}
    assert plots.decision_regions(lambda p: (p[:, 0] > 0.5) * 1, np.eye(2), [0, 1], **names, ax=ax) is ax


@pytest.mark.parametrize(
    "images",
    [
        np.array([[[0.0, 1.0]]]),
        np.array([[[-9e-7, 1 + 9e-7]]], "float32"),  # rounding
        np.array([[[True, False]]]),
        np.array([[[0, 255]]]),
        [[[0.5]]],
        np.zeros((1, 2, 2, 3)),
        np.zeros((1, 2, 2, 1)),
    ],
)
def test_pictures_in_the_full_range_are_drawn(images):
    (ax,) = plots.image_grid(images).axes
    assert ax.images[0].get_clim() == (0, 255 if np.asarray(images).dtype.kind == "i" else 1)


@pytest.mark.parametrize(("n", "columns", "grid"), [(1, 5, (1, 1)), (5, 5, (1, 5)), (6, 5, (2, 5)), (3, 1, (3, 1))])
def test_pictures_stand_in_rows(n, columns, grid):
    fig = plots.image_grid(np.zeros((n, 2, 2)), columns=columns, size=2)
    assert fig.axes[0].get_gridspec().get_geometry() == grid
    assert fig.get_size_inches().tolist() == [2 * grid[1], 2 * grid[0]]


def test_titles_have_room_above_their_pictures():
    assert plots.image_grid(np.zeros((2, 2, 2)), titles="ab", columns=1, size=1).get_size_inches().tolist() == [1, 2.5]


def test_a_confusion_matrix_is_coloured_by_shares_of_the_true_class_and_stays_legible():
    ax = plots.confusion_matrix(np.array([[1, 3], [0, 0]]), ["cat", "dog"]).axes[0]
    np.testing.assert_array_equal(ax.images[0].get_array(), [[0.25, 0.75], [0, 0]])
    assert [text.get_color() for text in ax.texts] == ["black", "white", "black", "black"]
    assert [label.get_text() for label in (*ax.get_xticklabels(), *ax.get_yticklabels())] == ["cat", "dog"] * 2
    assert ax.get_xlabel() == "predicted class"


def test_a_history_has_a_panel_for_each_metric_and_needs_no_validation():
    fig = plots.history({"loss": [3, 2], "accuracy": [0.1, 0.2], "val_accuracy": [0.1, 0.1]})
    assert [ax.get_ylabel() for ax in fig.axes] == ["loss", "accuracy"]
    assert [len(ax.lines) for ax in fig.axes] == [1, 2]
    assert [text.get_text() for text in fig.axes[1].get_legend().get_texts()] == ["training", "validation"]
    assert {ax.get_xlabel() for ax in fig.axes} == {"epoch"}


def test_the_style_sets_the_palette():
    with plt.rc_context():
        plots.use_style()
        assert plt.rcParams["axes.prop_cycle"].by_key()["color"] == list(plots.PALETTE)
        assert plt.rcParams["font.size"] == 12
    assert len(set(plots.PALETTE)) == len(set(plots.MARKERS)) == 7


def test_photographs_become_one_jpeg_and_no_figure_is_left():
    photos = np.zeros((3, 20, 30, 3), "uint8")
    photos[1, ..., 0] = 255
    shown = plots.photo_grid(photos, columns=3, width=6)
    assert plt.get_fignums() == []  # nothing to be shown twice
    assert shown._repr_jpeg_() == shown.data  # what Jupyter shows
    with PIL.Image.open(BytesIO(shown.data)) as picture:
        assert picture.format == "JPEG"
        left, middle, right = (picture.getpixel((int(x * picture.width), picture.height // 2)) for x in (0.2, 0.5, 0.8))
    assert middle[0] > 240 > 20 > max(middle[1:])
    assert max(left + right) < 20  # each on the full scale: black stays black


def test_titles_make_photographs_taller_and_coarse_jpegs_are_lighter():
    photos = np.random.default_rng(0).random((2, 40, 60, 3))
    heights = []
    for titles in (None, ["a", "b"]):
        with PIL.Image.open(BytesIO(plots.photo_grid(photos, titles=titles).data)) as picture:
            heights.append(picture.height)
    assert heights[1] > heights[0]
    fine, coarse = (len(plots.photo_grid(photos, quality=quality).data) for quality in (90, 20))
    assert coarse < fine / 2
