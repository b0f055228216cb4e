"""Front matter: YAML between `---`, or TOML between `+++`, and the text behind it.

YAML is read as events, from which nothing but texts, lists and mappings is made: no object, no
alias that could multiply, and `no`, `1.10` and `2024-01-31` stay what somebody typed.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import yaml

from blog_api.exchange.incoming import UnreadableError

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
MAX_LENGTH: Final = 64 * 1024
OPENING: Final = re.compile(r"(---|\+\+\+)[ \t]*(\r?\n)")
CLOSING: Final = {
    "---": re.compile(r"^---[ \t]*(?:\r?\n|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*(?:\r?\n|\Z)", re.MULTILINE),
}
PLAIN_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
CORE_TAGS: Final = frozenset(
    {None, "!", *(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "bool", "timestamp"))}
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`content` is without the empty line before it and the line break at its end."""

    values: dict[str, Any]
    content: str


def read_front_matter(text: str) -> FrontMatter:
    """Refuses a text without it: that is a page of something else."""
    opening = OPENING.match(text)
    if opening is None:
        raise UnreadableError("It does not begin with front matter (--- or +++).")
    mark, line_break = opening.groups()
    closing = CLOSING[mark].search(text, opening.end())
    if closing is None:
        raise UnreadableError(f"Its front matter does not end: a line {mark} is missing.")
    head = text[opening.end() : closing.start()]
    if len(head) > MAX_LENGTH:
        raise UnreadableError(f"Its front matter is longer than {MAX_LENGTH} characters.")
    values = read_yaml(head) if mark == "---" else read_toml(head)
    content = text[closing.end() :]
    return FrontMatter(values, content.removeprefix(line_break).removesuffix(line_break))


def read_toml(text: str) -> dict[str, Any]:
    """Refuses what TOML does not allow."""
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise UnreadableError(f"Its front matter is no TOML: {error}.") from None
    except RecursionError:
        raise UnreadableError("Its front matter is nested too deeply.") from None


def read_yaml(text: str) -> dict[str, Any]:
    """Refuses what YAML does not allow, and of what it does: aliases, and tags of objects."""
    try:
        values = document_of(yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise UnreadableError(f"Its front matter is no YAML: {first_line(error)}.") from None
    except RecursionError:
        raise UnreadableError("Its front matter is nested too deeply.") from None
    if not isinstance(values, dict):
        raise UnreadableError("Its front matter has no names.")
    return values


def first_line(error: yaml.YAMLError) -> str:
    """What is wrong, and where."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"{problem} (line {mark.line + 2})" if mark else problem


def document_of(events: Iterator[yaml.Event]) -> Value:
    """The first document; an empty one has no values."""
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            return value_of(next(events), events)
    return {}


def value_of(event: yaml.Event, events: Iterator[yaml.Event]) -> Value:
    """What begins with this event."""
    if isinstance(event, yaml.AliasEvent):
        raise UnreadableError(f"Its front matter uses an alias (*{event.anchor}): write it out.")
    if event.tag not in CORE_TAGS and isinstance(event, yaml.ScalarEvent):
        raise UnreadableError(f"Its front matter has a tag that is not for data: {event.tag}.")
    if isinstance(event, yaml.ScalarEvent):
        is_null = event.style is None and event.value in PLAIN_NULLS
        return None if is_null else event.value
    return collection_of(event, events)


def collection_of(event: yaml.Event, events: Iterator[yaml.Event]) -> Value:
    """A list or a mapping, to its end."""
    if event.tag is not None:
        raise UnreadableError(f"Its front matter has a tag that is not for data: {event.tag}.")
    if isinstance(event, yaml.SequenceStartEvent):
        return [value_of(item, events) for item in until(yaml.SequenceEndEvent, events)]
    return {
        str(value_of(key, events)): value_of(next(events), events)
        for key in until(yaml.MappingEndEvent, events)
    }


def until(end: type[yaml.Event], events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    """The events that begin the items of a collection."""
    for event in events:
        if isinstance(event, end):
            return
        yield event
