"""What an account looks like on its way in and out."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import BeforeValidator, ConfigDict, EmailStr, Field, model_validator

from blog_api.lifecycle.restoring import OnConflict
from blog_api.web.pagination import CursorPaging
from blog_api.web.schemas import Flag, Input, Output, Text

NEVER_EMPTY: Final = frozenset({"username", "email", "role", "is_active", "current_password"})
Role = Literal["user", "admin"]


def refuse_display_name(value: object) -> object:
    """Pydantic alone would take `Ada <ada@example.com>` and drop half of what was sent."""
    if isinstance(value, str) and "<" in value:
        raise ValueError("must be an email address and nothing else")
    return value


Email = Annotated[EmailStr, Field(max_length=254), BeforeValidator(refuse_display_name)]
Username = Annotated[
    str,
    Field(
        min_length=3,
        max_length=50,
        pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$",
        description="Unique without regard to case.",
    ),
]
Name = Annotated[Text, Field(max_length=100)]
Bio = Annotated[Text, Field(max_length=1000)]
# The policy judges a new password; this bounds only what is worth judging.
Password = Annotated[
    str, Field(min_length=1, max_length=1000, json_schema_extra={"format": "password"})
]


class RegisterIn(Input):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "email": "ada@example.com",
                    "username": "ada",
                    "password": "correct horse battery",
                    "name": "Ada Lovelace",
                }
            ]
        }
    )

    email: Email
    username: Username
    password: Password
    name: Name | None = None


class ProfilePatch(Input):
    """Only what is sent changes; null clears `name` and `bio`."""

    not_null: ClassVar[AbstractSet[str]] = NEVER_EMPTY

    username: Username | None = None
    name: Name | None = None
    bio: Bio | None = None
    email: Email | None = None


class MePatch(ProfilePatch):
    """A new `email` wants `current_password`."""

    current_password: Password | None = None

    @model_validator(mode="after")
    def require_password_for_email(self) -> Self:
        """Whoever finds an open browser must not be able to take the account over."""
        if self.email is not None and self.current_password is None:
            raise ValueError("a new email needs current_password")
        return self


class UserPatch(ProfilePatch):
    """What administrators may change."""

    role: Role | None = None
    is_active: bool | None = None


class PasswordChangeIn(Input):
    current_password: Password
    new_password: Password


class RestoreUserIn(Input):
    """Other names for an account whose own were taken meanwhile."""

    email: Email | None = None
    username: Username | None = None
    on_conflict: OnConflict = "fail"


class PrivateProfile(Output):
    """For the owner and administrators."""

    id: int
    email: str
    email_verified: bool
    username: str
    name: str | None
    bio: str | None
    avatar_url: str | None
    role: Role
    is_active: bool
    created_at: datetime
    updated_at: datetime


class PublicProfile(Output):
    """For everyone: never the email."""

    id: int
    username: str
    name: str | None
    bio: str | None
    avatar_url: str | None
    post_count: int = Field(description="Published posts.")
    created_at: datetime


class UserFilters(CursorPaging):
    """Query parameters of the list of accounts."""

    role: Role | None = None
    is_active: Flag | None = None
    search: Annotated[Text, Field(max_length=100)] | None = Field(
        default=None, description="Part of the user name, name or email address."
    )
