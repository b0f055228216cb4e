"""Conversion of loosely typed values from front matter and exports."""

from typing import Final

YES: Final = frozenset({"true", "yes", "on", "1", "y"})
NO: Final = frozenset({"false", "no", "off", "0", "n", "never"})


def as_text(value: object) -> str | None:
    """Return a scalar as it was written; None for nothing, a list or a table."""
    if value is None or isinstance(value, list | dict):
        return None
    text = str(value).strip()
    return text or None


def as_list(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [text for item in items if (text := as_text(item)) is not None]


def as_flag(value: object) -> bool:
    return str(value).strip().lower() in YES


def is_no(value: object) -> bool:
    return str(value).strip().lower() in NO


def title_from(name: str) -> str:
    """Return the name of a file as a title; one with blanks or of numbers only is one already."""
    if " " in name or name.replace("-", "").isdigit():
        return name
    words = name.replace("-", " ")
    return words[:1].upper() + words[1:]
