"""Files of a site that are not posts: pages, lists, drafts of tools and theme demos."""

from pathlib import Path, PurePosixPath
from typing import Any, Final

from blog_api.import_export.coercion import as_text
from blog_api.import_export.records import UnreadableError
from blog_api.import_export.sources.site.names import DATED

MARKDOWN: Final = frozenset(
    {".md", ".markdown", ".mdx", ".mkdn", ".mkd", ".mdown", ".mdwn", ".rmd", ".qmd"}
)
HTML: Final = frozenset({".html", ".htm"})
OTHER: Final = {
    ".textile": "Textile",
    ".org": "Org mode",
    ".rst": "reStructuredText",
    ".adoc": "AsciiDoc",
    ".asciidoc": "AsciiDoc",
    ".asc": "AsciiDoc",
    ".ipynb": "a Jupyter notebook",
    ".docx": "Word",
    ".odt": "OpenDocument",
    ".svx": "MDsveX",
    ".wiki": "wiki text",
    ".creole": "Creole",
    ".pandoc": "Pandoc Markdown",
}
POSTS: Final = frozenset({"_posts", "_drafts"})
IN_FOLDERS: Final = POSTS | {"content", "source", "src", "posts", "blog"}
TOOLS: Final = frozenset(
    {
        "node_modules",
        "_site",
        "_layouts",
        "_includes",
        "_sass",
        "_data",
        "_plugins",
        "exampleSite",
        "scaffolds",
        "archetypes",
        "_templates",
        "vendor",
        "bower_components",
        "__pycache__",
    }
)
ROOT_TOOLS: Final = frozenset(
    {"themes", "theme", "layouts", "templates", "dist", "test", "tests", "spec"}
)
PAGE_LAYOUTS: Final = frozenset(
    {
        "page",
        "home",
        "index",
        "about",
        "archive",
        "archives",
        "category",
        "categories",
        "tag",
        "tags",
        "search",
        "404",
        "splash",
        "pages",
        "collection",
        "list",
        "contact",
        "landing",
    }
)
PAGE_TYPES: Final = frozenset({"page", "home", "tags", "categories", "archives", "about", "404"})
PAGE_NAMES: Final = frozenset(
    {
        "404",
        "about",
        "about-me",
        "archive",
        "archives",
        "categories",
        "changelog",
        "code_of_conduct",
        "colophon",
        "contact",
        "contributing",
        "cv",
        "feed",
        "friends",
        "guestbook",
        "imprint",
        "impressum",
        "datenschutz",
        "index",
        "license",
        "licence",
        "links",
        "now",
        "offline",
        "privacy",
        "privacy-policy",
        "readme",
        "resume",
        "search",
        "security",
        "sitemap",
        "tags",
        "terms",
        "uses",
    }
)
# Markdown of tools, in any folder.
TOOL_NAMES: Final = frozenset(
    {"agents", "changelog", "claude", "code_of_conduct", "contributing", "history",
     "issue_template", "licence", "license", "pull_request_template", "readme", "security",
     "summary", "todo"}
)  # fmt: skip  # as many in a line as fit
# Their pages introduce a list of posts or a person; only generators' own folders are meant.
TERM_FOLDERS: Final = frozenset({"tags", "tag", "categories", "category", "authors", "author"})
CONTENT_ROOTS: Final = frozenset({"content", "src", "source"})
DATES: Final = (
    "date",
    "publishdate",
    "pubdate",
    "pubdatetime",
    "datepublished",
    "published_at",
    "created",
    "created_at",
    "published",
    "publisheddate",
)


def is_content_folder(root: Path, folder: Path) -> bool:
    """Return False for folders of tools and for their output."""
    name = folder.name
    if name.startswith(".") or name in TOOLS:
        return False
    if folder.parent != root:
        return True
    return name not in ROOT_TOOLS and not (name == "public" and (root / "content").is_dir())


def refuse_name(path: PurePosixPath) -> None:
    """Raise `UnreadableError` for a list, or a file that is not Markdown."""
    stem = path.stem
    if stem == "_index" or stem.startswith("_index."):
        raise UnreadableError("It is a list of posts, and no post.", "list")
    suffix = path.suffix.lower()
    if suffix in OTHER:
        raise UnreadableError(
            f"It is {OTHER[suffix]} and no Markdown; convert it, for example with "
            f"`pandoc -t gfm`, and import again."
        )


def refuse_page(path: PurePosixPath, values: dict[str, Any], *, is_blog: bool) -> None:
    """Raise `UnreadableError` for a page; `is_blog` means that posts have their own folder."""
    if POSTS & set(path.parts) or DATED.fullmatch(path.stem):
        return
    kind = page_kind(path, values)
    is_dated = any(as_text(values.get(name)) for name in DATES)
    if kind is None and is_blog and not is_dated and is_outside_posts(path):
        kind = "a page outside _posts"
    if kind is None and not is_dated and path.stem.lower() in PAGE_NAMES and is_on_top(path):
        kind = "a page by its name, without a date"
    if kind is None and not is_dated and is_of_term(path):
        kind = "a page of a term or an author, without a date"
    if kind:
        raise UnreadableError(f"It is a page ({kind}), and no post.", "page")


def needs_no_front_matter(path: PurePosixPath, *, is_blog: bool, is_plain: bool) -> bool:
    """Return True for Markdown in a folder of posts, with a dated name, or in a plain folder.

    Most generators show such pages, and Obsidian's notes have no front matter.
    """
    if path.suffix.lower() not in MARKDOWN or path.stem.lower() in TOOL_NAMES:
        return False
    folders = set(path.parts[:-1])
    in_posts = folders & (POSTS if is_blog else IN_FOLDERS)
    return bool(in_posts) or is_plain or DATED.fullmatch(path.stem) is not None


def page_kind(path: PurePosixPath, values: dict[str, Any]) -> str | None:
    """Return the layout or type that marks a page, or None for a post."""
    layout = (as_text(values.get("layout")) or "").rpartition("/")[2].partition(".")[0].lower()
    kind = (as_text(values.get("type")) or "").lower()
    if layout in PAGE_LAYOUTS:
        return f"layout {layout}"
    if kind in PAGE_TYPES:
        return f"type {kind}"
    if (
        path.parts[:2] == ("src", "pages")
        and "src" in path.parts
        and len(path.parts) == len(("src", "pages", "x.md"))
    ):
        return "src/pages"
    return None


def is_outside_posts(path: PurePosixPath) -> bool:
    """Return True outside of content folders that other generators use."""
    return path.parts[0] not in {"content", "src", "posts", "blog"}


def is_of_term(path: PurePosixPath) -> bool:
    return path.parts[0] in CONTENT_ROOTS and path.parent.name in TERM_FOLDERS


def is_on_top(path: PurePosixPath) -> bool:
    """Return True at the root of the site or of its content, for bundles too."""
    parts = path.parts[1:] if path.parts[0] in {"content", "source", "src", "pages"} else path.parts
    return len(parts) == 1
