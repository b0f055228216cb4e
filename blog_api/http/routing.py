"""Paths of the API, and the error responses and headers that an OpenAPI entry lists."""

from collections.abc import Iterable
from inspect import signature
from typing import Any

from fastapi import APIRouter, FastAPI
from pydantic import BaseModel, Field
from starlette.convertors import StringConvertor, register_url_convertor

from blog_api.errors import AdminOnlyError, AppError, GrantError, MfaRequiredError


class ItemConvertor(StringConvertor):
    """`{post_id:item}`: a path segment, but not one that a fixed path has in its place.

    `GET /posts/bulk-delete` is then 405 with `Allow: POST`, and not a post whose id is malformed.
    """

    fixed = "me|options|bulk-delete|bulk-restore|bulk-transfer|bulk-update|redact"
    regex = f"(?!(?:{fixed})(?:/|$))[^/]+"


register_url_convertor("item", ItemConvertor())


def add_routes(app: FastAPI, router: APIRouter) -> None:
    """Add the routes of a router side by side with all others.

    `include_router` matches every route of an included router by its whole pattern, and that of
    the request twice (decision 0032).
    """
    options = signature(app.add_api_route).parameters.keys()
    for route in router.routes:
        app.add_api_route(**{name: getattr(route, name) for name in options})


class InputFault(BaseModel):
    """Location of a fault in the input, without the input itself."""

    loc: list[str | int] = Field(examples=[["body", "title"]])
    msg: str
    type: str


class RestoreConflict(BaseModel):
    """Conflict that prevents the restore of an item."""

    type: str
    id: int
    code: str
    suggested_slug: str | None


class ConflictHunk(BaseModel):
    """Lines of the content that cannot be merged."""

    base: list[str]
    yours: list[str]
    theirs: list[str]


class MergeConflict(BaseModel):
    """Field that both sides changed, differently; `hunks` of the content only."""

    field: str
    base: Any
    yours: Any
    theirs: Any
    hunks: list[ConflictHunk] = []


class Problem(BaseModel):
    """RFC 9457 problem details; those after `request_id` only with certain codes."""

    type: str = Field(examples=["urn:blog-api:problem:not_found"])
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    detail: str = Field(description="A sentence for people.")
    code: str = Field(description="Stable, for programs.", examples=["not_found"])
    request_id: str | None = Field(description="As in X-Request-ID.")
    errors: list[InputFault] = Field(default=[], description="With status 422; at most 20.")
    more_errors: int | None = Field(default=None, description="How many there are besides.")
    scope: str | None = Field(default=None, description="With `insufficient_scope`.")
    suggested_slug: str | None = Field(default=None, description="With `slug_taken`.")
    confirm_url: str | None = Field(default=None, description="With `confirmation_required`.")
    post_id: int | None = Field(default=None, description="With `post_deleted`.")
    holder_id: int | None = Field(default=None, description="With `slug_taken`.")
    used: int | None = Field(default=None, description="Bytes, with `quota_exceeded`.")
    quota: int | None = Field(default=None, description="Bytes, with `quota_exceeded`.")
    posts: dict[str, int] | None = Field(default=None, description="By status, with `has_posts`.")
    comments: int | None = Field(default=None, description="With `has_posts`.")
    images: int | None = Field(default=None, description="With `has_posts`.")
    open_transfers: int | None = Field(default=None, description="With `has_posts`.")
    limit: int | None = Field(default=None, description="With `too_many_open`.")
    conflicts: list[RestoreConflict | MergeConflict] = Field(
        default=[], description="With `restore_conflicts` and `merge_conflicts`."
    )
    current_etag: str | None = Field(
        default=None, description="With `stale` and `merge_conflicts`, of a post."
    )
    base_version: int | None = Field(
        default=None,
        description="With `stale` and `merge_conflicts`: the version that `If-Match` names.",
    )
    changed_fields: list[str] | None = Field(
        default=None, description="With `stale`: since `base_version`, if it is still kept."
    )
    conflicting_fields: list[str] | None = Field(
        default=None, description="With `stale`: those of them that the request changes too."
    )
    working_copy_kept: bool | None = Field(
        default=None,
        description="With `merge_conflicts`: the text of the request is the working copy now.",
    )


class GrantProblem(BaseModel):
    """RFC 6749 §5.2."""

    error: str = Field(examples=["invalid_grant"])
    error_description: str
    mfa_token: str | None = Field(default=None, description="With `mfa_required`: 5 minutes.")
    mfa_methods: list[str] = Field(default=[], description="With `mfa_required`.")


Responses = dict[int | str, dict[str, Any]]


def error_responses(*errors: type[AppError]) -> Responses:
    """Return the `responses` of a route, by status; the descriptions name the codes.

    What is for administrators may require their second factor (REQUIRE_ADMIN_MFA).
    """
    responses: Responses = {}
    merge_error_responses(responses, errors)
    if AdminOnlyError in errors:
        merge_error_responses(responses, [MfaRequiredError])
    return responses


def merge_error_responses(responses: Responses, errors: Iterable[type[AppError]]) -> None:
    """Extend the entries of their statuses."""
    for error in errors:
        entry = responses.setdefault(str(error.status), {"description": ""})
        if f"`{error.code}`" not in entry["description"]:
            entry["description"] += f"`{error.code}`: {error.detail}\n"
        if error.headers:
            entry.setdefault("headers", {}).update(header_references(*error.headers))
        add_content(entry.setdefault("content", {}), error)


def add_content(content: dict[str, Any], error: type[AppError]) -> None:
    """Add the media type, the schema and an example."""
    grant = issubclass(error, GrantError)
    name, media_type = (
        ("GrantProblem", "application/json") if grant else ("Problem", "application/problem+json")
    )
    kind = content.setdefault(media_type, {"schema": reference("schemas", name), "examples": {}})
    kind["examples"][error.code] = reference("examples", example_name(error))


def example_name(error: type[AppError]) -> str:
    """Return the name of its example: `mfa_required` is a code in both forms."""
    return f"grant_{error.code}" if issubclass(error, GrantError) else error.code


def response_headers(status: int, *headers: str) -> Responses:
    return {status: {"headers": header_references(*headers)}}


def header_references(*names: str) -> dict[str, Any]:
    return {name: reference("headers", name) for name in names}


def reference(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}
