"""Slugs: from a title in any script, and the next free one in SQL."""

import re
from collections.abc import Callable
from typing import Any, Final

from anyascii import anyascii
from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Text,
    cast,
    func,
    literal_column,
    select,
)

from blog_api.db.statement import constant
from blog_api.models import Post, User

PATTERN: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
MAX_LENGTH: Final = 200
USERNAME_MAX_LENGTH: Final = 50
FALLBACK: Final = "post"
SUFFIX_ROOM: Final = 8
NUMBERED: Final = 1000
NOT_A_LETTER_OR_DIGIT: Final = re.compile(r"[^a-z0-9]+")


def slugify(text: str, max_length: int = MAX_LENGTH) -> str:
    """ASCII letters and digits joined by single hyphens; empty when the text has neither."""
    words = NOT_A_LETTER_OR_DIGIT.sub("-", anyascii(text).lower())
    return words.strip("-")[:max_length].rstrip("-")


def slug_of_title(title: str) -> str:
    """Never empty."""
    return slugify(title) or FALLBACK


def free_slug(wanted: SQLColumnExpression[str]) -> ColumnElement[str]:
    """SQL for the first of `wanted-2`, `wanted-3`… that no live post has."""
    holder = Post.alias("slug_holder")
    return first_free(
        wanted,
        MAX_LENGTH,
        lambda slug: (
            select(holder.c.id)
            .where(holder.c.slug == slug, holder.c.deleted_at.is_(None))
            .correlate_except(holder)
        ),
    )


def is_form_of(slug: str, *, wanted: str) -> bool:
    """Whether it is the one that was wanted, or what `free_slug` makes of that."""
    stem = wanted[: MAX_LENGTH - SUFFIX_ROOM].rstrip("-")
    return slug == wanted or re.fullmatch(rf"{re.escape(stem)}-[0-9]+", slug) is not None


def free_username(wanted: SQLColumnExpression[str]) -> ColumnElement[str]:
    """The same for the user names of live accounts, which compare without case."""
    rival = User.alias("name_holder")
    return first_free(
        wanted,
        USERNAME_MAX_LENGTH,
        lambda name: (
            select(rival.c.id)
            .where(func.lower(rival.c.username) == func.lower(name), rival.c.deleted_at.is_(None))
            .correlate_except(rival)
        ),
    )


def first_free(
    wanted: SQLColumnExpression[str],
    max_length: int,
    holders: Callable[[ColumnElement[str]], Select[Any]],
) -> ColumnElement[str]:
    """SQL for the first numbered form of a name that has no holder.

    After a thousand of one name it draws a number instead, so that it costs no more than that.
    """
    stem = func.rtrim(func.left(wanted, constant(max_length - SUFFIX_ROOM)), constant("-"))
    numbers = func.generate_series(constant(2), constant(NUMBERED)).column_valued("n")
    candidate = func.concat(stem, constant("-"), cast(numbers, Text))
    free = select(candidate).where(~holders(candidate).exists()).order_by(numbers)
    drawn = func.concat(stem, constant("-"), literal_column("trunc(1e5 + random() * 9e5)::int"))
    return func.coalesce(free.limit(constant(1)).scalar_subquery(), drawn)
