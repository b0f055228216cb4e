"""Smoke test of the server at BASE_URL, with the standard library only.

For interpreters and installations without the packages of the tests: `python -m tests.smoke`. It
covers all native code: the database, bcrypt, RSA, Pillow and the renderer.
"""

import json
import os
import platform
import sys
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

API = os.environ["BASE_URL"] + "/api"
PASSWORD = "correct horse battery"
PICTURE = Path(__file__).parents[1] / "postman/picture.png"
BOUNDARY = "a-boundary"


def send(
    method: str, path: str, body: bytes | None = None, kind: str = "", token: str = ""
) -> dict[str, Any]:
    """Return the body; raise an error unless the request succeeds."""
    request = urllib.request.Request(API + path, body, method=method)
    if kind:
        request.add_header("Content-Type", kind)
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request) as response:
        answer: dict[str, Any] = json.load(response)
    return answer


def send_json(path: str, body: dict[str, Any], token: str = "") -> dict[str, Any]:
    return send("POST", path, json.dumps(body).encode(), "application/json", token)


def log_in() -> str:
    account = {"email": "smoke@example.com", "username": "smoke", "password": PASSWORD}
    send_json("/users", account)
    form = urlencode({"username": "smoke", "password": PASSWORD}).encode()
    token: str = send("POST", "/auth/login", form, "application/x-www-form-urlencoded")[
        "access_token"
    ]
    return token


def upload_picture(token: str) -> str:
    head = 'Content-Disposition: form-data; name="file"; filename="picture.png"\r\n'
    body = (
        f"--{BOUNDARY}\r\n{head}Content-Type: image/png\r\n\r\n".encode()
        + PICTURE.read_bytes()
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    url: str = send("POST", "/media", body, kind, token)["url"]
    return url


def main() -> None:
    token = log_in()
    post = send_json(
        "/posts",
        {"title": "日本語 smoke", "content": f"The *first* ![]({upload_picture(token)})"},
        token,
    )
    assert "<em>first</em>" in send("GET", f"/posts/{post['id']}?render=html")["content_html"]
    assert send("GET", "/posts?q=smoke")["items"][0]["id"] == post["id"]
    restored = send("GET", "/users/me", token=token)
    assert restored["username"] == "smoke"
    sys.stdout.write(f"Python {platform.python_version()} serves.\n")


if __name__ == "__main__":
    main()
