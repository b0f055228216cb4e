"""Pictures of imported posts: encoded and kept before the posts are written that show them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from blog_api.db.database import Database
from blog_api.errors import AppError, MediaUnavailableError
from blog_api.exchange.commands import Assigned, is_there
from blog_api.exchange.files import MEBIBYTE
from blog_api.exchange.incoming import UnreadableError
from blog_api.media.encoding import inspect_picture
from blog_api.media.pictures import Pictures
from blog_api.media.schemas import NAME, Encoded

MAX_PICTURE_BYTES: Final = 32 * MEBIBYTE


@dataclass(slots=True)
class Placed:
    """The posts as they are to be written, and which pictures could not be taken."""

    posts: list[Assigned] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


async def place_pictures(
    db: Database, pictures: Pictures, posts: Sequence[Assigned], *, dry_run: bool
) -> Placed:
    """A rehearsal looks at every picture, and keeps none."""
    placed = Placed()
    for assigned in posts:
        try:
            placed.posts.append(await place_picture(db, pictures, assigned, dry_run=dry_run))
        except MediaUnavailableError:
            raise
        except (AppError, UnreadableError, OSError) as error:
            name = assigned.post.image_file.name if assigned.post.image_file else ""
            placed.notes.append(f"{assigned.post.place}: its picture {name!a} is left out: {error}")
            placed.posts.append(assigned)
    return placed


async def place_picture(
    db: Database, pictures: Pictures, assigned: Assigned, *, dry_run: bool
) -> Assigned:
    """What was imported before keeps the picture that it has."""
    file = assigned.post.image_file
    if file is None or await db.write(is_there, assigned.post):
        return assigned
    picture = await encode(pictures, file)
    url = pictures.address(picture.name)
    if not dry_run:
        await pictures.keep(db, assigned.author_id, picture, "post")
    data = assigned.post.data.model_copy(update={"image_url": url})
    return replace(assigned, post=replace(assigned.post, data=data))


async def encode(pictures: Pictures, file: Path) -> Encoded:
    """One that bears its own hash was encoded here before, and loses nothing by coming back."""
    data = read_picture(file)
    if NAME.fullmatch(file.name):
        return inspect_picture(file.name, data)
    return await pictures.encode(data, "post")


def read_picture(file: Path) -> bytes:
    """The whole file, of a bounded size."""
    if file.stat().st_size > MAX_PICTURE_BYTES:
        raise UnreadableError(f"It is larger than {MAX_PICTURE_BYTES // MEBIBYTE} MiB.")
    return file.read_bytes()
