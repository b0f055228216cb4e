"""Extensions of Python-Markdown: admonitions, wide lists, Markdown in HTML, bars in code."""

import re
from collections.abc import Iterable
from typing import Final

from blog_api.import_export.dialects.masks import outside_blocks
from blog_api.import_export.dialects.segments import scan_code

ADMONITION: Final = re.compile(
    r"^(?P<indent>[ ]*+)(?:!!!|\?\?\?\+?)[ ]+(?P<kind>[A-Za-z][\w -]*?)[ ]*"
    r"(?:\"(?P<title>[^\"\n]*)\")?[ ]*\n"
    r"(?P<body>(?:(?P=indent)(?:[ ]{4}|\t)[^\n]*(?:\n|\Z)"
    r"|[ \t]*\n(?=(?:[ \t]*\n)*+(?P=indent)(?:[ ]{4}|\t)))*+)",
    re.MULTILINE,
)
# A plugin of markdown-it has a closing mark, and a title without quotes.
CLOSED: Final = re.compile(
    r"^!!![ ]+(?P<kind>[A-Za-z][\w-]*)(?:[ ]+(?P<title>[^\n]+?))?[ ]*\n"
    r"(?P<body>(?:(?![ ]*!!!)[^\n]*\n)*+)!!![ ]*$",
    re.MULTILINE,
)
ITEM: Final = re.compile(r"^((?:[ ]{4})*)([*+-]|\d{1,2}\.)[ ]{1,2}(?=[^\s])", re.MULTILINE)
RULE: Final = re.compile(r"^[ ]*(?:[*-][ ]*){3,}$", re.MULTILINE)
WIDTH: Final = 4
BLOCKS: Final = "div|section|details|aside|article|figure|blockquote|center|main|header|footer"
OPENING: Final = re.compile(
    rf"^([ ]{{0,3}}<(?:{BLOCKS})\b[^<>]*?)[ \t]+markdown(?:=[\"']?(?:1|block|span)[\"']?)?"
    r"([^<>]*>)[ \t]*\n?",
    re.MULTILINE,
)
CLOSING: Final = re.compile(rf"\n[ ]{{0,3}}(</(?:{BLOCKS})>)")
DELIMITER: Final = re.compile(r"^[ ]{0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$")
SPAN: Final = re.compile(r"(?<!`)(`+)(?!`)([^\n]*?)(?<!`)\1(?!`)")
BAR: Final = re.compile(r"(?<!\\)\|")


def open_admonitions(text: str) -> str:
    """Write `!!! note "Title"` as its title in bold, and its indented text after that."""
    if "!!! " not in text and "??? " not in text:
        return text
    fences = [(code.start, code.end) for code in scan_code(text) if "\n" in code.written.strip()]

    def opened(found: re.Match[str]) -> str:
        if is_inside(found.start(), fences):
            return str(found.group())
        indent, title = found["indent"], found["title"]
        title = found["kind"].split()[0].capitalize() if title is None else title
        body = outdented(found["body"], indent)
        return f"{indent}**{title}**\n\n{body}\n" if title else f"{body}\n"

    def opened_closed(found: re.Match[str]) -> str:
        if is_inside(found.start(), fences):
            return str(found.group())
        return f"**{found['title'] or found['kind'].capitalize()}**\n\n{found['body']}"

    return ADMONITION.sub(opened, CLOSED.sub(opened_closed, text))


def outdented(body: str, indent: str) -> str:
    """Remove four blanks or a tab from each line, after the indentation of the admonition."""
    lines = []
    for line in body.split("\n"):
        rest = line.removeprefix(indent)
        inner = rest.removeprefix("\t") if rest.startswith("\t") else rest.removeprefix("    ")
        lines.append(indent + inner if line.startswith(indent) and inner != rest else line)
    return "\n".join(lines)


def is_inside(place: int, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(start < place < end for start, end in ranges)


def widen_lists(text: str) -> str:
    """Give each item the indentation of four that Python-Markdown expects in it."""
    return outside_blocks(text, widened)


def widened(text: str) -> str:
    def wide(found: re.Match[str]) -> str:
        return f"{found[1]}{found[2].ljust(WIDTH)}"

    lines = text.split("\n")
    return "\n".join(line if RULE.match(line) else ITEM.sub(wide, line) for line in lines)


def open_blocks(text: str) -> str:
    """Put empty lines around Markdown in blocks of HTML with `markdown="1"`."""
    if "markdown" not in text or not OPENING.search(text):
        return text
    return outside_blocks(text, lambda part: CLOSING.sub(r"\n\n\1", OPENING.sub(r"\1\2\n\n", part)))


def keep_bars(text: str) -> str:
    r"""Escape bars in the code of a table whose row would have too many cells, as in `a | b`."""
    return outside_blocks(text, escape_bars) if "|" in text and "`" in text else text


def escape_bars(text: str) -> str:
    lines, cells = text.split("\n"), 0
    for number, line in enumerate(lines):
        if DELIMITER.match(line) and "|" in line:
            cells = cells_of(line)
        elif "|" not in line:
            cells = 0
        elif cells and cells_of(line) > cells and "`" in line:
            lines[number] = SPAN.sub(lambda span: BAR.sub(r"\\|", span.group()), line)
    return "\n".join(lines)


def cells_of(line: str) -> int:
    return len(BAR.findall(line.strip().strip("|"))) + 1
