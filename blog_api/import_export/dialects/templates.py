"""Template tags in pages of HTML: Markdown that stands for them is written as HTML."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Final

from blog_api.import_export.dialects.hugo import replace_shortcodes
from blog_api.import_export.dialects.liquid import insert_values, replace_liquid
from blog_api.import_export.dialects.markup import with_unix_lines

CODE: Final = re.compile(
    # Without another opening inside, so that many that are not closed take linear time.
    r"\{%-?\s*(?P<tag>highlight|codeblock|raw)\b(?P<rest>[^%\n]*?)-?%\}"
    r"(?P<inner>(?:(?!\{%-?\s*(?P=tag)\b).)*?)\{%-?\s*end(?P=tag)\s*-?%\}",
    re.DOTALL,
)
LANGUAGE: Final = re.compile(r"(?:lang:)?\"?([\w+#.-]+)")
IMAGE: Final = re.compile(r"!\[(?P<alt>(?:[^\[\]\\\n]|\\.)*)\]\(<?(?P<source>[^\s()<>]+)>?\)")
LINK: Final = re.compile(
    r"(?<![!\\])\[(?P<text>(?:[^\[\]\\\n]|\\.)+)\]\((?P<target>(?:https?:/)?/[^\s()<>]+)\)"
)
ESCAPE: Final = re.compile(r"\\(.)")


def replace_templates(
    text: str, lost: list[str], *, has_liquid: bool, page: Mapping[str, object]
) -> str:
    """Convert shortcodes and Liquid; append the names of removed tags to `lost`."""
    text = with_unix_lines(text)
    text = insert_values(text, page) if has_liquid else text
    return "".join(pieces(text, lost, has_liquid=has_liquid))


def pieces(text: str, lost: list[str], *, has_liquid: bool) -> Iterator[str]:
    end = 0
    for found in CODE.finditer(text) if has_liquid else ():
        yield change(text[end : found.start()], lost, has_liquid=has_liquid)
        yield found["inner"] if found["tag"] == "raw" else code_block(found)
        end = found.end()
    yield change(text[end:], lost, has_liquid=has_liquid)


def code_block(found: re.Match[str]) -> str:
    named = LANGUAGE.match(found["rest"].strip())
    language = f' class="language-{html.escape(named[1])}"' if named else ""
    code = html.escape(found["inner"].strip("\n"), quote=False)
    return f"<pre><code{language}>{code}</code></pre>"


def change(text: str, lost: list[str], *, has_liquid: bool) -> str:
    if "{{" not in text and "{%" not in text:
        return text
    changed = replace_shortcodes(text, lost)
    changed = replace_liquid(changed, lost) if has_liquid else changed
    return LINK.sub(link, IMAGE.sub(image, changed))


def image(found: re.Match[str]) -> str:
    alt = html.escape(ESCAPE.sub(r"\1", found["alt"]))
    return f'<img src="{html.escape(found["source"])}" alt="{alt}">'


def link(found: re.Match[str]) -> str:
    text = html.escape(ESCAPE.sub(r"\1", found["text"]), quote=False)
    return f'<a href="{html.escape(found["target"])}">{text}</a>'
