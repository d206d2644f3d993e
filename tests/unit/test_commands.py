"""README and the book give the same commands, and every one of them exists."""

import re

import pytest

from tools.notebooks import ROOT

README, BOOK = ROOT / "README.md", ROOT / "book" / "how_to_use.md"


def blocks(path, language):
    """Return the code blocks of a language in a Markdown file."""
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def targets():
    """Return the targets of the Makefile that `make help` lists, with what they need."""
    return set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize(("language", "first"), [("sh", "make book"), ("powershell", "py tools/setup.py")])
def test_the_book_repeats_the_readme_s_commands(language, first):
    ours = [block for block in blocks(README, language) if "git clone" in block]
    assert len(ours) == 1
    assert first in ours[0]
    assert ours[0] in blocks(BOOK, language), "README.md and book/how_to_use.md differ"


@pytest.mark.parametrize("path", [README, BOOK, ROOT / "CONTRIBUTING.md"], ids=lambda path: path.name)
def test_every_command_of_make_exists(path):
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE))
    assert named, f"{path.name} names no command"
    assert not named - targets() - {"help"}


def test_the_book_explains_every_command_of_make():
    rows = "".join(line for line in BOOK.read_text(encoding="utf-8").splitlines() if line.startswith("| `make"))
    assert not {name for name in targets() if f"`make {name}" not in rows} - {"help"}


def test_every_module_that_the_commands_start_exists():
    for path in (README, BOOK, ROOT / "CONTRIBUTING.md"):
        for name in re.findall(r"python -m (tools[\w.]+)", path.read_text(encoding="utf-8")):
            module = ROOT / name.replace(".", "/")
            assert module.with_suffix(".py").exists() or (module / "__main__.py").exists(), f"{path.name}: {name}"
