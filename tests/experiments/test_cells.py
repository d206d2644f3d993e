"""Tagged cells become a module that holds what the function needs and nothing else, and a digest of each cell."""

import pytest
from toys import DECAY, TOY, change, course

from tools.experiments.cells import CellsError, changes, fingerprint, module


def made(root, *cells, function="toy"):
    return module(course(root, *cells) / "notebooks" / "01_first.ipynb", function, root)


def test_the_module_holds_the_cells_that_the_function_needs_and_their_imports(tmp_path):
    found = made(tmp_path, "def unused():\n    return os.sep", DECAY, TOY)
    assert list(found.digests) == ["imports", "decay", "come, toy"]
    assert "unused" not in found.source
    assert [line for line in found.source.splitlines() if line.startswith(("import", "from"))] == [
        "import nnutils  # first, as in the chapter: it sets how TensorFlow starts",
        "import math",
        "import os",
        "import time",
        "from pathlib import Path",
    ]
    assert found.arguments == {"rate": True, "seed": True, "what": False, "folder": False}
    assert found.notebook == "notebooks/01_first.ipynb"
    names = {}
    exec(compile(found.source, "module", "exec"), names)
    assert names["toy"](0.5, 2) == {"left": pytest.approx(0.36788, abs=1e-5), "steps": 3}


def test_names_of_classes_comprehensions_defaults_and_decorators_are_followed(tmp_path):
    found = made(
        tmp_path,
        "LIMIT = 3",
        "def twice(f):\n    return lambda *a: f(*a) * 2",
        "class Base:\n    here = Path('.')",
        "class Stop(Base):\n    limit = LIMIT\n\n    @twice\n    def double(self, x):\n        return x",
        "def toy(rate, start=LIMIT):\n    return {'x': sum(Stop().double(i) + rate for i in range(start))}",
    )
    assert list(found.digests) == ["imports", "LIMIT", "twice", "Base", "Stop", "toy"]
    names = {}
    exec(compile(found.source, "module", "exec"), names)
    assert names["toy"](1) == {"x": 9}


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (["def toy(rate):\n    return {'x': size}"], "'size' in code cell 3 .*Pass it as an argument, or tag the cell"),
        (
            ["def toy(rate):\n    return {'x': 1}\n\n\nprint(toy(1))"],
            r"may only import, define and assign, not do 'pri",
        ),
        (["def toy(rate):\n    return {'x': 1}", "toy = 3"], "code cells 3 and 4 both define 'toy'"),
        (
            ["%pip install x\ndef toy(rate):\n    return {}"],
            "code cell 3, tagged 'experiment', is not plain Python: line",
        ),
        (["def other(rate):\n    return {}"], "no cell tagged 'experiment' defines 'toy'; there is: other"),
        (["toy = 3"], "'toy' in code cell 3 is no function"),
        (["def toy(**all):\n    return {}"], "without a name of their own"),
        (["def toy(rate, checkpoint):\n    return {}"], "'checkpoint' needs the default None"),
        (["'a text'"], "code cell 3, tagged 'experiment', defines nothing"),
    ],
)
def test_what_makes_no_module_is_refused_with_the_cell_and_the_reason(tmp_path, cells, says):
    with pytest.raises(CellsError, match=says):
        made(tmp_path, *cells)


def test_a_chapter_without_tagged_cells_says_so(tmp_path):
    path = course(tmp_path) / "notebooks" / "01_first.ipynb"
    path.write_text(path.read_text().replace('"experiment"', '"other"'))
    with pytest.raises(CellsError, match="no cell of it is tagged 'experiment'"):
        module(path, "toy", tmp_path)


def test_the_folder_for_checkpoints_is_no_argument_of_the_grid(tmp_path):
    found = made(tmp_path, "def toy(rate, checkpoint=None):\n    return {'x': rate}")
    assert (found.checkpoint, found.arguments) == (True, {"rate": True})


@pytest.mark.parametrize(
    "same",
    [
        'def f(x):\n    """Say."""\n    return f"{x:.{2}f} {x!r}"  # a remark\n',
        'def f(x):\n    """Say it\n    otherwise."""\n\n    # a remark\n    return f"{x:.{2}f} {x!r}"\n',
        'def f( x ):\n    return f"{x:.{2}f} {x!r}"',
    ],
)
def test_comments_docstrings_and_blanks_dont_count(same):
    assert fingerprint(same) == fingerprint('def f(x):\n    return f"{x:.{2}f} {x!r}"\n')


@pytest.mark.parametrize(
    "other",
    [
        'def f(x):\n    return f"{x:.{3}f} {x!r}"\n',
        'def f(x):\n    return f"{x:.{2}f}  {x!r}"\n',
        'def f(x, y=1):\n    return f"{x:.{2}f} {x!r}"\n',
        'def f(x): "Say."; return 1; return f"{x:.{2}f} {x!r}"\n',
    ],
)
def test_code_counts(other):
    assert fingerprint(other) != fingerprint('def f(x):\n    return f"{x:.{2}f} {x!r}"\n')


def test_a_digest_is_the_same_for_all_releases_of_python():
    # 3.12 made f-strings several tokens; the digests stand in files that other releases read
    assert fingerprint('def f(x):\n    return f"{x:>{3}} {{}} {x!r}" + "a"\n') == "96148493c7961c83"


def test_only_what_the_function_needs_makes_a_table_stale(tmp_path):
    path = course(tmp_path, "def unused():\n    return 1", DECAY, TOY) / "notebooks" / "01_first.ipynb"
    before = module(path, "toy", tmp_path).digests
    change(tmp_path, "return 1", "return 2")
    assert changes(before, module(path, "toy", tmp_path).digests) == []
    change(tmp_path, "-rate * steps", "-rate * steps * 2")
    assert changes(before, module(path, "toy", tmp_path).digests) == ["decay has changed"]
    change(tmp_path, "def decay", "def fade")
    change(tmp_path, "decay(", "fade(")
    assert changes(before, module(path, "toy", tmp_path).digests) == [
        "come, toy has changed",
        "decay is gone",
        "fade is new",
    ]
