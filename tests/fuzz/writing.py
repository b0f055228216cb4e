"""What becomes of writing: accounts, posts, votes and comments."""

from dataclasses import dataclass

from tests.fuzz.model import NOT_FOUND, Account, Comment, Expected, Model, Post, free_name, refused

CREATED = 201


@dataclass(frozen=True)
class Draft:
    """A post as it is sent; `derived` is the slug that its title gives."""

    title: str
    derived: str
    slug: str | None
    status: str


def register(model: Model, username: str, email: str, new_id: int | None) -> Expected:
    """An email address and a user name are each of one live account."""
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
    """The account that answers to an address, if any does."""
    return next((account for account in model.live_accounts() if account.email == email), None)


def slug_taken(model: Model, actor: Account, slug: str) -> Expected:
    """With the way out, and the holder where the actor may know of it."""
    holder = model.holder(slug)
    told = holder.id if holder and model.may_see(actor, holder) else None
    suggested = free_name(slug, model.slugs())
    return refused(409, "slug_taken", suggested_slug=suggested, holder_id=told)


def create_post(model: Model, actor: Account | None, draft: Draft, new_id: int | None) -> Expected:
    """A given slug must be free; a derived one is numbered."""
    if refusal := model.refuse(actor):
        return refusal
    assert actor
    taken = model.slugs()
    if draft.slug in taken:
        return slug_taken(model, actor, draft.slug)
    slug = draft.slug or draft.derived
    slug = free_name(slug, taken) if slug in taken else slug
    if new_id is not None:
        model.posts[new_id] = Post(new_id, actor.id, slug, draft.title, draft.status)
    return Expected(CREATED, {"slug": slug, "title": draft.title, "status": draft.status})


def patch_post(
    model: Model, actor: Account | None, post_id: int, changes: dict[str, str]
) -> Expected:
    """Only what is sent changes."""
    if refusal := model.refuse(actor):
        return refusal
    assert actor
    post = model.visible_post(actor, post_id)
    if post is None:
        return NOT_FOUND
    if not model.owns(actor, post):
        return refused(403, "forbidden")
    slug = changes.get("slug", post.slug)
    if slug != post.slug and slug in model.slugs():
        return slug_taken(model, actor, slug)
    model.rename(post, slug)
    post.title = changes.get("title", post.title)
    post.status = changes.get("status", post.status)
    return Expected(200, {"slug": post.slug, "title": post.title, "status": post.status})


def vote(model: Model, actor: Account | None, post_id: int, *, wanted: bool) -> Expected:
    """For what one sees; both ways can be said twice."""
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
    """Under what one sees."""
    if refusal := model.refuse(actor):
        return refusal
    assert actor
    if model.visible_post(actor, post_id) is None:
        return NOT_FOUND
    if new_id is not None:
        model.comments[new_id] = Comment(new_id, post_id, actor.id)
    return Expected(CREATED, {"post_id": post_id})
