"""Links that the API's sanitizer would remove; their words stay."""

import html
import re
from collections.abc import Iterator
from typing import Final

from blog_api.rendering.markdown import sanitize

SAFE: Final = frozenset({"http", "https", "mailto"})
SCHEME: Final = re.compile(
    r"(?:\]\(<?|\]:[ \t]*<?|\bhref=[\"'])([a-z][a-z0-9+.-]{1,20}):", re.IGNORECASE
)
WEB_LINK: Final = re.compile(
    r"\](?:\(|:[ \t]*)(?:<(?P<quoted>https?:[^<>\n]*)>|(?P<bare>https?:[^\s()<>]*))"
    r"|\bhref=(?:\"(?P<double>https?:[^\"<>]*)\"|'(?P<single>https?:[^'<>]*)')",
    re.IGNORECASE,
)
# A host and a short port: such an address needs no parser.
USUAL: Final = re.compile(r"https?://[\w.-]+(?::\d{1,4})?(?:[/?#].*)?", re.IGNORECASE | re.DOTALL)
INVALID: Final = "link with an invalid address (its words are kept)"


def lost_links(text: str) -> Iterator[str]:
    """Yield the kinds of links in Markdown with a scheme or a host that is not accepted."""
    schemes = (scheme.lower() for scheme in SCHEME.findall(text))
    yield from (f"link with {name}:" for name in dict.fromkeys(schemes) if name not in SAFE)
    if not all(is_accepted(next(filter(None, found), "")) for found in WEB_LINK.findall(text)):
        yield INVALID


def is_accepted(address: str) -> bool:
    """Return False for a web address with, for example, a blank in its host."""
    if not address or USUAL.fullmatch(address):
        return True
    return "href=" in sanitize(f'<a href="{html.escape(address)}">a</a>')
