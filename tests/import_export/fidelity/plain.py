"""Pages as plain Markdown or HTML, by other rules than those of the import: the side to compare."""

import re
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt

from tests.import_export.fidelity.reader import Reader, read

PARSER: Final = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
FRONT: Final = (
    re.compile(r"\A\ufeff?\s*---[^\n]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL),
    re.compile(r"\A\ufeff?\s*\+\+\+[^\n]*\n.*?\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL),
    re.compile(r"\A(?:[A-Z][\w-]*:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*)+\s*\n"),
    re.compile(r"\A(?:(?!---)[\w-]+:[^\n]*\n(?:[ \t-]+[^\n]*\n)*)+---[ \t]*\n"),
)
FENCE: Final = re.compile(
    r"^(?P<indent>[ \t>]*(?:[-*+]|\d+[.)])?[ \t]*)(?P<mark>`{3,}|~{3,})[^\n]*\n.*?"
    r"(?:^[ \t>]*(?P=mark)[`~]*[ \t]*$|\Z)",
    re.DOTALL | re.MULTILINE,
)
LISTING: Final = re.compile(
    r"\{%-?\s*(?P<tag>highlight|codeblock)\b[^%]*%\}(?P<a>.*?)\{%-?\s*end(?P=tag)\s*-?%\}"
    r"|\{\{[<%]\s*highlight\b[^\n]*?[>%]\}\}(?P<b>.*?)\{\{[<%]\s*/\s*highlight\s*[>%]\}\}",
    re.DOTALL,
)
RAW: Final = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
SPAN: Final = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
TEMPLATE: Final = re.compile(
    r"\{%-?\s*comment\b.*?endcomment\s*-?%\}|\{#.*?#\}|\{/\*.*?\*/\}|%%.*?%%|<!--.*?-->"
    r"|\{%.*?%\}|\{\{[<%].*?[>%]\}\}|\{\{.*?\}\}",
    re.DOTALL,
)
# Browsers show the words in a frame to nobody.
FRAME: Final = re.compile(r"<iframe\b.*?</iframe>", re.DOTALL | re.IGNORECASE)
MODULE: Final = re.compile(
    r"^import\s[^\n]*[\"'];?[ \t]*$|^export\s+(?:const|default|function|let)\b[^\n]*$", re.MULTILINE
)
COMPONENT: Final = re.compile(r"</?[A-Z]\w*(?:\s(?:\"[^\"]*\"|'[^']*'|\{[^{}]*\}|[^<>\"'{}])*)?/?>")
ATTRIBUTES: Final = re.compile(r"\{[:#.][^{}\n]*\}")
NOTE: Final = re.compile(r"\[\^[^\]\n]+\]:?")
EMBED: Final = re.compile(r"!\[\[([^\[\]|\n#]+)(?:#[^\[\]|\n]*)?(?:\|[^\[\]\n]*)?\]\]")
WIKI: Final = re.compile(r"(?<!!)\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]+)\]\]")
NUL: Final = "\ufdd2{}\ufdd3"
HELD: Final = re.compile("\ufdd2(\\d+)\ufdd3")


def plain_page(path: Path) -> Reader:
    """Return the content of a page, without its template tags."""
    text = path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n")
    for pattern in FRONT:
        if found := pattern.match(text):
            text = text[found.end() :]
            break
    if path.suffix.lower() in {".html", ".htm"}:
        return read(TEMPLATE.sub(" ", text))
    return read(PARSER.render(plain_markdown(text, is_mdx=path.suffix == ".mdx")))


def plain_markdown(text: str, *, is_mdx: bool) -> str:
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(RAW.sub(r"\1", found.group()))
        return NUL.format(len(held) - 1)

    def fence(found: re.Match[str]) -> str:
        code = (found["a"] or found["b"] or "").strip("\n")
        return f"\n\n````\n{code}\n````\n\n"

    text = FENCE.sub(hold, LISTING.sub(fence, FENCE.sub(hold, text)))
    text = FRAME.sub("", SPAN.sub(hold, RAW.sub(hold, text)))
    text = COMPONENT.sub("", MODULE.sub("", text) if is_mdx else text)
    text = ATTRIBUTES.sub("", TEMPLATE.sub(" ", text))
    text = NOTE.sub(" ", text)
    text = WIKI.sub(r"\1", EMBED.sub(r"![](<\1>)", text))
    while HELD.search(text):
        text = HELD.sub(lambda found: held[int(found[1])], text)
    return text
