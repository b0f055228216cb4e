"""Versions of posts and comments, and restoring one."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

THE_POST: Final = {"post_id": "{{post_id}}"}
THE_FIRST: Final = {"post_id": "{{post_id}}", "version": "1"}

FOLDER: Final = Folder(
    "Revisions",
    "Each version of a post or comment is kept as a revision, which can be read and, for a post, "
    "restored.",
    (
        Request(
            "Update a post with a note",
            "PATCH",
            "/posts/{post_id}",
            answered(200, fields={"content": "Very calm."}),
            body=json({"content": "Very calm.", "note": "It was."}),
            values=THE_POST,
        ),
        Request(
            "List the revisions of a post",
            "GET",
            "/posts/{post_id}/revisions",
            answered(
                200,
                fields={
                    "items[0].note": "It was.",
                    "items[0].is_current": True,
                    "items[0].actor.username": "ada{{run}}",
                    "next_cursor": None,
                },
            ),
            values=THE_POST,
        ),
        Request(
            "List the revisions of another user's post (403)",
            "GET",
            "/posts/{post_id}/revisions",
            refused(403, "forbidden"),
            Actor.GRACE,
            values=THE_POST,
        ),
        Request(
            "Get the first revision of a post",
            "GET",
            "/posts/{post_id}/revisions/{version}",
            answered(200, fields={"version": 1, "is_current": False}),
            values=THE_FIRST,
        ),
        Request(
            "Restore the content of a revision",
            "POST",
            "/posts/{post_id}/revisions/{version}/restore",
            answered(200, fields={"title": "The sea"}),
            body=json({"fields": ["content"]}),
            values=THE_FIRST,
        ),
        Request(
            "Restore a revision without fields (422)",
            "POST",
            "/posts/{post_id}/revisions/{version}/restore",
            refused(422, "invalid_input"),
            body=json({"fields": []}),
            values=THE_FIRST,
        ),
        Request(
            "List the revisions of a comment",
            "GET",
            "/comments/{comment_id}/revisions",
            answered(200, fields={"items[1].content": "I was there as well."}),
            Actor.GRACE,
            values={"comment_id": "{{comment_id}}"},
        ),
    ),
)
