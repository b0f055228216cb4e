"""Items of a deletion that came back: their number in words, and the posts among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from blog_api.audit.queries import list_audit
from blog_api.audit.schemas import AuditFilters
from blog_api.permissions import Action
from blog_api.posts.listing_by_ids import list_by_ids
from blog_api.posts.schemas import PostItem
from blog_api.studio.requests import SignedIn, Visit
from blog_api.trash.schemas import DeletionCounts, DeletionOut

SHOWN: Final = 20
KINDS: Final = ("users", "posts", "comments")


@dataclass(frozen=True, slots=True)
class Returned:
    """A sentence about the items, whether all came back, and links to posts among them."""

    sentence: str
    is_whole: bool
    posts: Sequence[PostItem]


async def returned_of(visit: SignedIn, deletion: DeletionOut, ids: Sequence[int]) -> Returned:
    page = await list_by_ids(visit.db, visit.actor, ids[:SHOWN]) if ids else None
    undone = await restored_by_undo(visit, deletion.id)
    posts = page.items if page else []
    return Returned(sentence_of(visit, deletion, undone), undone == deletion.counts, posts)


def sentence_of(visit: SignedIn, deletion: DeletionOut, undone: DeletionCounts) -> str:
    """Compare the deletion with the counts that its undo left in the audit log."""
    if undone == deletion.counts:
        return visit.gettext("All of it is back: %(items)s.", items=counted(visit, undone))
    items = counted(visit, undone)
    if not items:
        return visit.gettext("It was restored piece by piece, or removed for good.")
    return visit.gettext(
        "Back with the undo: %(items)s. The rest was restored by itself, or removed for good.",
        items=items,
    )


async def restored_by_undo(visit: SignedIn, deletion_id: int) -> DeletionCounts:
    total = dict.fromkeys(KINDS, 0)
    if visit.can(Action.LIST_AUDIT):
        filters = AuditFilters(
            target_type="deletion", target_id=deletion_id, action="deletion.undo", limit=100
        )
        for entry in (await list_audit(visit.db, filters)).items:
            for kind in KINDS:
                total[kind] += entry.details["counts"][kind]
    return DeletionCounts(**total)


def counted(visit: Visit, counts: DeletionCounts) -> str:
    """Return the numbers in words, without zeros."""
    parts = [
        visit.ngettext("%(number)s account", "%(number)s accounts", counts.users),
        visit.ngettext("%(number)s post", "%(number)s posts", counts.posts),
        visit.ngettext("%(number)s comment", "%(number)s comments", counts.comments),
    ]
    numbers = (counts.users, counts.posts, counts.comments)
    return ", ".join(part for part, number in zip(parts, numbers, strict=True) if number)
