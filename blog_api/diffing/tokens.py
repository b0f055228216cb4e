"""Splitting of texts into lines, sentences and words; joining the parts gives the text again."""

import re
from typing import Final

# As CommonMark ends lines; str.splitlines() would also split at form feeds and U+2028.
LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
STOPS: Final = r".!?;,\u3001\u3002\uff01\uff0c\uff1b\uff1f"
SENTENCE: Final = re.compile(rf"[^{STOPS}]*[{STOPS}]*")
# Marks, joiners, variation selectors and skin tones stay with the character before them.
MARK: Final = r"[\u0300-\u036f\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]"
IDEOGRAPHS: Final = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
LETTERS: Final = rf"[^\W{IDEOGRAPHS}]+"
WORD: Final = re.compile(rf"{LETTERS}(?:{MARK}+(?:{LETTERS})?)*|\s+|.{MARK}*", re.DOTALL)


def split_lines(text: str) -> list[str]:
    """Return the lines with their ends: LF, CRLF or CR."""
    return LINE.findall(text)


def split_sentences(text: str) -> list[str]:
    return [part for part in SENTENCE.findall(text) if part]


def split_words(text: str) -> list[str]:
    return WORD.findall(text)


def is_word(token: str) -> bool:
    return any(character.isalnum() for character in token)


def line_key(line: str) -> str:
    return line.rstrip("\r\n") + "\n" if line.endswith(("\r", "\n")) else line


def line_end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]
