"""XML without the characters that the standard forbids.

The XML writer is imported with the first feed, since many workers never serve one.
"""

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

FORBIDDEN: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Return the text without characters that XML 1.0 (§2.2) cannot contain, even escaped."""
    return FORBIDDEN.sub("", text)


def root_of(name: str, namespace: str) -> "Element":
    from xml.etree.ElementTree import Element  # noqa: PLC0415  # see above

    return Element(name, {"xmlns": namespace})


def add(parent: "Element", name: str, text: str | None = None, **attributes: str) -> "Element":
    kept = {key.replace("_", ":"): legal(value) for key, value in attributes.items()}
    child = parent.makeelement(name, kept)
    child.text = None if text is None else legal(text)
    parent.append(child)
    return child


def document(root: "Element") -> bytes:
    from xml.etree.ElementTree import tostring  # noqa: PLC0415  # see above

    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
