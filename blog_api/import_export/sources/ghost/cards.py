"""Cards of Ghost's editors as HTML: images, embeds, code and others."""

import html
from collections.abc import Callable
from typing import Any, Final

from markdown_it import MarkdownIt

Payload = dict[str, Any]
TOLD: Final = {"email": "email-only text", "email-cta": "email-only text", "signup": "form"}
GATE: Final = "<!--kg-gated-block:begin nonMember:false-->"
MARKDOWN: Final = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def card_to_html(kind: str, payload: Payload, lost: list[str]) -> str:
    """Return the HTML of a card; for an unknown one its addresses and texts.

    A card that only members saw stands between the marks that Ghost writes into its HTML.
    """
    name = kind.lower()
    writer = CARDS.get(name)
    if writer is None or name in TOLD:
        lost.append(TOLD.get(name, f"card {kind}"))
    written = (writer or unknown)(payload)
    return f"{GATE}{written}<!--kg-gated-block:end-->" if is_gated(payload) else written


def is_gated(payload: Payload) -> bool:
    """Return True for a card that visitors without an account did not see."""
    visibility = payload.get("visibility")
    web = visibility.get("web") if isinstance(visibility, dict) else None
    return isinstance(web, dict) and web.get("nonMember") is False


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
    return (
        f'<p><a href="{address}">{title}</a>{"<br>" + description if description else ""}</p>'
        + (captioned(payload))
    )


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


def file(payload: Payload) -> str:
    return link(payload, "src") + captioned({"caption": value_of(payload, "fileCaption")})


def call_to_action(payload: Payload) -> str:
    label = value_of(payload, "sponsorLabel") if payload.get("hasSponsorLabel") else ""
    shown = image({"src": payload["imageUrl"]}) if payload.get("imageUrl") else ""
    return label + shown + value_of(payload, "textValue") + button(payload)


def signup(payload: Payload) -> str:
    disclaimer = value_of(payload, "disclaimer")
    return header(payload) + (f"<p>{disclaimer}</p>" if disclaimer else "")


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
    "file": file,
    "callout": callout,
    "toggle": toggle,
    "button": button,
    "call-to-action": call_to_action,
    "header": header,
    "signup": signup,
    "product": product,
    "hr": lambda _payload: "<hr>",
    "horizontalrule": lambda _payload: "<hr>",
}
