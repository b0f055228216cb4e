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
    "Bulk",
    "Administrators delete and restore up to 1,000 posts at once, and authors change theirs; a dry "
    "run reports the result.",
    (
        Request(
            "A rehearsal",
            "POST",
            "/posts/bulk-delete",
            answered(200, fields={"deletion_id": None}, checks={"takes three": TOOK_THREE}),
            Actor.ADMIN,
            json({"ids": IDS, "dry_run": True}),
        ),
        Request(
            "Nothing happened",
            "GET",
            "/posts/{post_id}",
            answered(200, fields={"id": "{{post_id}}"}),
            Actor.NOBODY,
            values={"post_id": "{{post_id}}"},
        ),
        Request(
            "In earnest",
            "POST",
            "/posts/bulk-delete",
            answered(
                200,
                fields={"unchanged": []},
                saves={"bulk_deletion_id": "deletion_id"},
                checks={
                    "takes three": TOOK_THREE,
                    "says which is not there": (
                        "pm.expect(pm.response.json().not_found).to.have.length(1);"
                    ),
                },
            ),
            Actor.ADMIN,
            json({"ids": [*IDS, NO_SUCH_ID], "reason": "Spring cleaning"}),
        ),
        Request(
            "Again changes nothing",
            "POST",
            "/posts/bulk-delete",
            answered(
                200,
                fields={"deletion_id": None, "deleted": []},
                checks={
                    "all were in the trash": (
                        "pm.expect(pm.response.json().unchanged).to.have.length(3);"
                    )
                },
            ),
            Actor.ADMIN,
            json({"ids": IDS}),
        ),
        Request(
            "They are gone",
            "GET",
            "/posts/{post_id}",
            refused(404, "not_found"),
            values={"post_id": "{{second_id}}"},
        ),
        Request(
            "A rehearsal of the way back",
            "POST",
            "/posts/bulk-restore",
            answered(200, fields={"conflicts": []}, checks={"brings three": BROUGHT_THREE}),
            Actor.ADMIN,
            json({"ids": IDS, "dry_run": True}),
        ),
        Request(
            "All three come back",
            "POST",
            "/posts/bulk-restore",
            answered(200, fields={"conflicts": []}, checks={"brings three": BROUGHT_THREE}),
            Actor.ADMIN,
            json({"ids": IDS, "on_conflict": "rename"}),
        ),
        Request(
            "Ada tags two of hers at once",
            "POST",
            "/posts/bulk-update",
            answered(
                200,
                fields={"refused[0].code": "forbidden"},
                checks={
                    "changes two": "pm.expect(pm.response.json().updated).to.have.length(2);",
                },
            ),
            Actor.ADA,
            json({"ids": IDS, "add_tags": ["restored"]}),
        ),
        Request(
            "Ids are needed",
            "POST",
            "/posts/bulk-restore",
            refused(422, "invalid_input", fields={"errors[0].loc": ["body", "ids"]}),
            Actor.ADMIN,
            json({"ids": []}),
        ),
    ),
)
