"""Addresses of lists: the parameters of a query, without those that have their default."""

from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel

from blog_api.http.pagination import Page


def address(path: str, query: BaseModel, **changes: object) -> str:
    given = query.model_dump() | changes
    defaults = {name: field.default for name, field in type(query).model_fields.items()}
    kept = {
        name: value
        for name, value in given.items()
        if value not in {None, ""} and value != defaults[name]
    }
    return f"{path}?{urlencode(kept)}" if kept else path


def next_address(path: str, query: BaseModel, page: Page[Any]) -> str | None:
    return address(path, query, cursor=page.next_cursor) if page.next_cursor else None
