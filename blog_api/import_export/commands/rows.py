"""Bulk INSERT statements with rows from one JSON parameter."""

from dataclasses import dataclass
from typing import Any, Final

from psycopg.types.json import Jsonb
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    TableValuedAlias,
    Text,
    bindparam,
    column,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, Insert, insert

from blog_api.db.statements import Statement
from blog_api.media.image_urls import without_host
from blog_api.models import Post, PostHtml, PostImport
from blog_api.posts.commands.statements import WRITTEN, publication
from blog_api.recording.causes import first_cause
from blog_api.recording.posts import recorded_insert
from blog_api.slugs import free_slug

ROWS: Final = bindparam("rows", type_=JSONB)


@dataclass(frozen=True, slots=True)
class NewPost:
    id: int
    slug: str


def recordset(*columns: Column[Any]) -> TableValuedAlias:
    typed = [column(each.key, each.type) for each in columns]
    records = func.jsonb_to_recordset(ROWS).table_valued(*typed, name="given")
    return records.render_derived(with_types=True)


def as_json(rows: list[dict[str, Any]]) -> Jsonb:
    return Jsonb(rows)


GIVEN: Final = recordset(
    Post.c.author_id,
    Post.c.slug,
    Post.c.published_at,
    Post.c.created_at,
    Post.c.updated_at,
    *(Post.c[name] for name in WRITTEN),
)


def inserting(slug: ColumnElement[str]) -> Insert:
    """Return an INSERT that skips posts with the slug of a live post."""
    now = func.now()
    columns = [
        without_host(GIVEN.c[name]) if name == "image_url" else GIVEN.c[name] for name in WRITTEN
    ]
    rows = select(
        GIVEN.c.author_id,
        slug,
        publication(GIVEN.c.status, GIVEN.c.published_at),
        func.coalesce(GIVEN.c.created_at, now),
        func.coalesce(GIVEN.c.updated_at, now),
        *columns,
    )
    names = ["author_id", "slug", "published_at", "created_at", "updated_at", *WRITTEN]
    return (
        insert(Post)
        .from_select(names, rows)
        .on_conflict_do_nothing(
            index_elements=[Post.c.slug], index_where=Post.c.deleted_at.is_(None)
        )
    )


def recording(inserting: Insert) -> Statement[NewPost]:
    new, records = recorded_insert(inserting, first_cause("import"))
    return Statement(select(new.c.id, new.c.slug).add_cte(*records), NewPost)


INSERT_POSTS: Final = recording(inserting(GIVEN.c.slug))
INSERT_NUMBERED: Final = recording(inserting(free_slug(GIVEN.c.slug)))
KEYS: Final = recordset(PostImport.c.key, PostImport.c.post_id)
INSERT_KEYS: Final = Statement(
    insert(PostImport).from_select(
        ["key", "post_id", "import_id"],
        select(KEYS.c.key, KEYS.c.post_id, bindparam("import_id", type_=BigInteger)),
    ),
    int,
)

HTML: Final = recordset(PostHtml.c.post_id, Column("content_hash", Text), PostHtml.c.html)
INSERT_HTML: Final = Statement(
    insert(PostHtml)
    .from_select(
        ["post_id", "content_hash", "html", "renderer"],
        select(
            HTML.c.post_id,
            func.decode(HTML.c.content_hash, "hex"),
            HTML.c.html,
            bindparam("renderer", type_=BigInteger),
        ),
    )
    .on_conflict_do_nothing(),
    int,
)
