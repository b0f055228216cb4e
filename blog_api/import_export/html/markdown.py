"""Markdown of an HTML tree after `apply_rules`."""

from collections.abc import Callable
from typing import Final

from turbohtml import Element, Markdown

from blog_api.import_export.html.raw_blocks import RAW

# Inline elements that the API's allow-list knows and Markdown does not.
INLINE: Final = (
    "abbr",
    "cite",
    "ins",
    "kbd",
    "mark",
    "q",
    "samp",
    "small",
    "sub",
    "sup",
    "u",
    "var",
)
Converter = Callable[[Element, str], str]


def write_markdown(root: Element, raw_blocks: list[str]) -> str:
    def write_raw(element: Element, _inner: str) -> str:
        return raw_blocks[int(str(element.attrs["number"]))]

    converters: dict[str, Converter] = dict.fromkeys(INLINE, write_inline)
    options = Markdown(
        converters={**converters, RAW: write_raw},
        document=Markdown.Document(line_break="backslash"),
        links=Markdown.Links(autolink=False),
    )
    return root.to_markdown(options).strip("\n")


def write_inline(element: Element, inner: str) -> str:
    """Keep the element as inline HTML around its Markdown."""
    title = element.attrs.get("title")
    attributes = f' title="{quoted(title)}"' if element.tag == "abbr" and title else ""
    return f"<{element.tag}{attributes}>{inner}</{element.tag}>" if inner.strip() else inner


def quoted(value: object) -> str:
    return str(value).replace("&", "&amp;").replace('"', "&quot;").replace("\n", " ")
