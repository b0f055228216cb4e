"""Every regular expression of `blog_api` is linear on 4,000 characters of its alphabet.

Patterns are found by importing each module and by reading its source: a pattern compiled outside a
module constant, or passed to a function of `re`, fails the first test.
"""

import ast
import importlib
import itertools
import pkgutil
import re
import time
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

import pytest

import blog_api
from tests.architecture.tree import Module, modules
from tests.cost.bounds import SLACK

CHARACTERS: Final = 4_000
# Ten times the characters cost a quadratic pattern a hundred times the time, so that most texts
# need not be tried at the full length.
FIRST_CHARACTERS: Final = CHARACTERS // 10
# Patterns made of an operator's own argument on the command line, or of a site that they import.
OPERATORS: Final = {
    "blog_api/import_export/sources/site/ignored.py",
    "blog_api/import_export/sources/site/permalinks/hexo.py",
    "blog_api/relocation/urls.py",
}
BOUND_MS: Final = 5.0 * SLACK
FIRST_BOUND_MS: Final = BOUND_MS / 100
REPEATS: Final = 5
MANY_PATTERNS: Final = 200
NEVER_IMPORTED: Final = {"blog_api.__main__"}
ALWAYS: Final = "a \n"
ANCHORED: Final = {"fullmatch", "match"}
RE_FUNCTIONS: Final = {
    "match",
    "fullmatch",
    "search",
    "sub",
    "subn",
    "split",
    "findall",
    "finditer",
}
Text = str | bytes
Pattern = re.Pattern[Any]


def nested(value: object) -> Iterator[Pattern]:
    """Yield patterns in a value of a module, inside collections too."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from (found for each in value.values() for found in nested(each))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (found for each in value for found in nested(each))


@cache
def compiled() -> dict[tuple[Text, int], set[str]]:
    """Return text and flags of each pattern of a module, with its names there."""
    found: dict[tuple[Text, int], set[str]] = {}
    for info in pkgutil.walk_packages(blog_api.__path__, "blog_api."):
        if info.name not in NEVER_IMPORTED:
            for name, value in vars(importlib.import_module(info.name)).items():
                for pattern in nested(value):
                    found.setdefault((pattern.pattern, pattern.flags), set()).add(name)
    return found


def in_schemas() -> set[str]:
    """Return `pattern=` of fields: validators of clients run them too, and those backtrack."""
    nodes = (node for module in sources() for node in ast.walk(module.tree))
    return {
        str(node.value.value)
        for node in nodes
        if isinstance(node, ast.keyword)
        and node.arg == "pattern"
        and isinstance(node.value, ast.Constant)
    }


def sources() -> tuple[Module, ...]:
    return modules("blog_api")


def calls_of_re(module: Module, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id == "re" and node.func.attr in names:
                yield node


def inside_functions(module: Module) -> Iterator[ast.AST]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from ast.walk(node)


def test_each_pattern_is_kept_by_a_module() -> None:
    """Otherwise the next test misses it, and each call looks it up again."""
    loose = [f"{m.name}:{c.lineno}" for m in sources() for c in calls_of_re(m, RE_FUNCTIONS)]
    late = [
        f"{module.name}:{call.lineno}"
        for module in sources()
        for call in calls_of_re(module, {"compile"})
        if any(call is node for node in inside_functions(module)) and module.name not in OPERATORS
    ]
    assert loose == []
    assert late == []


def alphabet(pattern: Pattern) -> list[Any]:
    """Return characters of the pattern's own text, with one letter, a blank and a line end."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode()
    characters = sorted({*ALWAYS, *text, *"0" * ("d" in text), *"é" * (not text.isascii())})
    if isinstance(pattern.pattern, str):
        return list(characters)
    return [character.encode() for character in characters]


def pieces(pattern: Pattern) -> Iterator[Any]:
    """Yield each character and each pair."""
    characters = alphabet(pattern)
    return itertools.chain(characters, map(sum_of, itertools.permutations(characters, 2)))


def repeated(piece: Any, length: int, last: Any) -> Any:
    return (piece * length)[: length - 1] + last


def sum_of(pair: Iterable[Any]) -> Any:
    first, second = pair
    return first + second


@cache
def calls() -> dict[str, set[str]]:
    """Return the methods of patterns that the code calls, by the names of their objects."""
    found: dict[str, set[str]] = {}
    for node in (node for module in sources() for node in ast.walk(module.tree)):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in RE_FUNCTIONS
            and isinstance(node.value, ast.Name)
        ):
            found.setdefault(node.value.id, set()).add(node.attr)
    return found


def methods_of(pattern: Pattern) -> set[str]:
    """Return the methods that the code calls: a pattern for full matches only does not scan."""
    names = compiled().get((pattern.pattern, pattern.flags), set())
    used = {method for name in names for method in calls().get(name, ())}
    return {"fullmatch"} if used and used <= ANCHORED else {"fullmatch", "subn"}


def milliseconds(pattern: Pattern, method: str, text: Any) -> float:
    began = time.thread_time()
    if method == "fullmatch":
        pattern.fullmatch(text)
    else:
        pattern.subn(text[:0], text)
    return (time.thread_time() - began) * 1000


def slow_texts(pattern: Pattern) -> Iterator[str]:
    """Yield the texts over the bound in each of several runs."""
    last = alphabet(pattern)[0]
    for method, piece in itertools.product(methods_of(pattern), pieces(pattern)):
        short = repeated(piece, FIRST_CHARACTERS, last)
        if least_milliseconds(pattern, method, short, FIRST_BOUND_MS) < FIRST_BOUND_MS:
            continue
        text = repeated(piece, CHARACTERS, last)
        least = least_milliseconds(pattern, method, text, BOUND_MS)
        if least >= BOUND_MS:
            yield f"{method} of {text[:4]!r}…: {least:.1f} ms"


def least_milliseconds(pattern: Pattern, method: str, text: Any, bound: float) -> float:
    """Return the least time of several runs, or the first one under the bound."""
    least = milliseconds(pattern, method, text)
    for _ in range(REPEATS - 1):
        if least < bound:
            break
        least = min(least, milliseconds(pattern, method, text))
    return least


def test_each_pattern_is_linear(subtests: pytest.Subtests) -> None:
    """Patterns are found inside the test: every process of a run collects all tests."""
    of_modules = [re.compile(text, flags) for text, flags in compiled()]
    assert len(of_modules) > MANY_PATTERNS
    for pattern in [*of_modules, *map(re.compile, sorted(in_schemas()))]:
        with subtests.test(repr(pattern.pattern)[:60]):
            assert list(slow_texts(pattern)) == []


def test_the_measure_finds_a_pattern_that_is_not() -> None:
    """Quadratic: each bracket searches for its end through the whole text."""
    assert list(slow_texts(re.compile(r"\[[^\]\n]*?\]\(")))
