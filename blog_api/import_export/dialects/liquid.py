"""Template tags of Jekyll, Hexo, Eleventy and dev.to (Liquid and similar languages)."""

import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Final

from blog_api.import_export.coercion import as_text
from blog_api.import_export.dialects.markup import (
    SLIDES,
    attributes_of,
    first_address,
    image,
    link,
    media_in,
    picture_in,
    positional_of,
)
from blog_api.import_export.dialects.theme_tags import THEMES
from blog_api.slugs import make_slug

TAG: Final = re.compile(
    r"\{%-?\s*(?P<name>/?[\w-]+)(?P<rest>(?:\"[^\"]*\"|'[^']*'|[^%]|%(?!\}))*?)-?%\}"
)
# The target of a link is a page, whatever a site calls the tag.
TARGET_TAG: Final = re.compile(
    r"(?<=\]\()\s*\{%-?\s*[\w-]+\s+([\"'])(?P<page>[^\"'\n]+\.(?:md|markdown))\1\s*-?%\}\s*(?=[)#])"
)
OUTPUT: Final = re.compile(r"\{\{-?\s*(?![<%])(?P<body>(?:\"[^\"]*\"|'[^']*'|[^{}])*?)\s*-?\}\}")
COMMENT: Final = re.compile(
    # Without another opening inside, so that many that are not closed take linear time.
    r"\{%-?\s*comment\s*-?%\}(?:(?!\{%-?\s*comment\b).)*?\{%-?\s*endcomment\s*-?%\}"
    r"|\{#(?:(?!\{#).)*?#\}",
    re.DOTALL,
)
QUOTE: Final = re.compile(
    r"\{%-?\s*(?P<tag>blockquote|pullquote|centerquote|cq)\b(?P<by>[^%]*)-?%\}(?P<body>.*?)"
    r"\{%-?\s*end(?P=tag)\s*-?%\}",
    re.DOTALL,
)
PATH_FILTER: Final = re.compile(
    r"""^(["'])(?P<path>.*?)\1\s*\|\s*(?:relative_url|absolute_url|prepend|url|asset_url)\b"""
)
QUOTED: Final = re.compile(r"""(["'])(?P<text>[^"']*)\1\s*\|""")
ENDING: Final = re.compile(r"\.(md|markdown|html)$")
BUNDLE: Final = re.compile(r"_?index(?:\.[a-z-]{2,6})?")
ROOTS: Final = ("index", "_index")
TRANSLATION: Final = re.compile(r"(.+)\.([a-z]{2,3}(?:-[A-Za-z]{2,4}){0,2})\.md")
DATE: Final = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}-")
VALUE: Final = re.compile(
    r"\{\{-?\s*(?!site\.(?:base)?url\b)(?P<name>\$?[A-Za-z_][\w-]*(?:\.[\w-]+)*)"
    r"\s*(?:\|\s*(?:safe|escape|strip|e|xml_escape|string)\s*)*-?\}\}"
)
PARAMETER: Final = re.compile(r"\{\{[<%]\s*param\s+[\"`]?(?P<name>[\w.-]+)[\"`]?\s*[>%]\}\}")
FRONT: Final = re.compile(r"^\$?frontmatter\.")
SITE: Final = re.compile(r"site\.(?:baseurl|url)|config\.(?:root|url)|\s*baseurl")
BARE: Final = re.compile(r"(?<!\S)https?://[^\s<>]+")
PICTURE_NAMES: Final = ("src", "image_path", "url", "file", "image", "img", "path", "filename")
VIDEO_IDS: Final = ("id", "videoid", "video_id", "vid", "youtubeid")
SILENT: Final = frozenset(
    {"if", "elsif", "else", "endif", "unless", "endunless", "assign", "capture", "endcapture",
     "for", "endfor", "case", "when", "endcase", "toc", "end"}
)  # fmt: skip  # their values are not in the text


def insert_values(text: str, page: Mapping[str, object]) -> str:
    """Replace values of the page's own front matter, and of the site's configuration.

    Addresses of the site are removed later, so that links stay relative.
    """

    def value(found: re.Match[str]) -> str:
        name = FRONT.sub("page.", found["name"].lower())
        return as_text(page.get(name)) or str(found.group())

    def parameter(found: re.Match[str]) -> str:
        names = (f"{where}.{found['name'].lower()}" for where in ("page", "site.params"))
        return next((str(page[name]) for name in names if name in page), str(found.group()))

    if "{{" not in text:
        return text
    return PARAMETER.sub(parameter, VALUE.sub(value, text))


def replace_liquid(text: str, lost: list[str]) -> str:
    """Convert tags to Markdown; append the names of removed ones to `lost`."""
    text = COMMENT.sub("", text)
    text = QUOTE.sub(quote, text)
    text = OUTPUT.sub(lambda found: output(found["body"], lost), text)
    text = TARGET_TAG.sub(lambda found: path_of(found["page"]), text)
    return TAG.sub(lambda found: tag(found["name"], found["rest"].strip(), lost), text)


def quote(found: re.Match[str]) -> str:
    body = found["body"].strip()
    if found["tag"] == "pullquote":
        body = body.replace('{"', "").replace('"}', "")
    lines = body.splitlines()
    by = BARE.sub(r"<\g<0>>", found["by"].strip())
    return (
        "\n\n"
        + "\n".join(f"> {line}" for line in [*lines, *(["", f"— {by}"] if by else [])])
        + "\n\n"
    )


def output(body: str, lost: list[str]) -> str:
    """Keep paths and addresses; remove other values, which the text does not contain."""
    if found := PATH_FILTER.match(body):
        return found["path"]
    if SITE.match(body):
        return ""
    if quoted := QUOTED.match(body):
        lost.append("template filter (its text is kept)")
        return quoted["text"]
    if len(body) > 1 and body[0] in "\"'" and body[-1] == body[0]:
        return body[1:-1]
    lost.append(f"template value {{{{ {body.split('|', maxsplit=1)[0].strip()[:40]} }}}}")
    return ""


def tag(name: str, rest: str, lost: list[str]) -> str:
    handler = HANDLERS.get(name)
    found = handler(rest) if handler else None
    if found is None and name not in SILENT:
        # A player of a video may have a picture too.
        found = media_in(rest) or picture_in(rest)
    if found is not None:
        return found
    address = first_address(rest)
    if address:
        return link(address)
    if name not in SILENT or "=" in rest:
        lost.append(f"template tag {name.removeprefix('end')}")
    return ""


def include(rest: str) -> str | None:
    name = rest.split(maxsplit=1)[0] if rest else ""
    values = attributes_of(rest)
    for key in PICTURE_NAMES:
        if values.get(key) and not is_video(name):
            caption = values.get("caption", "")
            return image(values[key], values.get("alt") or values.get("title") or "", caption)
    number = next((values[key] for key in VIDEO_IDS if values.get(key)), None)
    if number and is_video(name):
        site = "https://vimeo.com/" if "vimeo" in name else "https://www.youtube.com/watch?v="
        return link(number if "://" in number else site + number)
    return None


def is_video(name: str) -> bool:
    return any(word in name.lower() for word in ("youtube", "vimeo", "video"))


def picture(rest: str) -> str | None:
    """Read `{% img [class] /path.png [width [height]] "title" "alt" %}` and `{% asset_img … %}`.

    A title without quotes is all words that follow.
    """
    words = positional_of(rest)
    source = next((word for word in words if "." in word), None)
    if source is None:
        return None
    after = words[words.index(source) + 1 :]
    titles = [word for word in after if not word.isdigit()]
    is_quoted = bool(titles) and rest.rstrip()[-1] in "\"'"
    title = titles[-1] if is_quoted else " ".join(titles)
    return image(source, title.removeprefix("[").removesuffix("]"))


def video_of(site: str) -> Callable[[str], str | None]:
    def video(rest: str) -> str | None:
        words = positional_of(rest)
        if not words:
            return None
        return link(words[0] if "://" in words[0] else site + words[0])

    return video


def page_link(rest: str) -> str | None:
    """Return the path of a post, for a tag that is the target of a link."""
    words = positional_of(rest)
    return words[0] if words and "://" in words[0] else path_of(words[0]) if words else None


def address_link(rest: str) -> str | None:
    """Read Hexo's `{% link text url [external] %}`, or Jekyll's `{% link _posts/a.md %}`."""
    words = positional_of(rest)
    at = next((number for number, word in enumerate(words) if "://" in word), 0)
    return link(words[at], " ".join(words[:at])) if at else page_link(rest)


def asset_link(rest: str) -> str | None:
    """Read Hexo's `{% asset_link file title %}`."""
    words = positional_of(rest)
    return link(words[0], words[1] if len(words) > 1 else None) if words else None


def path_of(name: str) -> str:
    path = PurePosixPath(name.strip())
    stem = ENDING.sub("", path.name)
    if BUNDLE.fullmatch(stem) and path.parent.name:
        stem = path.parent.name.removeprefix("_")
    name = "" if stem in ROOTS else DATE.sub("", stem)
    return f"/{make_slug(name) or name}"


def path_of_translation(name: str) -> str:
    """Build the path of a page of Zola: translations have their language in their slug."""
    found = TRANSLATION.fullmatch(name)
    return path_of(name) if found is None else f"{path_of(found[1])}-{found[2].lower()}"


def linked_post(rest: str) -> str | None:
    """Read Hexo's `{% post_link file title %}`."""
    words = positional_of(rest)
    return link(path_of(words[0]), " ".join(words[1:]) or words[0]) if words else None


HANDLERS: Final[dict[str, Callable[[str], str | None]]] = {
    "include": include,
    "include_relative": include,
    "img": picture,
    "image": picture,
    "asset_img": picture,
    "asset_path": lambda rest: positional_of(rest)[0] if rest else None,
    "youtube": video_of("https://www.youtube.com/watch?v="),
    "youtuber": video_of("https://www.youtube.com/watch?v="),
    "vimeo": video_of("https://vimeo.com/"),
    "gist": video_of("https://gist.github.com/"),
    "twitter": video_of("https://twitter.com/i/status/"),
    "tweet": video_of("https://twitter.com/i/status/"),
    "jsfiddle": video_of("https://jsfiddle.net/"),
    "codepen": video_of("https://codepen.io/"),
    "github": video_of("https://github.com/"),
    "user": video_of("https://dev.to/"),
    **{name: video_of(address) for name, address in SLIDES.items()},
    "post_url": page_link,
    "link": address_link,
    "asset_link": asset_link,
    "post_link": linked_post,
    "post_path": page_link,
    "embed": lambda rest: link(address) if (address := first_address(rest)) else None,
    "more": lambda _rest: "",
    **THEMES,
    "literal": lambda rest: f"{{% {rest} %}}",  # Pelican: the tag itself
}
