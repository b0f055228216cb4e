"""Formulas in TeX: their source is kept as code, as Markdown would change backslashes in it."""

import re
from typing import Final

from blog_api.import_export.dialects.markup import fence
from blog_api.import_export.dialects.segments import between_code

FORMULA: Final = re.compile(
    r"(?P<alone>^)?\$\$(?P<display>(?:(?!\$\$|\n[ \t]*\n)[^`])+)\$\$(?P<end>[ \t]*$)?"
    # A dollar before a blank or a word is a price or a variable (Pandoc's rule).
    r"|(?<![\\$\w])\$(?=[^\s$])(?P<inline>[^$`\n]+)(?<![\s\\])\$(?![\w{$])",
    re.MULTILINE,
)
TEX: Final = re.compile(r"[\\^_]")
LINE_BREAK: Final = re.compile(r"\n[ \t>]*")


def keep_formulas(text: str, lost: list[str]) -> str:
    """Write formulas as code; append a note to `lost` if there are any."""
    return between_code(text, lambda part: replace(part, lost)) if "$" in text else text


def replace(text: str, lost: list[str]) -> str:
    return FORMULA.sub(lambda found: as_code(found, lost), text)


def as_code(found: re.Match[str], lost: list[str]) -> str:
    """Return a fenced block for a formula with its own lines, else a code span."""
    whole = str(found.group())
    if found["display"] is None and not TEX.search(found["inline"]):
        return whole
    lost.append("formula (its source is kept)")
    if found["alone"] is not None and found["end"] is not None:
        return fence(found["display"].strip(), "math")
    return f"`{LINE_BREAK.sub(' ', whole)}`"
