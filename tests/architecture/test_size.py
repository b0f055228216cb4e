"""Limits on the length of files and functions."""

import ast
from pathlib import Path
from statistics import median

import pytest

from tests.architecture.tree import ROOT, Function, functions, modules

MAX_FILE_LINES = 250
MAX_FUNCTION_LINES = 40
MAX_MEDIAN_LINES = 8
WRITTEN = ("blog_api", "tests", "scripts", "postman", "alembic/env.py", ".ci")


def written_files() -> list[Path]:
    """Return hand-written files; migrations are excluded, as Alembic generates most of them."""
    places = [ROOT / place for place in WRITTEN]
    files = [path for place in places for path in (place.rglob("*") if place.is_dir() else [place])]
    return [path for path in files if path.suffix in {".py", ".sh", ""} and path.is_file()]


def lines_of(function: Function) -> int:
    """Count the lines from `def` to the end, without the docstring."""
    docstring = function.body[0] if ast.get_docstring(function) is not None else None
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    return whole - (lines_between(docstring) if docstring else 0)


def lines_between(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_files_are_short() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in written_files()}
    assert len(lengths) > 50
    assert {path for path, length in lengths.items() if length > MAX_FILE_LINES} == set()


@pytest.mark.parametrize("package", ["blog_api", "tests"])
def test_functions_are_short(package: str) -> None:
    lengths = {
        f"{module.name}:{function.name}": lines_of(function)
        for module in modules(package)
        for function in functions(module)
    }
    assert {name for name, lines in lengths.items() if lines > MAX_FUNCTION_LINES} == set()
    assert median(lengths.values()) <= MAX_MEDIAN_LINES
