"""Hugo's shortcodes: `{{< name … >}}` and `{{% name … %}}`."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from blog_api.import_export.dialects.liquid import path_of
from blog_api.import_export.dialects.markup import (
    SLIDES,
    attributes_of,
    escaped,
    first_address,
    image,
    link,
    media_in,
    picture_in,
    positional_of,
)

SHORTCODE: Final = re.compile(
    r"\{\{([<%])\s*(?P<close>/)?\s*(?P<name>[\w./-]+)"
    r"(?P<rest>(?:\"[^\"]*\"|`[^`]*`|(?!\{\{)[^\"`>%]|>(?!\}\})|%(?!\}\}))*?)/?\s*[>%]\}\}"
)
ESCAPED: Final = re.compile(r"\{\{([<%])/\*\s*(.*?)\s*\*/([>%])\}\}", re.DOTALL)
COMMENT: Final = re.compile(r"\{\{[<%]\s*(comment|/\*).*?(/\s*comment|\*/)\s*[>%]\}\}", re.DOTALL)
# Zola: `{{ name(key="value") }}`.
CALL: Final = re.compile(
    r"\{\{-?\s*(?P<name>[a-z]\w*)\((?P<rest>(?:\"[^\"]*\"|'[^']*'|[^\"'(){}])*)\)\s*-?\}\}"
)
SITES: Final = {
    "youtube": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "instagram": "https://www.instagram.com/p/",
    "tweet": "https://twitter.com/i/status/",
    "x": "https://twitter.com/i/status/",
    "twitter": "https://twitter.com/i/status/",
    "bilibili": "https://www.bilibili.com/video/",
    "gist": "https://gist.github.com/",
    **SLIDES,
}
PICTURES: Final = frozenset({"figure", "img", "image", "picture", "imgproc", "photo", "fig"})
# Shortcodes around text, with the place of their title among the arguments.
TITLED: Final = {
    "expand": 0, "details": 0, "collapse": 0, "accordion": 0, "spoiler": 0, "tab": 0, "tabs": 9,
    "notice": 1, "admonition": 1, "callout": 1, "alert": 1, "hint": 1,
}  # fmt: skip  # as many in a line as fit
TITLES: Final = ("title", "summary", "header", "heading", "tabname")
SOURCES: Final = ("src", "link", "url", "file", "path")


def replace_shortcodes(text: str, lost: list[str]) -> str:
    """Convert shortcodes to Markdown; the content of unknown pairs stays."""
    return SHORTCODE.sub(lambda found: shortcode(found, lost), COMMENT.sub("", text))


def shortcode(found: re.Match[str], lost: list[str]) -> str:
    name, rest = found["name"].lower(), found["rest"].strip()
    if found["close"]:
        return ""
    meaning = meaning_of(name, rest)
    meaning = media_in(rest) or picture_in(rest) if meaning is None else meaning
    if meaning is not None:
        return meaning
    if name not in TITLED:
        lost.append(f"shortcode {name}")
    address = first_address(rest)
    return title_in(name, rest, address) or (link(address) if address else "")


def title_in(name: str, rest: str, address: str | None) -> str:
    """Return the title of a box, a tab or folded text, in bold on its own line."""
    values, words = attributes_of(rest), positional_of(rest)
    at = TITLED.get(name, len(words))
    named = next((values[key] for key in TITLES if values.get(key)), None)
    title = named or (words[at] if at < len(words) else "")
    if address == title.strip() or not title.strip():
        return ""
    shown = link(address, title) if address else title.strip()
    return f"\n\n**{shown}**\n\n"


def replace_calls(text: str) -> str:
    """Convert Zola's shortcodes that are images, players or links; others stay."""

    def meaning(found: re.Match[str]) -> str:
        return meaning_of(found["name"], found["rest"].replace(",", " ")) or str(found.group())

    return CALL.sub(meaning, text) if "(" in text else text


def meaning_of(name: str, rest: str) -> str | None:
    if name in PICTURES:
        return picture(rest)
    if name in SITES:
        return player(name, rest)
    handler = HANDLERS.get(name)
    return handler(rest) if handler else None


def picture(rest: str) -> str | None:
    values, words = attributes_of(rest), positional_of(rest)
    source = next((values[key] for key in SOURCES if values.get(key)), words[0] if words else None)
    if source is None:
        return None
    target = values.get("link", "") if values.get("link") != source else ""
    alt = values.get("alt") or values.get("caption") or values.get("title") or ""
    return image(source, alt, caption_in(values), target)


def caption_in(values: Mapping[str, str]) -> str:
    """Return the title, the caption, and whose image it is, as Hugo's figure shows them."""
    by, address = values.get("attr", ""), values.get("attrlink", "")
    by = link(address, by) if address else by
    return "<br>".join(filter(None, (values.get("title"), values.get("caption"), by)))


def player(name: str, rest: str) -> str | None:
    values, words = attributes_of(rest), positional_of(rest)
    user = values.get("user") or (words[0] if len(words) > 1 else None)
    number = values.get("id") or (words[-1] if words else None)
    if number is None:
        return None
    if name in {"tweet", "x", "twitter"} and user:
        return link(f"https://twitter.com/{user}/status/{number}")
    if name == "gist" and len(words) > 1:
        return link(f"{SITES[name]}{words[0]}/{words[1]}")
    return link(number if "://" in number else SITES[name] + number)


def reference(rest: str) -> str | None:
    """Return the path of a page, for a shortcode that is the target of a link."""
    words = positional_of(rest)
    target = attributes_of(rest).get("path") or (words[0] if words else "")
    page, mark, anchor = target.partition("#")
    return (path_of(page) if page else "") + mark + anchor


def person(rest: str) -> str | None:
    """Read LoveIt's person: the name, linked, with what is said of it."""
    values, words = attributes_of(rest), [*positional_of(rest), "", "", "", ""]
    address, name = values.get("url") or words[0], values.get("name") or words[1]
    text = values.get("text") or words[3]
    if not name:
        return None
    shown = link(address, name) if address else escaped(name)
    picture = image(values["picture"], name) + " " if values.get("picture") else ""
    return f"{picture}{shown} ({escaped(text)})" if text else picture + shown


HANDLERS: Final[dict[str, Callable[[str], str | None]]] = {
    "ref": reference,
    "relref": reference,
    "toc": lambda _rest: "",
    "br": lambda _rest: "<br>",
    "person": person,
    "rawhtml": lambda _rest: "",
    "raw": lambda _rest: "",
    "html": lambda _rest: "",
}
