"""HEAD for every GET, `Allow` on 405, trailing slashes, OPTIONS only for CORS."""

import httpx2
from fastapi import FastAPI

from tests.contract.operations import PAGES, methods_by_path, operations
from tests.factories import World

EVERY_METHOD = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}
UNSTABLE = {"date", "x-request-id", "content-length"}


def stable_headers(answer: httpx2.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in UNSTABLE}


async def test_head_is_get_without_its_body(
    app: FastAPI, client: httpx2.AsyncClient, world: World
) -> None:
    headers = (await world.admin()).headers
    paths = {o.path for o in operations(app) if o.method == "GET"} | PAGES
    paths -= {"/metrics"}  # it counts the first request before it answers the second
    for path in sorted(paths):
        full = await client.get(path, headers=headers)
        head = await client.head(path, headers=headers)
        assert (head.status_code, head.content) == (full.status_code, b""), path
        assert stable_headers(head) == stable_headers(full), path
        # A streamed response has no length.
        assert head.headers.get("content-length") == full.headers.get("content-length"), path


async def test_405_lists_every_method_of_the_path(app: FastAPI, client: httpx2.AsyncClient) -> None:
    for path, methods in methods_by_path(app).items():
        for method in sorted(EVERY_METHOD - methods):
            answer = await client.request(method, path)
            assert answer.status_code == 405, (method, path)
            assert set(answer.headers["allow"].split(", ")) == methods, (method, path)


async def test_a_fixed_path_is_no_address_of_a_parameter(
    client: httpx2.AsyncClient, world: World
) -> None:
    headers = (await world.admin()).headers
    for path in ("/api/posts/bulk-delete", "/api/posts/bulk-restore", "/api/posts/bulk-update"):
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            answer = await client.request(method, path, headers=headers, json={"title": "x"})
            assert (answer.status_code, answer.headers["allow"]) == (405, "POST"), method


async def test_a_method_that_nobody_knows_is_405(client: httpx2.AsyncClient) -> None:
    answer = await client.request("BREW", "/api/posts")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


async def test_a_file_of_the_docs_is_for_reading(client: httpx2.AsyncClient) -> None:
    for method in sorted(EVERY_METHOD - {"GET", "HEAD"}):
        for name in ("swagger-ui.css", "redoc.standalone.js", "no-such-file"):
            answer = await client.request(method, f"/docs/assets/{name}")
            assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD"), method


async def test_a_trailing_slash_changes_nothing_under_the_prefix(
    app: FastAPI, client: httpx2.AsyncClient, world: World
) -> None:
    headers = (await world.admin()).headers
    for operation in operations(app):
        given = headers if operation.method == "GET" else {}
        plain, slashed = [
            await client.request(operation.method, operation.path + end, headers=given)
            for end in ("", "/")
        ]
        expected = plain.status_code if operation.path.startswith("/api/") else 404
        assert slashed.status_code == expected, operation.name
        assert not slashed.is_redirect


async def test_an_unknown_path_is_404_in_every_method(client: httpx2.AsyncClient) -> None:
    for path in ("/api", "/api/nothing", "/api/posts/1/nothing", "/api//posts"):
        for method in sorted(EVERY_METHOD):
            answer = await client.request(method, path)
            assert answer.status_code == 404, (method, path)
