"""Deletion of a post, reuse of its slug, and restore."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

THE_POST: Final = {"post_id": "{{post_id}}"}

FOLDER: Final = Folder(
    "Delete and restore",
    "Deleting moves a post to the trash, where readers cannot see it. Administrators restore it.",
    (
        Request(
            "Not a version that Ada has not seen",
            "DELETE",
            "/posts/{post_id}",
            refused(412, "stale"),
            values=THE_POST,
            headers={"If-Match": "{{new_etag}}"},
        ),
        Request(
            "Ada deletes her post",
            "DELETE",
            "/posts/{post_id}",
            answered(
                204,
                headers={"Deletion-Id": "^[0-9]+$"},
                saves_headers={"deletion_id": "Deletion-Id"},
            ),
            values=THE_POST,
            headers={"If-Match": "{{etag}}"},
        ),
        Request(
            "It is gone for everyone",
            "GET",
            "/posts/{post_id}",
            refused(404, "not_found"),
            Actor.NOBODY,
            values=THE_POST,
        ),
        Request(
            "For her too",
            "GET",
            "/posts/slug/{slug}",
            refused(404, "not_found"),
            values={"slug": "{{slug}}"},
        ),
        Request(
            "Twice is once too often",
            "DELETE",
            "/posts/{post_id}",
            refused(404, "not_found"),
            values=THE_POST,
        ),
        Request(
            "A post in the trash blocks no name",
            "POST",
            "/posts",
            answered(201, fields={"slug": "{{slug}}"}, saves={"usurper_id": "id"}),
            Actor.GRACE,
            json({"title": "My sea", "content": "Rough.", "slug": "{{slug}}"}),
        ),
        Request(
            "Authors do not restore",
            "POST",
            "/posts/{post_id}/restore",
            refused(403, "admin_only"),
            values=THE_POST,
        ),
        Request(
            "The administrator restores, but the name is taken",
            "POST",
            "/posts/{post_id}/restore",
            refused(
                409,
                "slug_taken",
                fields={"holder_id": "{{usurper_id}}"},
                saves={"suggested_slug": "suggested_slug"},
            ),
            Actor.ADMIN,
            values=THE_POST,
        ),
        Request(
            "Under another it comes back",
            "POST",
            "/posts/{post_id}/restore",
            answered(
                200,
                fields={"slug": "{{suggested_slug}}", "status": "published", "title": "The sea"},
                headers={"ETag": '^"post-'},
            ),
            Actor.ADMIN,
            json({"on_conflict": "rename"}),
            values=THE_POST,
        ),
        Request(
            "Everyone sees it again",
            "GET",
            "/posts/{post_id}",
            answered(200, fields={"author.id": "{{ada_id}}", "content": "Calm."}),
            Actor.NOBODY,
            values=THE_POST,
        ),
        Request(
            "What is not in the trash cannot come out",
            "POST",
            "/posts/{post_id}/restore",
            refused(409, "not_deleted"),
            Actor.ADMIN,
            values=THE_POST,
        ),
        Request(
            "The administrator removes Grace's copy for good",
            "DELETE",
            "/posts/{post_id}",
            answered(
                204,
                checks={
                    "with nothing to undo": (
                        'pm.expect(pm.response.headers.has("Deletion-Id")).to.eql(false);'
                    )
                },
            ),
            Actor.ADMIN,
            values={"post_id": "{{usurper_id}}"},
            query={"hard_delete": "true"},
        ),
    ),
)
