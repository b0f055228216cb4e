"""Deletion of a post, reuse of its slug, and restore."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

THE_POST: Final = {"post_id": "{{post_id}}"}

FOLDER: Final = Folder(
    "Posts: delete and restore",
    "Deleting moves a post to the trash, where readers cannot see it. Administrators restore it.",
    (
        Request(
            "Delete a post with a stale ETag (412)",
            "DELETE",
            "/posts/{post_id}",
            refused(412, "stale"),
            values=THE_POST,
            headers={"If-Match": "{{new_etag}}"},
        ),
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
            headers={"If-Match": "{{etag}}"},
        ),
        Request(
            "Get a deleted post (404)",
            "GET",
            "/posts/{post_id}",
            refused(404, "not_found"),
            Actor.NOBODY,
            values=THE_POST,
        ),
        Request(
            "Get a deleted post by its slug (404)",
            "GET",
            "/posts/slug/{slug}",
            refused(404, "not_found"),
            values={"slug": "{{slug}}"},
        ),
        Request(
            "Delete a deleted post (404)",
            "DELETE",
            "/posts/{post_id}",
            refused(404, "not_found"),
            values=THE_POST,
        ),
        Request(
            "Create a post with the slug of a deleted post",
            "POST",
            "/posts",
            answered(201, fields={"slug": "{{slug}}"}, saves={"usurper_id": "id"}),
            Actor.GRACE,
            json({"title": "My sea", "content": "Rough.", "slug": "{{slug}}"}),
        ),
        Request(
            "Restore a post as its author (403)",
            "POST",
            "/posts/{post_id}/restore",
            refused(403, "admin_only"),
            values=THE_POST,
        ),
        Request(
            "Restore a post with a taken slug (409)",
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
            "Restore a post under another slug",
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
            "Get a restored post",
            "GET",
            "/posts/{post_id}",
            answered(200, fields={"author.id": "{{ada_id}}", "content": "Calm."}),
            Actor.NOBODY,
            values=THE_POST,
        ),
        Request(
            "Restore a post that is not deleted (409)",
            "POST",
            "/posts/{post_id}/restore",
            refused(409, "not_deleted"),
            Actor.ADMIN,
            values=THE_POST,
        ),
        Request(
            "Hard-delete a post as an admin",
            "DELETE",
            "/posts/{post_id}",
            answered(
                204,
                checks={
                    "there is no Deletion-Id": (
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
