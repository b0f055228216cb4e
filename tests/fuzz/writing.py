"""Model of writes: accounts, posts, votes and comments."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.fuzz.model import (
    NOT_FOUND,
    TITLES,
    Account,
    Comment,
    Expected,
    Model,
    Post,
    free_name,
    refused,
)

CREATED = 201


@dataclass(frozen=True)
class Draft:
    """A post to send; `derived` is the slug that its title gives."""

    title: str
    derived: str
    slug: str | None
    status: str


def register(model: Model, username: str, email: str, new_id: int | None) -> Expected:
    """Register: email address and user name are unique among live accounts."""
    codes = [
        *(["username_taken"] if username in model.usernames() else []),
        *(["email_taken"] if email in model.emails() else []),
    ]
    if codes:
        return refused(409, *codes)
    if new_id is not None:
        model.accounts[new_id] = Account(new_id, username, email)
    return Expected(CREATED, {"username": username, "email": email, "role": "user"})


def log_in(model: Model, email: str) -> Account | None:
    """Return the account of an address, if there is one."""
    return next((account for account in model.live_accounts() if account.email == email), None)


def slug_taken(model: Model, actor: Account, slug: str) -> Expected:
    """Return the conflict with a free slug, and its holder if the actor may see it."""
    holder = model.holder(slug)
    told = holder.id if holder and model.may_see(actor, holder) else None
    suggested = free_name(slug, model.slugs())
    return refused(409, "slug_taken", suggested_slug=suggested, holder_id=told)


def create_post(model: Model, actor: Account | None, draft: Draft, new_id: int | None) -> Expected:
    """Create a post: a given slug must be free; a derived one is numbered."""
    if refusal := model.refuse(actor):
        return refusal
    assert actor
    taken = model.slugs()
    if draft.slug in taken:
        return slug_taken(model, actor, draft.slug)
    slug = draft.slug or draft.derived
    slug = free_name(slug, taken) if slug in taken else slug
    if new_id is not None:
        provisional = draft.slug is None and draft.status != "published"
        model.posts[new_id] = Post(
            new_id, actor.id, slug, draft.title, draft.status, provisional=provisional
        )
    return Expected(CREATED, {"slug": slug, "title": draft.title, "status": draft.status})


def patch_post(
    model: Model, actor: Account | None, post_id: int, changes: dict[str, str]
) -> Expected:
    """Change only the fields sent."""
    if refusal := model.refuse(actor):
        return refusal
    assert actor
    found = own_post(model, actor, post_id)
    return found if isinstance(found, Expected) else change(model, actor, found, changes)


def restore_revision(
    model: Model, actor: Account | None, post_id: int, version: int, fields: Sequence[str]
) -> Expected:
    """Change the fields of a post to those of a version; a provisional slug comes back as one."""
    if refusal := model.refuse(actor):
        return refusal
    assert actor
    post = own_post(model, actor, post_id)
    if isinstance(post, Expected):
        return post
    if version > len(post.versions):
        return NOT_FOUND
    former = post.versions[version - 1]
    done = change(model, actor, post, {name: getattr(former, name) for name in fields})
    if done.status == 200 and "slug" in fields:
        post.provisional = former.provisional and post.status != "published"
    return done


def own_post(model: Model, actor: Account, post_id: int) -> Post | Expected:
    """Return a live post that the actor may change, or the error."""
    post = model.visible_post(actor, post_id)
    if post is None:
        return NOT_FOUND
    return post if model.owns(actor, post) else refused(403, "forbidden")


def change(model: Model, actor: Account, post: Post, changes: dict[str, str]) -> Expected:
    slug = changes.get("slug", post.slug)
    publishes = changes.get("status") == "published"
    if post.provisional and publishes and "slug" not in changes:
        slug = TITLES[changes.get("title", post.title)]
        slug = free_name(slug, model.slugs()) if slug in model.slugs() else slug
    if slug != post.slug and slug in model.slugs():
        return slug_taken(model, actor, slug)
    post.provisional = post.provisional and slug == post.slug and not publishes
    model.rename(post, slug)
    post.title = changes.get("title", post.title)
    post.status = changes.get("status", post.status)
    return Expected(200, {"slug": post.slug, "title": post.title, "status": post.status})


def vote(model: Model, actor: Account | None, post_id: int, *, wanted: bool) -> Expected:
    """Vote on a visible post; both directions are idempotent."""
    if refusal := model.refuse(actor):
        return refusal
    assert actor
    post = model.visible_post(actor, post_id)
    if post is None:
        return NOT_FOUND
    (post.voters.add if wanted else post.voters.discard)(actor.id)
    return Expected(204)


def create_comment(
    model: Model, actor: Account | None, post_id: int, new_id: int | None
) -> Expected:
    """Comment on a visible post."""
    if refusal := model.refuse(actor):
        return refusal
    assert actor
    if model.visible_post(actor, post_id) is None:
        return NOT_FOUND
    if new_id is not None:
        model.comments[new_id] = Comment(new_id, post_id, actor.id)
    return Expected(CREATED, {"post_id": post_id})
