"""Front matter in JavaScript (Eleventy): constants or one object, with literal values only.

Literals of JavaScript are YAML in flow style, except for comments and tabs. Code is not run.
"""

import json
import re
from typing import Final

from blog_api.import_export.records import UnreadableError

TOKEN: Final = re.compile(
    r"""(?P<text>"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|`[^`$\\]*+`)"""
    r"|(?P<comment>//[^\n]*+|/\*.*?\*/)"
    r"|(?P<name>[A-Za-z_$][\w$]*+)(?=\s*+:)"
    r"|(?P<value>(?:true|false|null)\b|[+-]?[0-9][0-9_.]*+)"
    r"|(?P<mark>[\[\]{}:,])|(?P<blank>\s++)",
    re.DOTALL,
)
CONSTANT: Final = re.compile(
    r"\s*+(?:export\s++)?(?:const|let|var)\s++(?P<name>[A-Za-z_$][\w$]*+)\s*+=\s*+"
)
OBJECT: Final = re.compile(r"\s*+(?:(?:module\.exports\s*+=|export\s++default)\s*+)?(?=\{)")
AFTER: Final = re.compile(r"[ \t]*+;?(?:\s++|//[^\n]*+)*+")
ESCAPED: Final = re.compile(
    r"""\\(?P<same>u[0-9A-Fa-f]{4}|[nrtbf"\\/])|\\(?P<other>.)|(?P<quote>["\n\t])""", re.DOTALL
)
SAME: Final = {'"': '\\"', "\n": "\\n", "\t": "\\t"}


def javascript_to_yaml(text: str) -> str:
    """Raise `UnreadableError` for anything but literals, such as a function or a template."""
    if found := OBJECT.match(text):
        written, end = literal_at(text, found.end())
        require_end(text, end)
        return written
    pairs: list[str] = []
    at = 0
    while found := CONSTANT.match(text, at):
        written, at = literal_at(text, found.end())
        pairs.append(f"{found['name']}: {written}")
    require_end(text, at)
    return "{" + ", ".join(pairs) + "}"


def literal_at(text: str, at: int) -> tuple[str, int]:
    parts: list[str] = []
    depth = 0
    while found := TOKEN.match(text, at):
        at = found.end()
        parts.append(yaml_of(found))
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found.group(), 0)
        if depth <= 0 and not (found["comment"] or found["blank"]):
            break
    if depth or not "".join(parts).strip():
        raise not_literal()
    return "".join(parts), after_semicolon(text, at)


def yaml_of(found: re.Match[str]) -> str:
    if found["text"]:
        text = json.loads(f'"{ESCAPED.sub(in_json, found["text"][1:-1])}"')
        return json.dumps(text, ensure_ascii=False)
    if found["comment"] or found["blank"]:
        return " "
    return ": " if found.group() == ":" else found.group()


def in_json(found: re.Match[str]) -> str:
    """Return an escape that JSON has too, or the character that another escape stands for."""
    whole = str(found.group())
    return whole if found["same"] else SAME.get(found["other"] or whole, found["other"] or whole)


def after_semicolon(text: str, at: int) -> int:
    found = AFTER.match(text, at)
    return found.end() if found else at


def require_end(text: str, at: int) -> None:
    if text[at:].strip(" \t\r\n;"):
        raise not_literal()


def not_literal() -> UnreadableError:
    return UnreadableError(
        "Its front matter is JavaScript with more than plain values: write it as YAML."
    )
