"""Syntax trees of the project's source."""

import ast
import io
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file; `name` is its path from the root."""

    name: str
    text: str
    tree: ast.Module

    def is_in(self, *places: str) -> bool:
        """True for a file of these names, and for all in a folder of these names."""
        return self.name.startswith(places)


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Return every Python file of these folders."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(read(path) for path in paths)


@cache
def read(path: Path) -> Module:
    text = path.read_text()
    return Module(path.relative_to(ROOT).as_posix(), text, ast.parse(text))


@cache
def comments(module: Module) -> list[tuple[int, str]]:
    """Return line and text of each comment."""
    if "#" not in module.text:
        return []
    tokens = tokenize.generate_tokens(io.StringIO(module.text).readline)
    return [(t.start[0], t.string) for t in tokens if t.type == tokenize.COMMENT]


def functions(module: Module) -> Iterator[Function]:
    """Yield every function and method, nested ones included."""
    return (node for node in ast.walk(module.tree) if isinstance(node, Function))


def public_functions(module: Module) -> Iterator[Function]:
    """Yield the functions at the top of a module."""
    nodes = (node for node in module.tree.body if isinstance(node, Function))
    return (node for node in nodes if not node.name.startswith("_"))


def find_nodes(found: tuple[Module, ...], is_wrong: Callable[[ast.AST], bool]) -> list[str]:
    """Return `file:line` of every node that breaks a rule."""
    return [
        f"{module.name}:{getattr(node, 'lineno', 0)}"
        for module in found
        for node in ast.walk(module.tree)
        if is_wrong(node)
    ]


def returns(function: Function) -> str:
    """Return the annotation as text."""
    return "" if function.returns is None else ast.unparse(function.returns)


def first_parameter(function: Function) -> str:
    """Return name and type, as `db: Transaction`."""
    parameters = [*function.args.posonlyargs, *function.args.args]
    return ast.unparse(parameters[0]) if parameters else ""
