"""Undo of a whole deletion with everything it removed."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

THE_DELETION: Final = {"deletion_id": "{{deletion_id}}"}
ONE_POST: Final = {"restored.posts": 1, "restored.users": 0, "conflicts": []}

FOLDER: Final = Folder(
    "Undo",
    "Every delete is one deletion. Undo restores exactly the rows that it removed.",
    (
        Request(
            "Spring cleaning was undone",
            "GET",
            "/deletions",
            answered(
                200,
                fields={
                    "items[0].id": "{{bulk_deletion_id}}",
                    "items[0].reason": "Spring cleaning",
                    "items[0].counts.posts": 3,
                    "items[0].first.type": "post",
                },
                checks={
                    "post by post": (
                        "pm.expect(pm.response.json().items[0].undone_at).not.to.be.null;"
                    )
                },
            ),
            Actor.ADMIN,
            query={"kind": "bulk", "limit": "1"},
        ),
        Request(
            "Ada's deletion was not",
            "GET",
            "/deletions/{deletion_id}",
            answered(
                200,
                fields={
                    "kind": "post",
                    "actor.username": "ada{{run}}",
                    "counts.posts": 1,
                    "undone_at": None,
                    "first.type": "post",
                },
            ),
            Actor.ADMIN,
            values=THE_DELETION,
        ),
        Request(
            "Grace takes its slug",
            "POST",
            "/posts",
            answered(
                201, fields={"slug": "a-day-at-the-sea-{{run}}-2"}, saves={"usurper_id": "id"}
            ),
            Actor.GRACE,
            json(
                {
                    "title": "My sea",
                    "content": "Rough.",
                    "slug": "a-day-at-the-sea-{{run}}-2",
                }
            ),
        ),
        Request(
            "Undoing is for administrators",
            "POST",
            "/deletions/{deletion_id}/undo",
            refused(403, "admin_only"),
            values=THE_DELETION,
        ),
        Request(
            "A name that another account has stays there",
            "POST",
            "/deletions/{deletion_id}/undo",
            refused(
                409,
                "restore_conflicts",
                fields={"conflicts[0].id": "{{second_id}}", "conflicts[0].code": "slug_taken"},
            ),
            Actor.ADMIN,
            json({"on_conflict": "fail"}),
            values=THE_DELETION,
        ),
        Request(
            "Nor by many at once",
            "POST",
            "/posts/bulk-restore",
            refused(409, "restore_conflicts", fields={"conflicts[0].id": "{{second_id}}"}),
            Actor.ADMIN,
            json({"ids": ["{{second_id}}"]}),
        ),
        Request(
            "Grace gives it back",
            "DELETE",
            "/posts/{post_id}",
            answered(204, headers={"Deletion-Id": "^[0-9]+$"}),
            Actor.GRACE,
            values={"post_id": "{{usurper_id}}"},
        ),
        Request(
            "A rehearsal",
            "POST",
            "/deletions/{deletion_id}/undo",
            answered(200, fields=ONE_POST),
            Actor.ADMIN,
            json({"dry_run": True}),
            values=THE_DELETION,
        ),
        Request(
            "Undone",
            "POST",
            "/deletions/{deletion_id}/undo",
            answered(200, fields=ONE_POST),
            Actor.ADMIN,
            values=THE_DELETION,
        ),
        Request(
            "The post is back",
            "GET",
            "/posts/{post_id}",
            answered(200, fields={"slug": "a-day-at-the-sea-{{run}}-2"}),
            Actor.NOBODY,
            values={"post_id": "{{second_id}}"},
        ),
        Request(
            "Again changes nothing",
            "POST",
            "/deletions/{deletion_id}/undo",
            answered(200, fields={"restored.posts": 0, "conflicts": []}),
            Actor.ADMIN,
            values=THE_DELETION,
        ),
        Request(
            "There is no such deletion",
            "GET",
            "/deletions/{deletion_id}",
            refused(404, "not_found"),
            Actor.ADMIN,
            values={"deletion_id": "9223372036854775807"},
        ),
    ),
)
