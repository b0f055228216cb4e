"""Statistics of the words in docstrings, printed by `scripts/prose`.

Docstrings that begin clauses with *what* and *who* instead of a noun are hard to read. The figures
of six public projects, counted in the same way, give the ranges.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Row(NamedTuple):
    """One measure: its words, the figures of the other projects, and the allowed range."""

    name: str
    words: re.Pattern[str]
    others: tuple[float, ...]
    lowest: float
    highest: float


class Counts(NamedTuple):
    """Docstring words, and the share of functions that have a docstring in percent."""

    words: list[str]
    documented: float

    def per_thousand(self, pattern: re.Pattern[str]) -> float:
        found = sum(1 for word in self.words if pattern.fullmatch(word))
        return 1000 * found / max(len(self.words), 1)


# polar, h, warehouse, httpx, datasette, starlette
PROJECTS = ("polar", "h", "warehouse", "httpx", "datasette", "starlette")
ROWS = (
    Row(
        "what, who, whoever, whatever, whose, whom",
        re.compile(r"what|who|whoever|whatever|whose|whom"),
        (2.0, 0.7, 1.6, 0.3, 0.4, 0.0),
        0.0,
        3.0,
    ),
    Row("return", re.compile(r"return(s|ed|ing)?"), (4.4, 16.2, 15.1, 10.2, 15.3, 11.4), 4.4, 16.2),
    Row(
        "error, raise",
        re.compile(r"errors?|raise[sd]?|raising"),
        (3.9, 4.2, 3.3, 3.2, 5.6, 9.8),
        3.2,
        9.8,
    ),
    Row(
        "request, response",
        re.compile(r"(request|response)s?"),
        (2.7, 11.0, 5.1, 38.9, 6.3, 21.2),
        2.7,
        38.9,
    ),
)
DOCUMENTED = Row("functions with a docstring, %", re.compile(""), (23, 43, 34, 35, 22, 8), 40, 60)


def docstrings(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Documented) and (text := ast.get_docstring(node)):
            yield text


def count(folder: Path) -> Counts:
    """Count the docstring words of all Python files in a folder."""
    trees = [ast.parse(path.read_text()) for path in sorted(folder.rglob("*.py"))]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    functions = [node for node in nodes if isinstance(node, Function)]
    with_docstring = sum(1 for function in functions if ast.get_docstring(function))
    words = [word.lower() for text in docstrings(nodes) for word in WORD.findall(text)]
    return Counts(words, 100 * with_docstring / max(len(functions), 1))


def line(row: Row, figure: float) -> str:
    met = "yes" if row.lowest <= round(figure, 1) <= row.highest else "no"
    others = " | ".join(f"{other:g}" for other in row.others)
    return f"| {row.name} | {figure:.1f} | {row.lowest:g}–{row.highest:g} | {met} | {others} |"


def table(counts: Counts) -> list[str]:
    """Return the table as lines of Markdown; a line that misses its range contains `| no |`."""
    heads = ["per 1,000 docstring words", "blog_api", "range", "met", *PROJECTS]
    return [
        f"| {' | '.join(heads)} |",
        "|---" * len(heads) + "|",
        *(line(row, counts.per_thousand(row.words)) for row in ROWS),
        line(DOCUMENTED, counts.documented),
    ]


def main(folder: str = "blog_api", write: Callable[[str], object] = sys.stdout.write) -> int:
    """Print the table; return 1 if a figure is out of its range."""
    lines = table(count(ROOT / folder))
    write("\n".join(lines) + "\n")
    return int(any("| no |" in text for text in lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if sys.argv[1:] else "blog_api"))
