"""Data types of the story: folders of requests, each with its expected response."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Actor(Enum):
    """Owner of the tokens of a request; the value is the prefix of the actor's variables."""

    NOBODY = None
    ADA = ""
    GRACE = "grace_"
    LAPTOP = "laptop_"
    LEAVER = "leaver_"
    KEEPER = "keeper_"
    ADMIN = "admin_"
    PROGRAM = "program_"  # a personal access token of Ada's


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """An expected response: status, error code, fields by path, and headers by pattern.

    `saves` stores fields in variables, `saves_headers` headers, for the requests that follow.
    `tokens` is the actor that this response logs in. `checks` are tests in JavaScript by name.
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
    """A body: JSON, a form, text of any other type, or a form with a file of this folder."""

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
    name: str
    description: str
    requests: tuple[Request, ...]


def json(value: object) -> Body:
    """Return a JSON body; a text that is one variable named `…_id` stands for a number."""
    return Body(json=value)


def form(fields: Mapping[str, str]) -> Body:
    return Body(form=fields)


def upload(name: str) -> Body:
    """Return a form with a file of this folder as `file`, by its path in the project."""
    return Body(file=f"postman/{name}")


def refused(status: int, code: str, **more: Any) -> Expected:
    return Expected(status=status, code=code, **more)


def answered(status: int, /, **more: Any) -> Expected:
    return Expected(status=status, **more)
