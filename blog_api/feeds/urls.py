"""Absolute URLs of posts, feeds and users for clients."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urljoin
from uuid import UUID

from blog_api.blog_identity import urn_of
from blog_api.http.api_prefix import API
from blog_api.settings import Settings

SLUG = "{slug}"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Absolute URLs, built from PUBLIC_URL and never from the Host header of a request."""

    root: str
    api: str
    post_page: str
    home: str
    uid: UUID  # of the blog

    def post(self, slug: str) -> str:
        """Return the page on the site for readers if there is one, else the URL in the API."""
        return self.post_page.replace(SLUG, quote(slug))

    def post_id(self, post_id: int) -> str:
        """Return the id of an entry: it survives a changed slug and a move of the blog."""
        return urn_of(self.uid, "post", post_id)

    def feed_id(self, chosen: Mapping[str, str | None]) -> str:
        given = [f"{name}={value}" for name, value in sorted(chosen.items()) if value is not None]
        return urn_of(self.uid, "feed", *given)

    def user(self, user_id: int) -> str:
        return f"{self.api}/users/{user_id}"

    def at_root(self, path: str, **query: object) -> str:
        given = {name: value for name, value in query.items() if value is not None}
        return f"{self.root}/{path}" + (f"?{urlencode(given)}" if given else "")


def addresses_of(settings: Settings, uid: UUID) -> Addresses:
    """Return the URLs configured in the settings.

    The home page is that of the site for readers, or the server's own index.
    """
    api = f"{settings.public_url}{API}"
    page = settings.post_page_url
    home = f"{urljoin(page, '/')}" if page else f"{settings.public_url}/"
    return Addresses(settings.public_url, api, page or f"{api}/posts/slug/{SLUG}", home, uid)
