"""Stream reader of XML without document types: one element after the other.

No entity can be declared, so none can grow or point to a file. Control characters, which XML does
not allow and real exports have, are removed. Outside of CDATA, HTML's named characters are decoded,
and a bare `&` is read as itself; CDATA stays as it is written.
"""

import codecs
import re
from collections.abc import Iterator
from html.entities import html5
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from blog_api.import_export.files import CONTROL, MAX_EXPORT_BYTES, MEBIBYTE
from blog_api.import_export.records import UnreadableError

MAX_DEPTH: Final = 50
CHUNK: Final = 256 * 1024
NAMED: Final = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
STRAY: Final = re.compile(r"&(?!#?[A-Za-z0-9]{1,32};)")
KEPT: Final = frozenset({"<", ">", "&", '"', "'"})
SECTION: Final = re.compile(r"(<!\[CDATA\[|\]\]>)")
SECTION_START: Final = "<![CDATA["
# A reference, or the start or end of a section, of which the next chunk has the rest.
UNFINISHED: Final = re.compile(r"(?:&#?[A-Za-z0-9]{0,32}|<!?\[?[CDAT]{0,5}|\]{1,2})\Z")
ENCODING: Final = re.compile(rb"<\?xml[^>]*encoding=[\"']([\w.-]+)[\"']")
DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")


class Growing:
    """Elements of given names, each as its own tree, in the order of their ends."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self.done: list[Element] = []
        self.path: list[str] = []
        self._wanted: Final = wanted
        self._builder: TreeBuilder | None = None
        self._inside = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(name)
        if len(self.path) > MAX_DEPTH:
            raise UnreadableError("Its elements are nested too deeply.")
        if self._builder is None and name in self._wanted:
            self._builder, self._inside = TreeBuilder(), len(self.path)
        if self._builder is not None:
            self._builder.start(name, attributes)

    def end(self, name: str) -> None:
        if self._builder is not None:
            self._builder.end(name)
            if len(self.path) == self._inside:
                self.done.append(self._builder.close())
                self._builder = None
        self.path.pop()

    def data(self, data: str) -> None:
        if self._builder is not None:
            self._builder.data(data)


def refuse_document_type(*_declaration: object) -> None:
    """Raise `UnreadableError` for a document type, which could declare entities."""
    raise UnreadableError("It declares a document type (DTD); an export has none.")


def read_elements(path: Path, wanted: frozenset[str], notes: list[str]) -> Iterator[Element]:
    """Yield the elements of these names; raise `UnreadableError` for invalid XML."""
    growing, parser = Growing(wanted), expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartElementHandler = growing.start
    parser.EndElementHandler = growing.end
    parser.CharacterDataHandler = growing.data
    parser.StartDoctypeDeclHandler = refuse_document_type
    try:
        for text in clean_chunks(path, notes):
            parser.Parse(text.encode(), False)  # noqa: FBT003  # expat takes it by position only
            yield from growing.done
            growing.done.clear()
        parser.Parse(b"", True)  # noqa: FBT003  # see above
    except expat.ExpatError as error:
        raise UnreadableError(f"It is no XML: {error}.") from None
    yield from growing.done


def clean_chunks(path: Path, notes: list[str]) -> Iterator[str]:
    """Yield the text without control characters; note once that some were removed."""
    dropped = replaced = 0
    held, references = "", References()
    for text in decoded_chunks(path):
        replaced += text.count("\ufffd")
        clean, count = CONTROL.subn("", held + text)
        dropped += count
        unfinished = UNFINISHED.search(clean)
        held = unfinished.group() if unfinished else ""
        whole = clean.removesuffix(held) if held else clean
        yield references.repaired(whole)
    yield references.repaired(held)
    if dropped:
        notes.append(f"{dropped} control characters, which XML does not allow, are dropped")
    if replaced:
        notes.append(f"{replaced} bytes that are not of its encoding are read as U+FFFD")


class References:
    """References to characters as XML allows them; in CDATA, `&` is a letter like others."""

    def __init__(self) -> None:
        self._is_in_section = False

    def repaired(self, text: str) -> str:
        return "".join(self._pieces(text))

    def _pieces(self, text: str) -> Iterator[str]:
        for piece in SECTION.split(text):
            if piece in {SECTION_START, "]]>"}:
                self._is_in_section = piece == SECTION_START
                yield piece
            elif self._is_in_section:
                yield piece
            else:
                yield STRAY.sub("&amp;", NAMED.sub(character, piece))


def character(found: re.Match[str]) -> str:
    value = html5.get(f"{found[1]};", "<")
    return str(found.group()) if value in KEPT else value


def decoded_chunks(path: Path) -> Iterator[str]:
    """Yield the decoded text, without the declaration, which names another encoding."""
    if not path.is_file():
        raise UnreadableError("It is no file.")
    if path.stat().st_size > MAX_EXPORT_BYTES:
        raise UnreadableError(f"It is larger than {MAX_EXPORT_BYTES // MEBIBYTE} MiB.")
    with path.open("rb") as file:
        data = file.read(CHUNK)
        decoder = decoder_of(data)
        text = DECLARATION.sub("", decoder.decode(data).removeprefix("\ufeff").lstrip())
        while data:
            yield text
            data = file.read(CHUNK)
            text = decoder.decode(data, final=not data)


def decoder_of(data: bytes) -> codecs.IncrementalDecoder:
    """Return the decoder of the declared encoding, or of the byte order mark's."""
    if data.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        return codecs.getincrementaldecoder("utf-16")("replace")
    declared = ENCODING.match(data.removeprefix(codecs.BOM_UTF8).lstrip())
    try:
        return codecs.getincrementaldecoder(declared[1].decode() if declared else "utf-8")(
            "replace"
        )
    except LookupError:
        raise UnreadableError("It declares an encoding that is not known.") from None
