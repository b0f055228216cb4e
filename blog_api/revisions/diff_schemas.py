"""Query and response of a difference between two versions."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from blog_api.diffing.text_diff import Op
from blog_api.http.fields import Output, QueryId


def require_version_or_current(text: object) -> object:
    """Reject other texts with one error; a union would report one for each of its members."""
    if text == "current" or (isinstance(text, str) and text.isascii() and text.isdigit()):
        return text
    raise ValueError("should be a version or current")


Target = Annotated[QueryId | Literal["current"], BeforeValidator(require_version_or_current)]


class DiffQuery(BaseModel):
    """Query parameters of a difference."""

    to: Target = Field(default="current", description="A version, or `current`.")
    format: Literal["unified"] | None = Field(
        default=None, description="`unified`: the contents alone, as `text/x-diff`."
    )


class DiffSegment(Output):
    """A part of the content."""

    op: Op
    text: str


class FieldDifference(Output):
    """A field other than the content that differs."""

    field: str
    before: Any
    after: Any


class DiffOut(Output):
    """A difference: `before` is `from`, `after` is `to`, whichever is older.

    Joining `equal` and `delete` gives the content of `from`, `equal` and `insert` that of `to`.
    """

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    from_: int = Field(alias="from")
    to: int
    fields: list[FieldDifference]
    content: list[DiffSegment] = Field(description="By lines, then by words inside changed lines.")
    truncated: bool = Field(
        description="Whether a part took too long to compare, and is one `delete` and one `insert`."
    )
