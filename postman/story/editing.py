"""Edits of posts, with conditional requests against lost updates."""

from typing import Final

from postman.request import Folder, Request, answered, json, refused

THE_POST: Final = {"post_id": "{{post_id}}"}
THE_DRAFT: Final = {"post_id": "{{draft_id}}"}

FOLDER: Final = Folder(
    "Edit",
    "PATCH changes the given fields, PUT replaces all fields; If-Match prevents lost updates.",
    (
        Request(
            "Ada corrects a title",
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
                    "has a new ETag": (
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
            "Another tab still has the old version",
            "PATCH",
            "/posts/{post_id}",
            refused(412, "stale"),
            body=json({"title": "One day at the sea"}),
            values=THE_POST,
            headers={"If-Match": "{{etag}}"},
        ),
        Request(
            "Malformed is told before stale",
            "PATCH",
            "/posts/{post_id}",
            refused(422, "invalid_input"),
            body=json({"title": None}),
            values=THE_POST,
            headers={"If-Match": "{{etag}}"},
        ),
        Request(
            "Ada rewrites it whole",
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
            "The draft is ready",
            "PATCH",
            "/posts/{post_id}",
            answered(
                200,
                fields={"status": "published"},
                checks={
                    "has its date": ("pm.expect(pm.response.json().published_at).to.match(/Z$/);")
                },
            ),
            body=json({"status": "published", "tags": ["travel"]}),
            values=THE_DRAFT,
        ),
        Request(
            "And is put into the archive",
            "PATCH",
            "/posts/{post_id}",
            answered(200, fields={"status": "archived"}),
            body=json({"status": "archived"}),
            values=THE_DRAFT,
        ),
    ),
)
