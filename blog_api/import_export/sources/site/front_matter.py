"""Front matter and the text after it: YAML, TOML, JSON, JavaScript, or Pelican's header lines.

YAML is read as events, and only texts, lists and mappings are made from them: no objects, no
aliases that could multiply, and `no`, `1.10` and `2024-01-31` stay as they were typed.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import yaml

from blog_api.import_export.records import UnreadableError
from blog_api.import_export.sources.site.javascript import javascript_to_yaml

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
MAX_LENGTH: Final = 64 * 1024
OPENING: Final = re.compile(
    r"(?P<mark>---|\+\+\+)[ \t]*(?P<language>(?:ya?ml|toml|json5?|js|javascript)\b)?[ \t]*"
    r"(?P<line_break>\r?\n)",
    re.IGNORECASE,
)
CLOSING: Final = {
    "---": re.compile(r"^---[ \t]*(?:\r?\n|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*(?:\r?\n|\Z)", re.MULTILINE),
}
LANGUAGES: Final = {"---": "yaml", "+++": "toml"}
CLOSED_ONLY: Final = re.compile(
    r"((?:[A-Za-z_][\w-]*:(?:[ \t][^\n]*)?\n(?:[ \t]*-[ \t][^\n]*\n)*)+)---[ \t]*(?:\r?\n|\Z)"
)
# Pelican and MultiMarkdown; a first line `Title:` tells them from a text with a colon.
HEADER: Final = re.compile(
    r"[Tt]itle:[^\n]*\n(?:[A-Za-z_][\w-]*:[^\n]*\n(?:[ \t]+[^\n]+\n)*)*(?:[ \t]*\n|\Z)"
)
HEADER_LINE: Final = re.compile(r"^([A-Za-z_][\w-]*):[ \t]*([^\n]*)$", re.MULTILINE)
HEADING: Final = re.compile(r"\A\s*#[ \t]+(?P<title>[^\n]+)")
NO_FRONT_MATTER: Final = "no_front_matter"
PLAIN_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
# YAML allows tabs between words (1.2, 6.2), and the parser does not.
QUOTED: Final = re.compile(r'^(?P<name>[\w-]+:[ ]+)"(?P<value>[^\n]*)"[ \t]*$', re.MULTILINE)
INNER_QUOTE: Final = re.compile(r'(?<!\\)"')
INNER_TAB: Final = re.compile(r"(?<=\S)[ ]*\t[ \t]*")
# libyaml accepts tabs in words, question marks in lists, and byte order marks.
UNLIKE: Final = re.compile("[\t?\ufeff]")
CORE_TAGS: Final = frozenset(
    {None, "!", *(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "bool", "timestamp"))}
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`content` is without the empty line before it and the line break at its end."""

    values: dict[str, Any]
    content: str


def read_front_matter(text: str) -> FrontMatter:
    """Raise `UnreadableError` for a text without front matter, which is not a post."""
    opening = OPENING.match(text)
    if opening is None:
        return read_other(text)
    mark, line_break = opening["mark"], opening["line_break"]
    closing = CLOSING[mark].search(text, opening.end())
    if closing is None:
        raise UnreadableError(f"Its front matter does not end: a line {mark} is missing.")
    head = text[opening.end() : closing.start()]
    if len(head) > MAX_LENGTH:
        raise UnreadableError(f"Its front matter is longer than {MAX_LENGTH} characters.")
    values = read_head(head, (opening["language"] or LANGUAGES[mark]).lower())
    content = text[closing.end() :]
    return FrontMatter(values, content.removeprefix(line_break).removesuffix(line_break))


def without_front_matter(text: str) -> FrontMatter:
    """Return a page whose title is its first heading, if it begins with one."""
    heading = HEADING.match(text)
    title = heading["title"].strip().rstrip("#").rstrip() if heading else ""
    if heading is None or not title:
        return FrontMatter({NO_FRONT_MATTER: True}, text.strip("\n"))
    return FrontMatter({"title": title, NO_FRONT_MATTER: True}, text[heading.end() :].strip("\n"))


def read_head(head: str, language: str) -> dict[str, Any]:
    """Read the language that is named after the opening mark (gray-matter)."""
    if language == "toml":
        return read_toml(head)
    is_yaml = language in {"yaml", "yml"}
    return read_yaml(head if is_yaml else javascript_to_yaml(head))


def read_other(text: str) -> FrontMatter:
    """Read JSON (Hugo, Hexo), YAML without its first line (Hexo), or header lines (Pelican)."""
    if text.startswith(("{", ";;;")):
        return read_json(text.removeprefix(";;;"))
    if without_opening := CLOSED_ONLY.match(text):
        return FrontMatter(
            read_yaml(without_opening[1]), text[without_opening.end() :].lstrip("\r\n")
        )
    if header := HEADER.match(text):
        lines = HEADER_LINE.findall(header.group())
        return FrontMatter({name: value.strip() for name, value in lines}, text[header.end() :])
    raise UnreadableError("It does not begin with front matter (--- or +++).", "file")


def read_json(text: str) -> FrontMatter:
    """Raise `UnreadableError` for a text that only looks like JSON."""
    try:
        values, end = json.JSONDecoder().raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        raise UnreadableError("It does not begin with front matter (--- or +++).", "file") from None
    if not isinstance(values, dict):
        raise UnreadableError("Its front matter has no names.")
    return FrontMatter(values, text.lstrip()[end:].removeprefix(";;;").strip("\r\n"))


def read_toml(text: str) -> dict[str, Any]:
    """Raise `UnreadableError` for invalid TOML."""
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise UnreadableError(f"Its front matter is no TOML: {error}.") from None
    except RecursionError:
        raise UnreadableError("Its front matter is nested too deeply.") from None


def escape_quotes(found: re.Match[str]) -> str:
    """Escape the quotes in a value, which Hashnode's backup does not."""
    value = INNER_QUOTE.sub(r'\\"', found["value"])
    return f'{found["name"]}"{value}"'


def read_yaml(text: str) -> dict[str, Any]:
    """Raise `UnreadableError` for invalid YAML, and for aliases and tags of objects."""
    try:
        values = parse_yaml(text)
    except yaml.YAMLError as error:
        if INNER_TAB.search(text):
            return read_yaml(INNER_TAB.sub(" ", text))
        if (repaired := QUOTED.sub(escape_quotes, text)) != text:
            return read_yaml(repaired)
        raise UnreadableError(f"Its front matter is no YAML: {first_line(error)}.") from None
    except RecursionError:
        raise UnreadableError("Its front matter is nested too deeply.") from None
    if not isinstance(values, dict):
        raise UnreadableError("Its front matter has no names.")
    return values


def parse_yaml(text: str) -> Value:
    """Parse with libyaml if PyYAML has it: that takes a tenth of the time.

    The parser in Python reads a few texts more, and its errors are those that we report.
    """
    if yaml.__with_libyaml__ and not UNLIKE.search(text):
        try:
            return document_of(yaml.parse(text, Loader=yaml.CSafeLoader))
        except yaml.YAMLError:
            pass
    return document_of(yaml.parse(text, Loader=yaml.SafeLoader))


def first_line(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"{problem} (line {mark.line + 2})" if mark else problem


def document_of(events: Iterator[yaml.Event]) -> Value:
    """Return the first document; an empty one has no values."""
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            return value_of(next(events), events)
    return {}


def value_of(event: yaml.Event, events: Iterator[yaml.Event]) -> Value:
    if isinstance(event, yaml.AliasEvent):
        raise UnreadableError(f"Its front matter uses an alias (*{event.anchor}): write it out.")
    if event.tag not in CORE_TAGS and isinstance(event, yaml.ScalarEvent):
        raise UnreadableError(f"Its front matter has a tag that is not for data: {event.tag}.")
    if isinstance(event, yaml.ScalarEvent):
        is_null = not event.style and event.value in PLAIN_NULLS
        return None if is_null else event.value
    return collection_of(event, events)


def collection_of(event: yaml.Event, events: Iterator[yaml.Event]) -> Value:
    if event.tag is not None:
        raise UnreadableError(f"Its front matter has a tag that is not for data: {event.tag}.")
    if isinstance(event, yaml.SequenceStartEvent):
        return [value_of(item, events) for item in until(yaml.SequenceEndEvent, events)]
    return {
        str(value_of(key, events)): value_of(next(events), events)
        for key in until(yaml.MappingEndEvent, events)
    }


def until(end: type[yaml.Event], events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    """Yield the first event of each item of a collection."""
    for event in events:
        if isinstance(event, end):
            return
        yield event
