"""Creation of posts."""

from typing import Final

from postman.request import Actor, Body, Folder, Request, answered, json, refused

POST: Final = {
    "title": "A day at the sea {{run}}",
    "content": "The *sea* was calm.\n\nWe counted **waves**.",
    "category": "Travel {{run}}",
    "tags": ["Sea Side {{run}}", "notes"],
    "image_url": "{{picture_url}}",
}

FOLDER: Final = Folder(
    "Posts: create",
    "Logged-in users create posts. A new post has a slug, a status and an ETag.",
    (
        Request(
            "Create a post",
            "POST",
            "/posts",
            answered(
                201,
                fields={
                    "slug": "a-day-at-the-sea-{{run}}",
                    "status": "published",
                    "author.username": "ada{{run}}",
                    "tags[0]": "sea-side-{{run}}",
                    "image_url": "{{picture_url}}",
                },
                headers={"Location": "^{{api_prefix}}/posts/[0-9]+$", "ETag": '^"post-'},
                saves={"post_id": "id", "slug": "slug"},
                saves_headers={"etag": "ETag"},
            ),
            body=json(POST),
        ),
        Request(
            "Create a post with the title of another post",
            "POST",
            "/posts",
            answered(201, fields={"slug": "a-day-at-the-sea-{{run}}-2"}, saves={"second_id": "id"}),
            body=json(POST),
        ),
        Request(
            "Create a post with a taken slug (409)",
            "POST",
            "/posts",
            refused(
                409,
                "slug_taken",
                fields={
                    "suggested_slug": "a-day-at-the-sea-{{run}}-3",
                    "holder_id": "{{post_id}}",
                },
            ),
            Actor.GRACE,
            json({**POST, "slug": "{{slug}}"}),
        ),
        Request(
            "Create a draft with a Greek title",
            "POST",
            "/posts",
            answered(
                201,
                fields={"status": "draft", "published_at": None, "title": "Ένα ταξίδι {{run}}"},
                saves={"draft_id": "id", "draft_slug": "slug"},
                saves_headers={"draft_etag": "ETag"},
            ),
            body=json({"title": "Ένα ταξίδι {{run}}", "content": "Not yet.", "status": "draft"}),
        ),
        Request(
            "Create a post as a second user",
            "POST",
            "/posts",
            answered(201, fields={"author.id": "{{grace_id}}"}, saves={"grace_post_id": "id"}),
            Actor.GRACE,
            json({"title": "Compilers {{run}}", "content": "A nanosecond.", "tags": ["notes"]}),
        ),
        Request(
            "Create a post with the author in the body (422)",
            "POST",
            "/posts",
            refused(422, "invalid_input", fields={"errors[0].loc": ["body", "author_id"]}),
            Actor.GRACE,
            json({**POST, "author_id": "{{ada_id}}"}),
        ),
        Request(
            "Create a post with a body that is not JSON (415)",
            "POST",
            "/posts",
            refused(415, "unsupported_media_type"),
            body=Body(text=("text/plain", "Dear diary")),
        ),
        Request(
            "Create a post without a token (401)",
            "POST",
            "/posts",
            refused(401, "unauthenticated"),
            Actor.NOBODY,
            json(POST),
        ),
    ),
)
