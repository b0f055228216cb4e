"""Code in template tags as fenced blocks that stay in their list, or as a code span."""

import re
from typing import Final

from blog_api.import_export.dialects.markup import fence

MARKER: Final = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]+")
TICKS: Final = re.compile(r"`+")
NEAR: Final = 4_000
DEEP: Final = 4


def listing(text: str, start: int, code: str, language: str | None) -> str:
    line = text[text.rfind("\n", max(start - NEAR, 0), start) + 1 : start]
    marker = MARKER.match(line)
    is_alone = not line.strip() or (marker is not None and marker.end() == len(line))
    if not is_alone and "\n" not in code.strip("\n"):
        return span(code.strip("\n"))
    indent = indent_of(text, start, line)
    block = fence("\n".join(dedented(code.strip("\n").split("\n"), indent)), language)
    if not indent:
        return block
    indented = "\n".join(f"{indent}{each}" if each else "" for each in block.split("\n"))
    return indented.removeprefix("\n").removeprefix(indent) if is_alone else indented


def span(code: str) -> str:
    longest = max((len(run) for run in TICKS.findall(code)), default=0)
    marks = "`" * (longest + 1)
    return f"{marks} {code} {marks}" if longest else f"{marks}{code}{marks}"


def indent_of(text: str, start: int, line: str) -> str:
    if marker := MARKER.match(line):
        return "".join("\t" if each == "\t" else " " for each in marker.group())
    indent = line[: len(line) - len(line.lstrip())]
    if len(indent.expandtabs(DEEP)) < DEEP or is_in_list(
        text[max(start - NEAR, 0) : start], indent
    ):
        return indent
    return ""


def is_in_list(before: str, indent: str) -> bool:
    """Return True if the nearest line with a smaller indentation is an item of a list."""
    for line in reversed(before.split("\n")[:-1]):
        blanks = line[: len(line) - len(line.lstrip())]
        if line.strip() and len(blanks.expandtabs(DEEP)) < len(indent.expandtabs(DEEP)):
            return MARKER.match(line) is not None
    return False


def dedented(lines: list[str], indent: str) -> list[str]:
    return [line.removeprefix(indent) for line in lines] if indent else lines
