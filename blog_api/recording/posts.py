"""Recording of the versions of posts, in the statement that writes them.

The UPDATE or INSERT becomes a CTE; two more CTEs store the texts and the revisions. For other
writers, such as the previous release, triggers do this (`db/sql/record_unrecorded_posts.sql`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    Text,
    Update,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, Insert, array, insert

from blog_api.db.statements import Statement, constant
from blog_api.models import Post, PostRevision
from blog_api.recording.causes import constant_cause, given_cause
from blog_api.recording.former_rows import former_of, is_unrecorded, row_before
from blog_api.recording.texts import hash_of_text, storing_texts, text_deltas, whole_texts

# The columns of a post that a revision copies; the content is a text of its own.
COPIED: Final = (
    "slug",
    "provisional_slug",
    "title",
    "excerpt",
    "excerpt_given",
    "category",
    "tags",
    "image_url",
    "status",
    "published_at",
)
SHOWN: Final = (
    "title",
    "slug",
    "excerpt",
    "content",
    "category",
    "tags",
    "image_url",
    "status",
    "published_at",
)
NO_FIELDS: Final[ColumnElement[Any]] = literal_column("'{}'::text[]", ARRAY(Text))
NO_BYTES: Final = cast(constant(0), BigInteger)


@dataclass(frozen=True, slots=True)
class Changes:
    """The fields that an update may change; `all_differ`: it changes them in each of its rows.

    `adds_bytes`: the update adds to `history_bytes`. An earlier statement must then have locked
    the rows, since the bytes added are the difference from the row in the snapshot.
    """

    fields: Sequence[str] = ()
    all_differ: bool = False
    adds_bytes: bool = False

    @property
    def old_columns(self) -> list[str]:
        """Return the columns of the former row that are compared with the new row."""
        compared = [] if self.all_differ else [*self.fields]
        return sorted({*compared, *(["history_bytes"] if self.adds_bytes else [])})


def recorded_update(
    changing: Update, changes: Changes, cause: Iterable[ColumnElement[Any]], *extra: Any
) -> tuple[CTE, list[CTE]]:
    """Build the CTE of the changed posts, and the CTEs that record their versions.

    `extra` are more columns to return. Only an update of `content` takes the parameters of a
    `Delta`.
    """
    # If the content does not change, read it only when the version before has no revision yet;
    # otherwise its hash is copied from there.
    writes_content = "content" in changes.fields
    content = (
        Post.c.content
        if writes_content
        else case((is_unrecorded(Post.c.version - constant(1)), Post.c.content))
    )
    changed = changing.returning(
        Post.c.id,
        Post.c.version,
        *(Post.c[name] for name in COPIED),
        Post.c.history_bytes,
        content.label("content"),
        *extra,
    ).cte("changed")
    versions = union_all(unrecorded(changed), updated(changed, changes, list(cause)))
    return changed, storing(versions.cte("version"), is_delta=writes_content)


def unrecorded(changed: CTE) -> Select[Any]:
    """Build the query of versions before the update that have no revision yet."""
    old = row_before(changed, ["version", *COPIED, "content", "updated_at"])
    former = former_of(changed)
    return (
        select(
            changed.c.id.label("post_id"),
            old.c.version,
            *(old.c[name] for name in COPIED),
            old.c.content,
            hash_of_text(old.c.content).label("content_hash"),
            func.length(old.c.content).label("content_length"),
            cast(null(), BYTEA).label("base"),
            old.c.updated_at.label("created_at"),
            NO_FIELDS.label("changed"),
            NO_BYTES.label("stored_bytes"),
            *constant_cause("migration"),
        )
        .select_from(changed.outerjoin(former, true()).join(old, true()))
        .where(
            changed.c.content.is_not(None),  # or the former version is recorded
            former.c.post_id.is_(None),
            old.c.version == changed.c.version - constant(1),
        )
    )


def updated(changed: CTE, changes: Changes, cause: list[ColumnElement[Any]]) -> Select[Any]:
    """Build the query of the new versions; the snapshot still has the old columns."""
    content = changed.c.content
    is_kept, former = content.is_(None), former_of(changed)
    old = row_before(changed, changes.old_columns)
    rows = changed.join(old, true()) if changes.old_columns else changed
    added = changed.c.history_bytes - old.c.history_bytes if changes.adds_bytes else NO_BYTES
    return select(
        changed.c.id,
        changed.c.version,
        *(changed.c[name] for name in COPIED),
        content,
        case((is_kept, former.c.content_hash), else_=hash_of_text(content)),
        case((is_kept, former.c.content_length), else_=func.length(content)),
        former.c.content_hash,
        func.now(),
        differing(changed, old, changes),
        added,
        *cause,
    ).select_from(rows.outerjoin(former, true()))


def differing(changed: CTE, old: FromClause[Any], changes: Changes) -> ColumnElement[Any]:
    fields = changes.fields
    if changes.all_differ or not fields:
        return cast(array([constant(name) for name in fields], type_=Text), ARRAY(Text))
    pairs = {
        name: old.c[name].is_distinct_from(changed.c[name]) for name in fields if name in SHOWN
    }
    if "excerpt_given" in fields and "excerpt" in pairs:
        pairs["excerpt"] |= old.c.excerpt_given.is_distinct_from(changed.c.excerpt_given)
    names = [case((differs, constant(name))) for name, differs in pairs.items()]
    found: array[Any] = array(names, type_=Text)
    return func.array_remove(found, null())


def recorded_insert(
    inserting: Insert, cause: Iterable[ColumnElement[Any]]
) -> tuple[CTE, list[CTE]]:
    """Build the CTE of the new posts, and the CTEs that record their first versions."""
    new = inserting.returning(Post).cte("made")
    return new, storing(first_versions(new, list(cause)).cte("version"), is_delta=False)


def first_versions(new: FromClause[Any], cause: list[ColumnElement[Any]]) -> Select[Any]:
    return select(
        new.c.id.label("post_id"),
        new.c.version,
        *(new.c[name] for name in COPIED),
        new.c.content,
        hash_of_text(new.c.content).label("content_hash"),
        func.length(new.c.content).label("content_length"),
        new.c.updated_at.label("created_at"),
        *cause,
    )


def storing(versions: CTE, *, is_delta: bool) -> list[CTE]:
    """Build the CTEs that store the texts and the revisions of versions."""
    texts = text_deltas(versions) if is_delta else whole_texts(versions)
    return [storing_texts(texts).cte("texts"), storing_revisions(versions).cte("revisions")]


def storing_revisions(versions: CTE) -> Insert:
    """Build the INSERT of revisions; columns that `versions` lacks get their default."""
    names = [column.key for column in versions.c if column.key in PostRevision.c]
    rows = select(*(versions.c[name] for name in names))
    return insert(PostRevision).from_select(names, rows).on_conflict_do_nothing()


def recording_present() -> Statement[int]:
    """Build the statement that records the present version of posts, live or in the trash.

    The parameters `first_id` and `last_id` are the range of their ids.
    """
    first, last = (bindparam(name, type_=BigInteger) for name in ("first_id", "last_id"))
    missing = first_versions(Post, given_cause()).where(
        Post.c.id.between(first, last), is_unrecorded(Post.c.version)
    )
    versions = missing.cte("version")
    texts = storing_texts(whole_texts(versions)).cte("texts")
    return Statement(storing_revisions(versions).add_cte(texts), int)


RECORD_PRESENT: Final = recording_present()
