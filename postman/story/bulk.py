"""Bulk deletion and restore of posts."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

NO_SUCH_ID: Final = 9223372036854775807
IDS: Final = ["{{post_id}}", "{{second_id}}", "{{grace_post_id}}"]

TOOK_THREE: Final = """\
const ids = ["post_id", "second_id", "grace_post_id"].map((name) => pm.environment.get(name));
pm.expect(pm.response.json().deleted).to.have.members(ids);"""
BROUGHT_THREE: Final = TOOK_THREE.replace("deleted", "restored")

FOLDER: Final = Folder(
    "Posts: bulk actions",
    "Administrators delete and restore up to 1,000 posts at once, and authors update their own; "
    "a dry run reports the result.",
    (
        Request(
            "Delete posts in bulk (dry run)",
            "POST",
            "/posts/bulk-delete",
            answered(
                200,
                fields={"deletion_id": None},
                checks={"deleted lists the three posts": TOOK_THREE},
            ),
            Actor.ADMIN,
            json({"ids": IDS, "dry_run": True}),
        ),
        Request(
            "Get a post after the dry run",
            "GET",
            "/posts/{post_id}",
            answered(200, fields={"id": "{{post_id}}"}),
            Actor.NOBODY,
            values={"post_id": "{{post_id}}"},
        ),
        Request(
            "Delete posts in bulk",
            "POST",
            "/posts/bulk-delete",
            answered(
                200,
                fields={"unchanged": []},
                saves={"bulk_deletion_id": "deletion_id"},
                checks={
                    "deleted lists the three posts": TOOK_THREE,
                    "not_found lists one id": (
                        "pm.expect(pm.response.json().not_found).to.have.length(1);"
                    ),
                },
            ),
            Actor.ADMIN,
            json({"ids": [*IDS, NO_SUCH_ID], "reason": "Spring cleaning"}),
        ),
        Request(
            "Delete deleted posts in bulk",
            "POST",
            "/posts/bulk-delete",
            answered(
                200,
                fields={"deletion_id": None, "deleted": []},
                checks={
                    "unchanged lists three posts": (
                        "pm.expect(pm.response.json().unchanged).to.have.length(3);"
                    )
                },
            ),
            Actor.ADMIN,
            json({"ids": IDS}),
        ),
        Request(
            "Get a post that was deleted in bulk (404)",
            "GET",
            "/posts/{post_id}",
            refused(404, "not_found"),
            values={"post_id": "{{second_id}}"},
        ),
        Request(
            "Restore posts in bulk (dry run)",
            "POST",
            "/posts/bulk-restore",
            answered(
                200,
                fields={"conflicts": []},
                checks={"restored lists the three posts": BROUGHT_THREE},
            ),
            Actor.ADMIN,
            json({"ids": IDS, "dry_run": True}),
        ),
        Request(
            "Restore posts in bulk",
            "POST",
            "/posts/bulk-restore",
            answered(
                200,
                fields={"conflicts": []},
                checks={"restored lists the three posts": BROUGHT_THREE},
            ),
            Actor.ADMIN,
            json({"ids": IDS, "on_conflict": "rename"}),
        ),
        Request(
            "Update the tags of posts in bulk",
            "POST",
            "/posts/bulk-update",
            answered(
                200,
                fields={"refused[0].code": "forbidden"},
                checks={
                    "updated lists two posts": (
                        "pm.expect(pm.response.json().updated).to.have.length(2);"
                    )
                },
            ),
            Actor.ADA,
            json({"ids": IDS, "add_tags": ["restored"]}),
        ),
        Request(
            "Restore posts in bulk without ids (422)",
            "POST",
            "/posts/bulk-restore",
            refused(422, "invalid_input", fields={"errors[0].loc": ["body", "ids"]}),
            Actor.ADMIN,
            json({"ids": []}),
        ),
    ),
)
