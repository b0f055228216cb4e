"""Documents of Ghost's present editor: a tree of Lexical nodes, as HTML."""

import html
from typing import Any, Final

from blog_api.import_export.sources.ghost.cards import card_to_html

Node = dict[str, Any]
FORMATS: Final = (
    (1, "strong"), (2, "em"), (4, "s"), (8, "u"), (16, "code"), (32, "sub"), (64, "sup"),
    (128, "mark"),
)  # fmt: skip  # bits of `format`
BLOCKS: Final = {
    "paragraph": "p",
    "quote": "blockquote",
    "extended-quote": "blockquote",
    "aside": "blockquote",
    "listitem": "li",
}


def lexical_to_html(tree: Node, lost: list[str]) -> str:
    """Raise `LookupError` or `TypeError` for a tree of another form."""
    return "".join(node_to_html(child, lost) for child in tree["root"]["children"])


def node_to_html(node: Node, lost: list[str]) -> str:
    kind = str(node.get("type", ""))
    if isinstance(node.get("text"), str) and "children" not in node and kind in TEXTS:
        return words(node)
    if kind in {"linebreak", "tab"}:
        return "<br>" if kind == "linebreak" else " "
    if "children" not in node:
        return card_to_html(kind, node, lost)
    inner = "".join(node_to_html(child, lost) for child in node["children"] or [])
    return element(kind, node, inner)


TEXTS: Final = frozenset({"text", "extended-text", "tk", "emoji"})


def words(node: Node) -> str:
    bits = node.get("format")
    bits = bits if isinstance(bits, int) else 0
    text = html.escape(node["text"], quote=False)
    for bit, tag in FORMATS:
        if bits & bit:
            text = f"<{tag}>{text}</{tag}>"
    return text


def element(kind: str, node: Node, inner: str) -> str:
    if "heading" in kind:
        tag = str(node.get("tag") or "h2")
        return f"<{tag}>{inner}</{tag}>"
    if kind == "list":
        tag = "ol" if node.get("listType") == "number" else "ul"
        start = node.get("start")
        first = f' start="{start}"' if tag == "ol" and isinstance(start, int) and start > 1 else ""
        return f"<{tag}{first}>{inner}</{tag}>"
    if kind in {"link", "autolink"}:
        return f'<a href="{html.escape(str(node.get("url") or ""))}">{inner}</a>'
    if kind == "code":
        return f"<pre><code>{inner}</code></pre>"
    tag = BLOCKS.get(kind, "p")
    return f"<{tag}>{inner}</{tag}>"
