"""A post as a file: names that Jekyll, Hugo and Astro know as well, and our own beside them."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias

from blog_api.db.database import Reading
from blog_api.exchange.queries import ExportedPost, list_posts
from blog_api.media.schemas import FOLDER as MEDIA
from blog_api.media.schemas import NAME
from blog_api.media.storing import Store

FOLDER: Final = "posts"
OWN_PICTURE: Final = re.compile(rf"/{MEDIA}/({NAME.pattern})")
BATCH_SIZE: Final = 200
CHANGED_BY_YAML: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
Value: TypeAlias = str | bool | datetime | list[str] | None


def page_of(post: ExportedPost) -> str:
    """Front matter, an empty line, and the content exactly as it is."""
    lines = [f"{name}: {as_yaml(value)}\n" for name, value in values_of(post).items()]
    return f"---\n{''.join(lines)}---\n\n{post.content}\n"


def values_of(post: ExportedPost) -> dict[str, Value]:
    """Without what is empty."""
    values = {
        "title": post.title,
        "slug": post.slug,
        "status": post.status,
        "draft": True if post.status != "published" else None,
        "date": post.published_at,
        "created_at": post.created_at,
        "updated_at": post.updated_at,
        "author": post.username,
        "category": post.category,
        "tags": post.tags or None,
        "image_url": post.image_url,
        "excerpt": post.excerpt,
        "excerpt_given": post.excerpt_given,
    }
    return {name: value for name, value in values.items() if value is not None}


def as_yaml(value: Value) -> str:
    """A text as in JSON, which is YAML too, with every character escaped that YAML would change.

    So it is one line, and no text can be taken for anything else.
    """
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return CHANGED_BY_YAML.sub(escaped, json.dumps(value, ensure_ascii=False))


def escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def make_place(folder: Path) -> Path:
    """For this user only: drafts are among the posts."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / FOLDER
    place.mkdir()
    return place


async def export_posts(
    db: Reading, store: Store, folder: Path, advance: Callable[[int], None]
) -> int:
    """A file for each live post, named by its slug, and the pictures of ours; returns how many."""
    place = make_place(folder)
    done, last = 0, 0
    while posts := await list_posts(db, last, BATCH_SIZE):
        for post in posts:
            page = page_of(await with_picture(store, folder, post))
            (place / f"{post.slug}.md").write_bytes(page.encode())
        done, last = done + len(posts), posts[-1].id
        advance(len(posts))
    return done


async def with_picture(store: Store, folder: Path, post: ExportedPost) -> ExportedPost:
    """One that shows a picture of ours shows the file beside it."""
    own = OWN_PICTURE.search(post.image_url or "")
    if own is None or own.end() != len(own.string):
        return post
    data = await store.find(own[1])
    if data is None:
        return post
    file = folder / MEDIA / own[1]
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(data)
    return replace(post, image_url=own[0])
