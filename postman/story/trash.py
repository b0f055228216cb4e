"""The trash: list, results of restores, and purge."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, refused

THE_POST: Final = {"post_id": "{{second_id}}"}
THE_DRAFT: Final = {"post_id": "{{draft_id}}"}
HAS_ITEMS: Final = {"items is a list": 'pm.expect(pm.response.json().items).to.be.an("array");'}

FOLDER: Final = Folder(
    "Trash, audit log and overview",
    "Users see their own trash; administrators see all of it, and only they can purge it and "
    "read the audit log.",
    (
        Request(
            "Delete a post",
            "DELETE",
            "/posts/{post_id}",
            answered(
                204,
                headers={"Deletion-Id": "^[0-9]+$"},
                saves_headers={"deletion_id": "Deletion-Id"},
            ),
            values=THE_POST,
        ),
        Request(
            "List my deleted posts",
            "GET",
            "/trash/posts",
            answered(
                200,
                fields={
                    "items[0].id": "{{second_id}}",
                    "items[0].deleted_by.id": "{{ada_id}}",
                    "items[0].deletion_id": "{{deletion_id}}",
                    "items[0].restorable": True,
                },
            ),
        ),
        Request(
            "Get a deleted post from the trash",
            "GET",
            "/trash/posts/{post_id}",
            answered(200, fields={"slug": "a-day-at-the-sea-{{run}}-2", "conflicts": []}),
            values=THE_POST,
        ),
        Request(
            "Get a deleted post of another user (404)",
            "GET",
            "/trash/posts/{post_id}",
            refused(404, "not_found"),
            Actor.GRACE,
            values=THE_POST,
        ),
        Request(
            "List the posts that a user deleted, as an admin",
            "GET",
            "/trash/posts",
            answered(200, fields={"items[0].author.id": "{{ada_id}}"}),
            Actor.ADMIN,
            query={"deleted_by": "{{ada_id}}"},
        ),
        Request(
            "Delete a comment",
            "DELETE",
            "/comments/{comment_id}",
            answered(204, headers={"Deletion-Id": "^[0-9]+$"}),
            Actor.GRACE,
            values={"comment_id": "{{comment_id}}"},
        ),
        Request(
            "List my deleted comments",
            "GET",
            "/trash/comments",
            answered(200, fields={"items[0].id": "{{comment_id}}"}),
            Actor.GRACE,
        ),
        Request(
            "List deleted accounts as a non-admin (403)",
            "GET",
            "/trash/users",
            refused(403, "admin_only"),
        ),
        Request(
            "List deleted accounts",
            "GET",
            "/trash/users",
            answered(200, headers={"Link": 'rel="first"'}, checks=HAS_ITEMS),
            Actor.ADMIN,
        ),
        Request(
            "Delete an archived post",
            "DELETE",
            "/posts/{post_id}",
            answered(204, headers={"Deletion-Id": "^[0-9]+$"}),
            values=THE_DRAFT,
        ),
        Request(
            "Purge a post as its author (403)",
            "DELETE",
            "/trash/posts/{post_id}",
            refused(403, "admin_only"),
            values=THE_DRAFT,
        ),
        Request(
            "Purge a post that is not deleted (409)",
            "DELETE",
            "/trash/posts/{post_id}",
            refused(409, "not_deleted"),
            Actor.ADMIN,
            values={"post_id": "{{post_id}}"},
        ),
        Request(
            "Purge a post",
            "DELETE",
            "/trash/posts/{post_id}",
            answered(204),
            Actor.ADMIN,
            values=THE_DRAFT,
        ),
        Request(
            "Restore a purged post (404)",
            "POST",
            "/posts/{post_id}/restore",
            refused(404, "not_found"),
            Actor.ADMIN,
            values=THE_DRAFT,
        ),
        Request(
            "List the audit log of a purged post",
            "GET",
            "/audit",
            answered(
                200,
                fields={"items[0].action": "post.purge", "items[0].target_id": "{{draft_id}}"},
            ),
            Actor.ADMIN,
            query={"target_type": "post", "target_id": "{{draft_id}}"},
        ),
        Request(
            "Get the overview as an admin",
            "GET",
            "/overview",
            answered(200, fields={"administration.parts.database": "ok"}),
            Actor.ADMIN,
        ),
        Request(
            "List the audit log as a non-admin (403)",
            "GET",
            "/audit",
            refused(403, "admin_only"),
            Actor.GRACE,
        ),
    ),
)
