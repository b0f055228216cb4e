"""Handing a post over, and its undo."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

SECOND: Final = {"post_id": "{{second_id}}"}
TRANSFER: Final = {"transfer_id": "{{transfer_id}}"}
TO_GRACE: Final = {"to": "grace{{run}}"}
GAVE_BACK: Final = """\
const id = pm.environment.get("second_id");
pm.expect(pm.response.json()).to.eql({returned: [id], conflicts: []});"""

FOLDER: Final = Folder(
    "Hand over",
    "An author offers a post, and the receiver accepts; an administrator needs no answer.",
    (
        Request(
            "Only a verified account offers",
            "POST",
            "/posts/{post_id}/transfer",
            refused(403, "email_not_verified"),
            body=json(TO_GRACE),
            values=SECOND,
        ),
        Request(
            "The administrator hands it over",
            "POST",
            "/posts/{post_id}/transfer",
            answered(
                200,
                fields={"author.username": "grace{{run}}"},
                headers={"ETag": "^"},
                saves_headers={"transfer_id": "Transfer-Id"},
            ),
            Actor.ADMIN,
            json({**TO_GRACE, "at_once": True, "message": "Please go on with it."}),
            values=SECOND,
        ),
        Request(
            "Grace finds it among her transfers",
            "GET",
            "/transfers",
            answered(
                200,
                fields={
                    "items[0].post.id": "{{second_id}}",
                    "items[0].from.username": "ada{{run}}",
                    "items[0].state": "accepted",
                },
                headers={"Link": 'rel="first"'},
            ),
            Actor.GRACE,
            query={"direction": "in"},
        ),
        Request(
            "There is nothing to accept",
            "POST",
            "/transfers/{transfer_id}/accept",
            refused(409, "transfer_closed"),
            Actor.GRACE,
            values=TRANSFER,
        ),
        Request(
            "Or to decline",
            "POST",
            "/transfers/{transfer_id}/decline",
            refused(409, "transfer_closed"),
            Actor.GRACE,
            values=TRANSFER,
        ),
        Request(
            "Or to withdraw",
            "DELETE",
            "/transfers/{transfer_id}",
            refused(409, "transfer_closed"),
            values=TRANSFER,
        ),
        Request(
            "The administrator gives it back",
            "POST",
            "/transfers/{transfer_id}/undo",
            answered(200, checks={"gives one back": GAVE_BACK}),
            Actor.ADMIN,
            values=TRANSFER,
        ),
        Request(
            "All posts of Ada would move like this",
            "POST",
            "/posts/bulk-transfer",
            answered(200, fields={"transfer_id": None, "unchanged": [], "remaining": 0}),
            Actor.ADMIN,
            json({"from": "ada{{run}}", **TO_GRACE, "dry_run": True}),
        ),
        Request(
            "What deleting her account would take",
            "GET",
            "/users/me/deletion-preview",
            answered(200, fields={"open_transfers": 0}),
        ),
        Request(
            "So long as there are posts, this refuses",
            "DELETE",
            "/users/me",
            refused(409, "has_posts"),
            query={"posts": "refuse"},
        ),
        Request(
            "The same for the administrator",
            "GET",
            "/users/{user_id}/deletion-preview",
            answered(200, fields={"open_transfers": 0}),
            Actor.ADMIN,
            values={"user_id": "{{ada_id}}"},
        ),
    ),
)
