"""Decisions of administrators about restore requests."""

from typing import Any, Final

from blog_api.comments.commands import restore_comment
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.errors import InvalidInputError, RequestClosedError
from blog_api.lifecycle.share_locks import SHARE_LOCK_COMMENT_AUTHORS, SHARE_LOCK_POST_AUTHORS
from blog_api.lifecycle.statements import LOCK_COMMENTS, LOCK_POSTS, InTrash
from blog_api.mail.one_time_tokens import Notice
from blog_api.mail.outbox import queue_notice
from blog_api.permissions import Action, Actor
from blog_api.posts.commands.restore import restore_post
from blog_api.posts.schemas import RestoreIn
from blog_api.restore_requests.commands.closing import close
from blog_api.restore_requests.queries import RequestRow, get_request, get_row
from blog_api.restore_requests.schemas import DeclineIn, ItemType, RestoreRequestOut

LOCKS: Final[dict[ItemType, tuple[Statement[bool], Statement[InTrash]]]] = {
    "post": (SHARE_LOCK_POST_AUTHORS, LOCK_POSTS),
    "comment": (SHARE_LOCK_COMMENT_AUTHORS, LOCK_COMMENTS),
}


async def approve_request(
    db: Transaction, actor: Actor, request_id: int, data: RestoreIn
) -> RestoreRequestOut:
    """Restore the item; raise RequestClosedError, or the error of the restore.

    The request is closed first, or the trigger would close it as obsolete.
    """
    request = await get_row(db, actor, Action.APPROVE_RESTORE_REQUEST, request_id)
    if data.slug and request.item_type == "comment":
        raise InvalidInputError.at("body", "slug", msg="is for posts only")
    await require_in_trash(db, request)
    await close(db, actor, request, "approve")
    if request.item_type == "post":
        await restore_post(db, actor, request.item_id, data)
    else:
        await restore_comment(db, actor, request.item_id)
    return await tell_author(db, actor, request, "restore_approved")


async def require_in_trash(db: Transaction, request: RequestRow) -> None:
    """Lock the author and the item before the request, as every restore and purge does."""
    share_lock_author, lock = LOCKS[request.item_type]
    named: dict[str, Any] = {"ids": [request.item_id]}
    await db.all(share_lock_author, **named)
    if not await db.all(lock, **named, deletion_id=request.deletion_id):
        raise RequestClosedError


async def decline_request(
    db: Transaction, actor: Actor, request_id: int, data: DeclineIn
) -> RestoreRequestOut:
    request = await get_row(db, actor, Action.DECLINE_RESTORE_REQUEST, request_id)
    await close(db, actor, request, "decline", data.reason)
    return await tell_author(db, actor, request, "restore_declined")


async def tell_author(
    db: Transaction, actor: Actor, request: RequestRow, notice: Notice
) -> RestoreRequestOut:
    if request.author_id != actor.id:
        await queue_notice(db, notice, request.author_id)
    return await get_request(db, actor, request.id)
