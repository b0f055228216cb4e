"""Accounts to seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from blog_api.seeding.phrases import Phrases
from blog_api.slugs import slugify

COLUMNS: Final = (
    "id", "email", "username", "name", "bio", "password_hash", "created_at", "updated_at",
)  # fmt: skip  # one line is easier to compare with the rows below
WITH_BIO: Final = 0.8
Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """Period of all seeded dates, except those of posts scheduled after it."""

    begins: datetime
    ends: datetime

    def at(self, share: float) -> datetime:
        return self.begins + timedelta(
            seconds=int((self.ends - self.begins).total_seconds() * share)
        )


@dataclass(frozen=True, slots=True)
class Source:
    """Source of random rows; a few authors write most posts."""

    random: Random
    phrases: list[Phrases]
    period: Period
    authors: Sequence[int] = ()

    def author(self) -> int:
        return self.authors[int(len(self.authors) * self.random.random() ** 2)]


def make_people(source: Source, ids: range, password_hash: str, suffix: str) -> list[Row]:
    """Return one row per account, in the order of `COLUMNS`; the id makes its user name unique."""
    return [make_person(source, user_id, password_hash, suffix) for user_id in ids]


def make_person(source: Source, user_id: int, password_hash: str, suffix: str) -> Row:
    random = source.random
    language = random.choice(source.phrases)
    given, family = random.choice(language.given), random.choice(language.family)
    username = f"{slugify(f'{given} {family}', 30)}-{user_id}{suffix}"
    bio = random.choice(language.sentences) if random.random() < WITH_BIO else None
    joined = source.period.at(random.random() / 2)
    email = f"{username}@example.com"
    return (user_id, email, username, f"{given} {family}", bio, password_hash, joined, joined)
