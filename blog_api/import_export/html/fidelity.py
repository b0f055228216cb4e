"""Comparison of two HTML texts by their words, links, images, code and headings."""

from dataclasses import dataclass, field
from typing import Final

from turbohtml import Element, Node, Text, parse_fragment

# Elements between which a space stands, however the source is written.
BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
INVISIBLE: Final = frozenset({"script", "style", "template", "title", "head"})
MAX_DEPTH: Final = 200


class TooDeepError(ValueError):
    """Raised for elements that are nested too deeply."""


@dataclass(slots=True)
class Fingerprint:
    """The content of an HTML text, in the order of the text."""

    text: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    tables: int = 0

    @property
    def words(self) -> list[str]:
        return "".join(self.text).split()

    def equals(self, other: "Fingerprint") -> bool:
        return (
            self.words == other.words
            and self.links == other.links
            and self.images == other.images
            and self.code == other.code
            and self.headings == other.headings
            and self.tables == other.tables
        )


def fingerprint_of(html: str) -> Fingerprint:
    """Raise `TooDeepError` for elements that are nested too deeply."""
    found = Fingerprint()
    collect(parse_fragment(html), found, 0)
    return found


def collect(node: Node, found: Fingerprint, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise TooDeepError
    for child in node.children:
        if isinstance(child, Text):
            found.text.append(child.data)
        elif isinstance(child, Element) and child.tag not in INVISIBLE:
            collect_element(child, found, depth)


def collect_element(element: Element, found: Fingerprint, depth: int) -> None:
    note(element, found)
    between = " " if element.tag in BLOCKS else ""
    found.text.append(between)
    collect(element, found, depth + 1)
    found.text.append(between)


def note(element: Element, found: Fingerprint) -> None:
    if element.tag == "a" and (href := address_of(element, "href")):
        found.links.append(href)
    elif element.tag == "img" and (source := address_of(element, "src")):
        found.images.append(source)
    elif element.tag == "pre":
        found.code.append(element.text.strip("\n"))
    elif element.tag in HEADINGS:
        found.headings.append(f"{element.tag} {' '.join(element.text.split())}")
    elif element.tag == "table":
        found.tables += 1


def address_of(element: Element, name: str) -> str | None:
    value = element.attrs.get(name)
    return value if isinstance(value, str) else None
