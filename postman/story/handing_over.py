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
    "Post transfers",
    "An author offers a post and the receiver accepts; an administrator transfers it without an "
    "answer.",
    (
        Request(
            "Offer a post from an unverified account (403)",
            "POST",
            "/posts/{post_id}/transfer",
            refused(403, "email_not_verified"),
            body=json(TO_GRACE),
            values=SECOND,
        ),
        Request(
            "Transfer a post as an admin",
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
            "List my incoming transfers",
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
            "Accept a closed transfer (409)",
            "POST",
            "/transfers/{transfer_id}/accept",
            refused(409, "transfer_closed"),
            Actor.GRACE,
            values=TRANSFER,
        ),
        Request(
            "Decline a closed transfer (409)",
            "POST",
            "/transfers/{transfer_id}/decline",
            refused(409, "transfer_closed"),
            Actor.GRACE,
            values=TRANSFER,
        ),
        Request(
            "Withdraw a closed transfer (409)",
            "DELETE",
            "/transfers/{transfer_id}",
            refused(409, "transfer_closed"),
            values=TRANSFER,
        ),
        Request(
            "Undo a transfer",
            "POST",
            "/transfers/{transfer_id}/undo",
            answered(200, checks={"returned lists the post, and conflicts is empty": GAVE_BACK}),
            Actor.ADMIN,
            values=TRANSFER,
        ),
        Request(
            "Transfer all posts of a user (dry run)",
            "POST",
            "/posts/bulk-transfer",
            answered(200, fields={"transfer_id": None, "unchanged": [], "remaining": 0}),
            Actor.ADMIN,
            json({"from": "ada{{run}}", **TO_GRACE, "dry_run": True}),
        ),
        Request(
            "Preview the deletion of my account",
            "GET",
            "/users/me/deletion-preview",
            answered(200, fields={"open_transfers": 0}),
        ),
        Request(
            "Delete my account unless it has posts (409)",
            "DELETE",
            "/users/me",
            refused(409, "has_posts"),
            query={"posts": "refuse"},
        ),
        Request(
            "Preview the deletion of an account as an admin",
            "GET",
            "/users/{user_id}/deletion-preview",
            answered(200, fields={"open_transfers": 0}),
            Actor.ADMIN,
            values={"user_id": "{{ada_id}}"},
        ),
    ),
)
