"""XML that every reader can parse: what the standard forbids in a text is left out of it."""

import re
from typing import Final
from xml.etree import ElementTree as ET

FORBIDDEN: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Without characters that XML 1.0 (§2.2) cannot carry, not even escaped."""
    return FORBIDDEN.sub("", text)


def add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    """A child element."""
    kept = {key.replace("_", ":"): legal(value) for key, value in attributes.items()}
    child = ET.SubElement(parent, name, kept)
    child.text = None if text is None else legal(text)
    return child


def document(root: ET.Element) -> bytes:
    """The whole file, in UTF-8."""
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
