"""Conversion of the story to the files that Postman imports (collection format 2.1)."""

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from postman.environment import ENVIRONMENTS, LOCAL, environment
from postman.request import Actor, Body, Folder, Request
from postman.scopes import descriptions
from postman.scripts import quoted, shared_script, test, tests_of
from postman.story import FOLDERS

HERE: Final = Path(__file__).parent
SCHEMA: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
NUMBER: Final = re.compile(r'"(\{\{\w*_id\}\})"')
DESCRIPTION: Final = """\
Requests for every operation of the API, in an order in which one run can send all of them: \
register, log in, create and edit posts, delete, restore, undo, log out. A status in a name, as in \
"Create a post without a token (401)", is the one that the request expects.

1. In the project's folder, start a server: `scripts/serve`. In another shell, make the \
administrator that the environment `local` names:

        echo 'the admin password' | .venv/bin/blog-api create-admin \\
            --email admin@example.com --username admin --password-stdin

2. Import an environment, `local`, `staging` or `production` (postman/*.postman_environment.json), \
choose it, and for the latter two fill in `base_url`, `admin_email` and `admin_password`.

3. Choose the project's folder as the working directory (Settings, General): two requests send \
`postman/picture.png`.

4. Press **Run**. The first requests check the server and the administrator; if something is \
missing, the run stops there and says what to do. Names carry the number of the run, so that one \
database can see many.

A run registers accounts, and creates and deletes posts. It starts only where the variable \
`may_write` is `yes`; in `production` it is `no`, for single requests.

A request sends the token of its actor: `{{access_token}}` is Ada's, `{{grace_access_token}}` \
Grace's, `{{admin_access_token}}` the administrator's. A token that has less than five seconds \
left is refreshed first.
"""


def collection() -> dict[str, Any]:
    return {
        "info": {
            "_postman_id": "5b0e3a0c-6f1d-4b7e-9c39-2b1f0a7d4e11",
            "name": "blog_api",
            "description": DESCRIPTION,
            "schema": SCHEMA,
        },
        "auth": bearer("{{access_token}}"),
        "event": [
            event("prerequest", shared_script("before_each.js")),
            event("test", shared_script("after_each.js")),
        ],
        "variable": [{"key": key, "value": LOCAL[key]} for key in ("base_url", "api_prefix")],
        "item": [folder(number, chapter) for number, chapter in enumerate(FOLDERS, 1)],
    }


def folder(number: int, chapter: Folder) -> dict[str, Any]:
    return {
        "name": f"{number} {chapter.name}",
        "description": chapter.description,
        "item": [item(request) for request in chapter.requests],
    }


def item(request: Request) -> dict[str, Any]:
    events = [event("test", [*file_hint(request), *tests_of(request.expected)])]
    if request.before:
        events.insert(0, event("prerequest", request.before.splitlines()))
    return {"name": request.name, "event": events, "request": sent(request)}


def file_hint(request: Request) -> list[str]:
    """Return a comment on uploads: Postman finds files only in its working directory."""
    if not (request.body and request.body.file):
        return []
    advice = "Choose the project's folder as Postman's working directory (Settings, General)."
    return test(
        "the file was found and sent",
        f'pm.expect(pm.response.json().code, {quoted(advice)}).not.to.eql("invalid_input");',
    )


def sent(request: Request) -> dict[str, Any]:
    content_type, body = body_of(request.body)
    headers = {**content_type, **request.headers}
    made: dict[str, Any] = {
        "method": request.method,
        "header": [{"key": key, "value": value} for key, value in headers.items()],
        "url": url(request),
    }
    if body is not None:
        made["body"] = body
    if not request.at_root and (scope := descriptions().get(f"{request.method} {request.path}")):
        made["description"] = scope
    if request.actor is Actor.NOBODY:
        made["auth"] = {"type": "noauth"}
    elif request.actor is not Actor.ADA:
        made["auth"] = bearer(f"{{{{{request.actor.value}access_token}}}}")
    return made


def url(request: Request) -> dict[str, Any]:
    """Return the address, with OpenAPI's `{post_id}` as Postman's `:post_id`."""
    host = "{{base_url}}" if request.at_root else "{{base_url}}{{api_prefix}}"
    path = re.sub(r"\{(\w+)\}", r":\1", request.path)
    query = "&".join(f"{key}={value}" for key, value in request.query.items())
    made: dict[str, Any] = {
        "raw": f"{host}{path}?{query}" if query else host + path,
        "host": [host],
        "path": path.removeprefix("/").split("/"),
    }
    if request.query:
        made["query"] = [{"key": key, "value": value} for key, value in request.query.items()]
    if request.values:
        made["variable"] = [{"key": key, "value": value} for key, value in request.values.items()]
    return made


def body_of(body: Body | None) -> tuple[Mapping[str, str], dict[str, Any] | None]:
    """Return the necessary headers, and the body."""
    if body is None:
        return {}, None
    if body.form is not None:
        fields = [{"key": key, "value": value} for key, value in body.form.items()]
        return {}, {"mode": "urlencoded", "urlencoded": fields}
    if body.file is not None:
        return {}, {
            "mode": "formdata",
            "formdata": [{"key": "file", "type": "file", "src": body.file}],
        }
    if body.text is not None:
        return {"Content-Type": body.text[0]}, {"mode": "raw", "raw": body.text[1]}
    raw = NUMBER.sub(r"\1", json.dumps(body.json, indent=2, ensure_ascii=False))
    language = {"raw": {"language": "json"}}
    return {"Content-Type": "application/json"}, {"mode": "raw", "raw": raw, "options": language}


def bearer(token: str) -> dict[str, Any]:
    return {"type": "bearer", "bearer": [{"key": "token", "value": token, "type": "string"}]}


def event(listen: str, lines: list[str]) -> dict[str, Any]:
    return {"listen": listen, "script": {"type": "text/javascript", "exec": lines}}


def as_file(made: Callable[[], dict[str, Any]]) -> Callable[[], str]:
    return lambda: json.dumps(made(), indent=2, ensure_ascii=False) + "\n"


FILES: Final[Mapping[Path, Callable[[], str]]] = {
    HERE / "blog-api.postman_collection.json": as_file(collection),
    **{
        HERE / f"{name}.postman_environment.json": as_file(partial(environment, name))
        for name in ENVIRONMENTS
    },
}
