"""Authorization: one table, `Action`, from each action to its rule over (actor, thing).

Reading public content and signing in are open to everyone and have no row. The predicates behind
the rules are in `permission_predicates.py`.
"""

from dataclasses import replace
from datetime import datetime
from enum import Enum
from typing import Final

from blog_api import errors
from blog_api.permission_predicates import (
    ADMIN,
    AUTHOR,
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
    Actor,
    Publishable,
    Rule,
    TokenGrant,
    can_see_post,
    public_from,
)
from blog_api.scopes import Scope

__all__ = [
    "ADMIN",
    "AUTHOR",
    "GIVER",
    "OWNER",
    "RECEIVER",
    "SELF",
    "SIGNED_IN",
    "UNDOER",
    "VERIFIED",
    "VISIBLE",
    "Action",
    "Actor",
    "Publishable",
    "Rule",
    "TokenGrant",
    "can",
    "can_see_post",
    "public_from",
    "require",
    "require_may_publish",
    "require_on_post",
    "require_reach",
    "require_scope",
    "require_session",
]


FORBIDDEN: Final = 403


class Action(Enum):
    """Table of actions. An action that is a route has the route's operation id."""

    # Posts
    SEE_POST = "see_post", VISIBLE
    SEE_EVERY_POST = "see_every_post", ADMIN  # lists: drafts and trash of all users
    CREATE_POST = "create_post", SIGNED_IN
    PUBLISH_POST = "publish_post", VERIFIED
    REPLACE_POST = "replace_post", OWNER
    UPDATE_POST = "update_post", OWNER
    DELETE_POST = "delete_post", OWNER
    HARD_DELETE_POST = "hard_delete_post", ADMIN
    RESTORE_POST = "restore_post", ADMIN
    BULK_DELETE_POSTS = "bulk_delete_posts", ADMIN
    BULK_RESTORE_POSTS = "bulk_restore_posts", ADMIN
    BULK_UPDATE_POSTS = "bulk_update_posts", SIGNED_IN  # each as `update_post`
    TRANSFER_POST = "transfer_post", OWNER
    OFFER_POST = "offer_post", VERIFIED_GIVER
    TRANSFER_AT_ONCE = "transfer_at_once", ADMIN
    BULK_TRANSFER_POSTS = "bulk_transfer_posts", ADMIN
    LIST_REVISIONS = "list_revisions", OWNER
    GET_REVISION = "get_revision", OWNER
    RESTORE_REVISION = "restore_revision", OWNER
    DIFF_REVISION = "diff_revision", OWNER
    REDACT_REVISION = "redact_revision", ADMIN
    REDACT_REVISIONS = "redact_revisions", ADMIN
    PUT_WORKING_COPY = "put_working_copy", OWNER
    GET_WORKING_COPY = "get_working_copy", SIGNED_IN
    DELETE_WORKING_COPY = "delete_working_copy", SIGNED_IN
    APPLY_WORKING_COPY = "apply_working_copy", SIGNED_IN  # then as `update_post`
    LIST_WORKING_COPIES = "list_working_copies", SIGNED_IN
    VOTE = "vote", VISIBLE
    UNVOTE = "unvote", VISIBLE
    CREATE_PREVIEW = "create_preview", OWNER
    LIST_PREVIEWS = "list_previews", OWNER
    REVOKE_PREVIEW = "revoke_preview", OWNER
    UPLOAD_PICTURE = "upload_picture", SIGNED_IN
    # Transfers
    SEE_EVERY_TRANSFER = "see_every_transfer", ADMIN  # lists: transfers between others
    LIST_TRANSFERS = "list_transfers", SIGNED_IN
    SEE_TRANSFER = "see_transfer", PARTY
    ACCEPT_TRANSFER = "accept_transfer", RECEIVER
    DECLINE_TRANSFER = "decline_transfer", RECEIVER
    WITHDRAW_TRANSFER = "withdraw_transfer", GIVER
    UNDO_TRANSFER = "undo_transfer", ADMIN
    # Comments
    CREATE_COMMENT = "create_comment", VISIBLE
    UPDATE_COMMENT = "update_comment", OWNER
    DELETE_COMMENT = "delete_comment", OWNER
    LIST_COMMENT_REVISIONS = "list_comment_revisions", OWNER
    RESTORE_COMMENT = "restore_comment", ADMIN
    LIST_ALL_COMMENTS = "list_all_comments", SIGNED_IN
    SEE_EVERY_COMMENT = "see_every_comment", ADMIN  # lists: those of all users
    BULK_DELETE_COMMENTS = "bulk_delete_comments", ADMIN
    BULK_RESTORE_COMMENTS = "bulk_restore_comments", ADMIN
    # Trash, deletions and the audit log
    GET_OVERVIEW = "get_overview", SIGNED_IN
    LIST_TRASHED_POSTS = "list_trashed_posts", SIGNED_IN
    GET_TRASHED_POST = "get_trashed_post", SIGNED_IN
    LIST_TRASHED_COMMENTS = "list_trashed_comments", SIGNED_IN
    LIST_TRASHED_USERS = "list_trashed_users", ADMIN
    PURGE_POST = "purge_post", ADMIN
    LIST_DELETIONS = "list_deletions", ADMIN
    GET_DELETION = "get_deletion", ADMIN
    UNDO_DELETION = "undo_deletion", UNDOER
    UNDO_EVERY_DELETION = "undo_every_deletion", ADMIN
    LIST_AUDIT = "list_audit", ADMIN
    # Restore requests
    SEE_TRASHED = "see_trashed", SEEN_IN_TRASH  # an item in the trash, or a request for it
    REQUEST_POST_RESTORE = "request_post_restore", AUTHOR
    REQUEST_COMMENT_RESTORE = "request_comment_restore", AUTHOR
    LIST_RESTORE_REQUESTS = "list_restore_requests", SIGNED_IN
    SEE_EVERY_REQUEST = "see_every_request", ADMIN  # lists: those of all users, with plans
    APPROVE_RESTORE_REQUEST = "approve_restore_request", ADMIN
    DECLINE_RESTORE_REQUEST = "decline_restore_request", ADMIN
    WITHDRAW_RESTORE_REQUEST = "withdraw_restore_request", AUTHOR
    # Tags and categories
    RENAME_TAG = "rename_tag", ADMIN
    RENAME_CATEGORY = "rename_category", ADMIN
    LIST_TERM_CHANGES = "list_term_changes", ADMIN
    UNDO_TERM_CHANGE = "undo_term_change", ADMIN
    # The caller's account
    GET_ME = "get_me", SIGNED_IN
    UPDATE_ME = "update_me", SIGNED_IN
    DELETE_ME = "delete_me", SELF
    EXPORT_ME = "export_me", SIGNED_IN
    GET_OWN_DELETION_PREVIEW = "get_own_deletion_preview", SIGNED_IN
    CHANGE_PASSWORD = "change_password", SIGNED_IN
    SET_AVATAR = "set_avatar", SIGNED_IN
    DELETE_AVATAR = "delete_avatar", SIGNED_IN
    CONFIRM_SESSION = "confirm_session", SIGNED_IN
    LIST_SESSIONS = "list_sessions", SIGNED_IN
    END_SESSION = "end_session", SIGNED_IN
    END_OTHER_SESSIONS = "end_other_sessions", SIGNED_IN
    GET_MFA = "get_mfa", SIGNED_IN
    ENROL_TOTP = "enrol_totp", SIGNED_IN
    CONFIRM_TOTP = "confirm_totp", SIGNED_IN
    REMOVE_TOTP = "remove_totp", SIGNED_IN
    BEGIN_PASSKEY = "begin_passkey", SIGNED_IN
    ADD_PASSKEY = "add_passkey", SIGNED_IN
    REMOVE_PASSKEY = "remove_passkey", SIGNED_IN
    RENEW_RECOVERY_CODES = "renew_recovery_codes", SIGNED_IN
    REQUEST_VERIFICATION = "request_verification", SIGNED_IN
    WHO_AM_I = "who_am_i", SIGNED_IN
    CREATE_TOKEN = "create_token", SIGNED_IN
    CREATE_ADMIN_TOKEN = "create_admin_token", ADMIN  # with scopes of administrators
    LIST_TOKENS = "list_tokens", SIGNED_IN
    RENAME_TOKEN = "rename_token", SIGNED_IN
    ROTATE_TOKEN = "rotate_token", SIGNED_IN
    REVOKE_TOKEN = "revoke_token", SIGNED_IN
    # All accounts
    LIST_USERS = "list_users", ADMIN
    CREATE_ACCOUNT = "create_account", ADMIN  # while registration is closed
    UPDATE_USER = "update_user", ADMIN
    CHANGE_ADMINS = "change_admins", ADMIN  # their roles, activity and accounts
    DELETE_USER = "delete_user", ADMIN
    GET_DELETION_PREVIEW = "get_deletion_preview", ADMIN
    TRANSFER_WITH_ACCOUNT = "transfer_with_account", ADMIN
    HARD_DELETE_USER = "hard_delete_user", ADMIN
    RESTORE_USER = "restore_user", ADMIN
    RESET_MFA = "reset_mfa", ADMIN
    RESET_MFA_OF = "reset_mfa_of", OTHER_ACCOUNT  # one's own ends by removing it

    def __init__(self, operation: str, rule: Rule) -> None:
        self.operation = operation
        self.rule = rule


ACTIONS: Final = {action.operation: action for action in Action}


def can(actor: Actor | None, action: Action, thing: object = None) -> bool:
    return action.rule.allows(actor, thing)


def require(actor: Actor | None, action: Action, thing: object = None) -> None:
    """Raise the error of the action's rule, or MfaRequiredError if a second factor would allow it.

    Hidden things stay hidden: there the rule's error is NotFoundError.
    """
    if can(actor, action, thing):
        return
    if actor is not None and actor.lacks_factor and action.rule.error.status == FORBIDDEN:
        with_factor = replace(actor, lacks_factor=False)
        if can(with_factor, action, thing):
            raise errors.MfaRequiredError
    raise action.rule.error


def require_on_post(actor: Actor, action: Action, post: Publishable) -> None:
    """Raise NotFoundError for a hidden post, else the error of the action's rule."""
    require(actor, Action.SEE_POST, post)
    require(actor, action, post)


def require_may_publish(actor: Actor, *, before: datetime | None, after: datetime | None) -> None:
    """Raise an error for a change that makes a post public, now or sooner than before.

    It is EmailNotVerifiedError, or InsufficientScopeError for a token without `posts:publish`.
    `before` and `after` are `public_from` the change on either side, whatever fields it touches.
    """
    if after is not None and (before is None or after < before):
        require_scope(actor, Scope.POSTS_PUBLISH)
        require(actor, Action.PUBLISH_POST)


def require_scope(actor: Actor, scope: Scope) -> None:
    """Raise InsufficientScopeError for a token without the scope."""
    if not actor.has_scope(scope):
        raise errors.InsufficientScopeError(scope)


def require_session(actor: Actor) -> None:
    """Raise TokenNotAllowedError for the parts of open routes that are closed to tokens."""
    if actor.token is not None:
        raise errors.TokenNotAllowedError


def require_reach(actor: Actor, post_id: int) -> None:
    """Raise NotFoundError for a post outside the `post_ids` of the token."""
    if not actor.reaches(post_id):
        raise errors.NotFoundError
