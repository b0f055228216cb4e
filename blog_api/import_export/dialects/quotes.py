"""Quotes in shortcodes of Hugo and Zola: block quotes with their author and source."""

import re
from typing import Final

from blog_api.import_export.dialects.markup import attributes_of, escaped, link, positional_of
from blog_api.import_export.dialects.masks import mask_code, unmask

NAMES: Final = r"(?P<name>quote|blockquote|pullquote|epigraph)"
REST: Final = r"(?P<rest>(?:\"[^\"]*\"|(?!\{\{)[^\">%]|>(?!\}\})|%(?!\}\}))*?)"
OPENING: Final = rf"\{{\{{[<%]\s*{NAMES}\b{REST}\s*[>%]\}}\}}"
# Without another opening inside, so that many that are not closed take linear time.
HUGO: Final = re.compile(
    rf"{OPENING}(?P<body>(?:(?!\{{\{{[<%]\s*(?P=name)\b).)*?)\{{\{{[<%]\s*/\s*(?P=name)\s*[>%]\}}\}}",
    re.DOTALL,
)
ZOLA: Final = re.compile(
    rf"\{{%-?\s*{NAMES}\((?P<rest>(?:\"[^\"]*\"|[^\"()%])*)\)\s*-?%\}}"
    r"(?P<body>(?:(?!\{%-?\s*(?P=name)\().)*?)\{%-?\s*end\s*-?%\}",
    re.DOTALL,
)
SINGLE: Final = re.compile(OPENING)
TEXTS: Final = ("text", "quote", "content")
AUTHORS: Final = ("author", "by", "attribution", "name", "person", "cite")
WORKS: Final = ("source", "title", "work", "book", "from")
ADDRESSES: Final = ("url", "link", "src", "href", "source", "cite")


def replace_quotes(text: str) -> str:
    """Convert quotes, also with code in them, to Markdown."""
    if "quote" not in text and "epigraph" not in text:
        return text
    code: list[str] = []

    def block(found: re.Match[str]) -> str:
        return quote(unmask(found["body"], code), found["rest"])

    def single(found: re.Match[str]) -> str:
        values = attributes_of(found["rest"])
        body = next((values[name] for name in TEXTS if values.get(name)), None)
        return str(found.group()) if body is None else quote(body, found["rest"])

    text = mask_code(text, code)
    return unmask(SINGLE.sub(single, ZOLA.sub(block, HUGO.sub(block, text))), code)


def quote(body: str, rest: str) -> str:
    by = attribution(rest.replace('",', '" '))
    lines = [*body.strip().splitlines(), *(["", f"— {by}"] if by else [])]
    return "\n\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def attribution(rest: str) -> str:
    """Write author and source, linked to the address if there is one."""
    values, words = attributes_of(rest), positional_of(rest)
    address = next((values[key] for key in ADDRESSES if "://" in values.get(key, "")), None)
    author = first(values, AUTHORS) or (words[0] if words else "")
    work = first(values, WORKS) or (words[1] if len(words) > 1 else "")
    author, work = ("" if part == address else part for part in (author, work))
    if address is None:
        parts = [escaped(author), escaped(work)]
    elif work or not author:
        parts = [escaped(author), link(address, work)]
    else:
        parts = [link(address, author)]
    return ", ".join(filter(None, parts))


def first(values: dict[str, str], names: tuple[str, ...]) -> str:
    return next((values[name] for name in names if values.get(name)), "")
