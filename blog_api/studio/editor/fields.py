"""Fields of the editor's form: as they are typed, and as the commands take them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from blog_api.diffing.field_merge import PostFields
from blog_api.errors import BadRequestError
from blog_api.http.etag import version_of
from blog_api.slugs import is_slug
from blog_api.studio.forms import Form
from blog_api.studio.languages import N_
from blog_api.working_copies.commands import KIND
from blog_api.working_copies.schemas import WorkingCopyOut

MINUTE: Final = "%Y-%m-%dT%H:%M"
MAX_DIGITS: Final = 18
NEW: Final[Mapping[str, str]] = {
    "title": "",
    "content": "",
    "excerpt": "",
    "category": "",
    "tags": "",
    "image_url": "",
    "slug": "",
    "status": "draft",
    "published_at": "",
    "time_zone": "UTC",
    "note": "",
    "base_version": "",
    "copy_tag": "",
}


class MistypedError(Exception):
    """Error of a field that no model checks, with the sentence that says what is wrong."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(field, sentence)
        self.field = field
        self.sentence = sentence


def typed_in(form: Form) -> dict[str, str]:
    return {name: form.get(name, default) for name, default in NEW.items()}


def shown(post: PostFields, version: int, copy: WorkingCopyOut | None) -> dict[str, str]:
    """Return the fields of a post as they are typed, with the words of its working copy."""
    words = copy.words if copy else {}
    values = {name: words.get(name, getattr(post, name)) for name in NEW if hasattr(post, name)}
    published_at = post.published_at.astimezone(UTC) if post.published_at else None
    return {
        **NEW,
        **{name: value or "" for name, value in values.items()},
        "tags": ", ".join(values["tags"] or ()),
        "published_at": published_at.strftime(MINUTE) if published_at else "",
        "base_version": str(copy.base_version if copy else version),
        "copy_tag": tag_of(copy),
    }


def tag_of(copy: WorkingCopyOut | None) -> str:
    return f'"{version_of(KIND, copy.id, copy.version)}"' if copy else ""


def words_of(form: Form) -> dict[str, Any]:
    """Return the words; an empty address is not sent, as it follows from the title."""
    words: dict[str, Any] = {
        "title": form.get("title"),
        "content": form.get("content"),
        "excerpt": form.get("excerpt").strip() or None,
        "category": form.get("category").strip() or None,
        "tags": tags_of(form.get("tags")),
        "image_url": form.get("image_url").strip() or None,
    }
    slug = form.get("slug").strip()
    return words | {"slug": slug} if slug else words


def require_words(form: Form) -> None:
    """Raise MistypedError without a title, or for an address of another form."""
    if not form.get("title").strip():
        raise MistypedError("title", N_("Fill this in."))
    slug = form.get("slug").strip()
    if slug and not is_slug(slug):
        sentence = N_("Use lower case letters and digits, joined by single hyphens.")
        raise MistypedError("slug", sentence)


def tags_of(text: str) -> list[str]:
    parts = (part.strip() for part in text.replace("\n", ",").split(","))
    return [part for part in parts if part]


def life_of(form: Form, kept: datetime | None) -> dict[str, Any]:
    """Return status and time of publication; `kept` has the seconds that the form leaves out."""
    status = "published" if form.get("then") == "publish" else form.get("status")
    life = {"status": status, "published_at": publication_of(form, kept)}
    return {name: value for name, value in life.items() if value}


def publication_of(form: Form, kept: datetime | None) -> datetime | None:
    """Return the typed time in the chosen zone; raise MistypedError for one that is none."""
    text = form.get("published_at").strip()
    if not text:
        return None
    zone = zone_of(form.get("time_zone").strip())
    try:
        instant = datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise MistypedError("published_at", N_("Write a date and a time.")) from None
    is_kept = kept is not None and kept.replace(second=0, microsecond=0) == instant
    return kept if is_kept else instant


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (OSError, ValueError, LookupError):
        sentence = N_("Write a time zone such as Europe/Berlin.")
        raise MistypedError("time_zone", sentence) from None


def version_in(form: Form, name: str = "base_version") -> int:
    """Return the version that the form was made from; raise BadRequestError for none."""
    text = form.get(name)
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS):
        raise BadRequestError
    return int(text)
