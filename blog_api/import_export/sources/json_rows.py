"""Stream reader of JSON exports: one row of one table after the other.

`json` decodes each row; only the containers around the rows are walked here, so that memory does
not grow with the file.
"""

import codecs
import json
import re
from collections.abc import Iterator
from json.decoder import JSONDecodeError
from pathlib import Path
from typing import Any, BinaryIO, Final

from blog_api.import_export.files import MAX_EXPORT_BYTES, MEBIBYTE
from blog_api.import_export.records import UnreadableError

CHUNK: Final = MEBIBYTE
LOOKAHEAD: Final = 100
MAX_ROW: Final = 64 * MEBIBYTE
BLANK: Final = re.compile(r"[ \t\r\n]*")
NO_JSON: Final = "It is no JSON."
# Containers of tables in an export of Ghost: `{"db": [{"data": {"posts": […]}}]}`.
WRAPPERS: Final = frozenset({"", "db", "data"})
MAX_DEPTH: Final = 4
WRAPPED: Final = re.compile(r'\[\s*\{\s*"(?:meta|data)"')


class JsonStream:
    """Position in a JSON text that is read in chunks."""

    def __init__(self, file: BinaryIO) -> None:
        self._file: Final = file
        self._bytes: Final = codecs.getincrementaldecoder("utf-8-sig")("replace")
        # Texts may contain control characters, which JSON does not allow.
        self._decoder: Final = json.JSONDecoder(strict=False)
        self.replaced = 0
        self._text, self._at, self._is_whole = "", 0, False
        self._read(CHUNK)

    def _read(self, size: int) -> None:
        """Drop the text before the position, and read more bytes."""
        data = self._file.read(size)
        self._is_whole = not data
        more = self._bytes.decode(data, final=not data)
        self.replaced += more.count("\ufffd")
        self._text, self._at = self._text[self._at :] + more.replace("\0", ""), 0

    def peek(self) -> str:
        """Return the next character that is not blank; an empty text at the end."""
        while True:
            self._at = BLANK.match(self._text, self._at).end()  # type: ignore[union-attr]  # matches an empty text
            if self._at < len(self._text) or self._is_whole:
                return self._text[self._at : self._at + 1]
            self._read(CHUNK)

    def take(self, wanted: str) -> str:
        """Return the next character; raise `UnreadableError` if it is none of the wanted ones."""
        found = self.peek()
        if not found or found not in wanted:
            raise UnreadableError(NO_JSON)
        self._at += 1
        return found

    def value(self) -> Any:  # noqa: ANN401  # any JSON
        self.peek()
        while (found := self._decode()) is None:
            if self._is_whole or len(self._text) - self._at > MAX_ROW:
                raise UnreadableError(NO_JSON)
            self._read(max(CHUNK, len(self._text) - self._at))
        value, self._at = found
        return value

    def _decode(self) -> tuple[Any, int] | None:
        """Return a value and its end; None if it may go on after the text, as a number may."""
        try:
            value, end = self._decoder.raw_decode(self._text, self._at)
        except JSONDecodeError:
            return None
        except RecursionError:
            raise UnreadableError(NO_JSON) from None
        return (value, end) if end < len(self._text) or self._is_whole else None

    def keys(self) -> Iterator[str]:
        """Yield the keys of an object; the caller reads each value before the next key."""
        self.take("{")
        if self.peek() == "}":
            self.take("}")
            return
        while True:
            key = self.value()
            self.take(":")
            yield str(key)
            if self.take(",}") == "}":
                return

    def places(self) -> Iterator[int]:
        """Yield the numbers of the elements of an array, each of which the caller reads."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        number = 0
        while True:
            yield number
            number += 1
            if self.take(",]") == "]":
                return

    def has_wrapper(self) -> bool:
        """Return True for a list of exports, False for a list of rows."""
        while len(self._text) - self._at < LOOKAHEAD and not self._is_whole:
            self._read(CHUNK)
        return WRAPPED.match(self._text, self._at) is not None


def read_rows(path: Path, notes: list[str] | None = None) -> Iterator[tuple[str, Any]]:
    """Yield each row after the path of its table, such as `db/data/posts`; empty for a list.

    `notes` get the number of bytes that are not UTF-8.
    """
    if not path.is_file():
        raise UnreadableError("It is no file.")
    if path.stat().st_size > MAX_EXPORT_BYTES:
        raise UnreadableError(f"It is larger than {MAX_EXPORT_BYTES // MEBIBYTE} MiB.")
    with path.open("rb") as file:
        stream = JsonStream(file)
        yield from walk(stream, [])
        if stream.peek():
            raise UnreadableError(NO_JSON)
    if stream.replaced and notes is not None:
        notes.append(f"{stream.replaced} bytes that are not of its encoding are read as U+FFFD")


def rows_of(path: Path, table: str) -> Iterator[dict[str, Any]]:
    for name, row in read_rows(path):
        if name == table and isinstance(row, dict):
            yield row


def walk(stream: JsonStream, path: list[str]) -> Iterator[tuple[str, Any]]:
    """Walk wrappers, yield the elements of other arrays, and skip other values."""
    opening, name = stream.peek(), path[-1] if path else ""
    is_wrapper = name in WRAPPERS and len(path) < MAX_DEPTH
    if opening == "{" and is_wrapper:
        for key in stream.keys():  # noqa: SIM118  # not a mapping
            yield from walk(stream, [*path, key])
    elif opening == "[" and is_wrapper and (name == "db" or (not path and stream.has_wrapper())):
        yield from walk_first(stream, path)
    elif opening == "[":
        for _ in stream.places():
            yield "/".join(path), stream.value()
    else:
        stream.value()


def walk_first(stream: JsonStream, path: list[str]) -> Iterator[tuple[str, Any]]:
    """Walk the first element; exports have one."""
    for number in stream.places():
        if number == 0:
            yield from walk(stream, path)
        else:
            stream.value()
