"""Bodies of personal access tokens; the token is in a response only when it is made or rotated."""

from datetime import datetime
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from blog_api.http.fields import Id, Input, Output, Text, fault_in, is_absent
from blog_api.scopes import DESCRIPTIONS, Scope

DAY_S: Final = 86_400
YEAR_S: Final = 365 * DAY_S
MAX_POSTS: Final = 100


def in_order(scopes: list[Scope]) -> list[Scope]:
    return [scope for scope in Scope if scope in scopes]


def without_duplicates(ids: list[int]) -> list[int]:
    return sorted(set(ids))


Name = Annotated[
    Text, Field(min_length=1, max_length=100, description="For you to tell tokens apart.")
]
SCOPES: Final = "\n".join(f"* `{scope}`: {text}" for scope, text in DESCRIPTIONS.items())
# Input is strict, and a scope in JSON is a text.
Given = Annotated[Scope, Field(strict=False)]
Scopes = Annotated[list[Given], Field(max_length=50), AfterValidator(in_order)]
PostIds = Annotated[
    list[Id], Field(min_length=1, max_length=MAX_POSTS), AfterValidator(without_duplicates)
]


class TokenIn(Input):
    """Name, rights and life of a new token."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "Deploy", "scopes": ["posts:read", "posts:write"]}]
        }
    )
    not_null: ClassVar[frozenset[str]] = frozenset({"expires_in"})

    name: Name
    scopes: Scopes = Field(
        description=f"Rights of the token, never more than those of the account:\n\n{SCOPES}"
    )
    expires_in: Annotated[int, Field(ge=1, le=YEAR_S)] = Field(
        default=90 * DAY_S, description="Seconds until the token expires, at most a year."
    )
    post_ids: PostIds | None = Field(
        default=None, description="The only posts that the token writes, and reads unpublished."
    )

    @model_validator(mode="after")
    def refuse_admin_scopes_for_posts(self) -> Self:
        if self.post_ids is not None and any(scope.is_admin for scope in self.scopes):
            raise fault_in(self, "post_ids", msg="cannot be combined with scopes of administrators")
        return self


class TokenPatch(Input):
    name: Name


class AccessTokenSummary(Output):
    """A token without its secret; `prefix` is the beginning of it."""

    id: int
    name: str
    prefix: str
    scopes: list[Scope]
    post_ids: list[int] | None
    created_at: datetime
    expires_at: datetime


class AccessTokenOut(AccessTokenSummary):
    last_used_at: datetime | None = Field(description="Exact to a minute.")


class AccessTokenMade(AccessTokenSummary):
    """A new token, or one with a new secret; the server keeps only a hash of it."""

    token: str


class AccountName(Output):
    id: int
    username: str
    role: Literal["user", "admin"]


class TokenInUse(Output):
    id: int
    name: str
    scopes: list[Scope]
    expires_at: datetime


class WhoAmI(Output):
    """The account behind the credentials, and the session or token that they are."""

    user: AccountName
    session_id: int | None = Field(default=None, exclude_if=is_absent)
    token: TokenInUse | None = Field(default=None, exclude_if=is_absent)
    confirmed_until: datetime | None = Field(default=None, exclude_if=is_absent)
    amr: list[str] = Field(description="How the session was authenticated (RFC 8176).")
