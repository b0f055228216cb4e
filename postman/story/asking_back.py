"""Restore requests: an author asks, an administrator decides."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

THE_POST: Final = {"post_id": "{{asked_post_id}}"}
THE_REQUEST: Final = {"request_id": "{{request_id}}"}
OF_COMMENT: Final = {"request_id": "{{comment_request_id}}"}
NO_CONFLICTS: Final = {"items[0].plan.conflicts": [], "items[0].plan.restorable": True}

FOLDER: Final = Folder(
    "Restore requests",
    "Authors ask for their posts and comments in the trash; administrators approve or decline.",
    (
        Request(
            "Ada writes a post",
            "POST",
            "/posts",
            answered(201, fields={"title": "Missed {{run}}"}, saves={"asked_post_id": "id"}),
            body=json({"title": "Missed {{run}}", "content": "Words."}),
        ),
        Request(
            "A live post needs no request",
            "POST",
            "/trash/posts/{post_id}/restore-request",
            refused(409, "not_deleted"),
            values=THE_POST,
        ),
        Request(
            "She deletes it",
            "DELETE",
            "/posts/{post_id}",
            answered(204, headers={"Deletion-Id": "^[0-9]+$"}),
            values=THE_POST,
        ),
        Request(
            "And asks for it",
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
            "Once is enough",
            "POST",
            "/trash/posts/{post_id}/restore-request",
            refused(409, "request_open"),
            values=THE_POST,
        ),
        Request(
            "Her open requests",
            "GET",
            "/restore-requests",
            answered(200, fields={"items[0].id": "{{request_id}}"}, headers={"Link": "first"}),
            query={"state": "open"},
        ),
        Request(
            "Grace does not approve it",
            "POST",
            "/restore-requests/{request_id}/approve",
            refused(403, "admin_only"),
            Actor.GRACE,
            values=THE_REQUEST,
        ),
        Request(
            "The administrator sees what a restore would do",
            "GET",
            "/restore-requests",
            answered(200, fields={"items[0].id": "{{request_id}}", **NO_CONFLICTS}),
            Actor.ADMIN,
            query={"state": "open", "limit": "1"},
        ),
        Request(
            "And approves",
            "POST",
            "/restore-requests/{request_id}/approve",
            answered(200, fields={"state": "approved"}),
            Actor.ADMIN,
            json({"on_conflict": "rename"}),
            values=THE_REQUEST,
        ),
        Request(
            "The post is live again",
            "GET",
            "/posts/{post_id}",
            answered(200, fields={"title": "Missed {{run}}"}),
            Actor.NOBODY,
            values=THE_POST,
        ),
        Request(
            "A closed request is not withdrawn",
            "DELETE",
            "/restore-requests/{request_id}",
            refused(409, "request_closed"),
            values=THE_REQUEST,
        ),
        Request(
            "Grace comments",
            "POST",
            "/posts/{post_id}/comments",
            answered(201, fields={"content": "Welcome back."}, saves={"asked_comment_id": "id"}),
            Actor.GRACE,
            json({"content": "Welcome back."}),
            values=THE_POST,
        ),
        Request(
            "Deletes it",
            "DELETE",
            "/comments/{comment_id}",
            answered(204, headers={"Deletion-Id": "^[0-9]+$"}),
            Actor.GRACE,
            values={"comment_id": "{{asked_comment_id}}"},
        ),
        Request(
            "And asks for it",
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
            "The administrator declines",
            "POST",
            "/restore-requests/{request_id}/decline",
            answered(200, fields={"state": "declined", "reason": "Write a new one."}),
            Actor.ADMIN,
            json({"reason": "Write a new one."}),
            values=OF_COMMENT,
        ),
        Request(
            "Declined once, declined until it is deleted again",
            "POST",
            "/trash/comments/{comment_id}/restore-request",
            refused(409, "request_declined"),
            Actor.GRACE,
            values={"comment_id": "{{asked_comment_id}}"},
        ),
    ),
)
