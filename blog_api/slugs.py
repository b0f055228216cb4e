"""Slugs: derived from a title, in ASCII or in its own script, and the next free one in SQL."""

import re
import secrets
import string
import unicodedata
from collections.abc import Callable
from typing import Any, Final

from anyascii import anyascii
from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Text,
    and_,
    case,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import array

from blog_api.context import unicode_slugs
from blog_api.db.statements import constant
from blog_api.models import Post, User

PATTERN: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
ASCII_SLUG: Final = re.compile(PATTERN)
MAX_LENGTH: Final = 200
UNICODE_MAX_BYTES: Final = 600
# 148 characters of up to 4 bytes are at most 592 bytes, which leaves room for a number.
UNICODE_STEM: Final = 148
USERNAME_MAX_LENGTH: Final = 50
FALLBACK: Final = "post"
SUFFIX_ROOM: Final = 8
NUMBERED: Final = 1000
RANDOM_LENGTH: Final = 6
RANDOM_CHARACTERS: Final = string.ascii_lowercase + string.digits
END: Final = re.compile(rf"[0-9]+|[a-z0-9]{{{RANDOM_LENGTH}}}")
NOT_A_LETTER_OR_DIGIT: Final = re.compile(r"[^a-z0-9]+")

# Default_Ignorable_Code_Point of Unicode 15 among letters, marks and formats: all invisible.
IGNORABLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def without_ignorables(text: str) -> str:
    """Remove invisible characters, so that texts that look the same are equal."""
    return IGNORABLE.sub("", text)


def slugify(text: str, max_length: int = MAX_LENGTH) -> str:
    """Return ASCII letters and digits joined by single hyphens; empty if the text has neither."""
    words = NOT_A_LETTER_OR_DIGIT.sub("-", anyascii(text).lower())
    return words.strip("-")[:max_length].rstrip("-")


def unicode_slugify(text: str) -> str:
    """Return letters, marks and digits of any script in lower case, NFC, joined by hyphens."""
    normal = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
    kept = "".join(char if is_of_word(char) else "-" for char in without_ignorables(normal))
    slug = unicodedata.normalize("NFC", "-".join(part for part in kept.split("-") if part))
    return cut_bytes(slug, UNICODE_MAX_BYTES) if any(map(str.isalnum, slug)) else ""


def is_of_word(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LM" or category == "Nd"


def cut_bytes(slug: str, max_bytes: int) -> str:
    return slug.encode()[:max_bytes].decode(errors="ignore").rstrip("-")


def make_slug(text: str) -> str:
    """Return the slug of a text in the form of SLUGS; empty when nothing is left."""
    return unicode_slugify(text) if unicode_slugs.get() else slugify(text)


def is_slug(text: str) -> bool:
    if unicode_slugs.get():
        return text != "" and unicode_slugify(text) == text
    return len(text) <= MAX_LENGTH and ASCII_SLUG.fullmatch(text) is not None


def slug_of_title(title: str) -> str:
    """Return a slug that is never empty."""
    return make_slug(title) or FALLBACK


def provisional_slug_of(title: str) -> str:
    """Return a slug for a post that was never public; strangers can neither guess nor block it."""
    stem = slug_of_title(title)
    if len(stem.encode()) > MAX_LENGTH:
        stem = cut_bytes(stem, UNICODE_MAX_BYTES - RANDOM_LENGTH - 1)
    else:
        stem = stem[: MAX_LENGTH - RANDOM_LENGTH - 1].rstrip("-")
    end = "".join(secrets.choice(RANDOM_CHARACTERS) for _ in range(RANDOM_LENGTH))
    return f"{stem}-{end}"


def free_slug(wanted: SQLColumnExpression[str]) -> ColumnElement[str]:
    """Return SQL for the first of `wanted-2`, `wanted-3`… that no live post has."""
    holder = Post.alias("slug_holder")
    return first_free(
        stem_of(wanted),
        lambda slug: (
            select(holder.c.id)
            .where(holder.c.slug == slug, holder.c.deleted_at.is_(None))
            .correlate_except(holder)
        ),
    )


def free_slugs(
    wanted: SQLColumnExpression[str], count: SQLColumnExpression[int]
) -> ColumnElement[list[str]]:
    """Return SQL for an array of the first of `wanted`, `wanted-2`… that no live post has.

    Of so many as `count`; fewer if `NUMBERED` forms do not suffice.
    """
    holder = Post.alias("slug_holder")

    def is_held(slug: SQLColumnExpression[str]) -> ColumnElement[bool]:
        rows = select(holder.c.id).where(holder.c.slug == slug, holder.c.deleted_at.is_(None))
        return rows.correlate_except(holder).exists()

    numbers = func.generate_series(constant(1), constant(NUMBERED)).column_valued("n")
    numbered = func.concat(stem_of(wanted), constant("-"), cast(numbers, Text))
    candidate = case((numbers == constant(1), wanted), else_=numbered)
    forms = select(candidate).where(~is_held(candidate)).order_by(numbers).limit(count)
    # CASE: most titles are free, and then the forms are not looked up.
    is_enough = and_(count == constant(1), ~is_held(wanted))
    return case((is_enough, array([wanted])), else_=func.array(forms.scalar_subquery()))


def stem_of(wanted: SQLColumnExpression[str]) -> ColumnElement[str]:
    """Return SQL for a slug that is cut so that a number fits behind it."""
    is_long = func.octet_length(wanted) > constant(UNICODE_MAX_BYTES - SUFFIX_ROOM)
    room = case((is_long, constant(UNICODE_STEM)), else_=constant(MAX_LENGTH - SUFFIX_ROOM))
    return func.rtrim(func.left(wanted, room), constant("-"))


def numbered_stem(wanted: str) -> str:
    """Return what `stem_of` returns in SQL."""
    is_long = len(wanted.encode()) > UNICODE_MAX_BYTES - SUFFIX_ROOM
    return wanted[: UNICODE_STEM if is_long else MAX_LENGTH - SUFFIX_ROOM].rstrip("-")


def drawn_slug(wanted: str) -> str:
    """Return a slug with a random number, for a title whose numbered forms are all taken."""
    return f"{numbered_stem(wanted)}-{100_000 + secrets.randbelow(900_000)}"


def is_form_of(slug: str, *, wanted: str) -> bool:
    """Return whether a slug is the wanted one, numbered, or one of a draft with the same title."""
    head, _, end = slug.rpartition("-")
    return slug == wanted or (head == numbered_stem(wanted) and END.fullmatch(end) is not None)


def free_username(wanted: SQLColumnExpression[str]) -> ColumnElement[str]:
    """Return SQL for the first numbered user name that no live account has in any case."""
    rival = User.alias("name_holder")
    room = constant(USERNAME_MAX_LENGTH - SUFFIX_ROOM)
    return first_free(
        func.rtrim(func.left(wanted, room), constant("-")),
        lambda name: (
            select(rival.c.id)
            .where(func.lower(rival.c.username) == func.lower(name), rival.c.deleted_at.is_(None))
            .correlate_except(rival)
        ),
    )


def first_free(
    stem: ColumnElement[str], holders: Callable[[ColumnElement[str]], Select[Any]]
) -> ColumnElement[str]:
    """Return SQL for the first numbered form of a name that is not taken.

    After `NUMBERED` attempts it draws a random number, which bounds the cost.
    """
    numbers = func.generate_series(constant(2), constant(NUMBERED)).column_valued("n")
    candidate = func.concat(stem, constant("-"), cast(numbers, Text))
    free = select(candidate).where(~holders(candidate).exists()).order_by(numbers)
    drawn = func.concat(stem, constant("-"), literal_column("trunc(1e5 + random() * 9e5)::int"))
    return func.coalesce(free.limit(constant(1)).scalar_subquery(), drawn)
