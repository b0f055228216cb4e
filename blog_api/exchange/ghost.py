"""Ghost's JSON export: `db[0].data` with posts, tags, users and the tables between them."""

import json
from collections import defaultdict
from datetime import datetime
from typing import Any, Final

from blog_api.exchange.ghost_content import content_of
from blog_api.exchange.incoming import Incoming, Source, UnreadableError
from blog_api.exchange.values import as_instant, as_list, as_text

Row = dict[str, Any]
STATUSES: Final = {
    "published": "published",
    "sent": "published",
    "scheduled": "published",
    "draft": "draft",
}
INTERNAL_TAG: Final = "#"


class Export:
    """The tables, by the keys that connect them."""

    def __init__(self, data: Row) -> None:
        self.posts: Final = rows_of(data, "posts")
        tags = {str(tag.get("id")): tag for tag in rows_of(data, "tags")}
        users = {str(user.get("id")): user for user in rows_of(data, "users")}
        self.tags: Final = joined(rows_of(data, "posts_tags"), "tag_id", tags)
        self.users: Final = joined(rows_of(data, "posts_authors"), "author_id", users)
        self._users: Final = users

    def tag_names(self, post: Row) -> list[str]:
        """In their order, without those that are for Ghost itself."""
        names = as_list([tag.get("name") for tag in self.tags[str(post.get("id"))]])
        return [name for name in names if not name.startswith(INTERNAL_TAG)]

    def authors(self, post: Row) -> list[str]:
        """What may name the first author here."""
        found = self.users[str(post.get("id"))] or [self._users.get(str(post.get("author_id")), {})]
        return as_list([found[0].get(name) for name in ("email", "slug", "name")])


def rows_of(data: Row, table: str) -> list[Row]:
    """Whatever there is of a table."""
    rows = data.get(table)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def joined(links: list[Row], key: str, targets: dict[str, Row]) -> defaultdict[str, list[Row]]:
    """The targets of each post, in the order of their links."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for link in sorted(links, key=lambda row: str(row.get("sort_order", 0)).zfill(9)):
        target = targets.get(str(link.get(key)))
        if target is not None:
            found[str(link.get("post_id"))].append(target)
    return found


def read_ghost(text: str) -> Source:
    """Refuses JSON that is no export."""
    export, source = Export(data_of(text)), Source()
    for post in export.posts:
        place = f"post {as_text(post.get('slug')) or as_text(post.get('id')) or '?'}"
        try:
            source.posts.append(read_post(export, post, place))
        except UnreadableError as error:
            source.left_out.append(f"{place}: {error}")
    return source


def data_of(text: str) -> Row:
    """The tables, where each version of Ghost puts them."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableError("It is no JSON.") from None
    whole = whole.get("db", whole) if isinstance(whole, dict) else whole
    first = whole[0] if isinstance(whole, list) and whole else whole
    data = first.get("data") if isinstance(first, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("posts"), list):
        raise UnreadableError("It is JSON, but no export of Ghost: db[0].data.posts is missing.")
    return data


def read_post(export: Export, post: Row, place: str) -> Incoming:
    """Refuses a page; what only members may read becomes a draft."""
    if as_text(post.get("type")) == "page" or post.get("page") == 1:
        raise UnreadableError("It is a page, and no post.")
    notes: list[str] = []
    unread: list[str] = []
    published_at = instant_of(post, "published_at", unread)
    created_at = instant_of(post, "created_at", unread)
    updated_at = instant_of(post, "updated_at", unread)
    return Incoming(
        key=f"ghost:{as_text(post.get('uuid')) or key_of(post)}",
        place=place,
        title=as_text(post.get("title")) or "Untitled",
        content=content_of(post, notes),
        slug=as_text(post.get("slug")),
        excerpt=as_text(post.get("custom_excerpt")) or as_text(post.get("meta_description")),
        tags=export.tag_names(post),
        image_url=as_text(post.get("feature_image") or post.get("image")),
        status=status_of(post, published_at, unread, notes),
        published_at=published_at,
        created_at=created_at,
        updated_at=updated_at,
        authors=export.authors(post),
        notes=notes + unread,
    )


def key_of(post: Row) -> str:
    """Ghost's own ids are unlikely to be another's; a number is, so its slug goes with it."""
    key = as_text(post.get("id"))
    if key is None:
        raise UnreadableError("It has neither uuid nor id.")
    return f"{key}/{as_text(post.get('slug')) or ''}"


def status_of(post: Row, published_at: datetime | None, unread: list[str], notes: list[str]) -> str:
    """Never more public than it was."""
    given = as_text(post.get("status")) or ""
    status = STATUSES.get(given, "draft")
    if status == "published" and (as_text(post.get("visibility")) or "public") != "public":
        notes.append("only members could read it, so it becomes a draft")
        return "draft"
    if given == "scheduled" and published_at is None:
        notes.append("it was scheduled without a date that can be read, so it becomes a draft")
        return "draft"
    return "draft" if unread else status


def instant_of(post: Row, name: str, unread: list[str]) -> datetime | None:
    """None where there is none; what cannot be read is noted."""
    try:
        return as_instant(post.get(name))
    except ValueError:
        unread.append(f"its {name} cannot be read as a date")
        return None
