"""Pictures: shapes, and stand-ins that can be learnt, but neither wholly nor by short cuts; pictures of one's own."""

import data_contracts as contracts
import numpy as np
import pytest
from data_contracts import PICTURES

from nnutils import datasets

# First labels of training and test, and the mean pixel: another seed or another order would change them.
DRAWN = {
    "mnist": ([8, 2, 2, 6, 7, 5, 9, 7], [4, 6, 4, 3, 8], 43.5),
    "fashion_mnist": ([4, 5, 7, 9, 0, 1, 8, 9], [2, 2, 2, 0, 4], 41.1),
    "cifar10": ([8, 2, 1, 2, 4, 8, 4, 0], [8, 8, 0, 0, 4], 127.2),
}


@pytest.mark.parametrize("name", PICTURES)
def test_stand_ins_have_the_shape_type_and_ten_classes(name, load_embedded):
    contracts.check_pictures(name, load_embedded(name))
    assert (len(load_embedded(name).y_train), len(load_embedded(name).y_test)) == (4000, 1000)


@pytest.mark.parametrize("name", DRAWN)
def test_stand_ins_are_the_same_at_every_call(name, load_embedded):
    data, (train, test, mean) = load_embedded(name), DRAWN[name]
    assert data.y_train[:8].tolist() == train
    assert data.y_test[:5].tolist() == test
    assert data.x_train.mean() == pytest.approx(mean, abs=0.1)


def test_class_names_are_the_published_ones_or_those_of_what_is_drawn(load_embedded):
    assert load_embedded("mnist").class_names == tuple("0123456789")
    assert load_embedded("fashion_mnist").class_names == datasets.FASHION
    assert load_embedded("cifar10").class_names[:3] == ("disc", "ring", "square")
    assert (datasets.FASHION[9], datasets.CIFAR10[9]) == ("Ankle boot", "truck")


def _linear_accuracy(x_train, y_train, x_test, y_test):
    from sklearn.linear_model import RidgeClassifier

    return RidgeClassifier(alpha=100.0).fit(x_train, y_train).score(x_test, y_test)


def _pixels(data):
    flat = [x[:, ::2, ::2].reshape(len(x), -1).astype("float32") / 255 for x in (data.x_train, data.x_test)]
    return flat[0], data.y_train, flat[1], data.y_test


def test_digits_for_testing_are_not_those_for_training(load_embedded):
    def drawn(x):  # what is drawn, wherever it is placed
        return {picture[np.ix_(picture.any(1), picture.any(0))].tobytes() for picture in x}

    train, test = drawn(load_embedded("mnist").x_train), drawn(load_embedded("mnist").x_test)
    assert len(train) > 1000
    assert len(test) > 300
    assert not train & test


def test_digits_are_placed_in_the_middle_with_an_edge_of_two_pixels(load_embedded):
    x = load_embedded("mnist").x_train
    assert not x[:, :2].any()
    assert not x[:, -2:].any()
    assert not x[:, :, :2].any()
    assert not x[:, :, -2:].any()
    assert x[:, 2].any()
    assert x[:, -3].any()


def test_digits_are_learnt_by_a_linear_model_but_not_wholly(load_embedded):
    assert 0.6 < _linear_accuracy(*_pixels(load_embedded("mnist"))) < 0.95


def test_garments_are_learnt_by_a_linear_model_but_not_wholly(load_embedded):
    assert 0.5 < _linear_accuracy(*_pixels(load_embedded("fashion_mnist"))) < 0.95


def test_coloured_shapes_are_told_apart_neither_by_pixels_nor_by_mean_colour(load_embedded):
    data = load_embedded("cifar10")
    assert _linear_accuracy(*_pixels(data)) < 0.3
    train, test = (x.mean(axis=(1, 2)) for x in (data.x_train, data.x_test))
    assert _linear_accuracy(train, data.y_train, test, data.y_test) < 0.2


def test_coloured_shapes_are_told_apart_by_their_shape(load_embedded):
    # What a convolutional network has to find: where a picture departs from its ground, wherever that is.
    data = load_embedded("cifar10")

    def shape(x):
        edge = np.concatenate([x[:, :2].reshape(len(x), -1, 3), x[:, -2:].reshape(len(x), -1, 3)], axis=1)
        away = np.abs(x - edge.mean(axis=1)[:, None, None]).sum(axis=-1)
        inside = away > 0.5 * np.percentile(away, 97, axis=(1, 2), keepdims=True)
        return np.abs(np.fft.fft2(inside))[:, :9, :9].reshape(len(x), -1)  # does not change when it is moved

    from sklearn.ensemble import ExtraTreesClassifier

    x_train, x_test = (shape(x.astype("float32")) for x in (data.x_train, data.x_test))
    forest = ExtraTreesClassifier(40, random_state=0).fit(x_train, data.y_train)
    assert forest.score(x_test, data.y_test) > 0.5


def test_a_picture_of_ones_own_is_turned_upright(tmp_path):
    from PIL import Image

    picture = Image.new("RGB", (6, 4), "red")
    exif = picture.getexif()
    exif[0x0112] = 6  # the camera was held sideways
    picture.save(tmp_path / "mine.jpg", exif=exif)
    data = datasets.photos(tmp_path / "mine.jpg")
    assert (data.names, data.images[0].shape, data.images[0].dtype) == (("mine",), (6, 4, 3), np.uint8)
    assert (data.origin, data.name) == ("real", "photos")
    assert "mine.jpg, 1 example of 4 × 6 pixels" in data.source
    assert str(tmp_path) not in data.source


def test_a_grey_picture_becomes_a_colour_picture(tmp_path):
    from PIL import Image

    Image.new("L", (5, 5), 7).save(tmp_path / "grey.png")
    np.testing.assert_array_equal(datasets.photos(str(tmp_path / "grey.png")).images[0], np.full((5, 5, 3), 7))


def test_a_picture_in_the_home_folder_is_found(tmp_path, monkeypatch):
    from PIL import Image

    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    Image.new("RGB", (5, 5)).save(tmp_path / "mine.png")
    assert datasets.photos("~/mine.png").names == ("mine",)


def test_bundled_photos_are_two(load_embedded):
    data = load_embedded("photos")
    assert data.names == ("china", "flower")
    assert [image.shape for image in data.images] == [(427, 640, 3)] * 2
    assert all(image.flags.writeable for image in data.images)


def test_a_missing_picture_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nothing\.png"):
        datasets.photos(tmp_path / "nothing.png")
    with pytest.raises(FileNotFoundError, match="there is no picture at "):
        datasets.photos(tmp_path)


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n broken"])
def test_a_file_that_is_no_picture_is_refused(content, tmp_path):
    (tmp_path / "note.png").write_bytes(content)
    with pytest.raises(ValueError, match=r"note\.png' is not a picture"):
        datasets.photos(tmp_path / "note.png")


def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path, monkeypatch):
    from PIL import Image

    Image.new("RGB", (9, 9)).save(tmp_path / "huge.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    with pytest.raises(ValueError, match=r"huge\.png' is not a picture that Pillow can read: Image size \(81 pixels\)"):
        datasets.photos(tmp_path / "huge.png")
