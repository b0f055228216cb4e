"""Requests that pages name exist: `GET /api/posts/slug/boat` and the like."""

import re
from typing import Any, Final

import pytest

from blog_api.main import create_app
from blog_api.settings import Settings
from tests.documentation.commands import PAGES, inline_code

REQUEST: Final = re.compile(r"(GET|POST|PUT|PATCH|DELETE|HEAD) (/[^\s?#`]*)")
# The root is not in the OpenAPI document; bookmarks are an example of a feature to add.
EXCEPTIONS: Final = {"GET /", "DELETE /api/posts/{post_id}/bookmark", "GET /api/bookmarks"}


@pytest.fixture(scope="module")
def routes(settings: Settings) -> list[tuple[str, re.Pattern[str]]]:
    """Return method and pattern of each operation; `{post_id}` stands for one segment or a name."""
    paths: dict[str, Any] = create_app(settings).openapi()["paths"]
    return [
        (method.upper(), re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))))
        for path, methods in paths.items()
        for method in methods
    ]


@pytest.mark.parametrize("page", PAGES)
def test_requests_exist(page: str, routes: list[tuple[str, re.Pattern[str]]]) -> None:
    named = [found for code in inline_code(page) for found in REQUEST.findall(code)]
    missing = [
        f"{method} {path}"
        for method, path in named
        if f"{method} {path}" not in EXCEPTIONS and not is_served(method, path, routes)
    ]
    assert missing == []


def is_served(method: str, path: str, routes: list[tuple[str, re.Pattern[str]]]) -> bool:
    """True for a path with or without `/api`, and for HEAD of what GET serves."""
    paths = (path.rstrip("/") or "/", f"/api{path.rstrip('/')}")
    wanted = {"HEAD": "GET"}.get(method, method)
    return any(
        known == wanted and pattern.fullmatch(place) for known, pattern in routes for place in paths
    )
