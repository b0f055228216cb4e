"""Detection of the kind of source at a path."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from blog_api.import_export.records import Source, UnreadableError
from blog_api.import_export.sources.archives import name_archive
from blog_api.import_export.sources.blogger import read_blogger
from blog_api.import_export.sources.forem import MARKDOWN as FOREM
from blog_api.import_export.sources.forem import read_forem
from blog_api.import_export.sources.ghost.export import Tables, read_ghost
from blog_api.import_export.sources.hashnode import MARKDOWN as HASHNODE
from blog_api.import_export.sources.hashnode import read_hashnode
from blog_api.import_export.sources.json_rows import read_rows, rows_of
from blog_api.import_export.sources.medium import is_medium, read_medium
from blog_api.import_export.sources.site.folder import read_file, read_folder
from blog_api.import_export.sources.site.kinds import HTML, MARKDOWN
from blog_api.import_export.sources.substack import is_substack, read_substack
from blog_api.import_export.sources.tumblr import is_tumblr, read_tumblr
from blog_api.import_export.sources.wordpress.export import read_wordpress

FOLDERS: Final[tuple[tuple[Callable[[Path], bool], Callable[[Path], Source]], ...]] = (
    (is_medium, read_medium),
    (is_substack, read_substack),
    (is_tumblr, read_tumblr),
)
ATOM: Final = (b"<feed", b"http://www.w3.org/2005/Atom")
BLOGGER: Final = (b"blogger.com", b"google.com/g/2005", b"<blogger:type>")
JSON_EXPORTS: Final = ((b'"db"', b'"posts"'), (b'"body_markdown"',), (b'"contentMarkdown"',))
# Tables of posts: a list of rows, a list in an object, and a list in the data of Ghost.
LIST: Final = ""
POSTS: Final = "posts"
GHOST_POSTS: Final = ("db/data/posts", "data/posts")
HEAD: Final = 64 * 1024


def read_source(path: Path) -> Source:
    """Raise `UnreadableError` for a path without any readable source."""
    path = path.resolve()
    if path.is_dir():
        return read_any_folder(path)
    suffix = path.suffix.lower()
    if suffix in MARKDOWN | HTML:
        return read_file(path)
    if suffix == ".json":
        return read_json(path)
    if suffix in {".xml", ".atom", ".wxr", ".rss"}:
        return read_xml(path)
    raise UnreadableError(name_archive(path))


def read_any_folder(folder: Path) -> Source:
    """Read a folder as an export if it has the form of one or contains one, else as a site."""
    for is_it, read in FOLDERS:
        if is_it(folder):
            return read(folder)
    exports = [
        p
        for p in sorted(folder.iterdir())
        if p.suffix.lower() in {".xml", ".json"} and is_export(p)
    ]
    if len(exports) == 1:
        source = read_source(exports[0])
        source.media.append(folder)
        return source
    return read_folder(folder)


def is_export(path: Path) -> bool:
    """Return True for the export of a system, False for data of a site."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if path.suffix.lower() == ".xml":
        return b"wxr_version" in head or (is_atom(head) and any(mark in head for mark in BLOGGER))
    return any(all(mark in head for mark in marks) for marks in JSON_EXPORTS)


def is_atom(head: bytes) -> bool:
    return all(mark in head for mark in ATOM)


def read_xml(path: Path) -> Source:
    """Read WXR or Blogger; raise `UnreadableError` for a feed, which has only the latest posts."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if is_atom(head):
        return read_blogger(path)
    return read_wordpress(path)


def read_json(path: Path) -> Source:
    """Read Ghost, dev.to or Hashnode in two passes; the first finds out which one it is."""
    tables, counts, marks = Tables(), Counter[str](), set[str]()
    for table, row in read_rows(path):
        if isinstance(row, dict):
            counts[table] += 1
            marks.update(row.keys() & {FOREM, HASHNODE})
            tables.add(table, row)
    if FOREM in marks and counts[LIST]:
        return Source(path.name, read_forem(rows_of(path, LIST)), counts[LIST])
    if HASHNODE in marks and counts[POSTS]:
        return Source(path.name, read_hashnode(rows_of(path, POSTS)), counts[POSTS])
    return read_ghost_tables(path, tables, counts)


def read_ghost_tables(path: Path, tables: Tables, counts: Counter[str]) -> Source:
    table = next((name for name in GHOST_POSTS if counts[name]), None)
    if table is None:
        raise UnreadableError("It is JSON, but no export of Ghost: db[0].data.posts is missing.")
    return Source(path.name, read_ghost(rows_of(path, table), tables), counts[table])
