"""Validation of imported posts against the API's limits, with a note per change."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Self, TypeVar
from urllib.parse import unquote

from pydantic import AfterValidator, BaseModel, Field, TypeAdapter, ValidationError

from blog_api.http.fields import Input, Text, WebAddress, require_storable
from blog_api.import_export.comments import AcceptedComment
from blog_api.import_export.records import UNTITLED, Incoming, UnreadableError
from blog_api.posts.commands.slugs import is_provisional
from blog_api.posts.schemas import (
    MAX_CONTENT,
    Category,
    Excerpt,
    PostIn,
    Tags,
    Title,
)
from blog_api.posts.tags import TAG_MAX_LENGTH, cut_tag, merge_duplicates, tag_form
from blog_api.slugs import make_slug, provisional_slug_of, slug_of_title

Model = TypeVar("Model", bound=BaseModel)
ADDRESS: Final[TypeAdapter[str]] = TypeAdapter(WebAddress)
MAX_TAGS: Final[int] = TypeAdapter(Tags).json_schema()["maxItems"]
SHOWN: Final = 60
UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
TEXTS: Final = ("title", "content", "excerpt", "category", "slug", "image_url", "key", "second_key")


def max_length_of(kind: Any) -> int:  # noqa: ANN401  # a type with its limits has no type
    length: int = TypeAdapter(kind).json_schema()["maxLength"]
    return length


MAX_TITLE: Final = max_length_of(Title)
MAX_EXCERPT: Final = max_length_of(Excerpt)
MAX_CATEGORY: Final = max_length_of(Category)


class Origin(Input):
    """Limits of texts that no request body has; a key must fit into its index."""

    key: Annotated[str, Field(max_length=600), AfterValidator(require_storable)]
    authors: list[Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A valid post; `notes` describe the changes made to it.

    `rendered` is the HTML of exactly its content. `images` are files by the addresses in the
    text.
    """

    key: str
    place: str
    data: PostIn
    slug: str
    slug_given: bool
    slug_provisional: bool
    excerpt_given: bool
    auto_excerpt: str | None
    rendered: str | None
    image_file: Path | None
    images: Mapping[str, Path]
    created_at: datetime | None
    updated_at: datetime | None
    authors: list[str]
    addresses: list[str] = field(default_factory=list)
    former_slugs: Mapping[str, datetime | None] = field(default_factory=dict)
    comments: list[AcceptedComment] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    not_carried: list[str] = field(default_factory=list)

    @property
    def provisional_slug(self) -> bool:
        """Return True for a slug that the first publication may derive again."""
        return is_provisional(self.data) and (self.slug_provisional or not self.slug_given)

    @property
    def wanted_slug(self) -> str:
        is_made = self.provisional_slug and not self.slug_given
        return slug_of_title(self.data.title) if is_made else self.slug

    def as_draft(self, note: str) -> Self:
        data = self.data.model_copy(update={"status": "draft"})
        slug = self.slug if self.slug_given else provisional_slug_of(data.title)
        return replace(self, data=data, slug=slug, notes=[*self.notes, note])


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A post with Markdown content, after the lookup of its images."""

    post: Incoming
    rendered: str | None = None
    auto_excerpt: str | None = None
    image_file: Path | None = None
    images: Mapping[str, Path] = field(default_factory=dict)
    comments: list[AcceptedComment] = field(default_factory=list)


def storable(post: Incoming) -> Incoming:
    """Remove characters that PostgreSQL cannot store, with a note."""
    changed: dict[str, Any] = {}
    for name in TEXTS:
        value = getattr(post, name)
        if isinstance(value, str) and UNSTORABLE.search(value):
            changed[name] = UNSTORABLE.sub("", value)
            post.notes.append(f"characters of its {name} that cannot be stored are dropped")
    for name in ("tags", "authors", "addresses"):
        values = [UNSTORABLE.sub("", value) for value in getattr(post, name)]
        if values != getattr(post, name):
            changed[name] = [value for value in values if value]
            post.notes.append(f"characters of its {name} that cannot be stored are dropped")
    return replace(post, **changed) if changed else post


def accept(prepared: Prepared) -> Accepted:
    """Raise `UnreadableError` for a text that cannot be shortened without loss."""
    post = prepared.post
    if len(post.content) > MAX_CONTENT:
        raise UnreadableError(
            f"It has {len(post.content)} characters; a post has at most {MAX_CONTENT}."
        )
    notes = list(post.notes)
    title = cut(post.title, MAX_TITLE, "title", notes) if post.title.strip() else UNTITLED
    created_at = past(post.created_at or post.published_at)
    origin = checked(Origin, {"key": post.key, "authors": post.authors})
    data = data_of(prepared, title, notes)
    given = slug_of(post.slug)
    slug = given or (provisional_slug_of if is_provisional(data) else slug_of_title)(title)
    if post.slug and slug != post.slug:
        notes.append(f"its slug {shown(post.slug)} becomes {slug}")
    return Accepted(
        key=origin.key,
        place=post.place,
        data=data,
        slug=slug,
        slug_given=bool(given),
        slug_provisional=post.provisional_slug,
        excerpt_given=post.excerpt_given and post.excerpt is not None,
        auto_excerpt=prepared.auto_excerpt if post.excerpt is None else None,
        rendered=prepared.rendered,
        image_file=prepared.image_file,
        images=prepared.images,
        created_at=created_at,
        updated_at=past(post.updated_at) or created_at,
        authors=origin.authors,
        addresses=post.addresses,
        former_slugs=post.former_slugs,
        comments=prepared.comments,
        notes=notes,
        not_carried=list(dict.fromkeys(post.not_carried)),
    )


def data_of(prepared: Prepared, title: str, notes: list[str]) -> PostIn:
    post = prepared.post
    category = post.category if post.category and post.category.strip() else None
    excerpt = cut(post.excerpt, MAX_EXCERPT, "excerpt", notes) if post.excerpt else post.excerpt
    fields: dict[str, Any] = {
        "title": title,
        "content": post.content,
        "excerpt": excerpt,
        "category": cut(category, MAX_CATEGORY, "category", notes) if category else None,
        "tags": tags_of(post.tags, notes),
        "image_url": None if prepared.image_file else image_of(post.image_url, notes),
        "status": post.status,
    }
    if post.published_at:
        fields["published_at"] = post.published_at
    elif post.status == "published":
        notes.append("it has no date; it is published at the time of the import")
    return checked(PostIn, fields)


def checked(model: type[Model], fields: dict[str, Any]) -> Model:
    """Validate by the API's own types; raise `UnreadableError` if they reject a value."""
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        problem = error.errors(include_input=False)[0]
        raise UnreadableError(f"{problem['loc'][0]}: {problem['msg']}.") from None


def cut(text: str, length: int, what: str, notes: list[str]) -> str:
    """Shorten a text that is too long, with an ellipsis and a note."""
    if len(text) <= length:
        return text
    notes.append(f"its {what} of {len(text)} characters is cut to {length}")
    return text[: length - 1].rstrip() + "…"


def slug_of(given: str | None) -> str:
    """Return the given slug or the nearest valid one, else ""; decode WordPress's escapes."""
    return make_slug(unquote(given)) if given else ""


def tags_of(given: list[str], notes: list[str]) -> list[str]:
    """Normalize as the API does; keep the first ten."""
    for tag in given:
        if not cut_tag(tag):
            notes.append(f"its tag {shown(tag)} has neither letter nor digit and is left out")
        elif len(tag_form(tag)) > TAG_MAX_LENGTH:
            notes.append(f"its tag {shown(tag)} is cut to {TAG_MAX_LENGTH} characters")
    tags = merge_duplicates([form for tag in given if (form := cut_tag(tag))])
    if len(tags) > MAX_TAGS:
        others = ", ".join(tags[MAX_TAGS:])
        notes.append(f"of its {len(tags)} tags the first {MAX_TAGS} are kept, not {others}")
    return tags[:MAX_TAGS]


def image_of(given: str | None, notes: list[str]) -> str | None:
    """Return a web address; leave out, with a note, an image without address or file."""
    if given is None:
        return None
    try:
        return ADDRESS.validate_python(given)
    except ValidationError:
        notes.append(f"its image {shown(given)} is neither in the source nor a web address")
        return None


def past(instant: datetime | None) -> datetime | None:
    """Return now for a date in the future, as with scheduled posts."""
    return min(instant, datetime.now(UTC)) if instant else None


def shown(text: str) -> str:
    """Quote, escape and shorten a text for a terminal."""
    return ascii(text) if len(text) <= SHOWN else ascii(text[:SHOWN]) + "…"
