"""Preconditions of a write of a post: `If-Match`, whether it is required, and merges."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Query, Request

from blog_api.errors import PreconditionRequiredError
from blog_api.http.etag import IfMatch

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


async def precondition_of_write(request: Request, if_match: IfMatch = None) -> Precondition:
    return Precondition(if_match, request.app.state.settings.require_if_match)


async def precondition_of_edit(
    request: Request,
    if_match: IfMatch = None,
    on_conflict: Annotated[
        OnConflict,
        Query(
            description="`merge`: if `If-Match` names an older version, merge the changes since "
            "it with these, field by field, the content by lines."
        ),
    ] = "fail",
) -> Precondition:
    is_required = request.app.state.settings.require_if_match
    return Precondition(if_match, is_required, on_conflict == "merge")


WritePrecondition = Annotated[Precondition, Depends(precondition_of_write)]
EditPrecondition = Annotated[Precondition, Depends(precondition_of_edit)]
