"""WordPress's shortcodes as HTML; code is not changed."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from blog_api.import_export.dialects.captions import caption
from blog_api.import_export.dialects.markup import attributes_of, first_address, positional_of
from blog_api.import_export.dialects.pairs import pairs_in, replace_pairs
from blog_api.import_export.image_files import is_image_address

CODE: Final = re.compile(
    r"\[(?P<name>sourcecode|code|php|python|javascript|js|css|html|xml|bash|ruby|java|sql|csharp|"
    r"cpp|crayon|gist-code|highlight|text|plain|shell|source|pre|codesyntax|enlighter|prettify|"
    r"actionscript3?|as3|applescript|c|clojure|coldfusion|delphi|diff|erlang|fsharp|groovy|go|"
    r"haskell|json|kotlin|latex|less|lua|matlab|objc|perl|powershell|r|rust|sass|scala|swift|"
    r"typescript|vb|yaml|cc(?P<modes>[a-z]{0,9})(?:_(?P<colored>[a-z][\w+#-]*))?)"
    r"(?P<rest>(?:\s[^\]]{0,2000})?)\]",
    re.IGNORECASE,
)
CODE_TAG: Final = re.compile(r"</?(?:pre|code)\b[^<>]*>")
# `<pre lang="php" line="1">` of WP-Syntax, `<code lang="php">` of CodeColorer: code with its tags.
UNESCAPED: Final = re.compile(
    r"<(?P<tag>pre|code)\b(?P<rest>[^<>]*\slang\s*=[^<>]*)>"
    r"(?P<body>(?:(?!</?(?P=tag)\b).)*+"
    r"(?:<(?P=tag)\b(?:(?!</?(?P=tag)\b).)*+</(?P=tag)>(?:(?!</?(?P=tag)\b).)*+)*+)</(?P=tag)>",
    re.DOTALL | re.IGNORECASE,
)
NUMBER: Final = re.compile(r"\d+")
LITERAL: Final = re.compile(r"<(?P<name>pre|code|script|style)\b[^<>]*>", re.IGNORECASE)
SHORTCODE: Final = re.compile(
    r"\[(?P<open>\[)?(?P<close>/)?(?P<name>[a-zA-Z][\w-]*)"
    r"(?P<rest>(?:\s+[^\[\]<>]*|\s*=[^\[\]]*|\s[^\[\]]*?)?)\s*(?P<self>/)?\](?(open)\])"
)
CAPTION: Final = re.compile(r"\[(?P<name>(?:wp_)?caption)\b(?P<rest>[^\[\]]{0,2000})\]")
EMBED: Final = re.compile(r"\[(?P<name>embed)\b[^\[\]]*\]")
SHORT, TAG = "[/{}]", "</{}>"  # closing tags
BARE_ADDRESS: Final = re.compile(
    r"^[ \t]*+(?:<p>)?+[ \t]*+(https?://[^\s<>\"]++)[ \t]*+(?:</p>)?+[ \t]*+$", re.MULTILINE
)
ATTRIBUTE: Final = re.compile(r"\w\s*=\s*\S")
GENERIC: Final = frozenset(
    {"code", "codesyntax", "crayon", "enlighter", "highlight", "plain", "pre", "prettify"}
    | {"source", "sourcecode", "text"}
)
INLINE: Final = "i"  # a mode of CodeColorer: [cci], [ccie_php]
# Single words in brackets that themes and plugins leave behind; other words may be words.
SINGLE: Final = frozenset(
    {
        "gallery",
        "toc",
        "more",
        "clear",
        "clearfix",
        "divider",
        "hr",
        "spacer",
        "sitemap",
        "archives",
        "contact-form",
        "recent_posts",
        "slideshow",
        "playlist",
        "audio",
        "video",
        "polldaddy",
        "jetpack_subscription_form",
        "contact",
        "subscribe",
        "ad",
        "adsense",
    }
)
VIDEO_SITES: Final = {
    "youtube": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "dailymotion": "https://www.dailymotion.com/video/",
    "gist": "https://gist.github.com/",
    "instagram": "https://www.instagram.com/p/",
    "tweet": "https://twitter.com/i/status/",
    "soundcloud": "https://soundcloud.com/",
    "googlemaps": "",
    "ted": "https://www.ted.com/talks/",
}


@dataclass(frozen=True, slots=True)
class Attachments:
    """Images of an export by their ids, and the ids of those attached to each post."""

    urls: Mapping[str, str] = field(default_factory=dict)
    captions: Mapping[str, str] = field(default_factory=dict)
    children: Mapping[str, Sequence[str]] = field(default_factory=dict)
    post: str = ""


def replace_shortcodes(text: str, attachments: Attachments, lost: list[str]) -> str:
    """Convert shortcodes to HTML; append the names of those without a meaning to `lost`."""
    parts: list[str] = []
    end = 0
    text = replace_pairs(CODE, SHORT, code, UNESCAPED.sub(unescaped_code, text))
    for literal in pairs_in(LITERAL, TAG, text):
        start = literal.opening.start()
        parts += [in_words(text[end:start], attachments, lost), text[start : literal.end]]
        end = literal.end
    return "".join([*parts, in_words(text[end:], attachments, lost)])


def code(found: re.Match[str], content: str) -> str:
    """Write code; the plugin that displayed it decoded its entities."""
    values, words = attributes_of(found["rest"]), positional_of(found["rest"])
    language = values.get("language") or values.get("lang") or language_in_name(found)
    language = language or next(iter(words), None)
    body = CODE_TAG.sub("", content).strip("\r\n")
    written = html.escape(html.unescape(body), quote=False)
    if INLINE in (found["modes"] or ""):
        return f"<code>{written}</code>"
    named = f' class="language-{html.escape(language)}"' if language else ""
    return f"\n\n<pre><code{named}>{written}</code></pre>\n\n"


def unescaped_code(found: re.Match[str]) -> str:
    """Escape code that its plugin showed as written; code without tags is HTML already."""
    values, body = attributes_of(found["rest"]), found["body"].strip("\r\n")
    if "<" not in body or values.get("escaped") == "true":
        return str(found.group())
    language, body = html.escape(values.get("lang", "")), html.escape(body, quote=False)
    written = f'<code class="language-{language}">{body}</code>'
    return written if found["tag"].lower() == "code" else f"<pre>{written}</pre>"


def language_in_name(found: re.Match[str]) -> str | None:
    """Return the language of `[php]` and of CodeColorer's `[cc_php]`, none for `[code]`."""
    if found["modes"] is not None:
        return found["colored"].lower() if found["colored"] else None
    name = str(found["name"]).lower()
    return None if name in GENERIC else name


def in_words(text: str, attachments: Attachments, lost: list[str]) -> str:
    text = replace_pairs(CAPTION, SHORT, caption, text)
    text = replace_pairs(EMBED, SHORT, lambda _, body: anchor(body.strip()), text)
    text = BARE_ADDRESS.sub(lambda found: f"\n\n<p>{anchor(found[1])}</p>\n\n", text)
    paired = {found["name"].lower() for found in SHORTCODE.finditer(text) if found["close"]}
    return SHORTCODE.sub(lambda found: shortcode(found, paired, attachments, lost), text)


def shortcode(
    found: re.Match[str], paired: set[str], attachments: Attachments, lost: list[str]
) -> str:
    whole, name, rest = str(found.group()), found["name"].lower(), found["rest"].strip()
    if found["open"]:
        return whole[1:-1]
    is_known = name in paired or name in SINGLE or name in VIDEO_SITES
    if not (is_known or ATTRIBUTE.search(rest) or found["self"] or "_" in name):
        return whole
    if found["close"]:
        return ""
    handler = HANDLERS.get(name)
    meaning = handler(rest, attachments) if handler else player(name, rest)
    if meaning is not None:
        return meaning
    lost.append(f"shortcode [{name}]")
    address = first_address(html.unescape(rest))
    return anchor(address) if address else ""


def player(name: str, rest: str) -> str | None:
    if name not in VIDEO_SITES:
        return None
    values, words = attributes_of(rest), positional_of(rest.lstrip("="))
    target = values.get("url") or values.get("id") or (words[0] if words else None)
    address = first_address(html.unescape(rest))
    if address:
        return anchor(address)
    return anchor(VIDEO_SITES[name] + target) if target else None


def gallery(rest: str, attachments: Attachments) -> str | None:
    """Write the named images, or else those that are attached to the post (or to `id`)."""
    values = attributes_of(rest)
    ids = NUMBER.findall(values.get("ids") or values.get("include") or "")
    if not ids:
        excluded = NUMBER.findall(values.get("exclude") or "")
        attached = attachments.children.get(values.get("id") or attachments.post, ())
        ids = [number for number in attached if number not in excluded]
    images = [
        shown(attachments.urls[number], attachments.captions.get(number, ""))
        for number in ids
        if is_image_address(attachments.urls.get(number, ""))
    ]
    return "\n\n" + "\n".join(images) + "\n\n" if images else None


def shown(url: str, caption: str) -> str:
    image = f'<img src="{html.escape(url)}" alt="">'
    below = f"<figcaption>{caption}</figcaption>"
    return f"<figure>{image}{below}</figure>" if caption else f"<p>{image}</p>"


def media(rest: str, _attachments: Attachments) -> str | None:
    values = attributes_of(rest)
    names = ("src", "mp4", "m4v", "webm", "ogv", "mp3", "m4a", "ogg", "wav", "flv")
    address = next((values[name] for name in names if values.get(name)), first_address(rest))
    return f"\n\n<p>{anchor(address)}</p>\n\n" if address else None


def anchor(address: str) -> str:
    escaped = html.escape(html.unescape(address))
    return f'<a href="{escaped}">{escaped}</a>'


HANDLERS: Final[dict[str, Callable[[str, Attachments], str | None]]] = {
    "gallery": gallery,
    "audio": media,
    "video": media,
    "wpvideo": media,
    "more": lambda _rest, _attachments: "",
    "toc": lambda _rest, _attachments: "",
    "clear": lambda _rest, _attachments: "",
    "hr": lambda _rest, _attachments: "<hr>",
    "divider": lambda _rest, _attachments: "<hr>",
}
