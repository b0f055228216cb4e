"""Preconditions of a write of a post: `If-Match`, whether it is required, and merges."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from fastapi import Depends, Request
from pydantic import BaseModel, Field

from blog_api.errors import PreconditionRequiredError
from blog_api.http.etag import IfMatch
from blog_api.http.parameters import FromHeader, FromQuery

OnConflict = Literal["fail", "merge"]


@dataclass(frozen=True, slots=True)
class Precondition:
    """`If-Match` of a request, and whether an edit of another version is merged."""

    if_match: str | None
    is_required: bool
    merges: bool = False

    def checked(self) -> str | None:
        """Return `If-Match`; raise PreconditionRequiredError if it is required and absent.

        Called by the route, so that malformed input is reported first.
        """
        if self.if_match is None and (self.is_required or self.merges):
            raise PreconditionRequiredError
        return self.if_match


class EditQuery(BaseModel):
    """The query of an edit."""

    on_conflict: OnConflict = Field(
        default="fail",
        description="`merge`: if `If-Match` names an older version, merge the changes since "
        "it with these, field by field, the content by lines.",
    )


IF_MATCH: Final = FromHeader[str | None]("if-match", IfMatch)
EDIT_QUERY: Final = FromQuery(EditQuery)
EDIT_CONDITION: Final = (EDIT_QUERY, IF_MATCH)


async def precondition_of_write(request: Request, if_match: IfMatch = None) -> Precondition:
    return Precondition(if_match, request.app.state.settings.require_if_match)


def edit_condition(request: Request) -> Precondition:
    """Read `EDIT_CONDITION`; raise RequestValidationError."""
    is_required = request.app.state.settings.require_if_match
    merges = EDIT_QUERY.read(request).on_conflict == "merge"
    return Precondition(IF_MATCH.read(request), is_required, merges)


WritePrecondition = Annotated[Precondition, Depends(precondition_of_write)]
