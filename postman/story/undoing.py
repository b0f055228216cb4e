"""Undo of a whole deletion with everything it removed."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

THE_DELETION: Final = {"deletion_id": "{{deletion_id}}"}
ONE_POST: Final = {"restored.posts": 1, "restored.users": 0, "conflicts": []}

FOLDER: Final = Folder(
    "Deletions and undo",
    "Each delete is recorded as one deletion; its undo restores exactly the rows that it removed.",
    (
        Request(
            "List bulk deletions",
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
                    "undone_at is set": (
                        "pm.expect(pm.response.json().items[0].undone_at).not.to.be.null;"
                    )
                },
            ),
            Actor.ADMIN,
            query={"kind": "bulk", "limit": "1"},
        ),
        Request(
            "Get a deletion",
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
            "Create a post with the slug of a deleted post",
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
            "Undo a deletion as a non-admin (403)",
            "POST",
            "/deletions/{deletion_id}/undo",
            refused(403, "admin_only"),
            values=THE_DELETION,
        ),
        Request(
            "Undo a deletion of a post with a taken slug (409)",
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
            "Restore posts in bulk with a taken slug (409)",
            "POST",
            "/posts/bulk-restore",
            refused(409, "restore_conflicts", fields={"conflicts[0].id": "{{second_id}}"}),
            Actor.ADMIN,
            json({"ids": ["{{second_id}}"]}),
        ),
        Request(
            "Delete the post that has the slug",
            "DELETE",
            "/posts/{post_id}",
            answered(204, headers={"Deletion-Id": "^[0-9]+$"}),
            Actor.GRACE,
            values={"post_id": "{{usurper_id}}"},
        ),
        Request(
            "Undo a deletion (dry run)",
            "POST",
            "/deletions/{deletion_id}/undo",
            answered(200, fields=ONE_POST),
            Actor.ADMIN,
            json({"dry_run": True}),
            values=THE_DELETION,
        ),
        Request(
            "Undo a deletion",
            "POST",
            "/deletions/{deletion_id}/undo",
            answered(200, fields=ONE_POST),
            Actor.ADMIN,
            values=THE_DELETION,
        ),
        Request(
            "Get a post after the undo",
            "GET",
            "/posts/{post_id}",
            answered(200, fields={"slug": "a-day-at-the-sea-{{run}}-2"}),
            Actor.NOBODY,
            values={"post_id": "{{second_id}}"},
        ),
        Request(
            "Undo a deletion again",
            "POST",
            "/deletions/{deletion_id}/undo",
            answered(200, fields={"restored.posts": 0, "conflicts": []}),
            Actor.ADMIN,
            values=THE_DELETION,
        ),
        Request(
            "Get a deletion that does not exist (404)",
            "GET",
            "/deletions/{deletion_id}",
            refused(404, "not_found"),
            Actor.ADMIN,
            values={"deletion_id": "9223372036854775807"},
        ),
    ),
)
