"""From what a source has to what the API takes; whatever had to change for that is told."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import unquote

from pydantic import AfterValidator, BaseModel, Field, TypeAdapter, ValidationError

from blog_api.exchange.incoming import Incoming, UnreadableError
from blog_api.posts.schemas import (
    TAG_MAX_LENGTH,
    Category,
    Content,
    Excerpt,
    PostIn,
    Tags,
    Title,
    merge_duplicates,
    slug_of_tag,
)
from blog_api.slugs import slug_of_title, slugify
from blog_api.web.schemas import Input, Text, WebAddress, require_storable

Model = TypeVar("Model", bound=BaseModel)
ADDRESS: Final[TypeAdapter[str]] = TypeAdapter(WebAddress)
MAX_TAGS: Final[int] = TypeAdapter(Tags).json_schema()["maxItems"]
SHOWN: Final = 60


def max_length_of(kind: Any) -> int:  # noqa: ANN401  # a type with its limits has no type
    """The API's own limit."""
    length: int = TypeAdapter(kind).json_schema()["maxLength"]
    return length


MAX_TITLE: Final = max_length_of(Title)
MAX_CONTENT: Final = max_length_of(Content)
MAX_EXCERPT: Final = max_length_of(Excerpt)
MAX_CATEGORY: Final = max_length_of(Category)


class Origin(Input):
    """What the database is asked for and no body of the API has; a key must fit into its index."""

    key: Annotated[str, Field(max_length=600), AfterValidator(require_storable)]
    authors: list[Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A post that fits; `notes` say what had to be changed for that."""

    key: str
    place: str
    data: PostIn
    slug: str
    excerpt_given: bool
    image_file: Path | None
    created_at: datetime | None
    updated_at: datetime | None
    authors: list[str]
    notes: list[str]


def accept(post: Incoming) -> Accepted:
    """Refuses what cannot be shortened without loss."""
    if len(post.content) > MAX_CONTENT:
        raise UnreadableError(
            f"It has {len(post.content)} characters; a post has at most {MAX_CONTENT}."
        )
    notes = list(post.notes)
    title = cut(post.title, MAX_TITLE, "title", notes) if post.title.strip() else "Untitled"
    created_at = past(post.created_at or post.published_at)
    origin = checked(Origin, {"key": post.key, "authors": post.authors})
    return Accepted(
        key=origin.key,
        place=post.place,
        data=data_of(post, title, notes),
        slug=slug_of(post.slug, title, notes),
        excerpt_given=post.excerpt_given and post.excerpt is not None,
        image_file=post.image_file,
        created_at=created_at,
        updated_at=past(post.updated_at) or created_at,
        authors=origin.authors,
        notes=notes,
    )


def data_of(post: Incoming, title: str, notes: list[str]) -> PostIn:
    """What a client of the API would send."""
    category = post.category if post.category and post.category.strip() else None
    excerpt = cut(post.excerpt, MAX_EXCERPT, "excerpt", notes) if post.excerpt else post.excerpt
    fields: dict[str, Any] = {
        "title": title,
        "content": post.content,
        "excerpt": excerpt,
        "category": cut(category, MAX_CATEGORY, "category", notes) if category else None,
        "tags": tags_of(post.tags, notes),
        "image_url": image_of(post.image_url, notes),
        "status": post.status,
    }
    if post.published_at:
        fields["published_at"] = post.published_at
    return checked(PostIn, fields)


def checked(model: type[Model], fields: dict[str, Any]) -> Model:
    """By the types of the API itself, which have the last word."""
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        problem = error.errors(include_input=False)[0]
        raise UnreadableError(f"{problem['loc'][0]}: {problem['msg']}.") from None


def cut(text: str, length: int, what: str, notes: list[str]) -> str:
    """The beginning, with an ellipsis, and a note, when it is too long."""
    if len(text) <= length:
        return text
    notes.append(f"its {what} of {len(text)} characters is cut to {length}")
    return text[: length - 1].rstrip() + "…"


def slug_of(given: str | None, title: str, notes: list[str]) -> str:
    """The given one if it is one, or as near to it as can be; WordPress escapes other scripts."""
    slug = (slugify(unquote(given)) if given else "") or slug_of_title(title)
    if given and slug != given:
        notes.append(f"its slug {shown(given)} becomes {slug}")
    return slug


def tags_of(given: list[str], notes: list[str]) -> list[str]:
    """Normalised as the API does it; the first ten."""
    for tag in given:
        if not slug_of_tag(tag):
            notes.append(f"its tag {shown(tag)} has neither letter nor digit and is left out")
        elif len(slugify(tag)) > TAG_MAX_LENGTH:
            notes.append(f"its tag {shown(tag)} is cut to {TAG_MAX_LENGTH} characters")
    tags = merge_duplicates([slug for tag in given if (slug := slug_of_tag(tag))])
    if len(tags) > MAX_TAGS:
        notes.append(f"of its {len(tags)} tags the first {MAX_TAGS} are kept")
    return tags[:MAX_TAGS]


def image_of(given: str | None, notes: list[str]) -> str | None:
    """What does not lie beside the page must have an address in the web."""
    if given is None:
        return None
    try:
        return ADDRESS.validate_python(given)
    except ValidationError:
        notes.append(f"its picture {shown(given)} is no web address and is left out")
        return None


def past(instant: datetime | None) -> datetime | None:
    """A scheduled post was written by now, whatever its date."""
    return min(instant, datetime.now(UTC)) if instant else None


def shown(text: str) -> str:
    """In quotes, escaped, and not too much of it: it goes to a terminal."""
    return ascii(text) if len(text) <= SHOWN else ascii(text[:SHOWN]) + "…"
