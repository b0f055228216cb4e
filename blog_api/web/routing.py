"""The route that checks the media type, and what refusals its OpenAPI entry lists."""

from collections.abc import Callable, Iterable
from copy import copy
from typing import Any, Self

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.responses import Response
from starlette.routing import Match, compile_path
from starlette.types import Scope
from typing_extensions import override

from blog_api.errors import AppError, GrantError
from blog_api.web.direct import serve
from blog_api.web.json_body import JsonRequest, require_json
from blog_api.web.simple import direct_endpoint, takes_json


class InputFault(BaseModel):
    """Where a malformed input is wrong, without the input itself."""

    loc: list[str | int] = Field(examples=[["body", "title"]])
    msg: str
    type: str


class RestoreConflict(BaseModel):
    """What stands in the way of restoring one thing."""

    type: str
    id: int
    code: str
    suggested_slug: str | None


class Problem(BaseModel):
    """RFC 9457 problem details; the last five only with the codes that they belong to."""

    type: str = Field(examples=["urn:blog-api:problem:not_found"])
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    detail: str = Field(description="A sentence for people.")
    code: str = Field(description="Stable, for programs.", examples=["not_found"])
    request_id: str | None = Field(description="As in X-Request-ID.")
    errors: list[InputFault] = Field(default=[], description="With `invalid_input`.")
    suggested_slug: str | None = Field(default=None, description="With `slug_taken`.")
    post_id: int | None = Field(default=None, description="With `post_deleted`.")
    holder_id: int | None = Field(default=None, description="With `slug_taken`.")
    conflicts: list[RestoreConflict] = Field(default=[], description="With `restore_conflicts`.")


class GrantProblem(BaseModel):
    """RFC 6749 §5.2."""

    error: str = Field(examples=["invalid_grant"])
    error_description: str


Responses = dict[int | str, dict[str, Any]]


def refusals(*errors: type[AppError]) -> Responses:
    """The `responses` of a route: one entry a status, its description naming the codes."""
    responses: Responses = {}
    merge_refusals(responses, errors)
    return responses


def merge_refusals(responses: Responses, errors: Iterable[type[AppError]]) -> None:
    """Add to the statuses that are there already."""
    for error in errors:
        entry = responses.setdefault(str(error.status), {"description": ""})
        if f"`{error.code}`" not in entry["description"]:
            entry["description"] += f"`{error.code}`: {error.detail}\n"
        if error.headers:
            entry.setdefault("headers", {}).update(header_references(*error.headers))
        add_content(entry.setdefault("content", {}), error)


def add_content(content: dict[str, Any], error: type[AppError]) -> None:
    """The media type and the shape of a refusal, and an example of it."""
    grant = issubclass(error, GrantError)
    name, media_type = (
        ("GrantProblem", "application/json") if grant else ("Problem", "application/problem+json")
    )
    kind = content.setdefault(media_type, {"schema": reference("schemas", name), "examples": {}})
    kind["examples"][error.code] = reference("examples", error.code)


def answers(status: int, *headers: str) -> Responses:
    """The headers of a success, for the `responses` of a route."""
    return {status: {"headers": header_references(*headers)}}


def header_references(*names: str) -> dict[str, Any]:
    """Headers that the components describe."""
    return {name: reference("headers", name) for name in names}


def reference(kind: str, name: str) -> dict[str, str]:
    """A component by its name."""
    return {"$ref": f"#/components/{kind}/{name}"}


class Route(APIRoute):
    """Refuses a JSON body that is not called JSON (415), where FastAPI alone says 422.

    It looks at the beginning of a path before the whole of it, for most routes are others' (0020).
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        if direct_endpoint(self):
            self.app = serve(self.get_route_handler())
        self.beginning = path.partition("{")[0]

    def under(self, prefix: str) -> Self:
        """The same route at another place; all but its path is made already."""
        route = copy(self)
        route.path = prefix + self.path
        route.path_regex, route.path_format, route.param_convertors = compile_path(route.path)
        route.beginning = route.path.partition("{")[0]
        return route

    @override
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["path"].startswith(self.beginning) or scope.get("root_path"):
            return super().matches(scope)
        return Match.NONE, {}

    @override
    def get_route_handler(self) -> Callable[[Request], Any]:
        if direct := direct_endpoint(self):
            return direct.handle
        handle = super().get_route_handler()
        if not takes_json(self):
            return handle

        async def check_media_type_then_handle(given: Request) -> Response:
            request = JsonRequest(given.scope, given.receive)
            await require_json(request)
            response: Response = await handle(request)
            return response

        return check_media_type_then_handle


def routes_under(prefix: str, *routers: APIRouter) -> list[Route]:
    """Side by side: FastAPI matches the routes of an included router once for each level."""
    found = (route for router in routers for route in router.routes)
    return [route.under(prefix) for route in found if isinstance(route, Route)]
