"""Shared state of the clients of a history: posts, slugs and deletions of the present era.

Eras follow each other, so that few clients meet on few posts often, and no history gets too long
to be searched.
"""

import itertools
import random
import secrets
from dataclasses import dataclass, field
from typing import Final

from tests.faults.history.history import History

OPERATIONS_AN_ERA: Final = 300
NAMES: Final = 4
FIRST_POSTS: Final = 3


@dataclass(slots=True)
class Era:
    """Words of which slugs are made, and the objects created so far."""

    words: list[str]
    posts: list[int] = field(default_factory=list)
    deletions: list[tuple[int, int | None]] = field(default_factory=list)


@dataclass(slots=True)
class Stage:
    """`mark` begins every text, so that the posts are found again at the end."""

    operations: int
    history: History = field(default_factory=History)
    mark: str = field(default_factory=lambda: f"h{secrets.token_hex(4)}")
    dice: random.Random = field(default_factory=lambda: random.Random(secrets.randbits(64)))  # noqa: S311  # any order, no secret
    texts: "itertools.count[int]" = field(default_factory=itertools.count)
    eras: "itertools.count[int]" = field(default_factory=itertools.count)
    era: Era = field(default_factory=lambda: Era([]))

    def begins_operation(self) -> bool:
        """Return true while operations remain; sometimes begin an era."""
        if self.history.operations >= self.operations:
            return False
        if self.history.operations % OPERATIONS_AN_ERA == 0:
            number = next(self.eras)
            self.era = Era([f"{self.mark} {number} {word}" for word in "abcd"[:NAMES]])
        self.history.operations += 1
        return True

    def new_text(self) -> str:
        """Return a unique content."""
        return f"{self.mark}-{next(self.texts)}"

    def title(self) -> str:
        """Return one of few titles, so that the slugs made from it collide."""
        return self.dice.choice(self.era.words)

    def slug(self) -> str:
        """Return a slug that others request as well, or one that they get when it is taken."""
        suffix = self.dice.choice(["", "", "-2", "-3"])
        return self.title().replace(" ", "-") + suffix

    def has_begun(self) -> bool:
        """Return true if posts exist to operate on."""
        return len(self.era.posts) >= FIRST_POSTS

    def post(self) -> int:
        """Return a post of this era, later ones more often."""
        return self.dice.choice([*self.era.posts, *self.era.posts[-4:]])

    def some_posts(self) -> list[int]:
        """Return several posts for a bulk operation."""
        number = min(len(self.era.posts), self.dice.randint(2, 6))
        return self.dice.sample(self.era.posts, number)

    def meets(self, post: int) -> None:
        if post not in self.era.posts:
            self.era.posts.append(post)
