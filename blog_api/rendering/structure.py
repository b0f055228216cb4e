"""Bounds on the structure of a text, checked before the expensive parsing (docs/decisions/0011).

The parser's time grows with lines, markup characters and table cells (rows are padded to the
widest, so that 6 KB of tables took 4 s); the sanitizer's with open elements times elements. Both
are estimated by linear scans. The weights are microseconds on the reference machine.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

MAX_COST_US: Final = 500_000
MAX_OPEN_TIMES_ELEMENTS: Final = 1_000_000
WEIGHTS_US: Final[Mapping[str, int]] = {
    "\n": 40,
    "[": 35,
    "]": 10,
    "*": 14,
    "_": 14,
    "`": 4,
    "~": 8,
    "<": 20,
    "&": 6,
    "\\": 4,
}
CELL_US: Final = 16
ALWAYS_CHEAP: Final = MAX_COST_US // max(WEIGHTS_US.values())  # characters, without tables
TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
# The parser closes these implicitly before the next element of their kind.
SELF_CLOSING: Final = frozenset(
    {"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"}
)


def is_too_complex(content: str) -> bool:
    if len(content) <= ALWAYS_CHEAP and "|" not in content:
        return False
    return markup_cost(content) > MAX_COST_US


def markup_cost(content: str) -> int:
    text = content.replace("\r\n", "\n").replace("\r", "\n")
    markup = sum([weight * text.count(mark) for mark, weight in WEIGHTS_US.items()])
    return markup + CELL_US * sum(cells(text))


def cells(text: str) -> Iterator[int]:
    """Yield the number of cells of each possible table: rows are padded to the widest."""
    if "|" not in text:
        return
    rows = widest = 0
    for line in text.split("\n"):
        if not line or line.isspace():
            yield rows * widest
            rows = widest = 0
        rows += 1
        widest = max(widest, line.count("|"))
    yield rows * widest


def is_too_deep(html: str) -> bool:
    """Return True if the sanitizer would traverse, or reopen, too many nested elements."""
    elements = html.count("<")
    if elements**2 <= MAX_OPEN_TIMES_ELEMENTS:  # no more can be open
        return False
    return max_open(html) * elements > MAX_OPEN_TIMES_ELEMENTS


def max_open(html: str) -> int:
    """Return an upper bound of how many elements are open at once.

    An end tag closes an element of its name only, so elements that are never closed, or closed in
    the wrong order, count as open.
    """
    open_now: dict[str, int] = {}
    total = deepest = 0
    for closing, name in TAG.findall(html):
        tag = name.lower()
        if tag in VOID or tag in SELF_CLOSING:
            continue
        if not closing:
            open_now[tag] = open_now.get(tag, 0) + 1
            total += 1
            deepest = max(deepest, total)
        elif open_now.get(tag):
            open_now[tag] -= 1
            total -= 1
    return deepest
