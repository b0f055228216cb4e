"""`scripts/bench --studio` measures every page, and its table shows what is beyond a limit."""

import gzip
from collections.abc import Iterator

from benchmarking.machine import Machine
from benchmarking.studio import IS_ADMIN, IS_AUTHOR, Run, figures_of, table_of
from benchmarking.studio_pages import ADMINISTRATOR, AUTHOR, STRANGER, Rows
from benchmarking.studio_people import (
    ASSET,
    AUTOSAVE,
    IMPORT,
    Answer,
    Browser,
    Seen,
    answer_of,
    copy_tag_of,
    with_second_pages,
)
from fastapi.routing import APIRoute
from starlette.routing import Match
from typing_extensions import override

from blog_api.studio.navigation import page_modules

NO_PAGES = {
    "/studio": "a redirect",
    "/studio/": "a redirect",
    "/studio/account/avatar": "an image",
    "/studio/account/export": "a zip file",
    "/studio/account/security/app": "needs an enrolment that has begun",
    "/studio/editor/tags": "JSON",
}
MACHINE = Machine("", 2, 8, "Linux", "3.11", "18", 0, "its own client", {})
ROWS = Rows(1, 2, 3, "ada", "A quiet harbour", 4, "sea", 5, 6, 7, 8, 9)


def shown() -> Iterator[APIRoute]:
    for module in page_modules():
        routes = [route for route in module.router.routes if isinstance(route, APIRoute)]
        yield from (route for route in routes if "GET" in (route.methods or ()))


def test_every_page_is_measured() -> None:
    pages = [*STRANGER.values()]
    for addresses in (AUTHOR, ADMINISTRATOR):
        pages += ROWS.pages(addresses).values()
    measured = set()
    for path in (page.partition("?")[0] for page in pages):
        scope = {"type": "http", "method": "GET", "path": path}
        fitting = [route.path for route in shown() if route.matches(scope)[0] is Match.FULL]
        assert fitting, path
        measured.add(fitting[0])
    assert {route.path for route in shown()} - measured == NO_PAGES.keys()


def test_a_table_marks_pages_beyond_a_limit() -> None:
    run = Run(200_000, 300, 20, 4, (0.1, 0.2), MACHINE)
    seen = [
        Seen(IS_AUTHOR, "editor", 0.012),
        Seen(IS_ADMIN, "audit", 0.051),
        Seen(IS_ADMIN, "trash", 0.020),
        Seen(IS_AUTHOR, AUTOSAVE, 0.030),
    ]
    weights = {
        (IS_AUTHOR, "editor"): 59_000,
        (IS_ADMIN, "audit"): 40_000,
        (IS_ADMIN, "trash"): 60_001,
    }
    table = table_of(run, figures_of(seen, weights))
    assert "2 of 4 within limits." in table
    assert table.splitlines()[4:] == [
        "| audit | administrator | 1 | 51.0 | **51.0** | 40.0 |",
        "| trash | administrator | 1 | 20.0 | 20.0 | **60.0** |",
        "| autosave | author | 1 | 30.0 | 30.0 |  |",
        "| editor | author | 1 | 12.0 | 12.0 | 59.0 |",
    ]


async def test_the_second_page_of_a_list_is_measured_too() -> None:
    class Lists(Browser):
        @override
        async def get(self, path: str) -> Answer:
            link = '<a class="button" rel="next" href="/studio/trash?a=1&amp;cursor=c">'
            body = link if path == "/studio/trash?a=1" else "<h1>No list</h1>"
            return Answer(0.01, "HTTP/1.1 200 OK", body, 100)

    pages = {"trash": "/studio/trash?a=1", "email": "/studio/account/email"}
    found = await with_second_pages(Lists(0), pages)
    assert found == pages | {"trash, page 2": "/studio/trash?a=1&cursor=c"}


def test_files_of_a_page_are_found() -> None:
    page = '<link rel="stylesheet" href="/studio/static/1a/studio.css"><a href="/studio/trash">'
    script = '/** Words. */\nimport { startTools } from "./tools.js";\nimport "./images.js";\n'
    assert ASSET.findall(page) == ["/studio/static/1a/studio.css"]
    assert IMPORT.findall(script) == ["./tools.js", "./images.js"]


def test_the_size_of_a_compressed_file_is_that_over_the_wire() -> None:
    body = gzip.compress(b"main { color: red }" * 100)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    answer = answer_of(0.1, head, body)
    assert answer.body == "main { color: red }" * 100
    assert answer.size == len(head) + len(body)


def test_the_tag_of_a_working_copy_is_read() -> None:
    head = "HTTP/1.1 200 OK\r\nSet-Cookie: one=1\r\nset-cookie: two=2"
    answer = Answer(0.01, head, '{"id":1,"copy_tag":"\\"wc-1-2\\"","is_stale":false}', 100)
    assert answer.status == 200
    assert answer.header("set-cookie") == ["one=1", "two=2"]
    assert copy_tag_of(answer) == '"wc-1-2"'
