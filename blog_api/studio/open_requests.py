"""Restore requests of the items of a page."""

from typing import Final

from blog_api.permissions import Action
from blog_api.restore_requests.queries import list_requests
from blog_api.restore_requests.schemas import ItemType, RestoreRequestFilters, RestoreRequestOut
from blog_api.studio.requests import SignedIn

SHOWN: Final = {"open", "declined"}
Requests = dict[tuple[ItemType, int], RestoreRequestOut]


async def requests_by_item(visit: SignedIn) -> Requests:
    """Return the latest open or declined request of each item.

    These are the user's own; for administrators everyone's open ones, at most 100.
    """
    everyone = visit.can(Action.SEE_EVERY_REQUEST)
    filters = RestoreRequestFilters(state="open" if everyone else None, limit=100)
    page = await list_requests(visit.db, visit.actor, filters)
    latest: Requests = {}
    for request in page.items:
        if request.state in SHOWN:
            latest.setdefault((request.type, request.item.id), request)
    return latest
