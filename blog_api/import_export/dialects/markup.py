"""Helpers that build Markdown and HTML for the dialects."""

import html
import re
from typing import Final

from blog_api.rendering.markdown import render_now

LINE_BREAK: Final = re.compile(r"\s*\n\s*")
TAGS: Final = re.compile(r"<[^<>]*>")
LINE_END: Final = re.compile(r"\r\n?")
BACKTICKS: Final = re.compile(r"`{3,}")
UNSAFE: Final = re.compile(r"[\s()]")
MARKS: Final = re.compile(r"([\\\[\]*_`])")
ADDRESS: Final = re.compile(r"https?://[^\s\"'<>\])}]+")
ATTRIBUTE: Final = re.compile(
    r"""(?<![\w:-])(?P<name>[\w:-]++)\s*+=\s*+"""
    r"""(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>\]]+))"""
)
POSITIONAL: Final = re.compile(r"""[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|\S+)|"[^"]*"|'[^']*'|\S+""")

PICTURE: Final = re.compile(r"\.(?:png|jpe?g|webp|gif|svg|avif|bmp)(?:[?#].*)?$", re.IGNORECASE)
MEDIA: Final = re.compile(
    r"\.(?:mp4|m4v|webm|ogv|mov|mp3|m4a|ogg|oga|wav|flac)(?:[?#].*)?$", re.IGNORECASE
)
# Pages of slides, documents and recordings, by the names of their tags.
SLIDES: Final = {
    "slideshare": "https://www.slideshare.net/slideshow/embed_code/",
    "speakerdeck": "https://speakerdeck.com/player/",
    "scribd": "https://www.scribd.com/document/",
    "asciinema": "https://asciinema.org/a/",
}
WORDS: Final = ("alt", "title", "caption", "text")


def attributes_of(text: str) -> dict[str, str]:
    return {
        found["name"].lower(): html.unescape(
            found["double"] or found["single"] or found["bare"] or ""
        )
        for found in ATTRIBUTE.finditer(text)
    }


def positional_of(text: str) -> list[str]:
    words = (found.group() for found in POSITIONAL.finditer(text))
    found = (word for word in words if "=" not in word or word[0] in "\"'h")
    return [stripped for word in found if (stripped := word.rstrip(",").strip("\"'"))]


def with_unix_lines(text: str) -> str:
    """Replace the line breaks of Windows, which patterns of the dialects do not match."""
    return LINE_END.sub("\n", text) if "\r" in text else text


def fence(code: str, language: str | None = None) -> str:
    """Return a fenced block; the fence is longer than any in the code."""
    longest = max((len(run) for run in BACKTICKS.findall(code)), default=2)
    marks = "`" * max(3, longest + 1)
    return f"\n{marks}{language or ''}\n{code.strip(chr(10))}\n{marks}\n"


def image(source: str, alt: str = "", caption: str = "", target: str = "") -> str:
    """Return an image in Markdown, or with a caption (Markdown or HTML) a figure on one line.

    `target` is the address to which the image leads.
    """
    if caption:
        words = html.escape(TAGS.sub("", alt or caption))
        shown = f'<img src="{html.escape(source)}" alt="{words}">'
        shown = f'<a href="{html.escape(target)}">{shown}</a>' if target else shown
        return f"\n\n<figure>{shown}<figcaption>{inline(caption)}</figcaption></figure>\n\n"
    shown = f"![{escaped(alt)}]({in_brackets(source)})"
    return f"[{shown}]({in_brackets(target)})" if target else shown


def inline(text: str) -> str:
    """Render a text as HTML on one line, without its paragraph."""
    rendered = render_now(text).strip().removeprefix("<p>").removesuffix("</p>")
    return LINE_BREAK.sub(" ", rendered)


def in_brackets(address: str) -> str:
    return f"<{address}>" if UNSAFE.search(address) else address


def picture_in(rest: str) -> str | None:
    """Return the image that is an argument of a tag, with the first argument that has words."""
    values = attributes_of(rest)
    words = positional_of(rest)
    source = next((word for word in [*values.values(), *words] if is_picture(word)), None)
    if source is None:
        return None
    named = next((values[name] for name in WORDS if values.get(name)), None)
    after = words[words.index(source) + 1 :] if source in words else []
    return image(source, named or next((word for word in after if " " in word), ""))


def media_in(rest: str) -> str | None:
    values = [*attributes_of(rest).values(), *positional_of(rest)]
    source = next((word for word in values if is_media(word)), None)
    return link(source) if source else None


def is_media(word: str) -> bool:
    return MEDIA.search(word) is not None


def is_picture(word: str) -> bool:
    return not word.startswith("data:") and PICTURE.search(word) is not None


def link(address: str, text: str | None = None) -> str:
    return f"[{escaped(text or address)}]({in_brackets(address)})"


def escaped(text: str) -> str:
    return MARKS.sub(r"\\\1", " ".join(text.split()))


def first_address(text: str) -> str | None:
    found = ADDRESS.search(text)
    return found.group().rstrip(".,;") if found else None
