"""Rules on the registration of data sets: what a new loader needs besides its own function."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tools.rules.base import Found, rule

PACKAGE, KINDS = "nnutils/datasets/__init__.py", "nnutils/datasets/kinds.py"
CARDS = "book/data_cards.md"
CONTRACTS = ("tests/data_contracts.py", "tests/unit/test_datasets.py")


def loaders(root: Path) -> dict[str, str]:
    """Return the functions of nnutils.datasets that return a data set, and the file of each.

    They are the public ones whose annotation names a class of ``kinds.py``.
    """
    if not (root / KINDS).exists():
        return {}
    kinds = {node.name for node in _tree(root / KINDS).body if isinstance(node, ast.ClassDef)}
    found = {}
    for path in sorted((root / KINDS).parent.glob("*.py")):
        for node in _tree(path).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if isinstance(node.returns, ast.Name) and node.returns.id in kinds:
                found[node.name] = path.relative_to(root).as_posix()
    return found


@rule("NB401", "in-loaders", "course")
def in_loaders(root: Path) -> Iterator[Found]:
    """Each loader is in LOADERS and in __all__ of nnutils.datasets."""
    if expected := loaders(root):
        for place in ("LOADERS", "__all__"):
            for name in sorted(expected.keys() - _assigned(_tree(root / PACKAGE), place)):
                yield Found(PACKAGE, f"{place} lacks {name!r}, which {expected[name]} defines")


@rule("NB402", "data-card", "course")
def data_card(root: Path) -> Iterator[Found]:
    """Each data set has a data card, and a line in the table of the cards."""
    text = (root / CARDS).read_text(encoding="utf-8") if (root / CARDS).exists() else ""
    listed = set(re.findall(r"^\| \[(\w+)\]\(#", text, re.MULTILINE))
    for name in sorted(loaders(root).keys() - listed):
        yield Found(CARDS, f"no card and no line '| [{name}](#…) | …'")


@rule("NB403", "data-tested", "course")
def data_tested(root: Path) -> Iterator[Found]:
    """Each data set is among those that the tests load."""
    text = "".join((root / file).read_text(encoding="utf-8") for file in CONTRACTS if (root / file).exists())
    for name in sorted(loaders(root).keys() - set(re.findall(r'"(\w+)"', text))):
        yield Found(CONTRACTS[0], f"STAND_INS lacks {name!r} (or BUNDLED in {CONTRACTS[1]}, if it needs no download)")


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _assigned(tree: ast.Module, name: str) -> set[str]:
    """Return the names and texts that stand in what a module assigns to a name."""
    found: set[str] = set()
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            found |= {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            found |= {str(one.value) for one in ast.walk(node) if isinstance(one, ast.Constant)}
    return found
