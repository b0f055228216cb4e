"""A post as a file: names that Jekyll, Hugo and Astro know as well, and our own beside them."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import yaml

from blog_api.db.database import Reading
from blog_api.exchange.queries import ExportedPost, list_posts

FOLDER: Final = "posts"
BATCH_SIZE: Final = 200
ON_ONE_LINE: Final = 1_000_000


def page_of(post: ExportedPost) -> str:
    """Front matter, an empty line, and the content exactly as it is."""
    head = yaml.safe_dump(
        values_of(post), allow_unicode=True, sort_keys=False, width=ON_ONE_LINE, line_break="\n"
    )
    return f"---\n{head}---\n\n{post.content}\n"


def values_of(post: ExportedPost) -> dict[str, Any]:
    """Without what is empty."""
    values = {
        "title": post.title,
        "slug": post.slug,
        "status": post.status,
        "draft": True if post.status != "published" else None,
        "date": in_utc(post.published_at),
        "created_at": in_utc(post.created_at),
        "updated_at": in_utc(post.updated_at),
        "author": post.username,
        "category": post.category,
        "tags": post.tags or None,
        "image_url": post.image_url,
        "excerpt": post.excerpt,
        "excerpt_given": post.excerpt_given,
    }
    return {name: value for name, value in values.items() if value is not None}


def in_utc(instant: datetime | None) -> datetime | None:
    return instant.astimezone(UTC) if instant else None


async def export_posts(db: Reading, folder: Path, advance: Callable[[int], None]) -> int:
    """A file for each live post, named by its slug; returns how many."""
    place = folder / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    done, last = 0, 0
    while posts := await list_posts(db, last, BATCH_SIZE):
        for post in posts:
            (place / f"{post.slug}.md").write_bytes(page_of(post).encode())
        done, last = done + len(posts), posts[-1].id
        advance(len(posts))
    return done
