"""Folders of pages."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any, Final

from blog_api.import_export.dialects.markdown import HUGO, PYTHON
from blog_api.import_export.files import (
    MAX_FILES,
    MAX_PAGE_BYTES,
    decode_leniently,
    read_bytes,
    require_inside,
    walk,
)
from blog_api.import_export.records import Incoming, Item, LeftOut, Source, UnreadableError
from blog_api.import_export.sources.site.configuration import (
    FILES,
    Configuration,
    read_configuration,
)
from blog_api.import_export.sources.site.front_matter import (
    FrontMatter,
    read_front_matter,
    without_front_matter,
)
from blog_api.import_export.sources.site.inheritance import Inheritance
from blog_api.import_export.sources.site.kinds import (
    HTML,
    IN_FOLDERS,
    MARKDOWN,
    OTHER,
    POSTS,
    is_content_folder,
    needs_no_front_matter,
    refuse_name,
    refuse_page,
)
from blog_api.import_export.sources.site.names import DATED
from blog_api.import_export.sources.site.notion import read_notion_page
from blog_api.import_export.sources.site.page import Page, read_page
from blog_api.import_export.sources.site.permalinks.rules import Permalinks
from blog_api.import_export.sources.site.statuses import says_status
from blog_api.import_export.sources.site.systems import JEKYLL, QUARTZ, system_of

# Folders that these systems serve at the root of the site.
SERVED: Final = (
    ".",
    "static",
    "public",
    "assets",
    "source",
    "content",
    "src",
    "src/assets",
    "content/images",
)


class Site:
    """A folder of pages with the configuration of its site."""

    def __init__(self, root: Path, only: Path | None = None) -> None:
        self.root: Final = root
        self.configuration: Final[Configuration] = read_configuration(root)
        self.inheritance: Final = Inheritance(root, self.configuration)
        self.permalinks: Final = Permalinks(root, self.configuration)
        self.skipped: Final[list[Path]] = []
        self.files: Final = [only] if only else find_pages(root, self.skipped)
        self.system: Final = system_of(root)
        self._bundles: Final[dict[Path, bool]] = {}
        self.is_blog: Final = any("_posts" in path.relative_to(root).parts for path in self.files)
        named = ("package.json", *FILES)
        self.is_plain: Final = not self.system and not any((root / name).exists() for name in named)
        self.is_vault: Final = self.is_plain and is_in_vault(root)
        self.needs_mark: Final = self.is_vault or self.configuration.ignored.needs_mark

    def items(self) -> Iterator[Item]:
        for path in self.files:
            inside = PurePosixPath(path.relative_to(self.root).as_posix())
            try:
                yield self.read(path, inside)
            except UnreadableError as error:
                yield LeftOut(str(inside), error.what, str(error))
        for folder in filter(has_pages, self.skipped):
            place = folder.relative_to(self.root).as_posix()
            yield LeftOut(place, "folder", "Its pages are templates or output, and no posts.")

    def _is_resource(self, path: Path) -> bool:
        """Return True in a leaf bundle of Hugo, but for its own page and its translations."""
        if is_index(path):
            return False
        content = self.root / "content"
        folders = [folder for folder in path.parents if content in folder.parents]
        return any(self._is_bundle(folder) for folder in folders)

    def _is_bundle(self, folder: Path) -> bool:
        if folder not in self._bundles:
            self._bundles[folder] = any(is_index(page) for page in folder.glob("index*"))
        return self._bundles[folder]

    def read(self, path: Path, inside: PurePosixPath) -> Incoming:
        """Return a post; its key is its path from the folder on, including the folder's name."""
        require_inside(self.root, path)
        refuse_name(inside)
        self._refuse_place(path, inside)
        notes: list[str] = []
        text = decode_leniently(read_bytes(path, MAX_PAGE_BYTES), notes)
        key = f"file:{self.root.resolve().name}/{inside}"
        front, inside = self._read_front(text, inside)
        values = lower(self.inheritance.values_for(path, inside)) | lower(front.values)
        values |= dict.fromkeys(self._marks_of(inside, values), True)
        refuse_page(inside, values, is_blog=self.is_blog)
        page = Page(
            path=inside,
            key=key,
            front=front,
            values=values,
            zone=self.configuration.zone,
            root=self.root,
            system=self.system,
            needs_date=self.system == PYTHON and not self.configuration.has_default_date,
            site=self.configuration.texts,
            languages=self.configuration.languages,
        )
        post = read_page(page)
        lost = [*post.not_carried, *self.configuration.terms_left_out(values)]
        post = self.permalinks.with_address(post, path, values, lower(front.values))
        return with_base(replace(post, not_carried=lost), path, notes)

    def _refuse_place(self, path: Path, inside: PurePosixPath) -> None:
        if self.system == HUGO and self._is_resource(path):
            raise UnreadableError("It belongs to a bundle, and is no page of its own.", "resource")
        content = "content" if self.system == QUARTZ else self.configuration.content
        if content and (self.root / content).is_dir() and not inside.is_relative_to(content):
            raise UnreadableError(f"It is outside of {content!a}, and no part of the site.", "file")

    def _marks_of(self, inside: PurePosixPath, values: dict[str, Any]) -> Iterator[str]:
        """Yield the names of reasons why the site did not show the page; see `statuses.HIDDEN`."""
        configuration = self.configuration
        if configuration.languages.is_disabled(inside):
            yield "language_disabled"
        if self.is_blog and configuration.is_hidden_collection(inside):
            yield "collection_hidden"
        if self.system == JEKYLL and "_posts" in inside.parts and not DATED.match(inside.name):
            yield "undated_name"
        if configuration.ignored.has(inside):
            yield "site_ignored"
        if self.needs_mark and not says_status(values):
            yield "private_note"

    def _read_front(self, text: str, inside: PurePosixPath) -> tuple[FrontMatter, PurePosixPath]:
        try:
            return read_front(text, inside)
        except UnreadableError as error:
            if error.what != "file" or not needs_no_front_matter(
                inside, is_blog=self.is_blog, is_plain=self.is_plain
            ):
                raise
            return without_front_matter(text), inside


def is_in_vault(root: Path) -> bool:
    return any((folder / ".obsidian").is_dir() for folder in (root, *root.parents))


def is_index(path: Path) -> bool:
    """Return True for `index.md` and its translations, such as `index.fr.md`."""
    return path.suffix.lower() in MARKDOWN and path.name.partition(".")[0] == "index"


def read_front(text: str, inside: PurePosixPath) -> tuple[FrontMatter, PurePosixPath]:
    """Read front matter, or a page of Notion, which has its id in the file name."""
    notion = read_notion_page(text, inside)
    return notion or (read_front_matter(text), inside)


def lower(values: dict[str, Any]) -> dict[str, Any]:
    """Return names in lower case, as in Hugo, also in nested tables."""
    found = {name.lower(): value for name, value in values.items()}
    tables = [found.get("taxonomies"), found.get("extra"), found.get("params")]
    inner = {k.lower(): v for table in tables if isinstance(table, dict) for k, v in table.items()}
    return inner | found


def with_base(post: Incoming, path: Path, notes: list[str]) -> Incoming:
    return replace(post, base=path.parent, notes=[*post.notes, *notes])


def read_folder(root: Path) -> Source:
    """Return all posts below the folder; report files that cannot be read."""
    site = Site(root)
    return Source(
        name=root.name,
        items=site.items(),
        total=len(site.files) + sum(map(has_pages, site.skipped)),
        media=[root / folder for folder in SERVED if (root / folder).is_dir()],
        site=site.configuration.address,
        notes=site.configuration.notes,
        root=root,
    )


def read_file(path: Path) -> Source:
    site = Site(path.parent, path)
    return Source(path.name, site.items(), 1, [path.parent])


def find_pages(root: Path, skipped: list[Path]) -> list[Path]:
    """Append folders of tools to `skipped`; raise `UnreadableError` for too many pages."""

    def is_content(folder: Path) -> bool:
        is_read = is_content_folder(root, folder)
        if not is_read and not folder.name.startswith((".", "node_modules")):
            skipped.append(folder)
        return is_read

    pages = (path for path in walk(root, is_content) if is_page(root, path))
    found = list(islice(pages, MAX_FILES + 1))
    if len(found) > MAX_FILES:
        raise UnreadableError(f"There are more than {MAX_FILES} pages in it.")
    return found


def has_pages(folder: Path) -> bool:
    files = walk(folder, lambda inner: not inner.name.startswith((".", "node_modules")))
    return any(path.suffix.lower() in MARKDOWN for path in files)


def is_page(root: Path, path: Path) -> bool:
    """Return True for Markdown, and in folders of posts for other text formats to report."""
    suffix, parts = path.suffix.lower(), path.relative_to(root).parts
    if suffix in MARKDOWN:
        return True
    if suffix in HTML:
        return bool(POSTS & set(parts)) or bool(DATED.fullmatch(path.stem))
    return suffix in OTHER and bool(IN_FOLDERS & set(parts[:-1]))
