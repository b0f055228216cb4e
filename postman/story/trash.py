"""The trash: list, results of restores, and purge."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, refused

THE_POST: Final = {"post_id": "{{second_id}}"}
THE_DRAFT: Final = {"post_id": "{{draft_id}}"}
HAS_ITEMS: Final = {"a list": 'pm.expect(pm.response.json().items).to.be.an("array");'}

FOLDER: Final = Folder(
    "Trash",
    "Users see their own trash; administrators see all of it, and only they can purge.",
    (
        Request(
            "Ada deletes her second post",
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
            "She finds it in her trash",
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
            "With its content",
            "GET",
            "/trash/posts/{post_id}",
            answered(200, fields={"slug": "a-day-at-the-sea-{{run}}-2", "conflicts": []}),
            values=THE_POST,
        ),
        Request(
            "Grace does not",
            "GET",
            "/trash/posts/{post_id}",
            refused(404, "not_found"),
            Actor.GRACE,
            values=THE_POST,
        ),
        Request(
            "The administrator does",
            "GET",
            "/trash/posts",
            answered(200, fields={"items[0].author.id": "{{ada_id}}"}),
            Actor.ADMIN,
            query={"deleted_by": "{{ada_id}}"},
        ),
        Request(
            "Grace deletes her comment again",
            "DELETE",
            "/comments/{comment_id}",
            answered(204, headers={"Deletion-Id": "^[0-9]+$"}),
            Actor.GRACE,
            values={"comment_id": "{{comment_id}}"},
        ),
        Request(
            "And finds it in her trash",
            "GET",
            "/trash/comments",
            answered(200, fields={"items[0].id": "{{comment_id}}"}),
            Actor.GRACE,
        ),
        Request(
            "Deleted accounts are for administrators",
            "GET",
            "/trash/users",
            refused(403, "admin_only"),
        ),
        Request(
            "Who sees them",
            "GET",
            "/trash/users",
            answered(200, headers={"Link": 'rel="first"'}, checks=HAS_ITEMS),
            Actor.ADMIN,
        ),
        Request(
            "The archived draft goes into the trash",
            "DELETE",
            "/posts/{post_id}",
            answered(204, headers={"Deletion-Id": "^[0-9]+$"}),
            values=THE_DRAFT,
        ),
        Request(
            "Authors do not empty the trash",
            "DELETE",
            "/trash/posts/{post_id}",
            refused(403, "admin_only"),
            values=THE_DRAFT,
        ),
        Request(
            "A live post is never purged",
            "DELETE",
            "/trash/posts/{post_id}",
            refused(409, "not_deleted"),
            Actor.ADMIN,
            values={"post_id": "{{post_id}}"},
        ),
        Request(
            "The administrator purges the draft",
            "DELETE",
            "/trash/posts/{post_id}",
            answered(204),
            Actor.ADMIN,
            values=THE_DRAFT,
        ),
        Request(
            "It is gone for good",
            "POST",
            "/posts/{post_id}/restore",
            refused(404, "not_found"),
            Actor.ADMIN,
            values=THE_DRAFT,
        ),
        Request(
            "The log remembers",
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
            "What there is to do",
            "GET",
            "/overview",
            answered(200, fields={"administration.parts.database": "ok"}),
            Actor.ADMIN,
        ),
        Request("But not to everyone", "GET", "/audit", refused(403, "admin_only"), Actor.GRACE),
    ),
)
