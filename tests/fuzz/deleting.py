"""Model of deletion: soft and hard."""

from dataclasses import dataclass
from typing import Any

from tests.fuzz.model import (
    ADMIN_ONLY,
    NOT_FOUND,
    Account,
    Comment,
    Deletion,
    Expected,
    Model,
    Post,
    refused,
)

GONE = Expected(204)


@dataclass(frozen=True)
class Bulk:
    """Selected posts and options."""

    ids: list[int]
    hard: bool
    dry: bool


def into_trash(
    model: Model,
    kind: str,
    actor: Account,
    rows: list[Account | Post | Comment],
    new_id: int | None,
) -> None:
    """Put rows in the trash as one deletion, which marks every row."""
    if new_id is None:
        return
    kinds = {"users": Account, "posts": Post, "comments": Comment}
    counts = {name: sum(isinstance(row, its) for row in rows) for name, its in kinds.items()}
    model.deletions[new_id] = Deletion(new_id, kind, actor.id, counts)
    for row in rows:
        row.deletion = new_id


def delete_post(model: Model, actor: Account | None, post_id: int, new_id: int | None) -> Expected:
    if refusal := model.refuse(actor):
        return refusal
    assert actor
    post = model.visible_post(actor, post_id)
    if post is None:
        return NOT_FOUND
    if not model.owns(actor, post):
        return refused(403, "forbidden")
    into_trash(model, "post", actor, [post], new_id)
    return GONE


def hard_delete_post(model: Model, actor: Account | None, post_id: int) -> Expected:
    """Hard-delete a post, live or in the trash."""
    if refusal := model.refuse(actor, admin=True):
        return refusal
    return GONE if model.drop_posts(lambda post: post.id == post_id) else NOT_FOUND


def purge_post(model: Model, actor: Account | None, post_id: int) -> Expected:
    """Purge a post from the trash."""
    if refusal := model.refuse(actor, admin=True):
        return refusal
    if model.live_post(post_id):
        return refused(409, "not_deleted")
    return GONE if model.drop_posts(lambda post: post.id == post_id) else NOT_FOUND


def delete_comment(
    model: Model, actor: Account | None, comment_id: int, new_id: int | None
) -> Expected:
    if refusal := model.refuse(actor):
        return refusal
    assert actor
    comment = model.comments.get(comment_id)
    if comment is None or model.visible_post(actor, comment.post) is None or comment.deletion:
        return NOT_FOUND
    if not model.owns(actor, comment):
        return refused(403, "forbidden")
    into_trash(model, "comment", actor, [comment], new_id)
    return GONE


def bulk_delete(model: Model, actor: Account | None, bulk: Bulk, new_id: int | None) -> Expected:
    """Delete the live ones of the selected posts; none on a dry run."""
    if refusal := model.refuse(actor, admin=True):
        return refusal
    assert actor
    known = sorted(set(bulk.ids) & model.posts.keys())
    live = [post_id for post_id in known if model.live_post(post_id)]
    deleted = known if bulk.hard else live
    body: dict[str, Any] = {
        "deleted": deleted,
        "unchanged": [post_id for post_id in known if post_id not in deleted],
        "not_found": sorted(set(bulk.ids) - set(known)),
        "deletion_id": None if bulk.hard or bulk.dry or not deleted else new_id,
    }
    if bulk.hard and not bulk.dry:
        model.drop_posts(lambda post: post.id in deleted)
    elif deleted and not bulk.dry:
        into_trash(model, "bulk", actor, [model.posts[post_id] for post_id in deleted], new_id)
    return Expected(200, body)


def delete_account(
    model: Model, actor: Account | None, account_id: int, new_id: int | None
) -> Expected:
    """Soft-delete an account with its live posts and comments."""
    if refusal := model.refuse(actor, admin=actor is not None and actor.id != account_id):
        return refusal
    assert actor
    account = model.accounts[account_id]
    if account.is_admin:
        return refused(409, "last_admin")
    if not account.is_live:
        return NOT_FOUND
    written: list[Post | Comment] = [*model.posts.values(), *model.comments.values()]
    swept = [row for row in written if row.author == account_id and row.deletion is None]
    account.is_logged_in = False
    into_trash(model, "account", actor, [account, *swept], new_id)
    return GONE


def hard_delete_account(model: Model, actor: Account | None, account_id: int) -> Expected:
    """Hard-delete an account, live or in the trash, with its content and every vote."""
    if refusal := model.refuse(actor, admin=True):
        return refusal
    account = model.accounts[account_id]
    if account.is_admin:
        return refused(409, "last_admin")
    if account.is_gone:
        return NOT_FOUND
    model.drop_posts(lambda post: post.author == account_id)
    model.drop_comments(lambda comment: comment.author == account_id)
    for post in model.posts.values():
        post.voters.discard(account_id)
    account.is_gone, account.is_logged_in, account.deletion = True, False, None
    return GONE


def delete_user(
    model: Model, actor: Account | None, account_id: int, new_id: int | None
) -> Expected:
    """Delete by the admin route, which admins may use for themselves too."""
    if actor and actor.is_logged_in and not actor.is_admin:
        return ADMIN_ONLY
    return delete_account(model, actor, account_id, new_id)
