"""What is downloaded as an archive or as weights is verified, read without extracting, and parsed."""

import io
import pickle
import tarfile
import zipfile

import numpy as np
import pytest
from misbehaving import BODY, dead_url, files_in

from nnutils import datasets, pretrained
from nnutils.datasets import pictures


def test_weights_are_the_verified_file_in_the_cache(serve, server):
    kept = serve("/good", name=pretrained.PRETRAINED["squeezenet"][1])
    assert [datasets.weights("squeezenet").path for _ in range(2)] == [kept, kept]
    assert datasets.weights("squeezenet").is_real
    assert kept.read_bytes() == BODY
    assert server.requests == ["/good"]


@pytest.mark.parametrize("path", ["/altered", "/html", "/missing", "/silent", "dead"])
def test_without_weights_there_is_no_path_and_a_notice(path, serve, home, monkeypatch, capsys):
    monkeypatch.setenv("NNUTILS_DATA", "auto")
    serve(dead_url() if path == "dead" else path, name=pretrained.PRETRAINED["mobilenet"][1])
    weights = datasets.weights("mobilenet")
    assert (weights.path, weights.is_real) == (None, False)
    assert "Notice: Stand-in, not the ImageNet weights of MobileNet" in capsys.readouterr().out
    assert files_in(home) == []


def test_weights_that_must_be_real_end_in_an_error(serve):
    serve("/altered", name=pretrained.PRETRAINED["squeezenet"][1])
    with pytest.raises(datasets.DataError, match="cut short or altered"):
        datasets.weights("squeezenet")


def zipped(content, *, compression=zipfile.ZIP_DEFLATED, member="spa-eng/spa.txt"):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        archive.writestr(member, content)
    return packed.getvalue()


SPANISH = b"Go.\tVe.\nThe red house.\tLa casa roja.\n"


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_an_archive_packed_in_another_way_is_accepted(compression, serve):
    body = zipped(SPANISH, compression=compression)
    kept = serve("/good", name="spa-eng.zip", body=body, member="spa-eng/spa.txt", content=SPANISH)
    data = datasets.translation_pairs()
    assert (data.inputs.tolist(), data.targets.tolist()) == (["Go.", "The red house."], ["Ve.", "La casa roja."])
    assert kept.read_bytes() == body


@pytest.mark.parametrize(
    "body",
    [zipped(SPANISH + b"More.\t\n"), zipped(SPANISH, member="other.txt"), zipped(SPANISH)[:-30], b"<html>", b""],
    ids=["altered", "without the member", "truncated", "a web page", "empty"],
)
def test_another_archive_is_refused_and_not_kept(body, serve, home):
    serve("/good", name="spa-eng.zip", body=body, member="spa-eng/spa.txt", content=SPANISH)
    with pytest.raises(datasets.DataError, match=r"spa-eng\.zip could not be had"):
        datasets.translation_pairs()
    assert files_in(home) == []


def cifar10_batch(first):
    data = np.full((2, 3072), first, "uint8")
    return pickle.dumps({b"data": data, b"labels": [first, first]})


def test_the_cifar10_archive_is_read_without_extracting_it(serve, home):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for first, name in enumerate(pictures.CIFAR10_BATCHES):
            for path, content in ((f"cifar-10-batches-py/{name}", cifar10_batch(first)), ("../../evil", b"!")):
                member = tarfile.TarInfo(path)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    kept = serve("/good", name="cifar-10-batches-py-target_archive", body=packed.getvalue())
    data = datasets.cifar10()
    assert (data.x_train.shape, data.x_test.shape) == ((10, 32, 32, 3), (2, 32, 32, 3))
    assert data.y_train.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert data.y_test.tolist() == [5, 5]
    assert files_in(home.parent) == [kept]


def test_altered_cifar10_batches_are_not_used(serve, home):
    folder = home / "datasets" / "cifar-10-batches-py-target" / "cifar-10-batches-py"
    folder.mkdir(parents=True)
    for first, name in enumerate(pictures.CIFAR10_BATCHES):
        (folder / name).write_bytes(cifar10_batch(first))
    serve("/missing", name="cifar-10-batches-py-target_archive")
    with pytest.raises(datasets.DataError, match="answered 404"):
        datasets.cifar10()
    assert len(files_in(folder)) == 6
