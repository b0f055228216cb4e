"""Detection of the kind of source at a path."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from blog_api.import_export.records import Item, LeftOut, Source, UnreadableError
from blog_api.import_export.sources.archives import name_archive
from blog_api.import_export.sources.blogger import read_blogger
from blog_api.import_export.sources.forem import MARKDOWN as FOREM
from blog_api.import_export.sources.forem import read_forem
from blog_api.import_export.sources.ghost.export import Tables, read_ghost
from blog_api.import_export.sources.hashnode import MARKDOWN as HASHNODE
from blog_api.import_export.sources.hashnode import read_hashnode
from blog_api.import_export.sources.json_rows import read_rows, rows_of
from blog_api.import_export.sources.medium import is_medium, read_medium
from blog_api.import_export.sources.pages import LOOKED_AT
from blog_api.import_export.sources.site.folder import read_file, read_folder
from blog_api.import_export.sources.site.kinds import HTML, MARKDOWN
from blog_api.import_export.sources.site.notion import NAME
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
DRAFTS: Final = "drafts"
TITLE: Final = "title"
NOTION_HTML: Final = "It is Notion's export in HTML: export again as Markdown & CSV."
COMMENTS: Final = "It has comments on other sites' articles, and no posts."
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
    if exports:
        return read_exports(folder, exports)
    refuse_notion_html(folder)
    return read_folder(folder)


def refuse_notion_html(folder: Path) -> None:
    """Raise `UnreadableError` for Notion's export in HTML, which has other properties."""
    pages = islice(folder.rglob("*.html"), LOOKED_AT)
    if any(NAME.fullmatch(page.stem) for page in pages) and not any(folder.rglob("*.md")):
        raise UnreadableError(NOTION_HTML)


def read_exports(folder: Path, paths: list[Path]) -> Source:
    """Read all exports of a folder, such as the parts of a large one, as one source."""
    sources: list[Source] = []
    others: list[LeftOut] = []
    for path in paths:
        try:
            sources.append(read_source(path))
        except UnreadableError as error:
            others.append(LeftOut(path.name, "file", str(error)))
    if not sources:
        raise UnreadableError(others[0].reason)
    notes: list[str] = []

    def items() -> Iterator[Item]:
        yield from others
        for source in sources:
            yield from source.items
            notes.extend(source.notes)

    return Source(
        name=sources[0].name,
        items=items(),
        total=sum(source.total for source in sources) + len(others),
        media=[*(place for source in sources for place in source.media), folder],
        site=next((source.site for source in sources if source.site), None),
        notes=notes,
    )


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
    notes: list[str] = []
    for table, row in read_rows(path, notes):
        if isinstance(row, dict):
            counts[table] += 1
            marks.update(row.keys() & {FOREM, HASHNODE, TITLE})
            tables.add(table, row)
    if FOREM in marks and counts[LIST]:
        if TITLE not in marks:
            raise UnreadableError(COMMENTS)
        return Source(path.name, read_forem(rows_of(path, LIST)), counts[LIST], notes=notes)
    if HASHNODE in marks and counts[POSTS]:
        items = read_hashnode(rows_of(path, POSTS), rows_of(path, DRAFTS))
        return Source(path.name, items, counts[POSTS] + counts[DRAFTS], notes=notes)
    return read_ghost_tables(path, tables, counts, notes)


def read_ghost_tables(path: Path, tables: Tables, counts: Counter[str], notes: list[str]) -> Source:
    table = next((name for name in GHOST_POSTS if counts[name]), None)
    if table is None:
        raise UnreadableError("It is JSON, but no export of Ghost: db[0].data.posts is missing.")
    items = read_ghost(rows_of(path, table), tables)
    return Source(path.name, items, counts[table], notes=notes)
