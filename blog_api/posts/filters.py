"""Query parameters of the list of posts."""

from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from blog_api.http.fields import BIGINT_MAX, MAX_IDS, After, Before, Flag, Ids, Text, fault_in
from blog_api.http.pagination import Paging

StatusFilter = Literal["draft", "published", "archived", "scheduled"]
Sort = Literal["newest", "oldest", "updated", "top", "views", "relevance"]


def or_none(words: str) -> str | None:
    return words.strip() or None


SearchText = Annotated[Text, Field(max_length=200), AfterValidator(or_none)]


def refuse_impossible_id(author: str) -> str:
    """Raise a validation error for a number that exceeds the range of ids."""
    if author.isascii() and author.isdigit() and int(author) > BIGINT_MAX:
        raise ValueError("is no id")
    return author


TAG: Final = "Normalised like tags; write `+` as `%2B` and `#` as `%23`."
FilterText = Annotated[Text, Field(max_length=100)]
AuthorName = Annotated[FilterText, AfterValidator(refuse_impossible_id)]


class PostFilters(Paging):
    """Query parameters of the list of posts."""

    sort: Sort = Field(
        default="newest",
        description="`newest` and `oldest` by publication, by creation in lists with drafts; "
        "`updated`: last changed first; `top`: most votes; `views`: most views; `relevance` needs "
        "`search`.",
    )
    author: AuthorName | None = Field(default=None, description="An id, a user name, or `me`.")
    tag: FilterText | None = Field(default=None, description=TAG)
    category: FilterText | None = Field(
        default=None, description="The whole name of a category, compared exactly."
    )
    status: StatusFilter | None = Field(
        default=None,
        description="`published` are public posts; `scheduled` are published with a date to come. "
        "Other than `published`: your own, for administrators everyone's.",
    )
    created_after: After | None = None
    created_before: Before | None = None
    search: SearchText | None = Field(
        default=None,
        description='Words to find in title, excerpt and content: all of them, `"a phrase"`, '
        "`one or another`, `-without`; the last may be the beginning of a word.",
    )
    snippet: Flag = Field(default=False, description="With `search`: return the matching text.")
    voted: Literal["me"] | None = Field(
        default=None,
        description="`me`: what the caller has voted for, the newest vote first; not with `sort` "
        "or `search`.",
    )
    ids: Ids | None = Field(
        default=None,
        description=f"At most {MAX_IDS}, and no other parameter: those that the caller may see, "
        "whatever their status, in this order on one page.",
    )

    @property
    def is_only_public(self) -> bool:
        """Return whether the list has public posts only: not with `author=me` or another status."""
        if self.status is None:
            return self.author != "me"
        return self.status == "published"

    @property
    def status_value(self) -> dict[str, Any]:
        """Return the filter by status as parameters.

        None for public posts, which a fixed condition finds.
        """
        if self.status == "scheduled":
            return {"scheduled": True}
        return {} if self.is_only_public else {"status": self.status}

    @model_validator(mode="after")
    def refuse_conflicting_parameters(self) -> Self:
        """Refuse another parameter with `ids`, and `sort` or `search` with `voted`."""
        given = self.model_fields_set
        if self.ids is not None and len(given) > 1:
            raise fault_in(self, *sorted(given - {"ids"}), msg="cannot be combined with ids")
        if self.voted is not None and given & {"sort", "search"}:
            raise fault_in(
                self, *sorted(given & {"sort", "search"}), msg="cannot be combined with voted"
            )
        return self

    @model_validator(mode="after")
    def require_words_to_rank(self) -> Self:
        if self.sort == "relevance" and self.search is None:
            raise fault_in(self, "search", msg="is needed for sort=relevance")
        return self
