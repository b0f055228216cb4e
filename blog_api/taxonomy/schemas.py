"""Request and response bodies of terms and of changes of their names."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from blog_api.http.fields import Input, Output, require_digits
from blog_api.posts.schemas import Category, Tag

Kind = Literal["tag", "category"]
MAX_TERMS = 1000


class TermFilters(BaseModel):
    """Query parameters of the lists of terms."""

    model_config = ConfigDict(frozen=True)

    limit: Annotated[int, Field(ge=1, le=MAX_TERMS), BeforeValidator(require_digits)] = Field(
        default=MAX_TERMS, description=f"Number of names: 1 to {MAX_TERMS:,}, which is the default."
    )


class TermOut(Output):
    """A tag or category and how many published posts have it."""

    name: str
    post_count: int


class TermList(Output):
    items: list[TermOut]


class TagIn(Input):
    """The new name, normalised like the tags of a post."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "python"}]})

    name: Tag


class CategoryIn(Input):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Programming"}]})

    name: Category = Field(
        description="The new name; if another category has it, the two become one."
    )


class TermChangeOut(Output):
    """A rename or merge; its id undoes it."""

    id: int
    kind: Kind
    old_name: str
    new_name: str
    merged: bool = Field(description="Whether posts had the new name before.")
    post_count: int = Field(description="Posts it touched, drafts and deleted ones among them.")
    created_at: datetime
    undone_at: datetime | None


class TermUndoOut(Output):
    """The number of posts restored, and of posts left alone because they were edited since."""

    restored: int = Field(description="Posts that have their old terms again.")
    left: int = Field(description="Posts whose terms were edited since.")
