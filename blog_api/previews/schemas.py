"""Bodies of preview links; the token is in a response only once, when the link is made."""

from datetime import datetime
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from blog_api.http.fields import BIGINT_MAX, Id, Input, Output, Written

WEEK_S: Final = 604_800
MAX_S: Final = 2_592_000  # 30 days


def require_kind_or_version(value: object) -> object:
    """Reject other values with one error; a union would report one for each of its members."""
    is_version = type(value) is int and 1 <= value <= BIGINT_MAX
    if is_version or value in ("current", "working-copy"):  # a list has no hash
        return value
    raise ValueError("should be current, working-copy or a version")


Show = Annotated[Literal["current", "working-copy"] | Id, BeforeValidator(require_kind_or_version)]


class PreviewIn(Input):
    """Content and lifetime of a new link."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"label": "For the editor"}]})
    not_null: ClassVar[frozenset[str]] = frozenset({"show", "expires_in"})

    show: Show = Field(
        default="current",
        description="The post as it is when it is read, the maker's working copy, or a version.",
    )
    expires_in: Annotated[int, Field(ge=1, le=MAX_S)] = Field(
        default=WEEK_S, description="Seconds until the link ends, at most 30 days."
    )
    label: Annotated[Written, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="For you to tell links apart, in the list of links."
    )


class PreviewTokenIn(Input):
    token: Annotated[
        str,
        Field(
            min_length=1,
            max_length=200,
            json_schema_extra={"format": "password"},
            description="`token` of the link when it was made: the part behind `#`.",
        ),
    ]


class PreviewMade(Output):
    """A new link; the server keeps only a hash of the token."""

    id: int
    token: str
    url: str | None = Field(
        description="A page that reads the token behind `#` and exchanges it. Null on a server "
        "without the studio that has no `PREVIEW_PAGE_URL`."
    )
    expires_at: datetime


class PreviewMaker(Output):
    id: int
    username: str


class PreviewOut(Output):
    """A link of the list, without its token."""

    id: int
    show: Literal["current", "working-copy"] | int
    label: str | None
    maker: PreviewMaker
    created_at: datetime
    expires_at: datetime
