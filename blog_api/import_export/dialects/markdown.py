"""Conversion of site generators' Markdown to CommonMark."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from blog_api.import_export.dialects.containers import fence_marked_code, replace_containers
from blog_api.import_export.dialects.footnotes import Notes, replace_references, take_notes
from blog_api.import_export.dialects.formulas import keep_formulas
from blog_api.import_export.dialects.hugo import replace_calls, replace_shortcodes
from blog_api.import_export.dialects.kramdown import replace_kramdown
from blog_api.import_export.dialects.liquid import insert_values, replace_liquid
from blog_api.import_export.dialects.mdx import (
    closed_in,
    remove_styles,
    replace_components,
    replace_mdx,
)
from blog_api.import_export.dialects.obsidian import replace_obsidian
from blog_api.import_export.dialects.segments import outside_code, texts_between_code

PELICAN: Final = re.compile(
    r"(?:\{|\|)(?:static|filename|attach|photo|tag|category|author)(?:\}|\|)/?"
)
MORE: Final = re.compile(
    r"<!--\s*(?:more|excerpt|truncate|readmore|end|TEASER_END)\b.*?-->", re.IGNORECASE
)
TASK: Final = re.compile(r"^([ \t]*(?:[-*+]|\d+[.)])[ \t]+)\[( |x|X)\](?=\s)", re.MULTILINE)
RAW: Final = re.compile(
    r"\{%-?[ ]*raw[ ]*-?%\}\n?(?P<inner>(?:(?!\{%-?[ ]*raw\b).)*?)\n?\{%-?[ ]*endraw[ ]*-?%\}",
    re.DOTALL,
)
LITERAL: Final = re.compile(r"\{%-?[ ]*literal[ ]+([^%\n]*)%\}")


def as_commonmark(
    text: str,
    lost: list[str],
    *,
    is_mdx: bool = False,
    has_liquid: bool = True,
    page: Mapping[str, object] = MappingProxyType({}),
) -> str:
    """Convert template tags and extensions to CommonMark; append removed ones to `lost`.

    `page` has the values that a template may refer to. Without Liquid (Hugo) braces are text.
    """
    notes = Notes()
    text = keep_formulas(fence_marked_code(text), lost)
    closed = closed_outside_code(text)

    def change(part: str) -> str:
        part = insert_values(remove_styles(part), page)
        part = replace_shortcodes(part, lost)
        part = replace_liquid(replace_calls(part), lost) if has_liquid else part
        part = replace_kramdown(replace_containers(part, lost), lost)
        part = (replace_mdx if is_mdx else replace_components)(part, lost, closed)
        part = replace_obsidian(MORE.sub("", PELICAN.sub("", part)), lost)
        return TASK.sub(task, part)

    def change_code(code: str) -> str:
        if has_liquid and "{%" in code:
            code = LITERAL.sub(r"{% \1%}", RAW.sub(r"\g<inner>", code))
        return code

    changed = outside_code(text, change, change_code)
    return with_notes(changed, notes)


def closed_outside_code(text: str) -> frozenset[str]:
    """Return the components that the page closes: their tags may have code between them."""
    if "</" not in text:
        return frozenset()
    return closed_in("".join(texts_between_code(text)))


def with_notes(text: str, notes: Notes) -> str:
    """Read the definitions first: a mark counts only if there is a note for it."""
    if "[^" not in text and "^[" not in text:
        return text
    text = outside_code(text, lambda part: take_notes(part, notes))
    text = outside_code(text, lambda part: replace_references(part, notes))
    return text.rstrip("\n") + notes.list() if notes.list() else text


def task(found: re.Match[str]) -> str:
    return f"{found[1]}{'☑' if found[2] in 'xX' else '☐'}"
