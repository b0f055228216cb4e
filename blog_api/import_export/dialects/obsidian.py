"""Markdown of Obsidian: wiki links, embeds, highlights, comments and callouts."""

import re
from typing import Final

from blog_api.import_export.dialects.markup import escaped, image, link

# In a table the bar is escaped.
EMBED: Final = re.compile(r"!\[\[(?P<target>[^\[\]\n|]+?)(?:\\?\|(?P<text>[^\]\n]*))?\]\]")
WIKI_LINK: Final = re.compile(
    r"(?<!\[)\[\[(?P<target>[^\s\[\]|][^\[\]\n|]*)(?:\|(?P<text>[^\]\n]*))?\]\](?![(\[])"
)
HIGHLIGHT: Final = re.compile(r"(?<![=\w])==(?=[^\s=])([^=\n]+?)(?<=\S)==(?![=\w])")
WEB_ADDRESS: Final = re.compile(r"https?://\S+$")
ESCAPE: Final = re.compile(r"\\([_*~])")
SPAN: Final = re.compile(r"(`[^`\n]+`)")
SIZE: Final = re.compile(r"(?:^|\|)\d+(?:x\d+)?$")
# Obsidian's size of an image in Markdown, which is not one of its words.
SIZED: Final = re.compile(r"(!\[[^\[\]\n|]*)\|\d{1,5}(?:x\d{1,5})?\](?=\()")
# A name for links to a paragraph: made (`^a1b2c3`), with a hyphen, or on its own line.
BLOCK_ID: Final = re.compile(
    r"(?<=\S)[ \t]\^(?:(?=[a-z]*\d)[a-z0-9]{6}|[A-Za-z]\w{0,40}-[\w-]{1,40})[ \t]*$"
    r"|^\^[A-Za-z][\w-]*[ \t]*$",
    re.MULTILINE,
)
# An image of a page is a player.
PLAYER: Final = re.compile(
    r"!\[([^\[\]\n]*)\]\((https?://(?:(?:www\.|m\.)?(?:youtube\.com/watch|vimeo\.com/\d|"
    r"twitter\.com/\w+/status|x\.com/\w+/status)|youtu\.be/)[^\s()]*)\)"
)
COMMENT: Final = re.compile(r"%%.*?%%", re.DOTALL)
CALLOUT: Final = re.compile(
    r"^(?P<mark>(?:>[ \t]*)+)\[!(?P<kind>[\w-]+)\][-+]?[ \t]*(?P<title>[^\n]*)$", re.MULTILINE
)
FILE: Final = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
PICTURE: Final = re.compile(r"\.(png|jpe?g|webp|gif|svg|avif|bmp)$", re.IGNORECASE)

MARKS: Final = ("[[", "![", "[!", "==", "%%", "^")  # each pattern begins with or has one of them


def replace_obsidian(text: str, lost: list[str]) -> str:
    """Replace wiki links by their text and embeds of images by images."""
    if not any(mark in text for mark in MARKS):
        return text
    text = BLOCK_ID.sub("", COMMENT.sub("", text))
    text = PLAYER.sub(lambda found: link(found[2], found[1]), SIZED.sub(r"\1]", text))
    text = EMBED.sub(lambda found: embed(found, lost), text)
    text = WIKI_LINK.sub(lambda found: wiki_link(found, lost), text)
    return HIGHLIGHT.sub(r"<mark>\1</mark>", CALLOUT.sub(callout, text))


def embed(found: re.Match[str], lost: list[str]) -> str:
    target, text = found["target"].strip(), found["text"] or ""
    file = target.partition("#")[0]  # after it are options of themes
    if PICTURE.search(file):
        return image(file, SIZE.sub("", text))
    is_note = FILE.search(file) is None or file.lower().endswith(".md")
    lost.append("embedded note" if is_note else "embedded file")
    return escaped(text or (file if FILE.search(file) else target))


def wiki_link(found: re.Match[str], lost: list[str]) -> str:
    address = ESCAPE.sub(r"\1", found["target"])
    if WEB_ADDRESS.match(address):
        return link(address, found["text"])
    lost.append("wiki link (its words are kept)")
    page, _, part = found["target"].partition("#")
    names = [page, *part.split("#")]
    return label(found["text"] or " > ".join(name for name in names if name))


def label(text: str) -> str:
    """Escape the words of a link, but not the code in them."""
    parts = SPAN.split(text)
    return "".join(part if part[:1] == "`" else words(part) for part in parts)


def words(text: str) -> str:
    """Escape a text, and keep the blanks at its ends."""
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before and ' '}{escaped(text)}{after and ' '}" if text.strip() else text


def callout(found: re.Match[str]) -> str:
    title = found["title"].strip() or found["kind"].capitalize()
    return f"{found['mark']}**{title}**\n{found['mark']}"
