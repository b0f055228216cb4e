"""Preview links of a draft."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

THE_DRAFT: Final = {"post_id": "{{shown_id}}"}
THE_LINK: Final = {"token": "{{preview_token}}"}

FOLDER: Final = Folder(
    "Preview links",
    "A link shows a draft to people without an account, until the link ends or the post is public.",
    (
        Request(
            "Create a draft for a preview link",
            "POST",
            "/posts",
            answered(201, fields={"status": "draft"}, saves={"shown_id": "id"}),
            body=json({"title": "Not yet {{run}}", "content": "*Soon.*", "status": "draft"}),
        ),
        Request(
            "Create a preview link",
            "POST",
            "/posts/{post_id}/previews",
            answered(
                201,
                headers={"Cache-Control": "^no-store$"},
                saves={"preview_id": "id", "preview_token": "token"},
            ),
            body=json({"label": "For Grace"}),
            values=THE_DRAFT,
        ),
        Request(
            "List the preview links of another user's draft (404)",
            "GET",
            "/posts/{post_id}/previews",
            refused(404, "not_found"),
            Actor.GRACE,
            values=THE_DRAFT,
        ),
        Request(
            "Get a draft by its preview link",
            "GET",
            "/previews/{token}",
            answered(
                200,
                fields={"title": "Not yet {{run}}", "status": "draft"},
                headers={"Cache-Control": "^no-store$", "X-Robots-Tag": "^noindex$"},
            ),
            Actor.NOBODY,
            values=THE_LINK,
        ),
        Request(
            "Get a draft by a preview token in the body",
            "POST",
            "/previews",
            answered(200, fields={"content_html": "<p><em>Soon.</em></p>\n"}),
            Actor.NOBODY,
            json({"token": "{{preview_token}}"}),
            query={"render": "html"},
        ),
        Request(
            "List the preview links of a draft",
            "GET",
            "/posts/{post_id}/previews",
            answered(200, fields={"items[0].label": "For Grace", "items[0].show": "current"}),
            values=THE_DRAFT,
        ),
        Request(
            "End a preview link",
            "DELETE",
            "/posts/{post_id}/previews/{preview_id}",
            answered(204),
            values={**THE_DRAFT, "preview_id": "{{preview_id}}"},
        ),
        Request(
            "Get a draft by an ended preview link (404)",
            "GET",
            "/previews/{token}",
            refused(404, "not_found"),
            Actor.NOBODY,
            values=THE_LINK,
        ),
    ),
)
