"""Pairs of an opening and a closing tag, found in time proportional to the text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase
from typing import Final

# Other letters may have another length in lower case.
LOWER: Final = str.maketrans(ascii_uppercase, ascii_lowercase)


@dataclass(frozen=True, slots=True)
class Pair:
    """The match of the opening tag, the text up to the closing one, and where that ends."""

    opening: re.Match[str]
    body: str
    end: int


def pairs_in(opening: re.Pattern[str], closing: str, text: str) -> Iterator[Pair]:
    """Yield the pairs that begin outside of each other; a tag without its closing one is no pair.

    The group `name` of `opening` stands for `{}` in `closing`. A closing tag that is missing is
    looked for once, as each look reads the rest of the text.
    """
    end, missing, lower = 0, set[str](), text.translate(LOWER)
    for found in opening.finditer(text):
        name = found["name"].lower()
        if found.start() < end or name in missing:
            continue
        sought = closing.format(name)
        start = lower.find(sought, found.end())
        if start < 0:
            missing.add(name)
            continue
        end = start + len(sought)
        yield Pair(found, text[found.end() : start], end)


def replace_pairs(
    opening: re.Pattern[str],
    closing: str,
    replace: Callable[[re.Match[str], str], str],
    text: str,
) -> str:
    """Replace each pair; `replace` takes the match of the opening tag, and the body."""
    parts: list[str] = []
    end = 0
    for pair in pairs_in(opening, closing, text):
        parts += [text[end : pair.opening.start()], replace(pair.opening, pair.body)]
        end = pair.end
    return "".join([*parts, text[end:]])
