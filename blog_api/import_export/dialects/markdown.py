"""Conversion of site generators' Markdown to CommonMark."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from blog_api.import_export.dialects.bare_links import link_bare_addresses
from blog_api.import_export.dialects.captions import replace_markdown_captions
from blog_api.import_export.dialects.code_titles import show_code_titles
from blog_api.import_export.dialects.containers import fence_marked_code, replace_containers
from blog_api.import_export.dialects.footnotes import Notes, replace_references, take_notes
from blog_api.import_export.dialects.formulas import keep_formulas
from blog_api.import_export.dialects.hashnode import replace_hashnode
from blog_api.import_export.dialects.hugo import ESCAPED, player, replace_calls, replace_shortcodes
from blog_api.import_export.dialects.kramdown import replace_kramdown
from blog_api.import_export.dialects.liquid import (
    insert_values,
    path_of,
    path_of_translation,
    replace_liquid,
)
from blog_api.import_export.dialects.markup import with_unix_lines
from blog_api.import_export.dialects.masks import mask_spans, unmask
from blog_api.import_export.dialects.mdx import (
    closed_in,
    pictures_in,
    remove_styles,
    replace_components,
    replace_mdx,
    use_pictures,
)
from blog_api.import_export.dialects.obsidian import replace_obsidian
from blog_api.import_export.dialects.python_markdown import (
    keep_bars,
    open_admonitions,
    open_blocks,
    widen_lists,
)
from blog_api.import_export.dialects.quotes import replace_quotes
from blog_api.import_export.dialects.segments import outside_code, texts_between_code
from blog_api.import_export.dialects.theme_tags import name_parts

HUGO: Final = "hugo"
PYTHON: Final = "pelican"
PLAIN: Final = frozenset({"jekyll", "pelican", "eleventy", "zola"})  # bare addresses are text
TARGET: Final = r"(?:(?<=\]\()|(?<=\]\(<)|(?<=\]:[ ])|(?<==[\"']))"
PELICAN: Final = re.compile(
    TARGET + r"(?:\{|\|)(?:static|filename|attach|photo|tag|category|author)(?:\}|\|)/?"
)
PAGE: Final = re.compile(
    TARGET + r"(?:\{|\|)filename(?:\}|\|)([^\s()\"'<>#]*?\.(?:md|markdown|rst))(?=[\s()\"'<>#])"
)
ZOLA_PAGE: Final = re.compile(
    rf"(?:{TARGET}|(?<=\]:[ ]{{2}}))"
    r"@/(?P<path>[^\s()\"'<>#]*?\.md)(?=[\s()\"'<>#]|\Z)"
)
PLAYER: Final = re.compile(
    r"^`(youtube|vimeo|twitter|instagram|gist):[ ]*([\w:/.?=-]+)`[ \t]*$", re.MULTILINE
)
MORE: Final = re.compile(
    r"<!--\s*(?:more|excerpt|truncate|readmore|end|TEASER_END)\b.*?-->", re.IGNORECASE
)
TASK: Final = re.compile(r"^([ \t]*(?:[-*+]|\d+[.)])[ \t]+)\[( |x|X)\](?=\s)", re.MULTILINE)
RAW: Final = re.compile(
    # On the line of a fence only the mark goes: the line break ends the fence.
    r"\{%-?[ ]*raw[ ]*-?%\}(?P<inner>(?:(?!\{%-?[ ]*raw\b).)*?)\n?\{%-?[ ]*endraw[ ]*-?%\}",
    re.DOTALL | re.MULTILINE,
)
LITERAL: Final = re.compile(r"\{%-?[ ]*literal[ ]+([^%\n]*)%\}")


def as_commonmark(
    text: str,
    lost: list[str],
    *,
    is_mdx: bool = False,
    system: str = "",
    page: Mapping[str, object] = MappingProxyType({}),
) -> str:
    """Convert template tags and extensions to CommonMark; append removed ones to `lost`.

    `page` has the values that a template may refer to. `system` is a generator whose Markdown
    differs from GFM; in Hugo and MDX, without Liquid, braces have other meanings.
    """
    notes, has_liquid = Notes(), system != HUGO and not is_mdx
    text = replace_quotes(with_unix_lines(text))
    text = open_blocks(open_admonitions(fence_marked_code(text)))
    text = show_code_titles(text, system)
    text = keep_bars(widen_lists(text) if system == PYTHON else text)
    text = keep_formulas(link_players(text), lost)
    closed = closed_outside_code(text)
    pictures = pictures_in("".join(texts_between_code(text))) if is_mdx else {}

    def change(part: str) -> str:
        part = insert_values(remove_styles(use_pictures(part, pictures)), page)
        part = replace_shortcodes(part, lost)
        part = replace_markdown_captions(replace_calls(part))
        part = replace_liquid(part, lost) if has_liquid else part
        part = replace_kramdown(replace_containers(part, lost), lost)
        part = (replace_mdx if is_mdx else replace_components)(part, lost, closed)
        part = replace_obsidian(MORE.sub("", name_parts(own_addresses(part))), lost)
        part = replace_hashnode(part)
        return TASK.sub(task, part)

    def change_code(code: str) -> str:
        if has_liquid and "{%" in code:
            code = LITERAL.sub(r"{% \1%}", RAW.sub(unwrapped, code))
        return ESCAPED.sub(r"{{\1 \2 \3}}", code) if "/*" in code else code

    changed = with_notes(outside_code(text, change, change_code), notes)
    return changed if system in PLAIN else link_bare_addresses(changed)


def unwrapped(found: re.Match[str]) -> str:
    inner, start = str(found["inner"]), found.start()
    is_on_own_line = start == 0 or found.string[start - 1] == "\n"
    return inner.removeprefix("\n") if is_on_own_line else inner


def own_addresses(text: str) -> str:
    """Replace Pelican's `{static}` and `{filename}` and Zola's `@/` in the targets of links."""
    if "@/" in text:
        text = ZOLA_PAGE.sub(lambda found: path_of_translation(found["path"]), text)
    if "{" not in text and "|" not in text:
        return text
    return PELICAN.sub("", PAGE.sub(lambda found: path_of(found[1]), text))


def link_players(text: str) -> str:
    """Write Gatsby's `` `youtube: id` `` on a line of its own as a link."""
    return PLAYER.sub(lambda found: player(found[1], found[2]) or "", text)


def closed_outside_code(text: str) -> frozenset[str]:
    """Return the components that the page closes: their tags may have code between them."""
    if "</" not in text:
        return frozenset()
    return closed_in("".join(texts_between_code(text)))


def with_notes(text: str, notes: Notes) -> str:
    """Read the definitions first: a mark counts only if there is a note for it."""
    if "[^" not in text and "^[" not in text:
        return text
    spans: list[str] = []
    text = mask_spans(text, spans)
    text = outside_code(text, lambda part: take_notes(part, notes))
    text = outside_code(text, lambda part: replace_references(part, notes))
    listed = notes.list()
    text = text.rstrip("\n") + listed if listed else text
    return unmask(text, spans)


def task(found: re.Match[str]) -> str:
    return f"{found[1]}{'☑' if found[2] in 'xX' else '☐'}"
