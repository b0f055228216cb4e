"""What the clients of a history share: the posts, slugs and deletions of the present era.

Eras follow each other, so that few clients meet on few posts often, and no life gets too long to be
searched.
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
    """Words that slugs are made of, and what was made so far."""

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
        """Whether there is one more to do; now and then it begins an era."""
        if self.history.operations >= self.operations:
            return False
        if self.history.operations % OPERATIONS_AN_ERA == 0:
            number = next(self.eras)
            self.era = Era([f"{self.mark} {number} {word}" for word in "abcd"[:NAMES]])
        self.history.operations += 1
        return True

    def new_text(self) -> str:
        """A content that is written once."""
        return f"{self.mark}-{next(self.texts)}"

    def title(self) -> str:
        """One of few, so that the slugs made from it collide."""
        return self.dice.choice(self.era.words)

    def slug(self) -> str:
        """One that others want as well, or one that they get when it is taken."""
        suffix = self.dice.choice(["", "", "-2", "-3"])
        return self.title().replace(" ", "-") + suffix

    def has_begun(self) -> bool:
        """Whether there are posts to do something with."""
        return len(self.era.posts) >= FIRST_POSTS

    def post(self) -> int:
        """A post of this era, the later ones more often."""
        return self.dice.choice([*self.era.posts, *self.era.posts[-4:]])

    def some_posts(self) -> list[int]:
        """Several of them, for a bulk."""
        number = min(len(self.era.posts), self.dice.randint(2, 6))
        return self.dice.sample(self.era.posts, number)

    def meets(self, post: int) -> None:
        """Somebody knows its id now."""
        if post not in self.era.posts:
            self.era.posts.append(post)
