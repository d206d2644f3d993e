"""A chapter's claims: its asserts, made to say whether they held in place of ending the run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode

from tools.experiments.chapter import CLAIMS, INJECTED
from tools.notebooks import tags

LENGTH = 100  # characters of a claim in words
SAY = f'''
def _nnbe_claim(name, held):
    """Note whether a claim held."""
    with open({CLAIMS}, "a", encoding="utf-8") as file:
        file.write(f'["{{name}}", {{int(held)}}]\\n')
'''


def instrument(notebook: NotebookNode) -> dict[str, str]:
    """Make each claim of a notebook with injected parameters say whether it held, and go on.

    A claim is an ``assert``, or a call of ``np.testing.assert_…``. One whose failure the chapter itself catches stays
    as it is.

    Parameters
    ----------
    notebook
        Changed in place; it must have a cell of injected parameters.

    Returns
    -------
    dict
        The first words of each claim by its name, ``claim 1`` and so on.
    """
    found = _Claims()
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if INJECTED in tags(cell):
            cell.source += "\n" + SAY
        elif "assert" in cell.source:
            cell.source = found.rewrite(cell.source)
    return found.words


@dataclass
class _Claims(ast.NodeTransformer):
    words: dict[str, str] = field(default_factory=dict)

    def rewrite(self, source: str) -> str:
        """Return a cell's code with its claims wrapped."""
        return ast.unparse(ast.fix_missing_locations(self.visit(ast.parse(source))))

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        return self._wrapped(node, f"assert {ast.unparse(node.test)}")

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        call = node.value
        if isinstance(call, ast.Call) and re.search(r"\btesting\.assert_\w+$", ast.unparse(call.func)):
            return self._wrapped(node, ast.unparse(call))
        return node

    def visit_Try(self, node: ast.Try) -> ast.AST:
        if not any(map(_catches, node.handlers)):
            return self.generic_visit(node)
        for part in (node.handlers, node.orelse, node.finalbody):
            part[:] = [self.visit(one) for one in part]
        return node

    def _wrapped(self, claim: ast.stmt, words: str) -> ast.Try:
        name = f"claim {len(self.words) + 1}"
        self.words[name] = words if len(words) <= LENGTH else words[: LENGTH - 1] + "…"
        failed, held = (ast.parse(f"_nnbe_claim({name!r}, {value})").body for value in (False, True))
        handler = ast.ExceptHandler(ast.Name("AssertionError", ast.Load()), None, failed)
        return ast.Try([claim], [handler], held, [])


def _catches(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or bool(
        {one.id for one in ast.walk(handler.type) if isinstance(one, ast.Name)}
        & {"AssertionError", "Exception", "BaseException"}
    )


def uses(sources: list[str], name: str) -> bool:
    """Return whether code reads a name; cells that are no plain Python are left out."""
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        for source in sources
        for node in _nodes(source)
    )


def _nodes(source: str) -> Iterator[ast.AST]:
    try:
        yield from ast.walk(ast.parse(source))
    except SyntaxError:
        return
