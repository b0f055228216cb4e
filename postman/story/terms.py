"""What posts are about is named anew, and named back."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

THE_CHANGE: Final = {"change_id": "{{change_id}}"}
THE_TAG: Final = {"name": "seaside-{{run}}"}

FOLDER: Final = Folder(
    "Name tags and categories anew",
    "In every post at once, recorded, and undone as exactly as a deletion.",
    (
        Request(
            "Ada writes on the beach",
            "POST",
            "/posts",
            answered(201, saves={"beach_id": "id"}),
            body=json(
                {
                    "title": "Sand {{run}}",
                    "content": "Everywhere.",
                    "tags": ["sand", "Seaside {{run}}"],
                    "category": "Coast / Beach {{run}}",
                }
            ),
        ),
        Request(
            "Names are for administrators to change",
            "PATCH",
            "/tags/{name}",
            refused(403, "admin_only"),
            body=json({"name": "coast"}),
            values=THE_TAG,
        ),
        Request(
            "One tag becomes another",
            "PATCH",
            "/tags/{name}",
            answered(
                200,
                fields={"kind": "tag", "new_name": "coast-{{run}}", "merged": False},
                saves={"change_id": "id"},
            ),
            Actor.ADMIN,
            json({"name": "Coast {{run}}"}),
            THE_TAG,
        ),
        Request(
            "The post has it, in the place of the old one",
            "GET",
            "/posts/{post_id}",
            answered(200, fields={"tags[0]": "sand", "tags[1]": "coast-{{run}}"}),
            Actor.NOBODY,
            values={"post_id": "{{beach_id}}"},
        ),
        Request(
            "The old name is no more",
            "PATCH",
            "/tags/{name}",
            refused(404, "not_found"),
            Actor.ADMIN,
            json({"name": "coast"}),
            THE_TAG,
        ),
        Request(
            "What was changed",
            "GET",
            "/term-changes",
            answered(200, fields={"items[0].id": "{{change_id}}", "items[0].undone_at": None}),
            Actor.ADMIN,
            query={"limit": "1"},
        ),
        Request(
            "It is taken back",
            "POST",
            "/term-changes/{change_id}/undo",
            answered(200, fields={"restored": 1, "left": 0}),
            Actor.ADMIN,
            values=THE_CHANGE,
        ),
        Request(
            "The post is as it was",
            "GET",
            "/posts/{post_id}",
            answered(200, fields={"tags[0]": "sand", "tags[1]": "seaside-{{run}}"}),
            Actor.NOBODY,
            values={"post_id": "{{beach_id}}"},
        ),
        Request(
            "A heading likewise, whatever is in its name",
            "PATCH",
            "/categories/{name}",
            answered(200, fields={"kind": "category", "post_count": 1}),
            Actor.ADMIN,
            json({"name": "Coast {{run}}"}),
            {"name": "Coast%20%2F%20Beach%20{{run}}"},
        ),
    ),
)
