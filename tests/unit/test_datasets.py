"""What all data sets share: they say where they come from, can't be changed by mistake, and refuse bad input."""

import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import data_contracts as contracts
import pytest
from data_contracts import STAND_INS, spell

from nnutils import datasets, pretrained
from nnutils.datasets import files

BUNDLED = {("iris",): "real", ("breast_cancer",): "real", ("stock_prices",): "real", ("photos",): "real"}
BUNDLED |= {("classification",): "generated", ("dates",): "generated"}


@pytest.mark.parametrize("call", STAND_INS, ids=spell)
def test_a_stand_in_says_so_without_touching_network_or_cache(call, load_embedded):
    data = load_embedded(*call)
    assert (data.origin, data.is_real) == ("stand-in", False)
    assert data.source.startswith("Stand-in, not ")
    assert data.source.endswith("; used because NNUTILS_DATA is 'embedded'.")


@pytest.mark.parametrize(("call", "origin"), BUNDLED.items(), ids=[name for (name,) in BUNDLED])
def test_data_that_needs_no_download_is_what_it_claims_in_embedded_mode_too(call, origin, load_embedded):
    data = load_embedded(*call)
    assert (data.origin, data.is_real) == (origin, True)
    assert data.source.startswith({"real": "Real data: ", "generated": "Generated data, as meant: "}[origin])


@pytest.mark.parametrize("call", [*STAND_INS, *BUNDLED], ids=spell)
def test_displaying_a_data_set_shows_its_one_sentence_with_a_count(call, load_embedded):
    data = load_embedded(*call)
    assert repr(data) == data.source
    assert re.search(r"\d .*\.$", data.source)
    assert len(re.findall(r"\.(?= |$)", data.source)) == 1
    assert data.name == (call[0] if len(call) == 1 else f"{call[0]}({call[1]!r})")


@pytest.mark.parametrize("call", [*STAND_INS, *BUNDLED], ids=spell)
def test_a_data_set_cannot_be_changed_by_mistake(call, load_embedded):
    data = load_embedded(*call)
    for field in dataclasses.fields(data):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(data, field.name, None)
    with pytest.raises(AttributeError):
        data.is_real = True


@pytest.mark.parametrize(
    ("origin", "source", "message"),
    [
        ("Real", "Real data: a.", "origin is 'Real'; allowed are 'real', 'generated', 'stand-in'"),
        ("generated", "Real data: a.", "with the origin 'generated' it begins with 'Generated data, as meant: '"),
        ("stand-in", "A poem.", "source is 'A poem.'; with the origin 'stand-in' it begins with 'Stand-in, not '"),
    ],
)
def test_the_sentence_cannot_contradict_the_origin(origin, source, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        datasets.Text(name="text", origin=origin, source=source, text="")


def test_the_loaders_are_the_functions_that_tests_and_chapters_call():
    calls = {call[0] for call in (*STAND_INS, *BUNDLED)} - {"weights"}
    assert set(datasets.LOADERS) == calls
    for name, loader in datasets.LOADERS.items():
        assert getattr(datasets, name) is loader
    assert set(datasets.LOADERS) < set(datasets.__all__)
    assert all(hasattr(datasets, name) for name in datasets.__all__)


def test_weights_have_their_home_elsewhere_and_are_no_data_set(load_embedded):
    weights = load_embedded("weights", "mobilenet")
    assert isinstance(weights, pretrained.Weights)
    assert not isinstance(weights, datasets.Dataset)
    assert weights.path is None


@pytest.mark.parametrize("value", ["", "Real", "offline"])
def test_another_value_of_the_variable_is_refused(value, monkeypatch):
    monkeypatch.setenv("NNUTILS_DATA", value)
    with pytest.raises(ValueError, match=f"NNUTILS_DATA is '{value}'; allowed are 'auto', 'real', 'embedded'"):
        datasets.text_corpus()


@pytest.mark.parametrize("module", ["mnist", "imdb", "reuters", "cifar10"])
def test_checksums_are_those_of_keras(module):
    # read as text, as importing Keras would start TensorFlow
    (root,) = {Path(entry, "keras") for entry in sys.path if Path(entry, "keras", "__init__.py").exists()}
    source = (root / "src" / "datasets" / f"{module}.py").read_text(encoding="utf-8")
    name = "cifar-10-batches-py-target_archive" if module == "cifar10" else f"{module}.npz"
    assert datasets.FILES[name].sha256 in source
    assert datasets.FILES[name].url.rsplit("/", 1)[1] in source


def test_every_file_is_fetched_over_https_and_has_a_checksum():
    assert len(datasets.FILES) == len({file.url for file in datasets.FILES.values()}) == 17
    for file in datasets.FILES.values():
        assert file.url.startswith("https://")
        assert re.fullmatch("[0-9a-f]{64}", file.sha256)


def test_a_reader_waits_twenty_seconds_for_a_silent_server_and_five_minutes_in_all():
    assert (files.STALL_SECONDS, files.TOTAL_SECONDS) == (20, 300)


@pytest.mark.parametrize("module", ["pretrained", "embedded", *(f"datasets.{name}" for name in ("files", "tokens"))])
def test_any_module_can_be_imported_first(module):
    subprocess.run([sys.executable, "-c", f"import nnutils.{module}"], check=True)


def test_the_contracts_name_every_downloaded_set():
    assert set(contracts.SHAPES) == set(contracts.CLOCKS) == set(datasets.WEATHER)
