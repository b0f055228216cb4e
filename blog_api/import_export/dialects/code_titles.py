"""Titles of code that a site shows above it and CommonMark does not: names of files, mostly."""

import re
from typing import Final

from blog_api.import_export.dialects.markup import escaped
from blog_api.import_export.dialects.segments import OPTION, pieces_of

HEXO: Final = "hexo"
BLOCK_LINE: Final = re.compile(
    r"(?P<before>[ \t>]*+(?P<marker>(?:[-*+]|\d+[.)])[ \t]++)?+)(?P<marks>`{3,}+|~{3,}+)"
    r"[ \t]*+(?P<language>[\w+#.-]*+)(?P<rest>[^\n]*)"
)
# Gatsby's `js:title=a.js`, Zola's `rust,name=a.rs`, `title="a.js"` of others.
NAMED: Final = re.compile(
    r"(?:^|(?<=[\s,:;{]))(?:title|file|filename|fname|name|caption)="
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s,}\"']+))"
)
PLAIN_WORD: Final = re.compile(r"\s++[^\s{]")


def show_code_titles(text: str, system: str) -> str:
    """Write the title of a fenced block in bold above it."""
    if "```" not in text and "~~~" not in text:
        return text
    parts: list[str] = []
    for piece, is_code in pieces_of(text):
        above = parts[-1].rpartition("\n")[0].rpartition("\n")[2] if parts else ""
        parts.append(titled(piece, system, is_in_paragraph=above != "") if is_code else piece)
    return "".join(parts)


def titled(code: str, system: str, *, is_in_paragraph: bool) -> str:
    """Return the block with its title in the same list or quote, or as it is without one."""
    found = BLOCK_LINE.match(code)
    title = title_in(found["language"], found["rest"], system) if found else ""
    if not found or not title:
        return code
    before, marker = found["before"], found["marker"] or ""
    inner = before.removesuffix(marker) + " " * len(marker)
    gap = f"{inner.rstrip()}\n" if is_in_paragraph and not marker else ""
    head = f"{gap}{before}**{title}**\n{inner.rstrip()}\n"
    return f"{head}{inner}{found['marks']}{found['language']}{code[found.end() :]}"


def title_in(language: str, rest: str, system: str) -> str:
    """Return Markdown of the title: a named one, or in Hexo the words behind the language."""
    if named := NAMED.search(rest):
        return escaped(named["double"] or named["single"] or named["bare"] or "")
    if system == HEXO and language and PLAIN_WORD.match(rest):
        return words_of(rest)
    return ""


def words_of(rest: str) -> str:
    """Read Hexo's title and address; an option such as `line_number:false` is neither."""
    words = [word for word in rest.split() if not OPTION.match(word)]
    return " ".join(f"<{word}>" if "://" in word else escaped(word) for word in words)
