"""Bad input to what loads, shows and stores: for each public name, the beginning of the error and the call."""

import numpy as np

from nnutils import datasets, drawings, embedded, experiments, live, pretrained, results

RECORD = {"model": "m", "data": "d", "metric": "accuracy", "value": 0.5, "evidence": True}


TABLE = experiments.Table("t", [{"a": 1, "x": 0.5}], [], {"arguments": ["a"], "figures": ["x"]})


def loaded(kind, origin="Real", source="Real data: a.", **fields):
    return getattr(datasets, kind)(name="n", origin=origin, source=source, **fields)


ROWS = {
    "datasets.classification": {
        "n_samples is 0; allowed are whole numbers from 1 up": lambda: datasets.classification(n_samples=0),
        "n_samples is True; allowed": lambda: datasets.classification(n_samples=True),
        "n_features is 3; allowed are whole numbers from 4 up": lambda: datasets.classification(n_features=3),
        "random_state is None; allowed are whole": lambda: datasets.classification(random_state=None),
        "random_state is -1; allowed are whole": lambda: datasets.classification(random_state=-1),
        "from 0 to 4294967295": lambda: datasets.classification(random_state=2**32),
    },
    "datasets.dates": {
        "n is 0; allowed are whole numbers from 1 to ": lambda: datasets.dates(0),
        "n is 100000000; allowed are whole numbers from 1": lambda: datasets.dates(10**8, languages=["en"]),
        "n is 2.5; allowed are whole numbers from 1 to ": lambda: datasets.dates(2.5),
        "language 'klingon' is unknown to Babel": lambda: datasets.dates(5, languages=["klingon"]),
        "language 7 is unknown to Babel": lambda: datasets.dates(5, languages=[7]),
        "languages is empty; give at least one": lambda: datasets.dates(5, languages=[]),
        "seed is -1; allowed are whole numbers from 0 up": lambda: datasets.dates(5, seed=-1),
    },
    "datasets.imdb": {"num_words is 4; allowed are whole numbers from 5 up": lambda: datasets.imdb(4)},
    "datasets.reuters": {
        "num_words is 4; allowed are whole numbers from 5 up": lambda: datasets.reuters(4),
        "num_words is None; allowed": lambda: datasets.reuters(None),
        "num_words is 10000.0; allowed": lambda: datasets.reuters(1e4),
    },
    "datasets.photos": {
        "there is no picture at 'nowhere.png'": lambda: datasets.photos("nowhere.png"),
        "bad_input_data.py' is not a picture": lambda: datasets.photos(__file__),
    },
    "datasets.weather": {
        "name is 'paris'; allowed are 'melbourne', 'sunspots', 'beijing'": lambda: datasets.weather("paris"),
        "name is None; allowed are": lambda: datasets.weather(None),
    },
    "datasets.weights": {"name is 'resnet'; allowed are 'squeezenet', 'mob": lambda: datasets.weights("resnet")},
    **{
        f"datasets.{kind}": {
            "origin is 'Real'; allowed are 'real', 'generated', 'stand-in'": lambda k=kind, f=fields: loaded(k, **f),
            "with the origin 'generated' it begins with 'Generated data, as meant: '": lambda k=kind, f=fields: loaded(
                k, "generated", **f
            ),
            "source is 'A poem.'; with the origin 'stand-in' ": lambda k=kind, f=fields: loaded(
                k, "stand-in", "A poem.", **f
            ),
        }
        for kind, fields in {
            "Loaded": {},
            "Dataset": {},
            "Table": {"x": 0, "y": 0, "feature_names": (), "class_names": ()},
            "Split": {"x_train": 0, "y_train": 0, "x_test": 0, "y_test": 0, "class_names": ()},
            "Tokens": {"x_train": 0, "y_train": 0, "x_test": 0, "y_test": 0, "class_names": (), "word_index": {}},
            "Text": {"text": ""},
            "Pairs": {"inputs": 0, "targets": 0},
            "Series": {"values": 0, "times": 0, "columns": (), "units": ()},
            "Photos": {"images": (), "names": ()},
        }.items()
    },
    "drawings.show": {"no drawing is called '99_x'; there are 0": lambda: drawings.show("99_x")},
    "experiments.Table.point": {"argument is 'a'; allowed are 'x'": lambda: TABLE.point({"x": 1})},
    "experiments.Table.where": {
        "column is 'b'; allowed are 'a', 'x'": lambda: TABLE.where(b=1),
        "a is 2; allowed are 1": lambda: TABLE.where(a=2),
    },
    "experiments.read": {"name is '99_x'; allowed are": lambda: experiments.read("99_x")},
    "live.export": {
        "name is 'digit'; allowed are a chapter's number": lambda: live.export("digit", {}, folder="_build"),
        "dtype is 'int8'; allowed are": lambda: live.export("00_a", {}, dtype="int8", folder="_build"),
        "'W' is of <U1; allowed are": lambda: live.export("00_a", {"W": np.array("a")}, folder="_build"),
        "'W' reaches 1e+06; allowed is what float16": lambda: live.export(
            "00_a", {"W": np.array([1e6])}, dtype="float16", folder="_build"
        ),
        "takes 2,400,000 bytes; allowed are 2,000,000": lambda: live.export(
            "00_a", {"W": np.zeros(600_000)}, folder="_build"
        ),
    },
    "live.varint": {
        "numbers are [ 1 -1]; allowed are": lambda: live.varint([1, -1]),
        "numbers are 0.5; allowed are whole": lambda: live.varint(0.5),
    },
    "embedded.imdb": {"num_words is 4; allowed are whole numbers from 5 up": lambda: embedded.imdb(4)},
    "pretrained.weights": {"name is None; allowed are 'squeezenet', 'mobilenet'": lambda: pretrained.weights(None)},
    "pretrained.Weights": {
        "origin is 'x'; allowed": lambda: pretrained.Weights(name="n", origin="x", source="", path=None),
    },
    "results.record": {  # the others stand in test_results.py
        "accuracy: value is nan; allowed are finite numbers": lambda: results.record(**RECORD | {"value": np.nan}),
    },
    "results.read": {"a record has the schema 7; allowed are 1, 2": lambda: results.read({"schema": 7})},
}
