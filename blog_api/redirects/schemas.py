"""Query and response of a redirect."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from blog_api.http.fields import Output, Text
from blog_api.redirects.paths import MAX_PATH

EXAMPLE: dict[str, Any] = {
    "path": "/2015/06/a-boat",
    "post_id": 42,
    "slug": "a-boat",
    "location": "/api/posts/slug/a-boat",
}


class RedirectFilters(BaseModel):
    """Query parameters of the redirect of an old URL."""

    model_config = ConfigDict(frozen=True)

    path: Annotated[Text, Field(min_length=1, max_length=MAX_PATH)] = Field(
        description="Old path or whole address, such as `/2015/06/a-boat/`.",
        examples=["/2015/06/a-boat/"],
    )


class RedirectOut(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    path: str = Field(description="Decoded, without a slash at the end.")
    post_id: int
    slug: str
    location: str = Field(description="Path of the post in this API.")
