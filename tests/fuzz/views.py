"""Expected responses of every read route."""

from typing import Any

from tests.fuzz.asking import state_of
from tests.fuzz.model import NOT_FOUND, Account, Expected, Model, Post, free_name

Rows = dict[int, tuple[Any, ...]]


def summary(model: Model, post: Post) -> tuple[Any, ...]:
    """Return the expected list item of a post."""
    comments = len(model.comments_of(post.id))
    votes = sum(model.accounts[voter].is_live for voter in post.voters)
    return post.slug, post.title, post.status, post.author, votes, comments


def listed(item: dict[str, Any]) -> tuple[Any, ...]:
    """Return the same members of an actual item."""
    counts = item["vote_count"], item["comment_count"]
    return item["slug"], item["title"], item["status"], item["author"]["id"], *counts


def public_posts(model: Model) -> Rows:
    return {p.id: summary(model, p) for p in model.live_posts() if p.status == "published"}


def own_posts(model: Model, viewer: Account) -> Rows:
    return {p.id: summary(model, p) for p in model.live_posts() if p.author == viewer.id}


def drafts(model: Model, viewer: Account) -> Rows:
    """Return the user's own drafts, for administrators all drafts."""
    seen = [p for p in model.live_posts() if p.status == "draft" and model.owns(viewer, p)]
    return {p.id: summary(model, p) for p in seen}


def deleter(model: Model, viewer: Account, deletion_id: int) -> int | None:
    """Return null for deleted accounts; for users also for those in the trash."""
    actor = model.accounts[model.deletions[deletion_id].actor]
    hidden = actor.is_gone or not (viewer.is_admin or actor.is_live)
    return None if hidden else actor.id


def requests(model: Model, viewer: Account) -> Rows:
    """Return the requests of live accounts that the viewer may see, with a plan if it is open."""
    rows: Rows = {}
    for request in model.requests.values():
        is_seen = viewer.is_admin or viewer.id == request.author
        if is_seen and model.accounts[request.author].is_live:
            state = state_of(model, request)
            has_plan = viewer.is_admin and state == "open"
            rows[request.id] = request.kind, request.item, request.author, state, has_plan
    return rows


def request(item: dict[str, Any]) -> tuple[Any, ...]:
    its = item["type"], item["item"]["id"], item["author"]["id"]
    return *its, item["state"], item["plan"] is not None


def post_trash(model: Model, viewer: Account) -> Rows:
    """Return the trash with the conflicts of each post."""
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
    """Expect 200 and its id, 308 and the present slug of the latest holder, or 404."""
    holder = model.holder(slug)
    if holder:
        return (200, holder.id) if model.may_see(viewer, holder) else (404, None)
    bearers = [p for p in model.live_posts() if slug in p.former and model.may_see(viewer, p)]
    if not bearers:
        return 404, None
    return 308, max(bearers, key=lambda post: (post.former[slug], post.id)).slug


def profile(model: Model, account: Account) -> Expected:
    """Return the public profile."""
    if not account.is_live:
        return NOT_FOUND
    count = sum(post.author == account.id for post in model.live_posts() if post.status in PUBLIC)
    return Expected(200, {"username": account.username, "post_count": count})


PUBLIC = {"published"}
