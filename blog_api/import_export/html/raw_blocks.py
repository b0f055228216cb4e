"""Elements without a Markdown equivalent: kept as HTML, on one line without a blank one."""

import re
from typing import Final

from turbohtml import E, Element, Node, Text

BLOCKS_IN_CELLS: Final = [
    "p",
    "ul",
    "ol",
    "pre",
    "table",
    "div",
    "blockquote",
    "dl",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
]
RAW: Final = "raw-block"
ALWAYS: Final = ["figure", "dl", "details"]
LINE_BREAK: Final = re.compile(r"\s*\n\s*")
ALLOWED_ATTRIBUTES: Final = frozenset(
    {
        "href",
        "src",
        "alt",
        "title",
        "width",
        "height",
        "colspan",
        "rowspan",
        "scope",
        "start",
        "value",
        "datetime",
        "open",
        "class",
    }
)


def mark_raw_blocks(root: Element) -> list[str]:
    """Replace such elements by numbered markers; return their HTML by number."""
    blocks: list[str] = []
    for element in root.find_all([*ALWAYS, "table"]):
        if not is_attached(element, root):
            continue
        if element.tag == "table" and is_plain_table(element):
            continue
        element.replace_with(E.p(marker(len(blocks))))
        blocks.append(one_line(element))
    return blocks


def is_attached(element: Element, root: Element) -> bool:
    return any(ancestor is root or ancestor == root for ancestor in element.ancestors)


def marker(number: int) -> Element:
    return E(RAW, {"number": str(number)})


def is_plain_table(table: Element) -> bool:
    """Return True for a table with one line of text in each cell, as in Markdown."""
    if table.find(["caption", *BLOCKS_IN_CELLS]) is not None:
        return False
    cells = table.find_all(["td", "th"])
    if any("colspan" in cell.attrs or "rowspan" in cell.attrs for cell in cells):
        return False
    widths = {len(row.find_all(["td", "th"])) for row in table.find_all("tr")}
    return len(widths) == 1 and 0 not in widths


def one_line(element: Element) -> str:
    """Serialize on one line; line breaks in code become character references."""
    strip_attributes(element)
    for node in list(element.descendants):
        if isinstance(node, Text) and not in_code(node):
            data = LINE_BREAK.sub(" ", node.data)
            if data != node.data:
                node.replace_with(Text(data))
    return element.serialize().replace("\r", "").replace("\n", "&#10;")


def in_code(node: Node) -> bool:
    return any(isinstance(each, Element) and each.tag == "pre" for each in node.ancestors)


def strip_attributes(element: Element) -> None:
    """Remove styles and classes, which are not on the API's allow-list."""
    for each in [element, *element.find_all()]:
        for name in list(each.attrs):
            if name not in ALLOWED_ATTRIBUTES or (name == "class" and each.tag != "code"):
                del each.attrs[name]
