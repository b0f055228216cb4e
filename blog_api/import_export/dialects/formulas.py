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
# `\\(…\\)` and `\\[…\\]`, of which Markdown leaves a backslash, or with one for those that keep it.
BRACKETS: Final = re.compile(
    r"(?P<alone>^)?(?<![\w:\\])(?P<marks>\\{1,2})"
    r"(?:\((?P<round>(?:(?!\\[()\[\]]|\n[ \t]*\n)[^`])+)(?<!\\)(?P=marks)\)"
    r"|\[(?P<square>(?:(?!\\[()\[\]]|\n[ \t]*\n)[^`])+)(?<!\\)(?P=marks)\])"
    r"(?P<end>[ \t]*$)?",
    re.MULTILINE,
)
# A command, a power or an index, which words in escaped brackets do not have.
COMMAND: Final = re.compile(r"\\[A-Za-z]{2}|\^|(?<!\\)_[{\d]")
ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
TEX: Final = re.compile(r"[\\^_]")
LINE_BREAK: Final = re.compile(r"\n[ \t>]*")


def keep_formulas(text: str, lost: list[str]) -> str:
    """Write formulas as code; append a note to `lost` if there are any."""
    if "$" in text:
        text = between_code(text, lambda part: replace(part, lost))
    if "\\(" in text or "\\[" in text:
        text = between_code(
            text, lambda part: BRACKETS.sub(lambda found: from_brackets(found, lost), part)
        )
    return text


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


def from_brackets(found: re.Match[str], lost: list[str]) -> str:
    """Return code for a formula; Markdown resolved the escapes between double backslashes."""
    formula = found["round"] or found["square"]
    if found["marks"] == "\\" and not COMMAND.search(formula):
        return str(found.group())
    lost.append("formula (its source is kept)")
    if found["marks"] != "\\":
        formula = ESCAPED.sub(r"\1", formula)
    if found["square"] and found["alone"] is not None and found["end"] is not None:
        return fence(formula.strip(), "math")
    opening, closing = ("\\(", "\\)") if found["round"] else ("\\[", "\\]")
    return f"`{opening}{LINE_BREAK.sub(' ', formula)}{closing}`{found['end'] or ''}"
