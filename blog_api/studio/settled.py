"""Items of closed restore requests that are live now, with their addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from blog_api.comments import queries as comments
from blog_api.posts.listing_by_ids import list_by_ids
from blog_api.restore_requests.schemas import ItemType, RestoreRequestOut
from blog_api.studio.cookies import PATH
from blog_api.studio.requests import SignedIn

RESTORED: Final = {"approved", "obsolete"}


@dataclass(frozen=True, slots=True)
class LiveItem:
    """Where a restored item is in the studio; of a post also the last part of its link."""

    path: str
    slug: str | None = None


Live = dict[tuple[ItemType, int], LiveItem]


async def live_items(visit: SignedIn, requests: Sequence[RestoreRequestOut]) -> Live:
    """Read the items in at most one query for each kind; those with another author are left out."""
    wanted = [(each.type, each.item.id) for each in requests if may_be_live(each)]
    found: Live = {}
    if posts := [item_id for kind, item_id in wanted if kind == "post"]:
        for post in (await list_by_ids(visit.db, visit.actor, posts)).items:
            found["post", post.id] = LiveItem(f"{PATH}/posts/{post.id}", post.slug)
    if ids := [item_id for kind, item_id in wanted if kind == "comment"]:
        for comment in await comments.list_by_ids(visit.db, visit.actor, ids):
            found["comment", comment.id] = LiveItem(f"{PATH}/comments?post={comment.post_id}")
    return found


def may_be_live(request: RestoreRequestOut) -> bool:
    """Return whether it may be back; an item that is gone or given away has no title."""
    return request.state in RESTORED and request.item.title is not None


def shown_state(request: RestoreRequestOut, live: Live) -> str:
    """Return the state to show: an item that is back was restored, in whichever way."""
    is_back = request.state == "obsolete" and may_be_live(request)
    return "approved" if is_back and (request.type, request.item.id) in live else request.state
