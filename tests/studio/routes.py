"""Routes of the studio, for tests of all of its pages."""

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel

from blog_api.studio.navigation import page_modules

PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
# Pages for visitors without a session.
OPEN = frozenset(
    {
        "/studio/sign-in",
        "/studio/sign-up",
        "/studio/forgot",
        "/studio/reset",
        "/studio/verify",
        "/studio/revert",
        "/studio/preview",
    }
)

# Fields of forms that take text of people.
FIELDS = (
    *("title", "content", "excerpt", "slug", "tags", "category", "image_url", "note", "label"),
    *("username", "name", "email", "bio", "login", "password", "new_password", "repeated", "token"),
    *("current_password", "otp", "recovery_code", "to", "message", "reason", "match", "tag"),
    *("post_ids", "role", "days", "show", "version", "expires_in", "published_at", "time_zone"),
    *("new_name", "old_name"),
)


def routes(method: str) -> list[str]:
    """Return the paths of a method, such as `/studio/posts/{post_id:int}`."""
    found = {
        route.path
        for module in page_modules()
        for route in module.router.routes
        if method in route.methods
    }
    return sorted(found)


def fill(path: str, values: Mapping[str, object]) -> str:
    return PARAMETER.sub(lambda match: str(values[match[1]]), path)


def queries() -> dict[str, list[str]]:
    """Return the pages that have parameters of a query, with their names."""
    found = {
        route.path: [*names_in(route.endpoint)]
        for module in page_modules()
        for route in module.router.routes
        if "GET" in route.methods
    }
    found |= {"/studio/comments/selected/delete": ["id", "back"]}
    found |= {"/studio/posts/selected/change": ["id", "do", "back"]}
    return {path: names for path, names in found.items() if names}


def names_in(endpoint: Any) -> Iterator[str]:
    for name, parameter in inspect.signature(endpoint, eval_str=True).parameters.items():
        (first, *_) = get_args(parameter.annotation) or (None,)
        if isinstance(first, type) and issubclass(first, BaseModel):
            yield from first.model_fields
        elif name == "next_path":
            yield "next"
