"""The cells of a chapter tagged ``experiment``, as a module that workers import, with a digest of each cell.

The module holds the cell that defines the experiment's function, the tagged cells whose names that one needs, and of
the set-up cell the imports that they need. Nothing else of the chapter gets in, so its parameters can't: what a point
depends on are the function's arguments.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import io
import re
import symtable
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from tools.notebooks import ROOT, code_cells, tags

TAG = "experiment"
IMPORTS = "imports"  # the name under which a digest of the imports is kept
CHECKPOINT = "checkpoint"  # the argument by which a function gets a folder of its own
DEFINITIONS = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
HEAD = '''\
"""What `{function}` needs of {notebook}: its imports and the cells tagged `{tag}`.

Written by `make experiment`; edit the notebook instead.
"""

import nnutils  # first, as in the chapter: it sets how TensorFlow starts

'''


class CellsError(ValueError):
    """The tagged cells make no module; the message says which cell and why."""


@dataclass(frozen=True)
class Cell:
    """A tagged cell: its place among the chapter's code cells, and the names it defines and needs."""

    number: int
    source: str
    names: tuple[str, ...]
    needs: frozenset[str]

    @property
    def title(self) -> str:
        """What the cell is called in messages and in a table's provenance: the names it defines."""
        return ", ".join(self.names)


@dataclass(frozen=True)
class Module:
    """The module of an experiment.

    Attributes
    ----------
    notebook, function
        Where the cells are from, and the function that computes a point.
    source
        The text of the module.
    arguments
        The names of the function's arguments, `CHECKPOINT` not among them; True for those without default.
    checkpoint
        Whether the function takes a folder for its checkpoints.
    digests
        Digest of each cell by its title, and of the imports.
    """

    notebook: str
    function: str
    source: str
    arguments: Mapping[str, bool]
    checkpoint: bool
    digests: Mapping[str, str] = field(default_factory=dict)


def module(path: Path, function: str, root: Path = ROOT) -> Module:
    """Return the module that computes the points of an experiment.

    Parameters
    ----------
    path
        The chapter's notebook.
    function
        The function that computes a point.
    root
        Folder of the course.

    Raises
    ------
    CellsError
        If no tagged cell defines the function, two define one name, a cell does more than to define, or a name that is
        used is neither defined in a tagged cell nor imported in the set-up cell.
    """
    name = path.relative_to(root).as_posix()
    code = code_cells(nbformat.read(path, as_version=4))
    tagged = [_cell(number, one.source, name) for number, one in enumerate(code, 1) if TAG in tags(one)]
    owner: dict[str, Cell] = {}
    for cell in tagged:
        for defined in cell.names:
            if defined in owner:
                first = owner[defined].number
                raise CellsError(f"{name}: code cells {first} and {cell.number} both define {defined!r}; one may")
            owner[defined] = cell
    if function not in owner:
        known = ", ".join(owner) or f"no cell of it is tagged {TAG!r}"
        raise CellsError(f"{name}: no cell tagged {TAG!r} defines {function!r}; there is: {known}")
    chosen = _closure(owner[function], owner)
    imports = _imports(code[0].source) if code else {}
    needed = {one for cell in chosen for one in cell.needs} - owner.keys()
    if unknown := sorted(needed - imports.keys() - set(dir(builtins))):
        users = {one: next(cell for cell in chosen if one in cell.needs) for one in unknown}
        listed = "; ".join(f"{one!r} in code cell {cell.number} ({cell.title})" for one, cell in users.items())
        raise CellsError(
            f"{name}: not defined in a tagged cell, nor imported in the set-up cell: {listed}. "
            "Pass it as an argument, or tag the cell that defines it."
        )
    lines = [statement for one, statement in imports.items() if one in needed]
    arguments, checkpoint = _arguments(owner[function], function, name)
    bodies = [f"# code cell {cell.number}\n{cell.source.rstrip()}\n" for cell in chosen]
    head = HEAD.format(function=function, notebook=name, tag=TAG)
    digests = {IMPORTS: fingerprint("\n".join(lines))} | {cell.title: fingerprint(cell.source) for cell in chosen}
    source = head + "\n".join(lines) + "\n\n\n" + "\n\n".join(bodies)
    return Module(name, function, source, arguments, checkpoint, digests)


def changes(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return how cells differ from those that a table was computed with, a phrase for each; empty if they don't."""
    return [
        *(f"{title} has changed" for title in then if title in now and then[title] != now[title]),
        *(f"{title} is gone" for title in then if title not in now),
        *(f"{title} is new" for title in now if title not in then),
    ]


def plain(source: str) -> str:
    """Return a cell's code without what IPython alone understands: lines that begin with % or !."""
    return re.sub(r"^(\s*)[%!].*", r"\1pass", source, flags=re.MULTILINE)


def fingerprint(source: str) -> str:
    """Return a digest of what code does: comments, blank lines and docstrings don't count.

    It is the same for all releases of Python: tokens are counted, an f-string as it is written.
    """
    quiet = _docstrings(source)
    words, depth, begin, skipped = [], 0, (0, 0), False
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        kind = tokenize.tok_name[token.type]
        if kind == "FSTRING_START":  # since Python 3.12 an f-string is several tokens
            begin = begin if depth else token.start
            depth += 1
        elif kind == "FSTRING_END":
            depth -= 1
            if not depth:
                words.append(("STRING", _between(source, begin, token.end)))
        elif not depth and token.start in quiet:
            skipped = True
        elif not depth and kind not in ("COMMENT", "NL", "ENDMARKER"):
            if not (skipped and kind == "NEWLINE"):
                words.append((kind, "" if kind in ("INDENT", "DEDENT", "NEWLINE") else token.string))
            skipped = False
    return hashlib.sha256(repr(words).encode()).hexdigest()[:16]


def _docstrings(source: str) -> set[tuple[int, int]]:
    """Return where docstrings begin, as tokens count it: line and column."""
    return {
        (node.body[0].lineno, node.body[0].col_offset)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None
    }


def _between(source: str, begin: tuple[int, int], end: tuple[int, int]) -> str:
    lines = source.splitlines(keepends=True)[begin[0] - 1 : end[0]]
    lines[-1] = lines[-1][: end[1]]
    return "".join(lines)[begin[1] :]


def _cell(number: int, source: str, notebook: str) -> Cell:
    where = f"{notebook}: code cell {number}, tagged {TAG!r}"
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise CellsError(f"{where}, is not plain Python: line {error.lineno}: {error.msg}") from None
    for statement in body:
        if not isinstance(statement, DEFINITIONS) and not _is_text(statement):
            line = source.splitlines()[statement.lineno - 1]
            raise CellsError(f"{where}, may only import, define and assign, not do {line!r}")
    table = symtable.symtable(source, "cell", "exec")
    symbols = table.get_symbols()
    names = tuple(one.get_name() for one in symbols if one.is_assigned() or one.is_imported() or one.is_namespace())
    if not names:
        raise CellsError(f"{where}, defines nothing")
    return Cell(number, source, names, frozenset(_globals(table)) - set(names))


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _globals(table: symtable.SymbolTable) -> Iterator[str]:
    for one in table.get_symbols():
        if one.is_referenced() and (table.get_type() == "module" or one.is_global()):
            yield one.get_name()
    for child in table.get_children():
        yield from _globals(child)


def _closure(start: Cell, owner: Mapping[str, Cell]) -> list[Cell]:
    """Return the cells that a cell needs, itself among them, in the order of the chapter."""
    found, open_cells = {start.number: start}, [start]
    while open_cells:
        for one in sorted(open_cells.pop().needs & owner.keys()):
            if owner[one].number not in found:
                found[owner[one].number] = owner[one]
                open_cells.append(owner[one])
    return [found[number] for number in sorted(found)]


def _imports(setup: str) -> dict[str, str]:
    """Return the statement that imports each name in the set-up cell."""
    found = {}
    for statement in ast.parse(plain(setup)).body:
        if isinstance(statement, ast.Import):
            for one in statement.names:
                found[one.asname or one.name.split(".")[0]] = ast.unparse(ast.Import([one]))
        elif isinstance(statement, ast.ImportFrom):
            for one in statement.names:
                found[one.asname or one.name] = ast.unparse(ast.ImportFrom(statement.module, [one], statement.level))
    return found


def _arguments(cell: Cell, function: str, notebook: str) -> tuple[dict[str, bool], bool]:
    where = f"{notebook}: {function!r} in code cell {cell.number}"
    nodes = [one for one in ast.parse(cell.source).body if isinstance(one, ast.FunctionDef) and one.name == function]
    if not nodes:
        raise CellsError(f"{where} is no function")
    given = nodes[-1].args
    if given.posonlyargs or given.vararg or given.kwarg:
        raise CellsError(f"{where} takes arguments without a name of their own (*args, **kwargs or before a /)")
    required = _required(given)
    checkpoint = CHECKPOINT in required
    if required.pop(CHECKPOINT, False):
        raise CellsError(f"{where}: {CHECKPOINT!r} needs the default None, so that a reader can leave it out")
    return required, checkpoint


def _required(given: ast.arguments) -> dict[str, bool]:
    plain = len(given.args) - len(given.defaults)
    required = {one.arg: place < plain for place, one in enumerate(given.args)}
    named = zip(given.kwonlyargs, given.kw_defaults, strict=True)
    return required | {one.arg: default is None for one, default in named}
