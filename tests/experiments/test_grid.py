"""An entry of experiments.yml becomes a list of points, or is refused with the reason."""

import pytest
import yaml
from toys import course

from tools.experiments.grid import GridError, entries, experiment


def test_the_points_are_every_combination_in_the_order_of_the_arguments(tmp_path):
    course(tmp_path, common={"folder": "x"}, grid=[{"seed": [1, 2], "rate": [0.1, 0.2]}, {"seed": 2, "rate": 0.2}])
    found = experiment("01_toy", tmp_path)
    assert found.points == [
        {"rate": 0.1, "seed": 1, "folder": "x"},
        {"rate": 0.1, "seed": 2, "folder": "x"},
        {"rate": 0.2, "seed": 1, "folder": "x"},
        {"rate": 0.2, "seed": 2, "folder": "x"},
    ]
    assert found.about == "How much is left."


def test_numbers_that_are_equal_but_not_the_same_are_two_points(tmp_path):
    course(tmp_path, grid=[{"rate": [1, 1.0, True], "seed": 1}])
    assert [point["rate"] for point in experiment("01_toy", tmp_path).points] == [1, 1.0, True]


def test_a_block_may_replace_what_is_common(tmp_path):
    course(tmp_path, common={"seed": 1}, grid=[{"rate": 0.1}, {"rate": 0.2, "seed": [2, 3]}])
    assert [(one["rate"], one["seed"]) for one in experiment("01_toy", tmp_path).points] == [
        (0.1, 1),
        (0.2, 2),
        (0.2, 3),
    ]


def test_points_are_computed_in_an_order_that_spreads_and_is_always_the_same(tmp_path):
    course(tmp_path)
    found = experiment("01_toy", tmp_path)
    order = found.spread()
    assert order == experiment("01_toy", tmp_path).spread()
    assert order != found.points
    assert sorted(map(str, order)) == sorted(map(str, found.points))
    assert len({point["rate"] for point in order[:4]}) > 1


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"grid": []}, "has no point"),
        ({"grid": {"rate": 1}}, "a grid that is a list of blocks"),
        ({"grid": ["rate"]}, "block 1 of the grid is a str"),
        ({"grid": [{"rate": [], "seed": 1}]}, "'rate' has no value"),
        ({"grid": [{"rate": 1}]}, r"block 1 of the grid lacks \['seed'\], which toy needs"),
        (
            {"grid": [{"rate": 1, "seed": 1, "size": 2}]},
            r"block 1 of the grid has \['size'\]; toy takes \['rate', 'seed",
        ),
        ({"grid": [{"rate": 1, "seed": 1}, {"rate": 1, "seed": 1, "what": "x"}]}, "block 2 .* they must agree"),
        ({"grid": [{"rate": ["1e-3"], "seed": 1}]}, "rate is text to YAML, '1e-3': write 0.001 with a decimal point"),
        (
            {"grid": [{"rate": [[1, 2]], "seed": 1}]},
            r"rate is \[1, 2\]; allowed are numbers, true, false, null and text",
        ),
        ({"function": "other"}, "no cell tagged 'experiment' defines 'other'"),
        ({"tiny": {"epochs": 1}}, r"tiny has \['epochs'\]"),
        ({"hours": 0}, "hours is 0; it must be above 0"),
        ({"points": 1}, r"has \['points'\]; allowed are"),
    ],
)
def test_a_wrong_entry_is_refused_with_the_reason(tmp_path, entry, says):
    course(tmp_path, **entry)
    with pytest.raises(ValueError, match=says):
        experiment("01_toy", tmp_path)


def test_a_column_that_every_table_has_is_no_argument(tmp_path):
    course(tmp_path, "def toy(seed, error):\n    return {'x': 1}", grid=[{"seed": 1, "error": 2}])
    with pytest.raises(GridError, match="'error' can't be an argument of the grid"):
        experiment("01_toy", tmp_path)


def test_an_unknown_experiment_is_refused_with_the_known_ones(tmp_path):
    course(tmp_path)
    with pytest.raises(GridError, match="has no experiment '02_toy'; it has: 01_toy"):
        experiment("02_toy", tmp_path)


def test_an_experiment_belongs_to_the_chapter_of_its_number(tmp_path):
    course(tmp_path, name="07_toy")
    with pytest.raises(GridError, match="07_toy must begin with the number of one chapter"):
        experiment("07_toy", tmp_path)


def test_a_draft_holds_the_cells_until_the_chapter_has_them(tmp_path):
    course(tmp_path, draft="drafts/01_toy.ipynb")
    with pytest.raises(GridError, match=r"01_toy: there is no draft 'drafts/01_toy.ipynb'"):
        experiment("01_toy", tmp_path)
    (tmp_path / "drafts").mkdir()
    (tmp_path / "notebooks" / "01_first.ipynb").rename(tmp_path / "drafts" / "01_toy.ipynb")
    (tmp_path / "notebooks" / "01_first.ipynb").write_text("{}")
    assert experiment("01_toy", tmp_path).module.notebook == "drafts/01_toy.ipynb"


def test_no_file_is_no_experiment_and_another_file_is_refused(tmp_path):
    assert entries(tmp_path) == {}
    course(tmp_path)
    (tmp_path / "notebooks" / "experiments.yml").write_text(yaml.safe_dump(["01_toy"]))
    with pytest.raises(GridError, match="holds a list"):
        entries(tmp_path)
