"""Export of posts as Markdown files with front matter that Jekyll, Hugo and Astro can read."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import quote

from blog_api.db.database import Reading
from blog_api.import_export.queries import ExportedPost, list_posts
from blog_api.media.schemas import FOLDER as MEDIA
from blog_api.media.schemas import NAME
from blog_api.media.storage import Store
from blog_api.slugs import cut_bytes

FOLDER: Final = "posts"
OWN_PICTURE: Final = re.compile(rf"/{MEDIA}/({NAME.pattern})")
INLINE: Final = re.compile(rf"(?P<host>https?://[^\s/()<>\"']+)?/{MEDIA}/(?P<name>{NAME.pattern})")
BATCH_SIZE: Final = 200
MAX_NAME_BYTES: Final = 240
CHANGED_BY_YAML: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# Writes the image of a name; returns False if there is none.
WriteImage: TypeAlias = Callable[[str], Awaitable[bool]]
Value: TypeAlias = str | bool | datetime | list[str] | dict[str, str] | None


def page_of(post: ExportedPost) -> str:
    """Return front matter, an empty line, and the content without any change."""
    lines = [f"{name}: {as_yaml(value)}\n" for name, value in values_of(post).items()]
    return f"---\n{''.join(lines)}---\n\n{post.content}\n"


def values_of(post: ExportedPost) -> dict[str, Value]:
    values = {
        "title": post.title,
        "slug": post.slug,
        "provisional_slug": post.provisional_slug or None,
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
        "former_slugs": post.former_slugs,
        "redirect_from": [as_address(path) for path in post.addresses] or None,
    }
    return {name: value for name, value in values.items() if value is not None}


def as_address(path: str) -> str:
    """Percent-encode a path of an old site; those with a query (`/?p=12`) are not decoded."""
    return path if path.startswith("/?") else quote(path, safe="/")


def as_yaml(value: Value) -> str:
    """Return a text as JSON, which is YAML too; escape characters that YAML would change.

    The result is one line, and YAML reads no text as another type.
    """
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return CHANGED_BY_YAML.sub(escaped, json.dumps(value, ensure_ascii=False))


def escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def make_place(folder: Path) -> Path:
    """Create the folder with access for this user only, as drafts are among the posts."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / FOLDER
    place.mkdir()
    return place


async def export_posts(
    db: Reading, store: Store, folder: Path, advance: Callable[[int], None]
) -> int:
    """Write a file for each live post and the images of this blog; return the number of posts."""
    place = make_place(folder)
    done, last = 0, 0
    while posts := await list_posts(db, last, BATCH_SIZE):
        for post in posts:
            page = page_of(await with_images(partial(write_image, store, folder), post))
            (place / file_name(post)).write_bytes(page.encode())
        done, last = done + len(posts), posts[-1].id
        advance(len(posts))
    return done


def file_name(post: ExportedPost) -> str:
    """Return the slug, cut to the limit of file systems; the front matter has the whole slug."""
    if len(post.slug.encode()) <= MAX_NAME_BYTES:
        return f"{post.slug}.md"
    return f"{cut_bytes(post.slug, MAX_NAME_BYTES - 20)}-{post.id}.md"


async def with_images(write: WriteImage, post: ExportedPost) -> ExportedPost:
    """Write the stored images that a post shows; return the post with their file paths."""
    content = await with_inline_images(write, post.content)
    own = title_image(post)
    if own is None or not await write(own[1]):
        return replace(post, content=content)
    return replace(post, content=content, image_url=own[0])


def title_image(post: ExportedPost) -> re.Match[str] | None:
    """Return the path and the name of the image of a post, if it is one of this blog."""
    own = OWN_PICTURE.search(post.image_url or "")
    return own if own and own.end() == len(own.string) else None


def names_in(post: ExportedPost) -> list[str]:
    own = title_image(post)
    inline = (found["name"] for found in INLINE.finditer(post.content))
    return list(dict.fromkeys([*inline, *([own[1]] if own else [])]))


async def with_inline_images(write: WriteImage, content: str) -> str:
    """Replace addresses of exported images by paths relative to the folder of the posts."""
    names = {found["name"] for found in INLINE.finditer(content)}
    written = {name for name in names if await write(name)}

    def address(found: re.Match[str]) -> str:
        is_written = found["name"] in written and found["host"]
        return f"../{MEDIA}/{found['name']}" if is_written else found.group()

    return INLINE.sub(address, content)


async def write_image(store: Store, folder: Path, name: str) -> bool:
    """Write a stored image once; return False if it does not exist."""
    file = folder / MEDIA / name
    if file.exists():
        return True
    data = await store.find(name)
    if data is None:
        return False
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(data)
    return True
