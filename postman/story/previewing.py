"""Preview links of a draft."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

THE_DRAFT: Final = {"post_id": "{{shown_id}}"}
THE_LINK: Final = {"token": "{{preview_token}}"}

FOLDER: Final = Folder(
    "Preview",
    "A link shows a draft to people without an account, until it ends or the post is public.",
    (
        Request(
            "Ada keeps a draft",
            "POST",
            "/posts",
            answered(201, fields={"status": "draft"}, saves={"shown_id": "id"}),
            body=json({"title": "Not yet {{run}}", "content": "*Soon.*", "status": "draft"}),
        ),
        Request(
            "She makes a link for a week",
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
            "Grace sees no links of others' drafts",
            "GET",
            "/posts/{post_id}/previews",
            refused(404, "not_found"),
            Actor.GRACE,
            values=THE_DRAFT,
        ),
        Request(
            "The link shows the draft without a log-in",
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
            "A page sends the token in a body",
            "POST",
            "/previews",
            answered(200, fields={"content_html": "<p><em>Soon.</em></p>\n"}),
            Actor.NOBODY,
            json({"token": "{{preview_token}}"}),
            query={"render": "html"},
        ),
        Request(
            "Ada lists her links",
            "GET",
            "/posts/{post_id}/previews",
            answered(200, fields={"items[0].label": "For Grace", "items[0].show": "current"}),
            values=THE_DRAFT,
        ),
        Request(
            "She ends it",
            "DELETE",
            "/posts/{post_id}/previews/{preview_id}",
            answered(204),
            values={**THE_DRAFT, "preview_id": "{{preview_id}}"},
        ),
        Request(
            "The link shows nothing any more",
            "GET",
            "/previews/{token}",
            refused(404, "not_found"),
            Actor.NOBODY,
            values=THE_LINK,
        ),
    ),
)
