"""Every rule of the table of permissions, for every kind of actor."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from blog_api.errors import AppError, EmailNotVerifiedError, ForbiddenError, NotFoundError
from blog_api.permission_predicates import (
    ADMIN,
    GIVER,
    OTHER_ACCOUNT,
    OWNER,
    PARTY,
    RECEIVER,
    SEEN_IN_TRASH,
    SELF,
    SIGNED_IN,
    UNDOER,
    VERIFIED,
    VERIFIED_GIVER,
    VISIBLE,
    Rule,
)
from blog_api.permission_predicates import (
    AUTHOR as WROTE,
)
from blog_api.permissions import (
    Action,
    Actor,
    can,
    require,
    require_may_publish,
    require_on_post,
)

AUTHOR = Actor(id=1, username="ada", role="user", session_id=1)
STRANGER = Actor(id=2, username="grace", role="user", session_id=2)
ROOT = Actor(id=3, username="root", role="admin", session_id=3)
UNVERIFIED = Actor(id=4, username="eve", role="user", session_id=4, may_publish=False)
ACTORS = (None, STRANGER, AUTHOR, ROOT)
NOW = datetime(2030, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@dataclass(frozen=True)
class Post:
    is_public: bool
    author_id: int = AUTHOR.id
    id: int = 1


@dataclass(frozen=True)
class Transfer:
    """From the author to the stranger, or the other way."""

    from_id: int | None
    to_id: int


@dataclass(frozen=True)
class Giver:
    email_verified: bool


@dataclass(frozen=True)
class Deletion:
    undoable_by: int | None


PUBLIC, HIDDEN = Post(is_public=True), Post(is_public=False)
# Each rule over one thing: (nobody, stranger, author, administrator).
ALLOWED: list[tuple[Rule, object, tuple[bool, bool, bool, bool]]] = [
    (SIGNED_IN, None, (False, True, True, True)),
    (SELF, AUTHOR.id, (False, False, True, False)),
    (OTHER_ACCOUNT, AUTHOR.id, (False, False, False, True)),
    (OTHER_ACCOUNT, ROOT.id, (False, False, False, False)),
    (OWNER, PUBLIC, (False, False, True, True)),
    (OWNER, HIDDEN, (False, False, True, True)),
    (VISIBLE, PUBLIC, (True, True, True, True)),
    (VISIBLE, HIDDEN, (False, False, True, True)),
    (VERIFIED, None, (False, True, True, True)),
    (ADMIN, None, (False, False, False, True)),
    (WROTE, HIDDEN, (False, False, True, False)),
    (SEEN_IN_TRASH, HIDDEN, (False, False, True, True)),
    (GIVER, Transfer(AUTHOR.id, 9), (False, False, True, True)),
    (GIVER, Transfer(None, AUTHOR.id), (False, False, False, True)),
    (RECEIVER, Transfer(9, AUTHOR.id), (False, False, True, False)),
    (PARTY, Transfer(AUTHOR.id, STRANGER.id), (False, True, True, True)),
    (PARTY, Transfer(None, 9), (False, False, False, True)),
    (VERIFIED_GIVER, Giver(email_verified=True), (True, True, True, True)),
    (VERIFIED_GIVER, Giver(email_verified=False), (False, False, False, False)),
    (UNDOER, Deletion(AUTHOR.id), (False, False, True, True)),
    (UNDOER, Deletion(None), (False, False, False, True)),
]


@pytest.mark.parametrize("action", Action, ids=lambda action: action.operation)
def test_every_action_follows_its_rule(action: Action) -> None:
    cases = [(thing, allowed) for rule, thing, allowed in ALLOWED if rule is action.rule]
    assert cases
    for thing, allowed in cases:
        assert tuple(can(actor, action, thing) for actor in ACTORS) == allowed
        for actor in (actor for actor in ACTORS if not can(actor, action, thing)):
            with pytest.raises(action.rule.error):
                require(actor, action, thing)


def test_no_two_actions_share_a_name() -> None:
    assert [action.operation for action in Action] == [name.lower() for name in Action.__members__]


@pytest.mark.parametrize(
    ("actor", "post", "error"),
    [
        (AUTHOR, PUBLIC, None),
        (AUTHOR, HIDDEN, None),
        (ROOT, HIDDEN, None),
        (STRANGER, PUBLIC, ForbiddenError),
        (STRANGER, HIDDEN, NotFoundError),
    ],
)
def test_hidden_posts_are_not_found_and_others_forbidden(
    actor: Actor, post: Post, error: type[AppError] | None
) -> None:
    if error is None:
        require_on_post(actor, Action.UPDATE_POST, post)
    else:
        with pytest.raises(error):
            require_on_post(actor, Action.UPDATE_POST, post)


@pytest.mark.parametrize(
    ("before", "after", "publishes"),
    [
        (None, None, False),
        (None, NOW, True),
        (None, LATER, True),
        (NOW, None, False),
        (NOW, NOW, False),
        (NOW, LATER, False),
        (LATER, NOW, True),
    ],
)
def test_publishing_sooner_needs_a_verified_address(
    before: datetime | None, after: datetime | None, *, publishes: bool
) -> None:
    require_may_publish(AUTHOR, before=before, after=after)
    if publishes:
        with pytest.raises(EmailNotVerifiedError):
            require_may_publish(UNVERIFIED, before=before, after=after)
    else:
        require_may_publish(UNVERIFIED, before=before, after=after)
