"""Cards of Ghost's editors as HTML: images, embeds, code and others."""

import html
from collections.abc import Callable
from typing import Any, Final

from markdown_it import MarkdownIt

Payload = dict[str, Any]
MARKDOWN: Final = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def card_to_html(kind: str, payload: Payload) -> str:
    """Return the HTML of a card; for an unknown one its addresses and texts."""
    writer = CARDS.get(kind.lower())
    return writer(payload) if writer else unknown(payload)


def value_of(payload: Payload, *names: str) -> str:
    return next((str(payload[name]) for name in names if payload.get(name)), "")


def escaped(payload: Payload, *names: str) -> str:
    return html.escape(value_of(payload, *names))


def image(payload: Payload) -> str:
    source, alt = escaped(payload, "src", "fileName"), escaped(payload, "alt", "altText")
    shown = f'<img src="{source}" alt="{alt}">'
    if href := escaped(payload, "href"):
        shown = f'<a href="{href}">{shown}</a>'
    return figure(shown, payload)


def figure(shown: str, payload: Payload) -> str:
    caption = value_of(payload, "caption")
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure>{shown}{below}</figure>"


def gallery(payload: Payload) -> str:
    shown = "".join(image({**each, "caption": ""}) for each in payload.get("images") or [])
    caption = value_of(payload, "caption")
    return shown + (f"<p>{caption}</p>" if caption else "")


def code(payload: Payload) -> str:
    language = escaped(payload, "language")
    named = f' class="language-{language}"' if language else ""
    return f"<pre><code{named}>{escaped(payload, 'code')}</code></pre>" + captioned(payload)


def captioned(payload: Payload) -> str:
    caption = value_of(payload, "caption")
    return f"<p>{caption}</p>" if caption else ""


def markdown(payload: Payload) -> str:
    return str(MARKDOWN.render(value_of(payload, "markdown")))


def bookmark(payload: Payload) -> str:
    meta = payload.get("metadata")
    values = {**payload, **(meta if isinstance(meta, dict) else {})}
    title, address = escaped(values, "title", "url"), escaped(values, "url")
    description = escaped(values, "description")
    return f'<p><a href="{address}">{title}</a>{"<br>" + description if description else ""}</p>'


def embed(payload: Payload) -> str:
    return link(payload, "url") + captioned(payload)


def link(payload: Payload, *names: str) -> str:
    address = escaped(payload, *names)
    title = escaped(payload, "title", "fileTitle", "buttonText", "caption") or address
    return f'<p><a href="{address}">{title}</a></p>' if address else ""


def callout(payload: Payload) -> str:
    emoji = escaped(payload, "calloutEmoji")
    return f"<blockquote><p>{emoji} {value_of(payload, 'calloutText')}</p></blockquote>"


def toggle(payload: Payload) -> str:
    heading, content = value_of(payload, "heading"), value_of(payload, "content")
    return f"<details><summary>{heading}</summary>{content}</details>"


def button(payload: Payload) -> str:
    return link({**payload, "title": value_of(payload, "buttonText")}, "buttonUrl")


def header(payload: Payload) -> str:
    title, below = (
        value_of(payload, "header", "heading"),
        value_of(payload, "subheader", "subheading"),
    )
    return f"<h2>{title}</h2>" + (f"<p>{below}</p>" if below else "") + button(payload)


def product(payload: Payload) -> str:
    parts = [
        image({"src": payload["productImageSrc"]}) if payload.get("productImageSrc") else "",
        f"<h4>{value_of(payload, 'productTitle')}</h4>" if payload.get("productTitle") else "",
        value_of(payload, "productDescription"),
        link({**payload, "title": value_of(payload, "productButton")}, "productUrl"),
    ]
    return "".join(parts)


def unknown(payload: Payload) -> str:
    typed = value_of(payload, "html") or (
        f"<p>{escaped(payload, 'text')}</p>" if payload.get("text") else ""
    )
    return typed or link(payload, "src", "url", "href")


CARDS: Final[dict[str, Callable[[Payload], str]]] = {
    "image": image,
    "gallery": gallery,
    "code": code,
    "codeblock": code,
    "html": lambda payload: value_of(payload, "html"),
    "email": lambda _payload: "",
    "email-cta": lambda _payload: "",
    "paywall": lambda _payload: "",
    "markdown": markdown,
    "card-markdown": markdown,
    "bookmark": bookmark,
    "embed": embed,
    "video": lambda payload: link(payload, "src") + captioned(payload),
    "audio": lambda payload: link(payload, "src"),
    "file": lambda payload: link(payload, "src"),
    "callout": callout,
    "toggle": toggle,
    "button": button,
    "call-to-action": lambda payload: value_of(payload, "textValue") + button(payload),
    "header": header,
    "signup": header,
    "product": product,
    "hr": lambda _payload: "<hr>",
    "horizontalrule": lambda _payload: "<hr>",
}
