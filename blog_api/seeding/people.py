"""Accounts to seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from blog_api.seeding.phrases import Phrases
from blog_api.slugs import slugify

COLUMNS: Final = (
    "id", "email", "username", "name", "bio", "password_hash", "created_at", "updated_at",
)  # fmt: skip  # one line is easier to hold against the rows below
Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """When it all happened; whatever is seeded lies in it, but for posts scheduled after it."""

    begins: datetime
    ends: datetime

    def at(self, share: float) -> datetime:
        """The instant after this share of it, in whole seconds."""
        return self.begins + timedelta(
            seconds=int((self.ends - self.begins).total_seconds() * share)
        )


def make_people(
    ids: range, phrases: list[Phrases], period: Period, password_hash: str, suffix: str
) -> Iterator[Row]:
    """One row an account, in the order of `COLUMNS`; the id makes its user name unique."""
    for user_id in ids:
        random = Random(user_id)  # noqa: S311  # made-up people, no secret
        language = random.choice(phrases)
        given, family = random.choice(language.given), random.choice(language.family)
        username = f"{slugify(f'{given} {family}', 30)}-{user_id}{suffix}"
        bio = random.choice(language.sentences) if random.random() < 0.8 else None  # noqa: PLR2004  # most of them
        joined = period.at(random.random() / 2)
        yield (
            user_id,
            f"{username}@example.com",
            username,
            f"{given} {family}",
            bio,
            password_hash,
            joined,
            joined,
        )
