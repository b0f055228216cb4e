"""A second parser for the content of HTML: from the standard library instead of turbohtml."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from typing_extensions import override

INLINE: Final = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "big",
        "center",
        "wbr",
    ]
)
SKIPPED: Final = frozenset({"script", "style", "svg", "template", "title"})
VOID: Final = frozenset({"img", "br", "hr", "input", "source", "wbr", "embed", "param", "link"})


@dataclass
class Reader(HTMLParser):
    """Words, links, images, code, headings and tables, in their order."""

    text: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    tables: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._skip = 0
        self._pre = 0

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in SKIPPED:
            self._skip += 1
        if tag not in INLINE:
            self.text.append(" ")
        self._note(tag, values)
        if tag == "br" and self._pre:
            self.code[-1] += "\n"

    def _note(self, tag: str, values: dict[str, str]) -> None:
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        elif tag == "img":
            self.images.append(values.get("src", ""))
        elif tag == "pre":
            self._pre += 1
            self.code.append("")
        elif tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append(tag)
        self.tables += tag == "table"

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in SKIPPED:
            self._skip -= 1
        if tag not in INLINE:
            self.text.append(" ")
        if tag == "pre":
            self._pre -= 1

    @override
    def handle_data(self, data: str) -> None:
        if self._skip:
            return
        self.text.append(data)
        if self._pre:
            self.code[-1] += data

    @property
    def words(self) -> list[str]:
        return "".join(self.text).split()


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    reader.code = [code.strip("\n") for code in reader.code]
    return reader
