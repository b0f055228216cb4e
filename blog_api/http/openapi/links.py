"""OpenAPI links: operations that take the id of a response."""

from typing import Any, Final

Target = tuple[str, ...]

POST: Final = (
    "get_post",
    "replace_post",
    "update_post",
    "delete_post",
    "list_comments",
    "list_revisions",
    "get_working_copy",
    "put_working_copy",
    "redact_revisions",
)
COPY: Final = ("get_working_copy", "delete_working_copy", "apply_working_copy")
REVISION: Final = ("get_revision", "restore_revision", "diff_revision", "redact_revision")
READER: Final = ("create_comment", "vote", "unvote", "count_view")
PREVIEWS: Final = ("create_preview", "list_previews")
TRASHED: Final = ("get_trashed_post", "restore_post", "purge_post", "request_post_restore")
TRASHED_COMMENT: Final = ("restore_comment", "request_comment_restore")
REQUEST: Final = (
    "approve_restore_request",
    "decline_restore_request",
    "withdraw_restore_request",
)
DELETION: Final = ("get_deletion", "undo_deletion")
COMMENT: Final = ("update_comment", "delete_comment", "list_comment_revisions")
TRANSFER: Final = ("accept_transfer", "decline_transfer", "withdraw_transfer")
TOKEN: Final = ("rename_token", "rotate_token", "revoke_token")
PROFILE: Final = ("get_user", "update_user", "delete_user", "get_deletion_preview", "reset_mfa")

BODY: Final = "$response.body#/"
HEADER: Final = "$response.header."
PATH: Final = "$request.path."

# An operation, the parameter in its response, its location, and the operations that take it.
LINKS: Final[tuple[tuple[str, str, str, Target], ...]] = (
    ("create_post", "post_id", f"{BODY}id", (*POST, *READER)),
    ("create_post", "slug", f"{BODY}slug", ("get_post_by_slug",)),
    ("list_posts", "post_id", f"{BODY}items/0/id", (*POST, *READER)),
    ("get_post_by_slug", "post_id", f"{BODY}id", (*POST, *READER)),
    ("update_post", "slug", f"{BODY}slug", ("get_post_by_slug",)),
    ("delete_post", "post_id", f"{PATH}post_id", TRASHED),
    ("delete_post", "deletion_id", f"{HEADER}Deletion-Id", DELETION),
    ("bulk_delete_posts", "deletion_id", f"{BODY}deletion_id", DELETION),
    ("list_trashed_posts", "post_id", f"{BODY}items/0/id", TRASHED),
    ("restore_post", "post_id", f"{BODY}id", POST),
    ("create_post", "post_id", f"{BODY}id", ("transfer_post",)),
    ("bulk_transfer_posts", "transfer_id", f"{BODY}transfer_id", ("undo_transfer",)),
    ("list_transfers", "transfer_id", f"{BODY}items/0/id", (*TRANSFER, "undo_transfer")),
    ("accept_transfer", "transfer_id", f"{BODY}id", ("undo_transfer",)),
    ("list_revisions", "version", f"{BODY}items/0/version", REVISION),
    ("list_revisions", "post_id", f"{PATH}post_id", REVISION),
    ("create_post", "post_id", f"{BODY}id", PREVIEWS),
    ("create_preview", "post_id", f"{PATH}post_id", ("revoke_preview",)),
    ("create_preview", "preview_id", f"{BODY}id", ("revoke_preview",)),
    ("create_preview", "token", f"{BODY}token", ("get_preview",)),
    ("list_previews", "post_id", f"{PATH}post_id", ("revoke_preview",)),
    ("list_previews", "preview_id", f"{BODY}items/0/id", ("revoke_preview",)),
    ("put_working_copy", "post_id", f"{PATH}post_id", COPY),
    ("list_working_copies", "post_id", f"{BODY}items/0/post/id", COPY),
    ("create_comment", "comment_id", f"{BODY}id", COMMENT),
    ("list_comments", "comment_id", f"{BODY}items/0/id", COMMENT),
    ("delete_comment", "comment_id", f"{PATH}comment_id", TRASHED_COMMENT),
    ("delete_comment", "deletion_id", f"{HEADER}Deletion-Id", DELETION),
    ("list_trashed_comments", "comment_id", f"{BODY}items/0/id", TRASHED_COMMENT),
    ("list_all_comments", "comment_id", f"{BODY}items/0/id", COMMENT),
    ("bulk_delete_comments", "deletion_id", f"{BODY}deletion_id", DELETION),
    ("request_post_restore", "request_id", f"{BODY}id", REQUEST),
    ("request_comment_restore", "request_id", f"{BODY}id", REQUEST),
    ("list_restore_requests", "request_id", f"{BODY}items/0/id", REQUEST),
    ("add_passkey", "passkey_id", f"{BODY}id", ("remove_passkey",)),
    ("register", "user_id", f"{BODY}id", PROFILE),
    ("list_users", "user_id", f"{BODY}items/0/id", PROFILE),
    ("delete_user", "user_id", f"{PATH}user_id", ("restore_user",)),
    ("delete_user", "deletion_id", f"{HEADER}Deletion-Id", DELETION),
    ("list_trashed_users", "user_id", f"{BODY}items/0/id", ("restore_user",)),
    ("list_deletions", "deletion_id", f"{BODY}items/0/id", DELETION),
    ("list_sessions", "session_id", f"{BODY}items/0/id", ("end_session",)),
    ("create_token", "token_id", f"{BODY}id", TOKEN),
    ("list_tokens", "token_id", f"{BODY}items/0/id", TOKEN),
    ("list_tags", "name", f"{BODY}items/0/name", ("rename_tag",)),
    ("list_categories", "name", f"{BODY}items/0/name", ("rename_category",)),
    ("rename_tag", "change_id", f"{BODY}id", ("undo_term_change",)),
    ("rename_category", "change_id", f"{BODY}id", ("undo_term_change",)),
    ("list_term_changes", "change_id", f"{BODY}items/0/id", ("undo_term_change",)),
)


def add_links(operation: dict[str, Any]) -> None:
    """Add links to the success response of each operation."""
    success = operation["responses"][min(operation["responses"])]
    for source, parameter, place, targets in LINKS:
        if source == operation["operationId"]:
            links = success.setdefault("links", {})
            for target in targets:
                link = links.setdefault(target, {"operationId": target, "parameters": {}})
                link["parameters"][parameter] = place
