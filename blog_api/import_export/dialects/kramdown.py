"""Extensions of kramdown: attribute lists, tables of contents, definitions, abbreviations."""

import re
from typing import Final

from blog_api.import_export.dialects.markup import inline

BLOCK: Final = re.compile(
    r"\{::(comment|nomarkdown|options)[^}]*?(?:/\}|\}(?P<body>.*?)\{:/(?:\1)?\})", re.DOTALL
)
CONTENTS: Final = re.compile(
    r"^[*\d][.)]?[ \t]+[^\n]*\n\{:(?:[^}\n]*\s)?toc\b[^}\n]*\}[ \t]*\n?"
    r"|^\[TOC\][ \t]*$|^\[\[_?TOC_?\]\][ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
ALONE: Final = re.compile(r"^[ \t]*\{:[^}\n]*\}[ \t]*\n?", re.MULTILINE)
INLINE: Final = re.compile(r"(?<=[)\]*_`\"'>])\{:[^}\n]*\}")
PANDOC: Final = re.compile(r"(?<=[)\]])\{(?:[.#][\w-]+|\w+=[^\s}]+)(?:\s+[^}\n]*)?\}")
HEADING: Final = re.compile(
    r"^(#{1,6}[^\n]*?)(?<![ \t])[ \t]*\{[#.:][^{}\n]*\}[ \t]*$", re.MULTILINE
)
ABBREVIATION: Final = re.compile(r"^\*\[([^\]\n]+)\]:[ \t]*([^\n]*)\n?", re.MULTILINE)
DEFINITION: Final = re.compile(
    r"(?:^[^\n:|>#*+\-\d\s][^\n]*\n(?:[ \t]*\n)?"
    r"(?:^:[ \t]+[^\n]+\n?(?:^[ \t]{2,}\S[^\n]*\n?)*(?:[ \t]*\n(?=:))?)+"
    r"(?:[ \t]*\n)*)+",
    re.MULTILINE,
)


def replace_kramdown(text: str, lost: list[str]) -> str:
    """Remove attribute lists and tables of contents; write definition lists as HTML."""
    if "{" in text or "[" in text:
        text = CONTENTS.sub("", BLOCK.sub(block, text))
    if "{" in text:
        text = HEADING.sub(r"\1", text)
        text = PANDOC.sub("", INLINE.sub("", ALONE.sub("", text)))
    if "*[" in text and ABBREVIATION.search(text):
        lost.append("abbreviation")
        text = ABBREVIATION.sub("", text)
    return DEFINITION.sub(definitions, text) if "\n:" in text else text


def block(found: re.Match[str]) -> str:
    return (found["body"] or "") if found[1] == "nomarkdown" else ""


def definitions(found: re.Match[str]) -> str:
    """Write terms and definitions on one line, with their inline markup as HTML."""
    items: list[tuple[str, str]] = []
    for line in found.group().splitlines():
        text = line.strip()
        if not text:
            continue
        if text.startswith(":"):
            items.append(("dd", text[1:].strip()))
        elif items and line[:1] in " \t":
            items[-1] = (items[-1][0], f"{items[-1][1]} {text}")
        else:
            items.append(("dt", text))
    if any(tag == "dt" and text.count("[") > text.count("]") for tag, text in items):
        # A link over several lines, one of which begins with a colon.
        return str(found.group())
    written = (f"<{tag}>{inline(text)}</{tag}>" for tag, text in items)
    return f"<dl>{''.join(written)}</dl>\n\n"
