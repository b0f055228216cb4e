"""URLs of our own images: stored as a path, returned with `PUBLIC_URL`.

So a blog that moves to another host, port or scheme keeps its images. Other URLs are stored
unchanged.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, SQLColumnExpression, Text, bindparam, case, func

from blog_api.db.statements import PUBLIC_URL, constant
from blog_api.media.schemas import FOLDER

ROOT: Final = f"/{FOLDER}/"
BASE: Final = bindparam(PUBLIC_URL, type_=Text)


def stored_path(name: str) -> str:
    return f"{ROOT}{name}"


def absolute_url(column: SQLColumnExpression[str | None]) -> ColumnElement[Any]:
    return case((func.starts_with(column, constant(ROOT)), BASE + column), else_=column)


def stored_url(name: str) -> ColumnElement[Any]:
    """Return the parameter `name` as stored: without the host if it is our own image."""
    return without_host(bindparam(name, type_=Text))


def without_host(given: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    own = func.starts_with(given, BASE + constant(ROOT))
    return case((own, func.substr(given, func.length(BASE) + constant(1))), else_=given)
