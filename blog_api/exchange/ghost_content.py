"""What a Ghost post says: its HTML, or where an export has none the words of its editor's document.

Two editors left two kinds of documents, `lexical` and `mobiledoc`; of both the words are taken,
and of their cards the Markdown, HTML or code as it was typed.
"""

import json
from typing import Any, Final

WRITTEN: Final = ("markdown", "html", "plaintext")
DOCUMENTS: Final = ("lexical", "mobiledoc")
TYPED: Final = ("markdown", "html", "code")
MARKUP_SECTION, LIST_SECTION, CARD_SECTION = 1, 3, 10
BREAK: Final = "\n\n"


def content_of(post: dict[str, Any], notes: list[str]) -> str:
    """HTML may stand in Markdown; only the oldest exports have Markdown itself."""
    for name in WRITTEN:
        value = post.get(name)
        if isinstance(value, str) and value:
            return value.replace("\0", "")
    for name in DOCUMENTS:
        if post.get(name):
            return words_of(name, post[name], notes)
    return ""


def words_of(name: str, document: object, notes: list[str]) -> str:
    """Told in either case: what it looked like is lost, or all of it."""
    try:
        tree = json.loads(document) if isinstance(document, str) else document
        found = READERS[name](tree)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        found = []
    text = BREAK.join(block for block in found if block.strip()).replace("\0", "")
    if text:
        notes.append(f"it has no HTML; of its {name} the words are taken, without their looks")
    else:
        notes.append(f"it has no HTML, and no words are found in its {name}: it is empty")
    return text


def read_lexical(tree: Any) -> list[str]:  # noqa: ANN401  # any JSON
    """The blocks of the root, each as its words."""
    return [words_in(block) for block in tree["root"]["children"]]


def words_in(node: dict[str, Any]) -> str:
    """What was typed into a card, or the words below, one line for each line."""
    typed = next((node[name] for name in TYPED if isinstance(node.get(name), str)), None)
    if typed is not None:
        return str(typed)
    if node.get("type") == "linebreak":
        return "\n"
    if isinstance(node.get("text"), str):
        return str(node["text"])
    between = "\n" if node.get("type") == "list" else ""
    return between.join(words_in(child) for child in node.get("children") or [])


def read_mobiledoc(tree: Any) -> list[str]:  # noqa: ANN401  # any JSON
    """Sections are lists that begin with what they are."""
    return [words_in_section(section, tree) for section in tree["sections"]]


def words_in_section(section: list[Any], tree: dict[str, Any]) -> str:
    """Pictures have no words."""
    if section[0] == MARKUP_SECTION:
        return words_in_markers(section[2])
    if section[0] == LIST_SECTION:
        return "\n".join(words_in_markers(markers) for markers in section[2])
    if section[0] == CARD_SECTION:
        return words_in({**tree["cards"][section[1]][1], "type": "card"})
    return ""


def words_in_markers(markers: list[list[Any]]) -> str:
    """The last of each is its text; a number there stands for a soft break."""
    return "".join(m[3] if isinstance(m[3], str) else "\n" for m in markers)


READERS: Final = {"lexical": read_lexical, "mobiledoc": read_mobiledoc}
