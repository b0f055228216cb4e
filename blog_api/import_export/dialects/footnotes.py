"""Footnotes of kramdown, Goldmark and GFM as numbered marks and a list at the end."""

import re
from typing import Final

DEFINITION: Final = re.compile(
    r"^\[\^(?P<name>[^\]\n]+)\]:[ \t]*(?P<first>[^\n]*(?:\n(?![ \t]*\n|\[\^)[^\n]+)*)"
    r"(?P<more>(?:\n[ \t]*\n(?:[ ]{2,}|\t)[^\n]+(?:\n(?:[ ]{2,}|\t)[^\n]+)*)*)\n?",
    re.MULTILINE,
)
INDENT: Final = re.compile(r"^[ \t]+", re.MULTILINE)
INLINE: Final = re.compile(
    r"(?<!\])\^\[(?P<text>[^\[\]\n]{3,1000})\]|\[\^(?P<name>[^\[\]\n]{1,100})\]"
)


class Notes:
    """Footnotes of one text, numbered by their first references."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._numbers: dict[str, int] = {}

    def take(self, found: re.Match[str]) -> str:
        more = INDENT.sub("", found["more"])
        self._texts.setdefault(found["name"], f"{found['first'].strip()}{more}")
        return ""

    def take_inline(self, found: re.Match[str]) -> str:
        name = f"inline {len(self._texts)}"
        self._texts[name] = found["text"]
        return self.mark(name)

    def refer(self, found: re.Match[str]) -> str:
        """Return the number of a footnote; a mark without a note stays as text."""
        return self.mark(found["name"]) if found["name"] in self._texts else str(found.group())

    def mark(self, name: str) -> str:
        number = self._numbers.setdefault(name, len(self._numbers) + 1)
        return f"<sup>{number}</sup>"

    def list(self) -> str:
        """Return the notes in the order of their numbers; unreferenced ones come last."""
        for name in self._texts:
            self.mark(name)
        by_number = sorted(self._numbers, key=self._numbers.__getitem__)
        items = [item(self._numbers[name], self._texts[name]) for name in by_number]
        return "\n\n---\n\n" + "\n".join(items) if items else ""


def item(number: int, text: str) -> str:
    """Return a list item; indent continuation lines, so that they belong to it."""
    head = f"{number}. "
    lines = text.splitlines()
    rest = [f"{' ' * len(head)}{line}" if line.strip() else "" for line in lines[1:]]
    return "\n".join([head + (lines[0] if lines else ""), *rest])


def take_notes(text: str, notes: Notes) -> str:
    return DEFINITION.sub(notes.take, text)


def replace_references(text: str, notes: Notes) -> str:
    """Number the marks in their order, those with their note inside too."""

    def mark(found: re.Match[str]) -> str:
        return notes.refer(found) if found["name"] else notes.take_inline(found)

    return INLINE.sub(mark, text)
