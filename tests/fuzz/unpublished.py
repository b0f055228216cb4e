"""Model of unpublished words: working copies and preview links."""

from dataclasses import dataclass

from tests.fuzz.model import NOT_FOUND, Account, Expected, Model, Post, refused
from tests.fuzz.writing import change, own_post

MAX_PREVIEWS = 20
NO_PREVIEW = refused(404, "not_found")


@dataclass(frozen=True)
class NewPreview:
    """The id and token of a link that was made."""

    id: int
    token: str


def put_copy(model: Model, actor: Account | None, post_id: int, base: int, title: str) -> Expected:
    """Keep a title against a version."""
    if refusal := model.refuse(actor):
        return refusal
    assert actor
    post = own_post(model, actor, post_id)
    if isinstance(post, Expected):
        return post
    is_new = actor.id not in post.copies
    post.copies[actor.id] = base, title
    told = {"base_version": base, "title": title, "is_stale": base != len(post.versions)}
    return Expected(201 if is_new else 200, told)


def find_copy(model: Model, actor: Account, post_id: int) -> Post | None:
    """Return a live post of which the actor has a copy and which they may edit."""
    post = model.live_post(post_id)
    return post if post and model.owns(actor, post) and actor.id in post.copies else None


def read_copy(model: Model, actor: Account, post_id: int) -> Expected:
    post = find_copy(model, actor, post_id)
    if post is None:
        return NOT_FOUND
    base, title = post.copies[actor.id]
    return Expected(200, {"base_version": base, "title": title})


def delete_copy(model: Model, actor: Account | None, post_id: int) -> Expected:
    if refusal := model.refuse(actor):
        return refusal
    assert actor
    post = find_copy(model, actor, post_id)
    if post is None:
        return NOT_FOUND
    del post.copies[actor.id]
    return Expected(204)


def apply_copy(model: Model, actor: Account | None, post_id: int) -> Expected:
    """Publish a copy, unless the post has changed since its base."""
    if refusal := model.refuse(actor):
        return refusal
    assert actor
    post = find_copy(model, actor, post_id)
    if post is None:
        return NOT_FOUND
    base, title = post.copies[actor.id]
    if base != len(post.versions):
        return refused(412, "stale")
    del post.copies[actor.id]
    return change(model, actor, post, {"title": title})


def make_preview(
    model: Model, actor: Account | None, post_id: int, made: NewPreview | None
) -> Expected:
    if refusal := model.refuse(actor):
        return refusal
    assert actor
    post = own_post(model, actor, post_id)
    if isinstance(post, Expected):
        return post
    if len(post.previews) >= MAX_PREVIEWS:
        return refused(409, "too_many_previews")
    if made is not None:
        post.previews[made.id] = made.token, actor.id
    return Expected(201)


def revoke_preview(model: Model, actor: Account | None, post_id: int, preview: int) -> Expected:
    if refusal := model.refuse(actor):
        return refusal
    assert actor
    post = own_post(model, actor, post_id)
    if isinstance(post, Expected):
        return post
    return NOT_FOUND if post.previews.pop(preview, None) is None else Expected(204)


def read_preview(model: Model, post: Post, maker: int) -> Expected:
    """Show the post as it would be published; once it is public, lead to it."""
    account = model.accounts[maker]
    if not (account.is_live and model.owns(account, post)):
        return NO_PREVIEW
    return Expected(308) if post.status == "published" else Expected(200, {"title": post.title})


def end_previews(model: Model) -> None:
    """End the links of deleted posts and of deleted accounts: a restore brings none back."""
    for post in model.posts.values():
        post.previews = {
            number: (token, maker)
            for number, (token, maker) in post.previews.items()
            if post.deletion is None and model.accounts[maker].is_live
        }
