"""Comparison of two versions of a post."""

from functools import partial
from typing import Final, TypeVar

from blog_api.db.database import Reading
from blog_api.diffing.text_diff import diff_texts
from blog_api.diffing.threads import compare
from blog_api.diffing.unified import unified_diff
from blog_api.errors import NotFoundError, RevisionRedactedError
from blog_api.permissions import Action, Actor
from blog_api.posts.queries import get_post
from blog_api.posts.schemas import PostOut
from blog_api.revisions.diff_schemas import DiffOut, DiffSegment, FieldDifference, Target
from blog_api.revisions.queries import SELECT_REVISION, require_own_post
from blog_api.revisions.schemas import RevisionOut

FIELDS: Final = (
    "title",
    "slug",
    "excerpt",
    "category",
    "tags",
    "image_url",
    "status",
    "published_at",
)
Words = RevisionOut | PostOut
Sides = tuple[Words, Words]
Result = TypeVar("Result")


async def get_sides(db: Reading, actor: Actor, post_id: int, version: int, to: Target) -> Sides:
    """Return the versions to compare; raise RevisionRedactedError if one of them was redacted."""
    await require_own_post(db, actor, post_id, Action.DIFF_REVISION)
    former = await get_version(db, post_id, version)
    if to == "current":
        return former, await get_post(db, actor, post_id)
    return former, await get_version(db, post_id, to)


async def get_version(db: Reading, post_id: int, version: int) -> RevisionOut:
    revision = await db.one(SELECT_REVISION, post_id=post_id, version=version)
    if revision is None:
        raise NotFoundError
    if revision.redacted_at is not None:
        raise RevisionRedactedError
    return revision


async def describe_difference(actor: Actor, sides: Sides) -> DiffOut:
    before, after = sides
    diff = await compare(actor.id, partial(diff_texts, *contents_of(sides)))
    segments = [DiffSegment(op=part.op, text=part.text) for part in diff.segments]
    return DiffOut(
        from_=before.version,
        to=after.version,
        fields=differing_fields(sides),
        content=segments,
        truncated=diff.truncated,
    )


def differing_fields(sides: Sides) -> list[FieldDifference]:
    pairs = {name: tuple(getattr(side, name) for side in sides) for name in FIELDS}
    return [
        FieldDifference(field=name, before=before, after=after)
        for name, (before, after) in pairs.items()
        if before != after
    ]


async def write_unified_diff(actor: Actor, sides: Sides) -> str:
    before, after = (f"version-{side.version}" for side in sides)
    return await compare(actor.id, partial(unified_diff, *contents_of(sides), (before, after)))


def contents_of(sides: Sides) -> tuple[str, str]:
    before, after = (side.content or "" for side in sides)
    return before, after
