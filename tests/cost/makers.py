"""Hostile values, one maker for each kind of work that input can cause.

The fence (`test_requests.py`), the patterns (`test_patterns.py`) and the row *attacker* of
`scripts/prove` share this list: add a maker here and all three send it.
"""

import itertools
import json
from collections.abc import Callable
from functools import partial
from typing import Final

# Repeated to the wanted length. Each is linear for a good parser and quadratic for some bad one.
PIECES: Final = {
    "brackets": "[",
    "image brackets": "![",
    "parentheses": "](",
    "links": "[a](b) ",
    "unfinished links": "[a](",
    "references": "[a]: <b>\n",
    "uses of references": "[a][a] ",
    "footnotes": "[^a] ",
    "quotes": "> ",
    "lists": "- ",
    "numbered lists": "1) ",
    "nested lists": " - a\n  ",
    "emphasis": "*a_ ",
    "unmatched emphasis": "a**b__",
    "stars": "*",
    "underscores": "_",
    "strikethrough": "~~a ",
    "backticks": "`",
    "unmatched backticks": "` `` ``` ",
    "fences": "```\n",
    "ampersands": "&",
    "entities": "&amp;&#38;&nosuch;",
    "tags": "<a ",
    "closing tags": "</p>",
    "comments": "<!--",
    "declarations": "<?<!",
    "table cells": "|a",
    "table rows": "|a|\n|-|\n",
    "headings": "# a\n",
    "setext headings": "a\n=\n",
    "autolinks": "<http://a>",
    "bare addresses": "www.a.b http://a.b ",
    "email addresses": "a@b.c ",
    "backslashes": "\\",
    "quotation marks": '"',
    "apostrophes": "'a'",
    "minus signs": "-",
    "dots": ".",
    "slashes": "/",
    "percent signs": "%",
    "commas": ",",
    "digits": "9",
    "blanks": " ",
    "tabs": "\t",
    "lines": "\n",
    "letters": "a",
    "words": "ab ",
    "accents": "e\u0301\u0302",
    "ligatures": "\ufdfa",
    "emoji": "\U0001f469\u200d\U0001f4bb",
    "ideographs": "\u4e2d\u6587",
    "sharp s": "\u00df",
    "private use": "\ue000",
    "direction marks": "\u202e",
}


def repeat(piece: str, length: int) -> str:
    """Return exactly `length` characters."""
    return (piece * (length // len(piece) + 1))[:length]


def different_words(length: int) -> str:
    """Return unique words: every cache, index and set grows."""
    words = (f"{number:x}" for number in itertools.count(0x10000))
    return " ".join(itertools.islice(words, length // 6 + 1))[:length]


def different_characters(length: int) -> str:
    """Return ideographs and emoji, no two neighbours alike."""
    return "".join(chr(0x4E00 + number % 20_000) for number in range(length))


def halves(opening: str, closing: str) -> Callable[[int], str]:
    """Return nested text: as many openings as closings."""
    return lambda length: opening * (length // 2) + closing * (length // 2)


TEXTS: Final[dict[str, Callable[[int], str]]] = {
    **{name: partial(repeat, piece) for name, piece in PIECES.items()},
    "nested brackets": halves("[", "]"),
    "nested parentheses": halves("(", ")"),
    "different words": different_words,
    "different characters": different_characters,
}


def unknown_names(size: int) -> str:
    """Return 125,000 unknown names in 1.4 MB."""
    return "{" + ",".join(f'"{number:x}":0' for number in range(size // 9)) + "}"


def repeated_list(item: str) -> Callable[[int], str]:
    return lambda size: "[" + ",".join([item] * (size // (len(item) + 1))) + "]"


def different_items(size: int) -> str:
    return json.dumps([f"{number:x}" for number in range(size // 9)])


# JSON values of about so many bytes, for any field and for a body as a whole.
VALUES: Final[dict[str, Callable[[int], str]]] = {
    "unknown names": unknown_names,
    "one name": lambda size: "{" + ",".join(['"a":0'] * (size // 6)) + "}",
    "long name": lambda size: f'{{"{"a" * size}":0}}',
    "deep lists": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "shallow lists": lambda size: "[" * min(size, 400) + "]" * min(size, 400),
    "deep objects": lambda size: '{"a":' * (size // 6) + "0" + "}" * (size // 6),
    "long number": lambda size: "9" * size,
    "numbers of 4,000 digits": repeated_list("9" * 4_000),
    "exponents": repeated_list("1e308"),
    "numbers": repeated_list("1"),
    "nulls": repeated_list("null"),
    "empty lists": repeated_list("[]"),
    "empty objects": repeated_list("{}"),
    "empty texts": repeated_list('""'),
    "different texts": different_items,
    "escapes": lambda size: '"' + "\\u0061" * (size // 6) + '"',
    "surrogates": lambda size: '"' + "\\ud800" * (size // 6) + '"',
    "long text": lambda size: json.dumps("a" * size),
    "unfinished text": lambda size: '"' + "a" * size,
}
