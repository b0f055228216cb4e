"""Every rule of who may do what, as a table."""

from dataclasses import dataclass

import pytest

from blog_api.errors import AdminOnlyError, AppError, ForbiddenError, NotFoundError
from blog_api.permissions import (
    Actor,
    can_edit,
    can_list_all,
    can_see_post,
    owns,
    require,
    require_admin,
    require_can_edit_post,
)

AUTHOR = Actor(id=1, username="ada", role="user", session_id=1)
STRANGER = Actor(id=2, username="grace", role="user", session_id=2)
ADMIN = Actor(id=3, username="root", role="admin", session_id=3)


@dataclass(frozen=True)
class Post:
    is_public: bool
    author_id: int = AUTHOR.id


PUBLIC, HIDDEN = Post(is_public=True), Post(is_public=False)


@pytest.mark.parametrize(
    ("actor", "sees_public", "sees_hidden", "edits", "lists_all"),
    [
        (None, True, False, False, False),
        (STRANGER, True, False, False, False),
        (AUTHOR, True, True, True, False),
        (ADMIN, True, True, True, True),
    ],
)
def test_rules(
    *, actor: Actor | None, sees_public: bool, sees_hidden: bool, edits: bool, lists_all: bool
) -> None:
    assert can_see_post(actor, PUBLIC) is sees_public
    assert can_see_post(actor, HIDDEN) is sees_hidden
    assert owns(actor, PUBLIC) is edits
    assert can_list_all(actor) is lists_all
    if actor is not None:
        assert can_edit(actor, PUBLIC) is can_edit(actor, HIDDEN) is edits


@pytest.mark.parametrize(
    ("actor", "post", "refusal"),
    [
        (AUTHOR, PUBLIC, None),
        (AUTHOR, HIDDEN, None),
        (ADMIN, HIDDEN, None),
        (STRANGER, PUBLIC, ForbiddenError),
        (STRANGER, HIDDEN, NotFoundError),
    ],
)
def test_what_may_not_be_known_of_is_not_there(
    actor: Actor, post: Post, refusal: type[AppError] | None
) -> None:
    if refusal is None:
        require_can_edit_post(actor, post)
    else:
        with pytest.raises(refusal):
            require_can_edit_post(actor, post)


def test_requiring() -> None:
    require_admin(ADMIN)
    with pytest.raises(AdminOnlyError):
        require_admin(AUTHOR)
    with pytest.raises(ForbiddenError):
        require(allowed=False)
