"""WordPress's paragraph rule (`wpautop`): empty lines end paragraphs, line breaks are `<br>`."""

import re
from typing import Final

BLOCKS: Final = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|"
    "blockquote|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|"
    "footer|nav|figure|figcaption|details|menu|summary|video|audio|iframe|object"
)
GUTENBERG: Final = re.compile(r"<!--\s*wp:")
KEPT: Final = re.compile(
    # Without another opening inside, so that many that are not closed take linear time.
    r"<(pre|script|style|textarea|svg)\b(?:(?!<\1\b).)*?</\1>",
    re.DOTALL | re.IGNORECASE,
)
OPENING: Final = re.compile(rf"(<(?:{BLOCKS})[\s/>])", re.IGNORECASE)
CLOSING: Final = re.compile(rf"(</(?:{BLOCKS})>|<hr\s*/?>)", re.IGNORECASE)
DOUBLE_BREAK: Final = re.compile(r"<br\s*/?>\s*<br\s*/?>", re.IGNORECASE)
LINE_END: Final = re.compile(r"(?<!<br />)(?<!<br>)(?<!<br/>)(?<![ \t])[ \t]*\n")
MANY_LINES: Final = re.compile(r"\n\s*\n")
IN_TAG: Final = re.compile(r"<[a-zA-Z!/][^<>]*\n[^<>]*>")
BLOCK_ONLY: Final = re.compile(rf"\s*</?(?:{BLOCKS})[^>]*>", re.IGNORECASE)
BEFORE_BLOCK: Final = re.compile(
    rf"(?:(?<!\s)\s++)?<br />\s*+(?=</?(?:{BLOCKS})[\s/>])", re.IGNORECASE
)
AFTER_BLOCK: Final = re.compile(rf"(</?(?:{BLOCKS})(?:\s[^>]*)?/?>)\s*<br />", re.IGNORECASE)
MARK: Final = "\ue000"
MARKED: Final = re.compile(f"{MARK}(\\d+){MARK}")


def add_paragraphs(text: str) -> str:
    """Return HTML with the paragraphs and line breaks that WordPress adds when it shows a post."""
    if GUTENBERG.search(text) or not text.strip():
        return text
    kept: list[str] = []
    text = KEPT.sub(lambda found: keep(found.group(), kept), text.replace(MARK, ""))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = IN_TAG.sub(lambda found: found.group().replace("\n", " "), text)
    text = DOUBLE_BREAK.sub("\n\n", text)
    text = CLOSING.sub(r"\1\n\n", OPENING.sub(r"\n\n\1", text))
    parts = (part.strip("\n") for part in MANY_LINES.split(text))
    text = "\n".join(paragraph(part) for part in parts if part.strip())
    return MARKED.sub(lambda found: kept[int(found[1])], text)


def keep(text: str, kept: list[str]) -> str:
    """Replace text with significant line breaks by a placeholder between blank lines."""
    kept.append(text)
    return f"\n\n{MARK}{len(kept) - 1}{MARK}\n\n"


def paragraph(part: str) -> str:
    """Wrap text in `<p>`; blocks stay, with `<br>` only between lines of text."""
    stripped = part.strip()
    broken = LINE_END.sub("<br />\n", stripped)
    broken = AFTER_BLOCK.sub(r"\1", BEFORE_BLOCK.sub("", broken))
    if BLOCK_ONLY.match(stripped) or MARKED.fullmatch(stripped):
        return broken
    return f"<p>{broken}</p>"
