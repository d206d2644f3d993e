"""One command moves the course to another repository."""

import re
import shutil

import pytest

from tools.notebooks import ROOT
from tools.set_repository import current_url, files, main, set_repository

NEW = "https://github.com/some-one/deep.course"


@pytest.fixture
def course(tmp_path):
    for path in files():
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return tmp_path


def test_badges_and_set_up_cells_name_the_repository_of_the_configuration():
    account = current_url().removeprefix("https://github.com/")
    for path in files():
        if path.suffix == ".ipynb":
            text = path.read_text(encoding="utf-8")
            assert f"colab.research.google.com/github/{account}/blob/main/" in text, path.name
            assert f"git+https://github.com/{account}\\n" in text, path.name


def test_every_file_is_rewritten_and_the_way_back_restores_it(course):
    before = {path: path.read_bytes() for path in files(course)}
    old = current_url(course)
    changed = set_repository(NEW + ".git/", course)
    assert set(changed) == set(before)
    assert current_url(course) == NEW
    assert not [path for path in before if re.search("your_account", path.read_text(encoding="utf-8"))]
    set_repository(old, course)
    assert {path: path.read_bytes() for path in before} == before


def test_a_repository_whose_name_begins_alike_is_left_alone(course):
    readme = course / "README.md"
    readme.write_text(f"{current_url(course)}-solutions {current_url(course)}.", encoding="utf-8")
    set_repository(NEW, course)
    assert "experiment-solutions" in readme.read_text(encoding="utf-8")
    assert f"{NEW}." in readme.read_text(encoding="utf-8")


@pytest.mark.parametrize("bad", ["https://gitlab.com/a/b", "github.com/a/b", "https://github.com/a", "a b"])
def test_what_is_no_repository_is_refused_by_name(bad, course, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([bad, "--root", str(course)])
    assert stopped.value.code == 2
    assert bad in capsys.readouterr().err
