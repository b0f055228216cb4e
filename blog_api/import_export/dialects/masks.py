"""Masks for code inside of a line, so that links and notes around it are seen whole."""

import re
from collections.abc import Callable
from typing import Final

from blog_api.import_export.dialects.segments import between_code, pieces_of

# Characters that no text has (Unicode 23.7).
MASK: Final = re.compile("\ufdd0(\\d+)\ufdd1")
MASK_START: Final = "\ufdd0"


def mask_spans(text: str, spans: list[str]) -> str:
    """Replace code inside of a line by its number in `spans`."""
    return "".join(masked(piece, spans) for piece in pieces_of(text))


def masked(piece: tuple[str, bool], spans: list[str]) -> str:
    text, is_code = piece
    if not is_code or "\n" in text:
        return text
    spans.append(text)
    return f"{MASK_START}{len(spans) - 1}\ufdd1"


def mask_code(text: str, code: list[str]) -> str:
    """Replace all code, in lines and in blocks, by its number in `code`."""
    parts: list[str] = []
    for piece, is_code in pieces_of(text):
        if is_code:
            code.append(piece)
        parts.append(f"{MASK_START}{len(code) - 1}\ufdd1" if is_code else piece)
    return "".join(parts)


def unmask(text: str, spans: list[str]) -> str:
    return MASK.sub(lambda found: spans[int(found[1])], text) if spans else text


def outside_blocks(text: str, change: Callable[[str], str]) -> str:
    """Apply `change` to the text between blocks of code; code in a line is part of the text."""
    done: list[str] = []
    held: list[str] = []
    for piece, is_code in pieces_of(text):
        if is_code and "\n" in piece:
            done += [change("".join(held)), piece]
            held = []
        else:
            held.append(piece)
    return "".join([*done, change("".join(held))])


def around_spans(text: str, change: Callable[[str], str]) -> str:
    """Apply `change` to the text between blocks of code; it sees code in a line as a mask."""
    spans: list[str] = []
    return unmask(between_code(mask_spans(text, spans), change), spans)
