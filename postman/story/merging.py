"""Two writers of one post: conflicts, merges, working copies; and words that must go."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

THE_POST: Final = {"post_id": "{{merged_id}}"}
THE_FIRST: Final = {**THE_POST, "version": "1"}
OLD: Final = {"If-Match": "{{merged_etag}}"}
SEA: Final = "Waves.\n\nSand.\n\nGulls.\n"

FOLDER: Final = Folder(
    "Two at once",
    "An edit of an older version is merged or refused, and what is not published is kept.",
    (
        Request(
            "Ada writes about the beach",
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
            "The administrator corrects a line",
            "PATCH",
            "/posts/{post_id}",
            answered(200, fields={"content": SEA.replace("Waves", "High waves")}),
            Actor.ADMIN,
            json({"content": SEA.replace("Waves", "High waves")}),
            THE_POST,
        ),
        Request(
            "Ada is told what changed since she read it",
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
            "Both changes are merged",
            "PATCH",
            "/posts/{post_id}",
            answered(200, fields={"content": "High waves.\n\nSand.\n\nTwo gulls.\n"}),
            body=json({"content": SEA.replace("Gulls", "Two gulls")}),
            values=THE_POST,
            query={"on_conflict": "merge"},
            headers=OLD,
        ),
        Request(
            "A merge needs the version that was edited",
            "PATCH",
            "/posts/{post_id}",
            refused(428, "precondition_required"),
            body=json({"content": "Fog."}),
            values=THE_POST,
            query={"on_conflict": "merge"},
        ),
        Request(
            "Two changes of one line are a conflict",
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
            "Ada finds her text in her working copy",
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
            "Nobody else does",
            "GET",
            "/posts/{post_id}/working-copy",
            refused(404, "not_found"),
            Actor.ADMIN,
            values=THE_POST,
        ),
        Request(
            "She goes on writing",
            "PUT",
            "/posts/{post_id}/working-copy",
            answered(200, fields={"is_stale": False}, saves_headers={"copy_etag": "ETag"}),
            body=json({"base_version": 3, "content": "Calm water.\n\nSand.\n\nTwo gulls.\n"}),
            values=THE_POST,
        ),
        Request(
            "Her working copies",
            "GET",
            "/working-copies",
            answered(200, fields={"items[0].post.title": "The beach {{run}}"}),
        ),
        Request(
            "She publishes it",
            "POST",
            "/posts/{post_id}/working-copy/apply",
            answered(200, fields={"content": "Calm water.\n\nSand.\n\nTwo gulls.\n"}),
            body=json({"note": "The wind has gone."}),
            values=THE_POST,
            headers={"If-Match": "{{copy_etag}}"},
        ),
        Request(
            "So it is there no more",
            "DELETE",
            "/posts/{post_id}/working-copy",
            refused(404, "not_found"),
            values=THE_POST,
        ),
        Request(
            "How the first version became the current one",
            "GET",
            "/posts/{post_id}/revisions/{version}/diff",
            answered(200, fields={"from": 1, "to": 4, "fields[0].field": "excerpt"}),
            values=THE_FIRST,
        ),
        Request(
            "The administrator redacts the first version",
            "DELETE",
            "/posts/{post_id}/revisions/{version}",
            answered(204),
            Actor.ADMIN,
            values=THE_FIRST,
            query={"reason": "A secret"},
        ),
        Request(
            "It cannot be restored",
            "POST",
            "/posts/{post_id}/revisions/{version}/restore",
            refused(409, "revision_redacted"),
            body=json({}),
            values=THE_FIRST,
        ),
        Request(
            "Every version with a text",
            "POST",
            "/posts/{post_id}/revisions/redact",
            answered(200, fields={"redacted": [2, 3], "remaining": []}),
            Actor.ADMIN,
            json({"match": "High waves", "reason": "A secret"}),
            THE_POST,
        ),
    ),
)
