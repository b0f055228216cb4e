"""Tokens of permalink templates, such as `:year`, and texts in the form of URLs."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Final

PLACEHOLDER: Final = re.compile(r":([A-Za-z]\w*)")
NOT_ALPHANUMERIC: Final = re.compile(r"[^a-z0-9]+")
# Punctuation that transliteration turns into ASCII punctuation.
PUNCTUATION: Final = str.maketrans(
    {
        0x2018: "'",
        0x2019: "'",
        0x201C: '"',
        0x201D: '"',
        0x2013: "-",
        0x2014: "-",
        0x2026: ".",
        0xA0: " ",
    }
)
NUMBERS: Final = {
    "year": "%Y", "short_year": "%y", "month": "%m", "day": "%d", "hour": "%H", "minute": "%M",
    "second": "%S", "y_day": "%j", "w_year": "%G", "week": "%V", "w_day": "%u",
    "short_month": "%b", "long_month": "%B", "short_day": "%a", "long_day": "%A",
}  # fmt: skip  # as many in a line as fit


def fill(template: str, values: Mapping[str, str | None]) -> str | None:
    """Replace the tokens; return None if one is unknown or has no value."""
    is_missing = False

    def value_of(found: re.Match[str]) -> str:
        nonlocal is_missing
        name = known_name(found[1], values)
        value = values.get(name)
        is_missing |= value is None
        return f"{value}{found[1][len(name) :]}"

    filled = PLACEHOLDER.sub(value_of, template)
    return None if is_missing else filled


def known_name(written: str, values: Mapping[str, str | None]) -> str:
    """Return the token at the beginning of `:year_:month`, where words follow it."""
    name = written
    while name not in values and "_" in name:
        name = name.rpartition("_")[0]
    return name


def date_values(moment: datetime | None) -> dict[str, str | None]:
    """Return the parts of a date by the names that Jekyll and Hexo have for them."""
    if moment is None:
        return {}
    parts: dict[str, str | None] = {name: moment.strftime(form) for name, form in NUMBERS.items()}
    return parts | {"i_month": str(moment.month), "i_day": str(moment.day)}


def ascii_of(text: str) -> str | None:
    """Return Latin text without accents, or None for other letters and signs.

    The generators transliterate those by large tables, and not all in the same way.
    """
    plain = unicodedata.normalize("NFC", text).translate(PUNCTUATION)
    folded = "".join(map(without_accent, plain))
    return folded if folded.isascii() else None


def without_accent(char: str) -> str:
    """Return the ASCII letter below an accent, or the same character."""
    base = unicodedata.normalize("NFD", char)[0]
    return base if base.isascii() and base.isalpha() else char


def ascii_slug(text: str) -> str | None:
    """Return lower-case ASCII letters and digits, joined by hyphens."""
    plain = ascii_of(text)
    return None if plain is None else NOT_ALPHANUMERIC.sub("-", plain.lower()).strip("-") or None
