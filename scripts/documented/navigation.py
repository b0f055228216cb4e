"""Order of the pages."""

import re
from collections.abc import Mapping
from typing import Any, Final

QUALITY: Final = ("security.md", "threats.md", "performance.md", "proving.md", "fuzzing.md")
TITLE: Final = re.compile(r"^# (.+)$", re.MULTILINE)
Entry = dict[str, Any]


def navigation(texts: Mapping[str, str]) -> list[Entry]:
    """Return the tabs with every page; a new page of docs/ is a guide unless it is listed."""
    folders = ("decisions", "operations", "project", "reference")
    grouped = {
        folder: [name for name in texts if name.startswith(f"{folder}/")] for folder in folders
    }
    taken = {"index.md", *QUALITY, *(name for names in grouped.values() for name in names)}
    guides = [name for name in texts if name not in taken]
    tabs = {
        "Guides": guides,
        "Operations": grouped["operations"],
        "Reference": grouped["reference"],
        "Decisions": grouped["decisions"],
        "Quality": [name for name in QUALITY if name in texts],
        "Project": grouped["project"],
    }
    entries = [{tab: [entry(name, texts[name]) for name in names]} for tab, names in tabs.items()]
    return [{"Tour": "index.md"}, *entries]


def entry(name: str, text: str) -> Entry:
    found = TITLE.search(text)
    return {found[1].replace("`", "") if found else name: name}
