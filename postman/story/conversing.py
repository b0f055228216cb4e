"""Reading, votes and comments of other users."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

THE_POST: Final = {"post_id": "{{post_id}}"}
HERS: Final = {"comment_id": "{{comment_id}}"}
EMPTY: Final = {"items is empty": "pm.expect(pm.response.json().items).to.eql([]);"}

FOLDER: Final = Folder(
    "Views, votes and comments",
    "Readers view, vote for and comment on a post; a comment is deleted and restored like a post.",
    (
        Request(
            "Count a view of a post",
            "POST",
            "/posts/{post_id}/views",
            answered(204),
            Actor.NOBODY,
            values=THE_POST,
        ),
        Request(
            "Vote for a post",
            "PUT",
            "/posts/{post_id}/vote",
            answered(204),
            Actor.GRACE,
            values=THE_POST,
        ),
        Request(
            "Vote for the same post again",
            "PUT",
            "/posts/{post_id}/vote",
            answered(204),
            Actor.GRACE,
            values=THE_POST,
        ),
        Request(
            "Create a comment",
            "POST",
            "/posts/{post_id}/comments",
            answered(
                201,
                fields={"author.username": "grace{{run}}", "post_id": "{{post_id}}"},
                saves={"comment_id": "id"},
            ),
            Actor.GRACE,
            json({"content": "I was there as well."}),
            values=THE_POST,
        ),
        Request(
            "Get the counters of a post",
            "GET",
            "/posts/{post_id}",
            answered(
                200,
                fields={"vote_count": 1, "comment_count": 1, "view_count": 1},
                headers={"ETag": r'^"post-\d+-\d+-[0-9a-f]+"$'},  # votes and comments change it
            ),
            Actor.NOBODY,
            values=THE_POST,
        ),
        Request(
            "Withdraw my vote",
            "DELETE",
            "/posts/{post_id}/vote",
            answered(204),
            Actor.GRACE,
            values=THE_POST,
        ),
        Request(
            "Update my comment",
            "PATCH",
            "/comments/{comment_id}",
            answered(200, fields={"content": "I was there too."}),
            Actor.GRACE,
            json({"content": "I was there too."}),
            values=HERS,
        ),
        Request(
            "Update a comment of another user (403)",
            "PATCH",
            "/comments/{comment_id}",
            refused(403, "forbidden"),
            body=json({"content": "You were not."}),
            values=HERS,
        ),
        Request(
            "Create a blank comment (422)",
            "POST",
            "/posts/{post_id}/comments",
            refused(422, "invalid_input"),
            body=json({"content": "   "}),
            values=THE_POST,
        ),
        Request(
            "Delete my comment",
            "DELETE",
            "/comments/{comment_id}",
            answered(204, headers={"Deletion-Id": "^[0-9]+$"}),
            Actor.GRACE,
            values=HERS,
        ),
        Request(
            "List the comments of a post after the deletion",
            "GET",
            "/posts/{post_id}/comments",
            answered(200, checks=EMPTY),
            Actor.NOBODY,
            values=THE_POST,
        ),
        Request(
            "Restore a comment",
            "POST",
            "/comments/{comment_id}/restore",
            answered(200, fields={"content": "I was there too."}),
            Actor.ADMIN,
            values=HERS,
        ),
        Request(
            "List the comments of a post after the restore",
            "GET",
            "/posts/{post_id}/comments",
            answered(
                200,
                fields={"items[0].id": "{{comment_id}}", "next_cursor": None},
                headers={"Link": 'rel="first"'},
            ),
            Actor.NOBODY,
            values=THE_POST,
        ),
        Request(
            "Search my comments",
            "GET",
            "/comments",
            answered(200, fields={"items[0].id": "{{comment_id}}"}),
            Actor.GRACE,
            query={"search": "there too"},
        ),
        Request(
            "Delete comments in bulk",
            "POST",
            "/comments/bulk-delete",
            answered(200, fields={"deleted[0]": "{{comment_id}}", "unchanged": []}),
            Actor.ADMIN,
            json({"ids": ["{{comment_id}}"], "reason": "Off topic"}),
        ),
        Request(
            "Restore comments in bulk",
            "POST",
            "/comments/bulk-restore",
            answered(200, fields={"restored[0]": "{{comment_id}}", "conflicts": []}),
            Actor.ADMIN,
            json({"ids": ["{{comment_id}}"], "on_conflict": "skip"}),
        ),
    ),
)
