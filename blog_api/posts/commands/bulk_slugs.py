"""Free slugs for posts that are published together.

The forms of one slug may be those of another: of "Boat", "Boat" and "Boat 2" two would get
`boat-2`, and no repetition would change that.
"""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from blog_api.db.database import Transaction
from blog_api.posts.commands.bulk_update_statements import FREE_SLUGS
from blog_api.slugs import drawn_slug, numbered_stem

ROUNDS: Final = (
    3  # each asks once for all posts; those without a slug after them get a drawn number
)

Wanted = Mapping[str, list[int]]


async def choose_slugs(db: Transaction, wanted: Wanted) -> dict[int, str]:
    """Return a different free slug for each post; `wanted` has the posts of each slug."""
    chosen: dict[int, str] = {}
    taken: set[str] = set()
    # The fewest first: a slug itself goes to its only post before it is a number of another one.
    left = dict(sorted(wanted.items(), key=lambda item: len(item[1])))
    for _ in range(ROUNDS):
        if not left:
            return chosen
        counts = counts_of(left, taken)
        found = await db.all(FREE_SLUGS, bases=list(left), counts=counts)
        free = {each.base: each.slugs for each in found}
        for base, ids in left.items():
            slugs = dict(zip(ids, [each for each in free[base] if each not in taken], strict=False))
            chosen |= slugs
            taken.update(slugs.values())
        left = without(left, chosen)
    for base, ids in left.items():
        for post_id in ids:
            chosen[post_id] = draw(base, taken)
            taken.add(chosen[post_id])
    return chosen


def counts_of(left: Wanted, taken: AbstractSet[str]) -> list[int]:
    """Return how many forms of each slug to ask for: some may be given away already."""
    stems = Counter(slug.rpartition("-")[0] for slug in taken)
    return [len(ids) + stems[numbered_stem(base)] + (base in taken) for base, ids in left.items()]


def without(left: Wanted, chosen: Mapping[int, str]) -> dict[str, list[int]]:
    rest = {base: [each for each in ids if each not in chosen] for base, ids in left.items()}
    return {base: ids for base, ids in rest.items() if ids}


def draw(base: str, taken: AbstractSet[str]) -> str:
    slug = drawn_slug(base)
    while slug in taken:
        slug = drawn_slug(base)
    return slug
