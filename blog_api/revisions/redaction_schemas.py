"""Request and response bodies of redactions."""

from typing import Annotated, Any, ClassVar, Final

from pydantic import ConfigDict, Field

from blog_api.http.fields import DRY_RUN, Flag, Input, Output, Text, Written
from blog_api.http.middleware.body_limit import MAX_TEXT_BYTES

REASON: Final = "For the audit log."
Reason = Annotated[Written, Field(min_length=1, max_length=500, description=REASON)]
EXAMPLE: Final[dict[str, Any]] = {
    "match": "hunter2",
    "reason": "A password was pasted",
    "dry_run": True,
}


class RedactIn(Input):
    """The text to remove, compared exactly."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})
    max_bytes: ClassVar[int] = MAX_TEXT_BYTES

    match: Annotated[Text, Field(min_length=1, max_length=10_000)] = Field(
        description="Text to look for in title, excerpt, content and image URL, compared exactly."
    )
    reason: Reason
    dry_run: Annotated[Flag, Field(description=DRY_RUN)] = False


class RedactOut(Output):
    """The versions without their words now, and those that still have the text."""

    redacted: list[int]
    remaining: list[int] = Field(description="The current version, if it has the text: edit it.")
