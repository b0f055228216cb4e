"""Uploads of images, for profiles and posts."""

from typing import Final

from postman.request import Actor, Body, Folder, Request, answered, refused, upload

NAME: Final = "[0-9a-f]{64}[.]png"

FOLDER: Final = Folder(
    "Pictures",
    "PNG, JPEG, WebP and AVIF are encoded again, without metadata; stored images never change.",
    (
        Request(
            "Ada shows her face",
            "PUT",
            "/users/me/avatar",
            answered(
                200,
                fields={"username": "ada{{run}}"},
                checks={
                    "says where it is": (
                        "const address = pm.response.json().avatar_url;\n"
                        f"pm.expect(address).to.match(/media.{NAME}$/);\n"
                        'pm.environment.set("avatar_name", address.split("/").pop());'
                    )
                },
            ),
            body=upload("picture.png"),
        ),
        Request(
            "Anyone sees it, for ever",
            "GET",
            "/media/{name}",
            answered(
                200,
                headers={
                    "Content-Type": "^image/png$",
                    "Cache-Control": "^public, max-age=31536000, immutable$",
                    "ETag": '^"{{avatar_name}}"$',
                },
                saves_headers={"avatar_etag": "ETag"},
            ),
            Actor.NOBODY,
            values={"name": "{{avatar_name}}"},
            at_root=True,
        ),
        Request(
            "Not again: it cannot have changed",
            "GET",
            "/media/{name}",
            answered(304),
            Actor.NOBODY,
            values={"name": "{{avatar_name}}"},
            headers={"If-None-Match": "{{avatar_etag}}"},
            at_root=True,
        ),
        Request(
            "A picture for a post",
            "POST",
            "/media",
            answered(
                201,
                fields={"media_type": "image/png", "width": 64, "height": 48},
                headers={"Location": f"^/media/{NAME}$"},
                saves={"picture_url": "url"},
            ),
            body=upload("picture.png"),
        ),
        Request(
            "What only says that it is one is none",
            "POST",
            "/media",
            refused(422, "picture_not_readable"),
            body=upload("not-a-picture.png"),
        ),
        Request(
            "And not every body is a form",
            "POST",
            "/media",
            refused(415, "unsupported_media_type"),
            body=Body(text=("image/png", "Not even a picture")),
        ),
        Request(
            "Ada hides again",
            "DELETE",
            "/users/me/avatar",
            answered(204),
        ),
        Request(
            "And is not seen any more",
            "GET",
            "/users/{user_id}",
            answered(200, fields={"avatar_url": None}),
            Actor.NOBODY,
            values={"user_id": "{{ada_id}}"},
        ),
    ),
)
