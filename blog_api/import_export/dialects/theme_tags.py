"""Tags of Hexo's themes with words of their own: labels, buttons and folded text."""

import re
from collections.abc import Callable
from typing import Final

from blog_api.import_export.dialects.markup import escaped, link

# NexT and Butterfly name tabs and points in time in comments.
NAMED: Final = re.compile(
    r"<!--\s*(?:tab|timeline|node)\s+"
    r"(?P<words>[^@<>\n]+?)(?:@[^<>\n]*)?\s*-->"
)


def name_parts(text: str) -> str:
    """Write the names of tabs and of points in time in bold."""
    return NAMED.sub(lambda found: f"\n\n**{escaped(found['words'])}**\n\n", text)


def label(rest: str) -> str | None:
    """Read `{% label primary @text %}`."""
    return escaped(rest.partition("@")[2]) or None


def button(rest: str) -> str | None:
    """Read `{% btn address, text, icon %}`."""
    words = [word.strip() for word in rest.split(",")]
    is_address = "://" in words[0] or words[0].startswith(("/", "#"))
    return link(words[0], words[1] if len(words) > 1 else None) if is_address else None


def folded(rest: str) -> str | None:
    """Read `{% folding style, title %}`, also without a style."""
    title = rest.rpartition(",")[2].strip()
    return f"\n\n**{escaped(title)}**\n\n" if title else None


def ending(_rest: str) -> str:
    return ""


THEMES: Final[dict[str, Callable[[str], str | None]]] = {
    "label": label,
    "btn": button,
    "button": button,
    "folding": folded,
    "endfolding": ending,
    "hideToggle": folded,
    "endhideToggle": ending,
}
