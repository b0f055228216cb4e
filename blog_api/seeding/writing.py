"""Batches of posts and comments to seed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from blog_api.posts.excerpts import LENGTH as EXCERPT_LENGTH
from blog_api.seeding.people import Period, Row, Source
from blog_api.seeding.phrases import Phrases

POST_COLUMNS: Final = (
    "id", "author_id", "slug", "title", "excerpt", "excerpt_given", "content", "category", "tags",
    "status", "published_at", "created_at", "updated_at",
)  # fmt: skip  # in the order of the rows below
COMMENT_COLUMNS: Final = ("id", "post_id", "author_id", "content", "created_at", "updated_at")

CONTENT_BYTES: Final = 950
# Of a hundred posts: 88 published, 2 scheduled, 6 drafts, 4 archived.
PUBLISHED, SCHEDULED, DRAFT = 0.88, 0.90, 0.96
GIVEN_EXCERPT: Final = 0.15
EDITED: Final = 0.25
UNCATEGORISED: Final = 0.1


@dataclass(frozen=True, slots=True)
class Published:
    """Post that can be commented on."""

    id: int
    published_at: datetime


def make_post(source: Source, post_id: int, created_at: datetime, suffix: str) -> Row:
    """Return a row in the order of `POST_COLUMNS`; the id makes its slug unique."""
    random = source.random
    language = random.choice(source.phrases)
    subject = random.choice(language.subjects)
    opening = random.choice(language.openings)
    status, published_at = make_life(source, created_at)
    given = random.random() < GIVEN_EXCERPT
    edited = timedelta(days=random.randrange(1, 400)) if random.random() < EDITED else timedelta(0)
    return (
        post_id,
        source.author(),
        f"{subject.slug[:180]}-{post_id}{suffix}",
        subject.title,
        random.choice(language.sentences)[:EXCERPT_LENGTH] if given else opening.excerpt,
        given,
        make_content(language, opening.text, random),
        None if random.random() < UNCATEGORISED else subject.category,
        subject.tags,
        status,
        published_at,
        created_at,
        min(created_at + edited, source.period.ends),
    )


def make_content(language: Phrases, opening: str, random: Random) -> str:
    parts = [opening]
    size = len(opening.encode())
    while size < CONTENT_BYTES:
        block = random.choice(language.blocks)
        parts.append(block)
        size += len(block.encode()) + 2
    return "\n\n".join(parts)


def make_life(source: Source, created_at: datetime) -> tuple[str, datetime | None]:
    chance = source.random.random()
    later = created_at + timedelta(minutes=source.random.randrange(3000))
    if chance < PUBLISHED:
        return "published", min(later, source.period.ends)
    if chance < SCHEDULED:
        return "published", source.period.ends + timedelta(days=source.random.randrange(30, 400))
    return ("draft", None) if chance < DRAFT else ("archived", later)


def find_published(rows: list[Row], period: Period) -> list[Published]:
    status, published_at = POST_COLUMNS.index("status"), POST_COLUMNS.index("published_at")
    return [
        Published(int(str(row[0])), instant)
        for row in rows
        if row[status] == "published"
        and isinstance(instant := row[published_at], datetime)
        and instant <= period.ends
    ]


def make_comment(source: Source, comment_id: int, posts: list[Published]) -> Row:
    """Return a row in the order of `COMMENT_COLUMNS`, on one of these posts."""
    random = source.random
    post = random.choice(posts)
    language = random.choice(source.phrases)
    content = " ".join(random.sample(language.sentences, random.randint(1, 3)))
    written = post.published_at + timedelta(seconds=random.randrange(60, 90 * 86400))
    at = min(written, source.period.ends)
    return (comment_id, post.id, source.author(), content, at, at)
