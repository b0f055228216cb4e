"""Libraries are used by their public names alone, so that a minor release breaks nothing."""

import ast
import importlib
import inspect
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Final, TypeGuard

import pytest

from tests.architecture.tree import ROOT, Module, modules

FOLDERS: Final = ("blog_api", "scripts", "tests", "alembic")
OWN: Final = frozenset({*FOLDERS, *(path.stem for path in (ROOT / "scripts").iterdir())})
# Public by their names, but undocumented, or marked for removal in the source of FastAPI.
UNDOCUMENTED: Final = frozenset(
    {"Dependant", "ModelField", "body_field", "dependant", "get_route_handler", "response_field"}
)
EXCEPTIONS: Final = {
    # pip-audit is a program without a library; the version that CI runs is locked.
    "scripts/audited/audit.py: pip_audit._service",
}
# `namedtuple` documents it; its underscore keeps it apart from fields.
DOCUMENTED: Final = frozenset({"_replace", "_asdict", "_fields", "_make"})
CAPPED: Final = ("fastapi", "starlette", "uvicorn", "psycopg", "sqlalchemy", "pydantic")


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in DOCUMENTED


def is_third_party(module: str) -> bool:
    root = module.partition(".")[0]
    return root not in OWN and root not in sys.stdlib_module_names


def imported(module: Module) -> Iterator[tuple[str, str]]:
    """Yield the library and the name of every import from a library."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and is_third_party(node.module or ""):
            yield from ((str(node.module), alias.name) for alias in node.names)
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names if is_third_party(alias.name))


def accessed(module: Module) -> Iterator[ast.Attribute]:
    """Yield every attribute that is not of the object's own class."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and not is_of_self(node):
            yield node


def private_uses(module: Module) -> set[str]:
    """Return each private name that a module imports or reads from another object."""
    own = {node.attr for node in ast.walk(module.tree) if is_of_self(node)}
    names = {
        library
        for library, name in imported(module)
        if any(is_private(part) for part in [*library.split("."), name])
    }
    names |= {name for _, name in imported(module) if name in UNDOCUMENTED}
    names |= {a.attr for a in accessed(module) if is_private(a.attr) and a.attr not in own}
    names |= {a.attr for a in accessed(module) if a.attr in UNDOCUMENTED}
    return {f"{module.name}: {name}" for name in names}


def is_of_self(node: ast.AST) -> TypeGuard[ast.Attribute]:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in {"self", "cls"}
    )


def test_no_private_name_of_a_library_is_used() -> None:
    found = {use for module in modules(*FOLDERS) for use in private_uses(module)}
    assert found - OWN_PRIVATES == EXCEPTIONS


# Tests of our own classes look behind them.
OWN_PRIVATES: Final = {"tests/unit/test_tokens.py: _verify_access"}


def library_bases(kind: type) -> list[type]:
    return [base for base in kind.__mro__[1:] if is_third_party(base.__module__)]


def derived() -> Iterator[tuple[str, type, ast.ClassDef]]:
    """Yield every class of the application, with its syntax tree."""
    for module in modules("blog_api"):
        name = module.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if name.endswith("__main__"):
            continue
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef):
                yield name, getattr(importlib.import_module(name), node.name), node


def test_no_class_takes_a_private_attribute_of_its_library_base() -> None:
    """As an override or by assignment: `self._pool` of a pool was one."""
    taken = []
    for module, kind, node in derived():
        named = {a.attr for a in ast.walk(node) if is_of_self(a)}
        named |= {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
        for base in library_bases(kind):
            source = source_of(base)
            theirs = {n for n in named if is_private(n) and f"self.{n}" in source}
            taken += [f"{module}.{kind.__name__}: {name}" for name in sorted(theirs)]
    assert taken == []


@cache
def source_of(kind: type) -> str:
    """Return the source, or nothing for a class in C."""
    try:
        return inspect.getsource(kind)
    except (OSError, TypeError):
        return ""


@pytest.mark.parametrize("library", CAPPED)
def test_the_next_minor_release_is_not_taken_unseen(library: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (stated,) = [each for each in project["dependencies"] if name_of(each) == library]
    assert ",<" in stated
    floor, ceiling = stated.partition(">=")[2].split(",<")
    assert [int(part) for part in ceiling.split(".")] == next_minor(floor)


def name_of(requirement: str) -> str:
    return requirement.partition(">=")[0].partition("[")[0]


def next_minor(floor: str) -> list[int]:
    major, minor = map(int, floor.split(".")[:2])
    return [major, minor + 1]
