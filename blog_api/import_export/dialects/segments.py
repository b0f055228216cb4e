"""Separation of text and code: dialects change nothing in code.

Linear in the text: a search for a closing mark that fails once is not repeated for later openings.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from blog_api.import_export.dialects.listings import listing

OPENING: Final = re.compile(
    # The info string of a backtick fence has no backtick (CommonMark 4.5).
    r"^[ \t>]*+(?:[-*+]|\d+[.)])?+[ \t]*+(?P<fence>`{3,}+(?=[^`\n]*\n)|~{3,}+)[^\n]*\n"
    r"|\{%-?[ ]*(?P<tag>highlight|codeblock|code|mermaid)\b(?P<tag_rest>[^%\n]*)%\}"
    r"|\{\{[<%][ ]*(?P<short>highlight|code)\b(?P<short_rest>(?:(?!\{\{)[^\n])*?)[%>]\}\}"
    r"|(?P<raw>\{%-?[ ]*raw[ ]*-?%\})"
    r"|(?P<pre><pre\b)"
    # Editors leave blanks in the empty line before code.
    r"|(?:(?<=\n\n)|\A|^[ \t]++\n(?:[ \t]*+\n)*+(?![ \t>]*+(?:[-*+]|\d+[.)])?+[ \t]*+(?:```|~~~)))"
    r"(?P<indented>[ ]{4}|\t)(?=[^\n])"
    # Text: without it, each of many blank lines would look for code behind all others.
    r"|^[ \t]++\n(?:[ \t]*+\n)*+"
    # Text, with code in a wiki link: it has no reader.
    r"|\[\[[^\s\[\]|`][^\[\]\n`]*`[^\[\]\n]*\]\]"
    # Also text: a shortcode with code in a value, such as a caption.
    r"|\{\{[<%][ ]*[\w./-]++[^\n{}`]*`[^\n{}]*[%>]\}\}"
    r"|(?P<ticks>(?<!`)`++)",
    re.MULTILINE,
)
FENCE_END: Final = re.compile(r"^[ \t>]*+(?P<name>`{3,}+|~{3,}+)[`~]*[ \t]*$", re.MULTILINE)
FENCE: Final = re.compile(r"^[ \t>]*+(`{3,}+|~{3,}+)", re.MULTILINE)
TAG_END: Final = re.compile(r"\{%-?[ ]*end(?P<name>highlight|codeblock|code|mermaid)[ ]*-?%\}")
SHORT_END: Final = re.compile(r"\{\{[<%][ ]*/[ ]*(?P<name>highlight|code)[ ]*[%>]\}\}")
RAW_END: Final = re.compile(r"\{%-?[ ]*(?P<name>endraw)[ ]*-?%\}")
INDENTED: Final = re.compile(r"(?:(?:[ ]{4}|\t)[^\n]*(?:\n|\Z)|[ \t]*\n)++")
# In a list, a footnote or a definition, indented lines are text.
HOLDS_TEXT: Final = re.compile(r"[ \t]|[-*+:][ \t]|\d+[.)][ \t]|\[\^")
LIST_ITEM: Final = re.compile(r"[ \t]*(?:[-*+:][ \t]|\d+[.)][ \t]|\[\^)")
PRE_END: Final = re.compile(r"(?P<name></pre>)")
# A span ends with its paragraph: at an empty line, a fence, a heading or an item of a list.
RUN: Final = re.compile(r"`++|\n(?=\n|[ \t>]*(?:```|~~~|#{1,6}[ \t]|[-*+][ \t]))")
FENCE_OPTIONS: Final = re.compile(r"^([ \t>]*(?:`{3,}|~{3,}))[ \t]*\{\.?([\w+#-]*)[^}\n]*\}")
OPTION: Final = re.compile(r"(?!https?:)\w+:\S*$")
LANGUAGE_NAMED: Final = re.compile(r"\blang:([\w+#.-]+)")
LANGUAGE: Final = re.compile(r"(?:lang:)?([\w+#.-]+)")


@dataclass(frozen=True, slots=True)
class Code:
    """Code between two positions of a text, and the Markdown that it becomes."""

    start: int
    end: int
    written: str


class Closings:
    """Closing marks of one text; openings are looked up in their order."""

    def __init__(self, text: str) -> None:
        self.text: Final = text
        self._missing: Final[set[tuple[re.Pattern[str], str]]] = set()
        self._unclosed: Final[dict[str, int]] = {}

    def find(self, pattern: re.Pattern[str], name: str, start: int) -> re.Match[str] | None:
        if (pattern, name) in self._missing:
            return None
        is_end = str.startswith if pattern is FENCE_END else str.__eq__
        for found in pattern.finditer(self.text, start):
            if is_end(found["name"], name):
                return found
        self._missing.add((pattern, name))
        return None

    def end_of_span(self, ticks: str, start: int) -> int | None:
        if start < self._unclosed.get(ticks, 0):
            return None
        end = len(self.text)
        for found in RUN.finditer(self.text, start):
            if found.group() == ticks:
                return found.end()
            if found.group() == "\n":
                end = found.end()
                break
        self._unclosed[ticks] = end
        return None


def outside_code(
    text: str, change: Callable[[str], str], change_code: Callable[[str], str] = str
) -> str:
    """Apply `change` to the text between code; write code in template tags as fenced blocks.

    Liquid runs before Markdown, also in code: `change_code` removes its marks there.
    """
    parts: list[str] = []
    end = 0
    for code in scan_code(text):
        parts += [change(text[end : code.start]), change_code(code.written)]
        end = code.end
    return "".join([*parts, change(text[end:])])


def between_code(text: str, change: Callable[[str], str]) -> str:
    """Apply `change` to the text between code; code stays as it is written."""
    return "".join(piece if is_code else change(piece) for piece, is_code in pieces_of(text))


def pieces_of(text: str) -> Iterator[tuple[str, bool]]:
    """Yield texts and code as they are written, in their order, and if they are code."""
    end = 0
    for code in scan_code(text):
        yield text[end : code.start], False
        yield text[code.start : code.end], True
        end = code.end
    yield text[end:], False


def texts_between_code(text: str) -> Iterator[str]:
    return (piece for piece, is_code in pieces_of(text) if not is_code)


def scan_code(text: str) -> Iterator[Code]:
    closings, at = Closings(text), 0
    while (opening := OPENING.search(text, at)) is not None:
        code = read_code(opening, closings)
        if code is not None:
            yield code
            at = code.end
        else:
            at = opening.end("fence") if opening["fence"] else opening.end()


def read_code(opening: re.Match[str], closings: Closings) -> Code | None:
    """Return None for an opening without an end."""
    for group, read in READERS.items():
        if opening[group]:
            return read(opening, closings)
    return None


def read_fence(opening: re.Match[str], closings: Closings) -> Code | None:
    """Read a fenced block, or else a span of three or more backticks."""
    closing = closings.find(FENCE_END, opening["fence"], opening.end())
    if closing is None:
        return read_span(opening, closings, "fence") if opening["fence"][0] == "`" else None
    whole = closings.text[opening.start() : closing.end()]
    return Code(opening.start(), closing.end(), FENCE_OPTIONS.sub(r"\1\2", whole))


def read_span(opening: re.Match[str], closings: Closings, group: str = "ticks") -> Code | None:
    start = opening.start(group)
    end = closings.end_of_span(opening[group], opening.end(group))
    return None if end is None else Code(start, end, closings.text[start:end])


def read_indented(opening: re.Match[str], closings: Closings) -> Code | None:
    """Read an indented block after a paragraph that does not go on in it."""
    text, start = closings.text, opening.start("indented")
    paragraph = text[text.rfind("\n\n", 0, max(start - 2, 0)) + 1 : start].lstrip("\n")
    last_line = paragraph.rstrip().rpartition("\n")[2]
    if HOLDS_TEXT.match(paragraph) or LIST_ITEM.match(last_line):
        return None
    block = INDENTED.match(text, start)
    return None if block is None else Code(start, block.end(), block.group())


def read_tag(opening: re.Match[str], closings: Closings) -> Code | None:
    closing = closings.find(TAG_END, opening["tag"], opening.end())
    code = read_pair(opening, closing, "tag_rest")
    before = opening.string[max(opening.start() - 1, 0) : opening.start()]
    is_listing = opening["tag"] == "codeblock" and before in {"", "\n"}
    title = title_of(opening["tag_rest"]) if is_listing else ""
    return replace(code, written=f"**{title}**\n\n{code.written}") if code and title else code


def title_of(rest: str) -> str:
    """Read the title and the address of a listing of Hexo and Octopress."""
    words = [word for word in rest.split() if not OPTION.match(word)]
    return " ".join(f"<{word}>" if "://" in word else word for word in words)


def read_shortcode(opening: re.Match[str], closings: Closings) -> Code | None:
    closing = closings.find(SHORT_END, opening["short"], opening.end())
    return read_pair(opening, closing, "short_rest")


def read_pair(opening: re.Match[str], closing: re.Match[str] | None, rest: str) -> Code | None:
    if closing is None:
        return None
    given = f"mermaid {opening[rest]}" if opening["tag"] == "mermaid" else opening[rest]
    named = LANGUAGE_NAMED.search(given) or LANGUAGE.search(given.strip().replace('"', " "))
    code = opening.string[opening.end() : closing.start()]
    written = listing(opening.string, opening.start(), code, named[1] if named else None)
    return Code(opening.start(), closing.end(), written)


def read_raw(opening: re.Match[str], closings: Closings) -> Code | None:
    closing = closings.find(RAW_END, "endraw", opening.end())
    if closing is None:
        return None
    inside = closings.text[opening.end() : closing.start()]
    end = closing.end()
    # The tags are often around a part of a fenced block, with their end inside of it.
    fence_mark = open_fence(inside)
    fence_end = closings.find(FENCE_END, fence_mark, end) if fence_mark else None
    if fence_end is None:
        return Code(opening.start(), end, inside)
    return Code(opening.start(), fence_end.end(), inside + closings.text[end : fence_end.end()])


def open_fence(text: str) -> str | None:
    """Return the mark of a fenced block that does not end in the text."""
    mark = None
    for found in FENCE.finditer(text):
        if mark is None:
            mark = found[1]
        elif found[1].startswith(mark):
            mark = None
    return mark


def read_pre(opening: re.Match[str], closings: Closings) -> Code | None:
    closing = closings.find(PRE_END, "</pre>", opening.end())
    if closing is None:
        return None
    whole = closings.text[opening.start() : closing.end()]
    return Code(opening.start(), closing.end(), whole)


READERS: Final[dict[str, Callable[[re.Match[str], Closings], Code | None]]] = {
    "fence": read_fence,
    "tag": read_tag,
    "short": read_shortcode,
    "raw": read_raw,
    "pre": read_pre,
    "indented": read_indented,
    "ticks": read_span,
}
