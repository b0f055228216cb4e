"""Edits of posts, with conditional requests against lost updates."""

from typing import Final

from postman.request import Folder, Request, answered, json, refused

THE_POST: Final = {"post_id": "{{post_id}}"}
THE_DRAFT: Final = {"post_id": "{{draft_id}}"}

FOLDER: Final = Folder(
    "Posts: edit",
    "PATCH changes the given fields, PUT replaces all fields; If-Match prevents lost updates.",
    (
        Request(
            "Update the title of a post",
            "PATCH",
            "/posts/{post_id}",
            answered(
                200,
                fields={
                    "title": "Two days at the sea",
                    "slug": "{{slug}}",
                    "category": "Travel {{run}}",
                },
                saves_headers={"new_etag": "ETag"},
                checks={
                    "the ETag is a new one": (
                        'pm.expect(pm.response.headers.get("ETag"))'
                        '.not.to.eql(pm.environment.get("etag"));'
                    )
                },
            ),
            body=json({"title": "Two days at the sea"}),
            values=THE_POST,
            headers={"If-Match": "{{etag}}"},
        ),
        Request(
            "Update a post with a stale ETag (412)",
            "PATCH",
            "/posts/{post_id}",
            refused(412, "stale"),
            body=json({"title": "One day at the sea"}),
            values=THE_POST,
            headers={"If-Match": "{{etag}}"},
        ),
        Request(
            "Update a post with invalid input and a stale ETag (422)",
            "PATCH",
            "/posts/{post_id}",
            refused(422, "invalid_input"),
            body=json({"title": None}),
            values=THE_POST,
            headers={"If-Match": "{{etag}}"},
        ),
        Request(
            "Replace a post",
            "PUT",
            "/posts/{post_id}",
            answered(
                200,
                fields={
                    "title": "The sea",
                    "category": None,
                    "tags": [],
                    "slug": "{{slug}}",
                    "status": "published",
                },
                saves_headers={"etag": "ETag"},
            ),
            body=json({"title": "The sea", "content": "Calm."}),
            values=THE_POST,
            headers={"If-Match": "{{new_etag}}"},
        ),
        Request(
            "Publish a draft",
            "PATCH",
            "/posts/{post_id}",
            answered(
                200,
                fields={"status": "published"},
                checks={
                    "published_at is set": (
                        "pm.expect(pm.response.json().published_at).to.match(/Z$/);"
                    )
                },
            ),
            body=json({"status": "published", "tags": ["travel"]}),
            values=THE_DRAFT,
        ),
        Request(
            "Archive a post",
            "PATCH",
            "/posts/{post_id}",
            answered(200, fields={"status": "archived"}),
            body=json({"status": "archived"}),
            values=THE_DRAFT,
        ),
    ),
)
