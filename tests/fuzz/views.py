"""What the model expects of every reading route."""

from typing import Any

from tests.fuzz.model import NOT_FOUND, Account, Expected, Model, Post, free_name

Rows = dict[int, tuple[Any, ...]]


def summary(model: Model, post: Post) -> tuple[Any, ...]:
    """What a list tells of a post."""
    comments = len(model.comments_of(post.id))
    return post.slug, post.title, post.status, post.author, len(post.voters), comments


def listed(item: dict[str, Any]) -> tuple[Any, ...]:
    """The same of an item that was answered."""
    counts = item["vote_count"], item["comment_count"]
    return item["slug"], item["title"], item["status"], item["author"]["id"], *counts


def public_posts(model: Model) -> Rows:
    return {p.id: summary(model, p) for p in model.live_posts() if p.status == "published"}


def own_posts(model: Model, viewer: Account) -> Rows:
    return {p.id: summary(model, p) for p in model.live_posts() if p.author == viewer.id}


def drafts(model: Model, viewer: Account) -> Rows:
    """One's own, for administrators everyone's."""
    seen = [p for p in model.live_posts() if p.status == "draft" and model.owns(viewer, p)]
    return {p.id: summary(model, p) for p in seen}


def deleter(model: Model, viewer: Account, deletion_id: int) -> int | None:
    """Whoever is gone is nobody; whoever is in the trash is nobody to users."""
    actor = model.accounts[model.deletions[deletion_id].actor]
    hidden = actor.is_gone or not (viewer.is_admin or actor.is_live)
    return None if hidden else actor.id


def post_trash(model: Model, viewer: Account) -> Rows:
    """With what stands in the way of each."""
    rows: Rows = {}
    for post in model.posts.values():
        if post.deletion is None or not model.owns(viewer, post):
            continue
        is_held = post.slug in model.slugs()
        codes = {
            *(["slug_taken"] if is_held else []),
            *([] if model.accounts[post.author].is_live else ["author_deleted"]),
        }
        suggested = free_name(post.slug, model.slugs()) if is_held else None
        by = deleter(model, viewer, post.deletion)
        rows[post.id] = post.slug, post.deletion, by, codes, suggested
    return rows


def trashed_post(item: dict[str, Any]) -> tuple[Any, ...]:
    by = item["deleted_by"] and item["deleted_by"]["id"]
    codes = set(item["conflicts"])
    return item["slug"], item["deletion_id"], by, codes, item["suggested_slug"]


def comment_trash(model: Model, viewer: Account) -> Rows:
    rows: Rows = {}
    for comment in model.comments.values():
        if comment.deletion is None or not model.owns(viewer, comment):
            continue
        codes = {
            *([] if model.live_post(comment.post) else ["post_deleted"]),
            *([] if model.accounts[comment.author].is_live else ["author_deleted"]),
        }
        rows[comment.id] = comment.post, comment.deletion, codes
    return rows


def trashed_comment(item: dict[str, Any]) -> tuple[Any, ...]:
    return item["post_id"], item["deletion_id"], set(item["conflicts"])


def account_trash(model: Model) -> Rows:
    rows: Rows = {}
    for account in model.accounts.values():
        if account.deletion is not None:
            codes = {
                *(["email_taken"] if account.email in model.emails() else []),
                *(["username_taken"] if account.username in model.usernames() else []),
            }
            rows[account.id] = account.username, account.deletion, codes
    return rows


def trashed_account(item: dict[str, Any]) -> tuple[Any, ...]:
    return item["username"], item["deletion_id"], set(item["conflicts"])


def deletions(model: Model) -> Rows:
    rows: Rows = {}
    for deletion in model.deletions.values():
        actor = model.accounts[deletion.actor]
        by = None if actor.is_gone else actor.id
        rows[deletion.id] = deletion.kind, by, deletion.counts, deletion.is_undone
    return rows


def deletion(item: dict[str, Any]) -> tuple[Any, ...]:
    by = item["actor"] and item["actor"]["id"]
    return item["kind"], by, item["counts"], item["undone_at"] is not None


def by_slug(model: Model, viewer: Account | None, slug: str) -> tuple[int, str | int | None]:
    """200 and its id, 308 and the present slug of whoever bore it last, or 404."""
    holder = model.holder(slug)
    if holder:
        return (200, holder.id) if model.may_see(viewer, holder) else (404, None)
    bearers = [p for p in model.live_posts() if slug in p.former and model.may_see(viewer, p)]
    if not bearers:
        return 404, None
    return 308, max(bearers, key=lambda post: (post.former[slug], post.id)).slug


def profile(model: Model, account: Account) -> Expected:
    """The public one."""
    if not account.is_live:
        return NOT_FOUND
    count = sum(post.author == account.id for post in model.live_posts() if post.status in PUBLIC)
    return Expected(200, {"username": account.username, "post_count": count})


PUBLIC = {"published"}
