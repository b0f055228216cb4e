"""Reading, votes and comments of other users."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

THE_POST: Final = {"post_id": "{{post_id}}"}
HERS: Final = {"comment_id": "{{comment_id}}"}
EMPTY: Final = {"nobody": "pm.expect(pm.response.json().items).to.eql([]);"}

FOLDER: Final = Folder(
    "Converse",
    "Views, votes and comments; a comment is deleted and restored like a post.",
    (
        Request(
            "A reader opens the post",
            "POST",
            "/posts/{post_id}/views",
            answered(204),
            Actor.NOBODY,
            values=THE_POST,
        ),
        Request(
            "Grace votes for it",
            "PUT",
            "/posts/{post_id}/vote",
            answered(204),
            Actor.GRACE,
            values=THE_POST,
        ),
        Request(
            "A second time changes nothing",
            "PUT",
            "/posts/{post_id}/vote",
            answered(204),
            Actor.GRACE,
            values=THE_POST,
        ),
        Request(
            "Grace comments",
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
            "It all counts",
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
            "Grace takes her vote back",
            "DELETE",
            "/posts/{post_id}/vote",
            answered(204),
            Actor.GRACE,
            values=THE_POST,
        ),
        Request(
            "Grace corrects her comment",
            "PATCH",
            "/comments/{comment_id}",
            answered(200, fields={"content": "I was there too."}),
            Actor.GRACE,
            json({"content": "I was there too."}),
            values=HERS,
        ),
        Request(
            "It is not Ada's to change",
            "PATCH",
            "/comments/{comment_id}",
            refused(403, "forbidden"),
            body=json({"content": "You were not."}),
            values=HERS,
        ),
        Request(
            "A comment says something",
            "POST",
            "/posts/{post_id}/comments",
            refused(422, "invalid_input"),
            body=json({"content": "   "}),
            values=THE_POST,
        ),
        Request(
            "Grace deletes her comment",
            "DELETE",
            "/comments/{comment_id}",
            answered(204, headers={"Deletion-Id": "^[0-9]+$"}),
            Actor.GRACE,
            values=HERS,
        ),
        Request(
            "It is out of sight",
            "GET",
            "/posts/{post_id}/comments",
            answered(200, checks=EMPTY),
            Actor.NOBODY,
            values=THE_POST,
        ),
        Request(
            "The administrator restores it",
            "POST",
            "/comments/{comment_id}/restore",
            answered(200, fields={"content": "I was there too."}),
            Actor.ADMIN,
            values=HERS,
        ),
        Request(
            "Everyone reads it again",
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
            "Grace finds it among her comments",
            "GET",
            "/comments",
            answered(200, fields={"items[0].id": "{{comment_id}}"}),
            Actor.GRACE,
            query={"search": "there too"},
        ),
        Request(
            "The administrator deletes several comments at once",
            "POST",
            "/comments/bulk-delete",
            answered(200, fields={"deleted[0]": "{{comment_id}}", "unchanged": []}),
            Actor.ADMIN,
            json({"ids": ["{{comment_id}}"], "reason": "Off topic"}),
        ),
        Request(
            "And restores them",
            "POST",
            "/comments/bulk-restore",
            answered(200, fields={"restored[0]": "{{comment_id}}", "conflicts": []}),
            Actor.ADMIN,
            json({"ids": ["{{comment_id}}"], "on_conflict": "skip"}),
        ),
    ),
)
