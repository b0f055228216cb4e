"""Restore requests: an author asks, an administrator decides."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

THE_POST: Final = {"post_id": "{{asked_post_id}}"}
THE_REQUEST: Final = {"request_id": "{{request_id}}"}
OF_COMMENT: Final = {"request_id": "{{comment_request_id}}"}
NO_CONFLICTS: Final = {"items[0].plan.conflicts": [], "items[0].plan.restorable": True}

FOLDER: Final = Folder(
    "Restore requests",
    "Authors request the restore of their posts and comments in the trash; administrators "
    "approve or decline.",
    (
        Request(
            "Create a post to delete",
            "POST",
            "/posts",
            answered(201, fields={"title": "Missed {{run}}"}, saves={"asked_post_id": "id"}),
            body=json({"title": "Missed {{run}}", "content": "Words."}),
        ),
        Request(
            "Request the restore of a post that is not deleted (409)",
            "POST",
            "/trash/posts/{post_id}/restore-request",
            refused(409, "not_deleted"),
            values=THE_POST,
        ),
        Request(
            "Delete a post",
            "DELETE",
            "/posts/{post_id}",
            answered(204, headers={"Deletion-Id": "^[0-9]+$"}),
            values=THE_POST,
        ),
        Request(
            "Request the restore of a post",
            "POST",
            "/trash/posts/{post_id}/restore-request",
            answered(
                201,
                fields={
                    "type": "post",
                    "item.id": "{{asked_post_id}}",
                    "item.title": "Missed {{run}}",
                    "state": "open",
                    "plan": None,
                },
                saves={"request_id": "id"},
            ),
            body=json({"note": "A slip of the hand."}),
            values=THE_POST,
        ),
        Request(
            "Request the restore of a post twice (409)",
            "POST",
            "/trash/posts/{post_id}/restore-request",
            refused(409, "request_open"),
            values=THE_POST,
        ),
        Request(
            "List my open restore requests",
            "GET",
            "/restore-requests",
            answered(200, fields={"items[0].id": "{{request_id}}"}, headers={"Link": "first"}),
            query={"state": "open"},
        ),
        Request(
            "Approve a restore request as a non-admin (403)",
            "POST",
            "/restore-requests/{request_id}/approve",
            refused(403, "admin_only"),
            Actor.GRACE,
            values=THE_REQUEST,
        ),
        Request(
            "List restore requests with their plans, as an admin",
            "GET",
            "/restore-requests",
            answered(200, fields={"items[0].id": "{{request_id}}", **NO_CONFLICTS}),
            Actor.ADMIN,
            query={"state": "open", "limit": "1"},
        ),
        Request(
            "Approve a restore request",
            "POST",
            "/restore-requests/{request_id}/approve",
            answered(200, fields={"state": "approved"}),
            Actor.ADMIN,
            json({"on_conflict": "rename"}),
            values=THE_REQUEST,
        ),
        Request(
            "Get a post after the approval",
            "GET",
            "/posts/{post_id}",
            answered(200, fields={"title": "Missed {{run}}"}),
            Actor.NOBODY,
            values=THE_POST,
        ),
        Request(
            "Withdraw a closed restore request (409)",
            "DELETE",
            "/restore-requests/{request_id}",
            refused(409, "request_closed"),
            values=THE_REQUEST,
        ),
        Request(
            "Create a comment to delete",
            "POST",
            "/posts/{post_id}/comments",
            answered(201, fields={"content": "Welcome back."}, saves={"asked_comment_id": "id"}),
            Actor.GRACE,
            json({"content": "Welcome back."}),
            values=THE_POST,
        ),
        Request(
            "Delete a comment",
            "DELETE",
            "/comments/{comment_id}",
            answered(204, headers={"Deletion-Id": "^[0-9]+$"}),
            Actor.GRACE,
            values={"comment_id": "{{asked_comment_id}}"},
        ),
        Request(
            "Request the restore of a comment",
            "POST",
            "/trash/comments/{comment_id}/restore-request",
            answered(
                201,
                fields={"type": "comment", "item.title": "Welcome back."},
                saves={"comment_request_id": "id"},
            ),
            Actor.GRACE,
            values={"comment_id": "{{asked_comment_id}}"},
        ),
        Request(
            "Decline a restore request",
            "POST",
            "/restore-requests/{request_id}/decline",
            answered(200, fields={"state": "declined", "reason": "Write a new one."}),
            Actor.ADMIN,
            json({"reason": "Write a new one."}),
            values=OF_COMMENT,
        ),
        Request(
            "Request a restore that was declined (409)",
            "POST",
            "/trash/comments/{comment_id}/restore-request",
            refused(409, "request_declined"),
            Actor.GRACE,
            values={"comment_id": "{{asked_comment_id}}"},
        ),
    ),
)
