"""What a story is made of: folders of requests, each with what it must be answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Actor(Enum):
    """Whose tokens a request uses; the value is the prefix of that actor's variables."""

    NOBODY = None
    ADA = ""
    GRACE = "grace_"
    LAPTOP = "laptop_"
    LEAVER = "leaver_"
    ADMIN = "admin_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """An answer: its status, the code of a refusal, fields by their path, headers by a pattern.

    `saves` puts fields into variables, `saves_headers` headers, for the requests that follow.
    `tokens` is the actor who is logged in by this answer. `checks` are tests in JavaScript by name.
    """

    status: int
    code: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    saves: Mapping[str, str] = field(default_factory=dict)
    saves_headers: Mapping[str, str] = field(default_factory=dict)
    tokens: Actor | None = None
    checks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """JSON, or a form, or text of any other type, or a form with a file of this folder."""

    json: Any = None
    form: Mapping[str, str] | None = None
    text: tuple[str, str] | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One step; `path` is as in OpenAPI, and `values` fills its parameters."""

    name: str
    method: str
    path: str
    expected: Expected
    actor: Actor = Actor.ADA
    body: Body | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    before: str = ""
    at_root: bool = False


@dataclass(frozen=True, slots=True)
class Folder:
    """A chapter."""

    name: str
    description: str
    requests: tuple[Request, ...]


def json(value: object) -> Body:
    """A JSON body; a text that is one variable named `…_id` stands for a number."""
    return Body(json=value)


def form(fields: Mapping[str, str]) -> Body:
    """A form, as the token endpoints want it."""
    return Body(form=fields)


def upload(name: str) -> Body:
    """A file beside this one as the field `file`; paths begin at the project's folder."""
    return Body(file=f"postman/{name}")


def refused(status: int, code: str, **more: Any) -> Expected:
    """A problem of that code."""
    return Expected(status=status, code=code, **more)


def answered(status: int, /, **more: Any) -> Expected:
    """A success."""
    return Expected(status=status, **more)
