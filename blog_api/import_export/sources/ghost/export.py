"""The tables of an export: `db[0].data` with posts, tags, users and the relations between them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from sys import intern
from typing import Any, Final

from blog_api.import_export.coercion import as_list, as_text
from blog_api.import_export.records import Item, LeftOut, UnreadableError
from blog_api.import_export.sources.ghost.posts import META, read_post

Row = dict[str, Any]
Links = defaultdict[str, list[tuple[str, str]]]
INTERNAL_TAG: Final = "#"
NAMES: Final = ("email", "slug", "name")


class Tables:
    """All tables without the posts, reduced to the columns that an import needs."""

    def __init__(self) -> None:
        self._users: Final[dict[str, list[str]]] = {}
        self._tags: Final[dict[str, str]] = {}
        self._tag_links: Final[Links] = defaultdict(list)
        self._author_links: Final[Links] = defaultdict(list)
        self._meta: Final[dict[str, Row]] = {}
        self._members: Final[dict[str, Row]] = {}
        self._comments: Final[defaultdict[str, list[Row]]] = defaultdict(list)
        self._adders: Final[dict[str, Callable[[Row], None]]] = {
            "users": self._add_user,
            "tags": self._add_tag,
            "posts_tags": lambda row: add_link(self._tag_links, row, "tag_id"),
            "posts_authors": lambda row: add_link(self._author_links, row, "author_id"),
            "posts_meta": self._add_meta,
            "members": self._add_member,
            "comments": lambda row: self._comments[str(row.get("post_id"))].append(row),
        }

    def add(self, table: str, row: Row) -> None:
        """Keep a row; ignore tables that are not needed."""
        add = self._adders.get(table.removeprefix("db/").removeprefix("data/"))
        if add is not None:
            add(row)

    def _add_user(self, row: Row) -> None:
        self._users[str(row.get("id"))] = as_list([row.get(key) for key in NAMES])

    def _add_tag(self, row: Row) -> None:
        self._tags[str(row.get("id"))] = as_text(row.get("name")) or ""

    def _add_meta(self, row: Row) -> None:
        kept = {name: row[name] for name in META if row.get(name)}
        if kept:
            self._meta[str(row.get("post_id"))] = kept

    def _add_member(self, row: Row) -> None:
        self._members[str(row.get("id"))] = {key: row.get(key) for key in ("name", "email")}

    def tag_names(self, post: Row) -> list[str]:
        """Return tag names in their order, without Ghost's internal tags."""
        names = (self._tags.get(tag, "") for tag in linked(self._tag_links, post))
        return [name for name in names if name and not name.startswith(INTERNAL_TAG)]

    def authors(self, post: Row) -> list[list[str]]:
        """Return for each author the values that may match an account here."""
        ids = linked(self._author_links, post) or [str(post.get("author_id"))]
        return [names for each in ids if (names := self._users.get(each))]

    def meta(self, post: Row) -> Row:
        """Return the row of `posts_meta` (since Ghost 3), or the same columns of the post."""
        return {**post, **self._meta.get(str(post.get("id")), {})}

    def comments(self, post: Row) -> list[tuple[Row, Row]]:
        rows = self._comments.get(str(post.get("id")), [])
        return [(row, self._members.get(str(row.get("member_id")), {})) for row in rows]


def add_link(links: Links, row: Row, key: str) -> None:
    order = intern(str(row.get("sort_order", 0)).zfill(9))
    links[str(row.get("post_id"))].append((order, intern(str(row.get(key)))))


def linked(links: Links, post: Row) -> list[str]:
    found = links.get(str(post.get("id")), [])
    return [target for _, target in sorted(found, key=lambda link: link[0])]


def read_ghost(posts: Iterable[Row], tables: Tables) -> Iterator[Item]:
    for post in posts:
        place = f"post {as_text(post.get('slug')) or as_text(post.get('id')) or '?'}"
        try:
            yield read_post(tables, post, place)
        except UnreadableError as error:
            yield LeftOut(place, error.what, str(error))
