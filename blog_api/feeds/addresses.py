"""Where things are, as the outside world sees them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from blog_api.settings import Settings

SLUG = "{slug}"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Absolute URLs, built from PUBLIC_URL and never from what a client says its host is."""

    root: str
    api: str
    post_page: str

    def post(self, slug: str) -> str:
        """A page for people if there is one, else the post in the API."""
        return self.post_page.replace(SLUG, slug)

    def post_id(self, post_id: int) -> str:
        """The same for ever, whatever becomes of the slug."""
        return f"{self.api}/posts/{post_id}"

    def user(self, user_id: int) -> str:
        """A public profile."""
        return f"{self.api}/users/{user_id}"

    def at_root(self, path: str, **query: object) -> str:
        """Something of this room."""
        given = {name: value for name, value in query.items() if value is not None}
        return f"{self.root}/{path}" + (f"?{urlencode(given)}" if given else "")


def addresses_of(settings: Settings) -> Addresses:
    """As the settings say."""
    api = f"{settings.public_url}{settings.api_prefix}"
    return Addresses(settings.public_url, api, settings.post_page_url or f"{api}/posts/slug/{SLUG}")
