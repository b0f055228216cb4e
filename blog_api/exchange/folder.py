"""A folder of Markdown files."""

from dataclasses import replace
from pathlib import Path, PurePosixPath

from blog_api.exchange.beside import find_picture
from blog_api.exchange.files import MAX_PAGE_BYTES, find_pages, read_text, require_inside
from blog_api.exchange.incoming import Incoming, Source, UnreadableError
from blog_api.exchange.page import read_page


def read_folder(root: Path) -> Source:
    """Every post below; what cannot be read is left out and told."""
    source = Source()
    for path in find_pages(root):
        try:
            source.posts.append(read_file(root, path))
        except UnreadableError as error:
            source.left_out.append(f"{path.relative_to(root)}: {error}")
    return source


def read_file(root: Path, path: Path) -> Incoming:
    """Its key is its path from the folder on, the folder's own name included."""
    require_inside(root, path)
    inside = PurePosixPath(path.relative_to(root).as_posix())
    key = f"file:{root.resolve().name}/{inside}"
    post = read_page(inside, key, read_text(path, MAX_PAGE_BYTES))
    picture = find_picture(root, path, post.image_url) if post.image_url else None
    return replace(post, image_url=None, image_file=picture) if picture else post
