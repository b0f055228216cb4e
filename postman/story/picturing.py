"""Uploads of images, for profiles and posts."""

from typing import Final

from postman.request import Actor, Body, Folder, Request, answered, refused, upload

NAME: Final = "[0-9a-f]{64}[.]png"

FOLDER: Final = Folder(
    "Images",
    "PNG, JPEG, WebP and AVIF are encoded again, without metadata; stored images never change.",
    (
        Request(
            "Upload my avatar",
            "PUT",
            "/users/me/avatar",
            answered(
                200,
                fields={"username": "ada{{run}}"},
                checks={
                    "avatar_url is the address of a stored image": (
                        "const address = pm.response.json().avatar_url;\n"
                        f"pm.expect(address).to.match(/media.{NAME}$/);\n"
                        'pm.environment.set("avatar_name", address.split("/").pop());'
                    )
                },
            ),
            body=upload("picture.png"),
        ),
        Request(
            "Get an image",
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
            "Get an unchanged image (304)",
            "GET",
            "/media/{name}",
            answered(304),
            Actor.NOBODY,
            values={"name": "{{avatar_name}}"},
            headers={"If-None-Match": "{{avatar_etag}}"},
            at_root=True,
        ),
        Request(
            "Upload an image for a post",
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
            "Upload a file that is not an image (422)",
            "POST",
            "/media",
            refused(422, "picture_not_readable"),
            body=upload("not-a-picture.png"),
        ),
        Request(
            "Upload an image without a multipart form (415)",
            "POST",
            "/media",
            refused(415, "unsupported_media_type"),
            body=Body(text=("image/png", "Not even a picture")),
        ),
        Request(
            "Delete my avatar",
            "DELETE",
            "/users/me/avatar",
            answered(204),
        ),
        Request(
            "Get a profile without an avatar",
            "GET",
            "/users/{user_id}",
            answered(200, fields={"avatar_url": None}),
            Actor.NOBODY,
            values={"user_id": "{{ada_id}}"},
        ),
    ),
)
