"""Two writers of one post: conflicts, merges, working copies; and words that must go."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

THE_POST: Final = {"post_id": "{{merged_id}}"}
THE_FIRST: Final = {**THE_POST, "version": "1"}
OLD: Final = {"If-Match": "{{merged_etag}}"}
SEA: Final = "Waves.\n\nSand.\n\nGulls.\n"

FOLDER: Final = Folder(
    "Edit conflicts and working copies",
    "An edit of an older version is merged or rejected; a working copy keeps text that is not "
    "published.",
    (
        Request(
            "Create a post to edit from two sides",
            "POST",
            "/posts",
            answered(
                201,
                fields={"content": SEA},
                saves={"merged_id": "id"},
                saves_headers={"merged_etag": "ETag"},
            ),
            body=json({"title": "The beach {{run}}", "content": SEA}),
        ),
        Request(
            "Update a post of another user as an admin",
            "PATCH",
            "/posts/{post_id}",
            answered(200, fields={"content": SEA.replace("Waves", "High waves")}),
            Actor.ADMIN,
            json({"content": SEA.replace("Waves", "High waves")}),
            THE_POST,
        ),
        Request(
            "Update an older version of a post (412)",
            "PATCH",
            "/posts/{post_id}",
            refused(
                412,
                "stale",
                fields={"base_version": 1, "conflicting_fields": ["content"]},
            ),
            body=json({"content": SEA.replace("Gulls", "Two gulls")}),
            values=THE_POST,
            headers=OLD,
        ),
        Request(
            "Merge an edit of an older version",
            "PATCH",
            "/posts/{post_id}",
            answered(200, fields={"content": "High waves.\n\nSand.\n\nTwo gulls.\n"}),
            body=json({"content": SEA.replace("Gulls", "Two gulls")}),
            values=THE_POST,
            query={"on_conflict": "merge"},
            headers=OLD,
        ),
        Request(
            "Merge an edit without If-Match (428)",
            "PATCH",
            "/posts/{post_id}",
            refused(428, "precondition_required"),
            body=json({"content": "Fog."}),
            values=THE_POST,
            query={"on_conflict": "merge"},
        ),
        Request(
            "Merge an edit of a line that has changed (412)",
            "PUT",
            "/posts/{post_id}",
            refused(
                412,
                "merge_conflicts",
                fields={
                    "conflicts[0].field": "content",
                    "conflicts[0].hunks[0].yours": ["No waves.\n"],
                    "conflicts[0].hunks[0].theirs": ["High waves.\n"],
                    "working_copy_kept": True,
                },
            ),
            body=json({"title": "The beach {{run}}", "content": SEA.replace("Waves", "No waves")}),
            values=THE_POST,
            query={"on_conflict": "merge"},
            headers=OLD,
        ),
        Request(
            "Get my working copy",
            "GET",
            "/posts/{post_id}/working-copy",
            answered(
                200,
                fields={
                    "content": SEA.replace("Waves", "No waves"),
                    "base_version": 1,
                    "is_stale": True,
                },
            ),
            values=THE_POST,
        ),
        Request(
            "Get a working copy of another user (404)",
            "GET",
            "/posts/{post_id}/working-copy",
            refused(404, "not_found"),
            Actor.ADMIN,
            values=THE_POST,
        ),
        Request(
            "Save my working copy",
            "PUT",
            "/posts/{post_id}/working-copy",
            answered(200, fields={"is_stale": False}, saves_headers={"copy_etag": "ETag"}),
            body=json({"base_version": 3, "content": "Calm water.\n\nSand.\n\nTwo gulls.\n"}),
            values=THE_POST,
        ),
        Request(
            "List my working copies",
            "GET",
            "/working-copies",
            answered(200, fields={"items[0].post.title": "The beach {{run}}"}),
        ),
        Request(
            "Publish my working copy",
            "POST",
            "/posts/{post_id}/working-copy/apply",
            answered(200, fields={"content": "Calm water.\n\nSand.\n\nTwo gulls.\n"}),
            body=json({"note": "The wind has gone."}),
            values=THE_POST,
            headers={"If-Match": "{{copy_etag}}"},
        ),
        Request(
            "Discard a working copy after publishing it (404)",
            "DELETE",
            "/posts/{post_id}/working-copy",
            refused(404, "not_found"),
            values=THE_POST,
        ),
        Request(
            "Compare a revision with the current version",
            "GET",
            "/posts/{post_id}/revisions/{version}/diff",
            answered(200, fields={"from": 1, "to": 4, "fields[0].field": "excerpt"}),
            values=THE_FIRST,
        ),
        Request(
            "Redact a revision",
            "DELETE",
            "/posts/{post_id}/revisions/{version}",
            answered(204),
            Actor.ADMIN,
            values=THE_FIRST,
            query={"reason": "A secret"},
        ),
        Request(
            "Restore a redacted revision (409)",
            "POST",
            "/posts/{post_id}/revisions/{version}/restore",
            refused(409, "revision_redacted"),
            body=json({}),
            values=THE_FIRST,
        ),
        Request(
            "Redact all revisions with a text",
            "POST",
            "/posts/{post_id}/revisions/redact",
            answered(200, fields={"redacted": [2, 3], "remaining": []}),
            Actor.ADMIN,
            json({"match": "High waves", "reason": "A secret"}),
            THE_POST,
        ),
    ),
)
