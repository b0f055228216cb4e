"""Numbers of things in the texts of commands."""

import re
from typing import Final

CONSONANT_Y: Final = re.compile(r"(?<=[^aeiou])y$")


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return the number with the noun: `1 post`, `2 posts`, `0 working copies`."""
    return f"{number} {one if number == 1 else many or plural(one)}"


def plural(noun: str) -> str:
    return f"{CONSONANT_Y.sub('ie', noun)}s"


def to_be(number: int) -> str:
    return "is" if number == 1 else "are"
