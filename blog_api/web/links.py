"""What the OpenAPI document says of where an answer leads: its id is what other operations take."""

from typing import Any, Final

Target = tuple[str, ...]

POST: Final = ("get_post", "replace_post", "update_post", "delete_post", "list_comments")
READER: Final = ("create_comment", "vote", "unvote", "count_view")
TRASHED: Final = ("get_trashed_post", "restore_post", "purge_post")
DELETION: Final = ("get_deletion", "undo_deletion")
COMMENT: Final = ("update_comment", "delete_comment")
PROFILE: Final = ("get_user", "update_user", "delete_user")

BODY: Final = "$response.body#/"
HEADER: Final = "$response.header."
PATH: Final = "$request.path."

# The operation, the parameter that its success gives, where that stands, and who takes it.
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
    ("create_comment", "comment_id", f"{BODY}id", COMMENT),
    ("list_comments", "comment_id", f"{BODY}items/0/id", COMMENT),
    ("delete_comment", "comment_id", f"{PATH}comment_id", ("restore_comment",)),
    ("delete_comment", "deletion_id", f"{HEADER}Deletion-Id", DELETION),
    ("list_trashed_comments", "comment_id", f"{BODY}items/0/id", ("restore_comment",)),
    ("register", "user_id", f"{BODY}id", PROFILE),
    ("list_users", "user_id", f"{BODY}items/0/id", PROFILE),
    ("delete_user", "user_id", f"{PATH}user_id", ("restore_user",)),
    ("delete_user", "deletion_id", f"{HEADER}Deletion-Id", DELETION),
    ("list_trashed_users", "user_id", f"{BODY}items/0/id", ("restore_user",)),
    ("list_deletions", "deletion_id", f"{BODY}items/0/id", DELETION),
    ("list_sessions", "session_id", f"{BODY}items/0/id", ("end_session",)),
    ("list_tags", "name", f"{BODY}items/0/name", ("rename_tag",)),
    ("list_categories", "name", f"{BODY}items/0/name", ("rename_category",)),
    ("rename_tag", "change_id", f"{BODY}id", ("undo_term_change",)),
    ("rename_category", "change_id", f"{BODY}id", ("undo_term_change",)),
    ("list_term_changes", "change_id", f"{BODY}items/0/id", ("undo_term_change",)),
)


def add_links(operation: dict[str, Any]) -> None:
    """To its success, what it makes possible."""
    success = operation["responses"][min(operation["responses"])]
    for source, parameter, place, targets in LINKS:
        if source == operation["operationId"]:
            named = {
                target: {"operationId": target, "parameters": {parameter: place}}
                for target in targets
            }
            success.setdefault("links", {}).update(named)
