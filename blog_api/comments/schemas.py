"""What a comment looks like on its way in and out."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from blog_api.posts.schemas import Author
from blog_api.web.schemas import Input, Output, Written


class CommentIn(Input):
    model_config = ConfigDict(json_schema_extra={"examples": [{"content": "Well said."}]})

    content: Annotated[Written, Field(min_length=1, max_length=10_000)]


class CommentOut(Output):
    id: int
    post_id: int
    author: Author
    content: str
    created_at: datetime
    updated_at: datetime
