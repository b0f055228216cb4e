"""Messages for translators: those in templates and in modules of the studio.

`python -m tests.studio.messages` prints the entries that catalogues lack, to be filled in there.
"""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment
from jinja2.ext import extract_from_ast

from blog_api.studio.languages import read_catalogue

STUDIO = Path(__file__).parents[2] / "blog_api" / "studio"
FUNCTIONS = {"_", "N_", "gettext", "ngettext"}


def messages() -> set[str]:
    """Return the key of each message in a catalogue: singular and plural, separated by a NUL."""
    return {*in_templates(), *in_modules()}


def in_templates() -> Iterator[str]:
    parser = Environment(
        autoescape=True, extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n"]
    )
    for path in sorted((STUDIO / "templates").rglob("*.html")):
        for _, _, message in extract_from_ast(parser.parse(path.read_text())):
            parts = [message] if isinstance(message, str) else message or ()
            if any(parts):  # a variable has its text elsewhere, marked with `N_`
                yield "\0".join(part for part in parts if part)


def in_modules() -> Iterator[str]:
    for path in sorted(STUDIO.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and name_of(node.func) in FUNCTIONS:
                count = 2 if name_of(node.func) == "ngettext" else 1
                given = [each.value for each in node.args[:count] if isinstance(each, ast.Constant)]
                if len(given) == count:
                    yield "\0".join(map(str, given))


def name_of(function: ast.expr) -> str:
    return str(getattr(function, "attr", None) or getattr(function, "id", ""))


def missing(text: str) -> list[str]:
    """Return the messages that a catalogue does not translate."""
    entries = read_catalogue(text)
    return sorted(key for key in messages() if not all(entries.get(key, [""])))


def unused(text: str) -> list[str]:
    known = messages()
    return sorted(key for key in read_catalogue(text) if key and key not in known)


def entry_of(key: str) -> str:
    """Return an empty entry of a PO file."""
    singular, _, plural = key.partition("\0")
    quoted = json.dumps(singular, ensure_ascii=False)
    if not plural:
        return f'msgid {quoted}\nmsgstr ""\n'
    second = json.dumps(plural, ensure_ascii=False)
    return f'msgid {quoted}\nmsgid_plural {second}\nmsgstr[0] ""\nmsgstr[1] ""\n'


if __name__ == "__main__":
    for file in sorted((STUDIO / "locale").glob("*.po")):
        print(file.name, *map(entry_of, missing(file.read_text())), sep="\n\n")  # noqa: T201  # a command
