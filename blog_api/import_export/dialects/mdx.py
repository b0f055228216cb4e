"""MDX and other components: imports, JSX tags and expressions."""

import re
from typing import Final

from blog_api.import_export.dialects.markup import (
    attributes_of,
    image,
    inline,
    is_picture,
    link,
    media_in,
)

MODULE: Final = re.compile(
    r"^(?:import\s[^\n]*?(?:from\s*)?[\"'][^\"'\n]+[\"'];?[ \t]*$"
    r"|import\s*\{[^}]*\}\s*from\s*[\"'][^\"'\n]+[\"'];?[ \t]*$"
    r"|export\s+(?:const|default|function|let|var)\b"
    r"(?:[^\n]*[{(\[]\n(?:(?!\nexport\s).)*?^[\])}]+;?[ \t]*$|[^\n]*))\n?",
    re.MULTILINE | re.DOTALL,
)
PICTURE_IMPORT: Final = re.compile(
    r"^import\s+(\w+)\s+from\s*[\"']([^\"'\n]+\.(?:png|jpe?g|webp|gif|svg|avif))(?:\?\w+)?[\"']",
    re.MULTILINE,
)
PICTURE_USE: Final = re.compile(r"=\{\s*(?P<name>[\w$]+)(?:\.src)?\s*\}")
COMMENT: Final = re.compile(r"\{/\*.*?\*/\}", re.DOTALL)
STRING: Final = re.compile(r"\{\s*(?:\"([^\"\n]*)\"|'([^'\n]*)'|`([^`\n$]*)`)\s*\}")
COMPONENT: Final = re.compile(
    r"<(?P<close>/)?(?P<name>[A-Z][\w.]*)(?P<rest>(?:\s+[\w:-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\}))?|\s*\{\.\.\.[^}]*\})*)\s*/?>",
    re.DOTALL,
)
CLOSING: Final = re.compile(r"</([A-Z][\w.]*)\s*>")
STYLE: Final = re.compile(r"(?<!\s)\s++style=\{\{[^{}]*+\}\}")
# On one line MDX has Markdown inside of elements, and CommonMark has not.
ELEMENT: Final = re.compile(
    r"^(?P<open><(?P<name>div|p|section|center|aside|h[1-6])\b[^<>\n{}]*>)"
    r"(?P<words>[^<>\n{}`]+)(?P<close></(?P=name)>)[ \t]*$",
    re.MULTILINE,
)
FRAGMENT: Final = re.compile(r"</?>")
EXPRESSION: Final = re.compile(
    r"(?<![\\$\w])\{(?:[A-Za-z_$][\w$]*(?:[.(\[][^{}\n]*)?"
    r"|[\w$.]+[ ]*[-+*/?&|<>=][^{}\n]*)\}"
)
SOURCES: Final = ("src", "image", "url", "href", "source")
CAPTIONS: Final = ("caption", "label", "figcaption")
TWEET: Final = re.compile(r"tweet|twitter|xpost", re.IGNORECASE)
# HTML in capitals is no component.
ELEMENTS: Final = frozenset(
    {"a", "b", "blockquote", "br", "center", "dd", "div", "dl", "dt", "em", "font", "form", "h1",
     "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "span", "strong",
     "table", "tbody", "td", "th", "thead", "tr", "tt", "u", "ul"}
)  # fmt: skip  # as many in a line as fit
VIDEO: Final = re.compile(r"youtube|vimeo|video", re.IGNORECASE)
PICTURE: Final = re.compile(r"im(?:g|age)|picture|figure|photo", re.IGNORECASE)


def replace_mdx(text: str, lost: list[str], closed: frozenset[str]) -> str:
    """Remove modules and comments; convert components to images, links or their content."""
    if MODULE.search(text):
        text = MODULE.sub("", text)
    text = FRAGMENT.sub("", COMMENT.sub("", text))
    text = ELEMENT.sub(element, text)
    text = replace_components(text, lost, closed)
    return EXPRESSION.sub(lambda _found: drop_expression(lost), STRING.sub(string, text))


def remove_styles(text: str) -> str:
    """Remove styles of JSX before Liquid, which has such braces too."""
    return STYLE.sub("", text) if "style={{" in text else text


def pictures_in(text: str) -> dict[str, str]:
    """Find the addresses of imported images by their names."""
    return dict(PICTURE_IMPORT.findall(text)) if "import" in text else {}


def use_pictures(text: str, pictures: dict[str, str]) -> str:
    """Replace the name of an imported image by its address."""

    def address(found: re.Match[str]) -> str:
        source = pictures.get(found["name"])
        return found.group() if source is None else f'="{source}"'

    return PICTURE_USE.sub(address, text) if pictures else text


def element(found: re.Match[str]) -> str:
    return f"{found['open']}{inline(found['words'])}{found['close']}"


def closed_in(text: str) -> frozenset[str]:
    return frozenset(CLOSING.findall(text)) if "</" in text else frozenset()


def replace_components(text: str, lost: list[str], closed: frozenset[str]) -> str:
    """Convert JSX, Vue and Svelte components in Markdown; a lone `<CR>` is text.

    `closed` are the names that are closed somewhere in the page, also after code.
    """

    def replace(found: re.Match[str]) -> str:
        whole = str(found.group())
        if found["name"].lower() in ELEMENTS:
            return whole
        is_word = not found["rest"] and not whole.endswith("/>") and found["name"] not in closed
        return f"\\{whole}" if is_word else component(found, lost)

    return COMPONENT.sub(replace, text)


def component(found: re.Match[str], lost: list[str]) -> str:
    """Return the image or link that a component shows, or its content without the tags."""
    if found["close"]:
        return ""
    name, rest = found["name"], found["rest"].replace("={", "=").replace("}", " ")
    values = attributes_of(rest)
    source = next((values[key] for key in SOURCES if values.get(key)), None)
    if source and (PICTURE.search(name) or is_picture(values.get("src", ""))):
        caption = next((values[key] for key in CAPTIONS if values.get(key)), "")
        return image(source, values.get("alt", ""), caption)
    if VIDEO.search(name) and (values.get("id") or values.get("videoid")):
        site = "https://vimeo.com/" if "imeo" in name else "https://www.youtube.com/watch?v="
        return link(site + (values.get("id") or values["videoid"]))
    if TWEET.search(name) and values.get("id"):
        return link(f"https://twitter.com/i/status/{values['id']}")
    if player := media_in(rest):
        return player
    lost.append(f"component {name}")
    return link(source) if source and "://" in source else ""


def string(found: re.Match[str]) -> str:
    return found[1] or found[2] or found[3] or ""


def drop_expression(lost: list[str]) -> str:
    lost.append("expression")
    return ""
