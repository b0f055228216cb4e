"""Which format a path is in, and everything in it that can be posted."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from blog_api.exchange.accepting import Accepted, accept
from blog_api.exchange.files import MAX_EXPORT_BYTES, PAGES, read_text
from blog_api.exchange.folder import read_file, read_folder
from blog_api.exchange.ghost import read_ghost
from blog_api.exchange.incoming import Source, UnreadableError
from blog_api.exchange.wordpress import read_wordpress

FORMATS: Final = {".json": read_ghost, ".xml": read_wordpress}


@dataclass(slots=True)
class Readable:
    """What can be imported, and why the rest cannot."""

    posts: list[Accepted] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_posts(path: Path) -> Readable:
    """Refuses a path of which nothing can be read; of equal keys the first counts."""
    source = read_source(path)
    readable = Readable(left_out=list(source.left_out))
    seen: set[str] = set()
    for post in source.posts:
        if post.key in seen:
            readable.left_out.append(f"{post.place}: It is there twice.")
            continue
        seen.add(post.key)
        try:
            readable.posts.append(accept(post))
        except UnreadableError as error:
            readable.left_out.append(f"{post.place}: {error}")
    return readable


def read_source(path: Path) -> Source:
    """A folder of Markdown files, one of them, or a system's export."""
    path = path.resolve()
    if path.is_dir():
        return read_folder(path)
    suffix = path.suffix.lower()
    if suffix in PAGES:
        return Source([read_file(path.parent, path)])
    if suffix not in FORMATS:
        raise UnreadableError(
            "It is neither a folder, nor Markdown (.md), nor an export of Ghost (.json) or "
            "WordPress (.xml)."
        )
    return FORMATS[suffix](read_text(path, MAX_EXPORT_BYTES))
