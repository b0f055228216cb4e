"""Bodies and query parameters of accounts."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    model_validator,
)

from blog_api.auth.schemas import CurrentPassword, NewPassword
from blog_api.http.fields import AccountName, Flag, Input, Output, Text, fault_in, is_absent
from blog_api.http.pagination import CursorPaging
from blog_api.lifecycle.restoring import ON_CONFLICT, OnConflict
from blog_api.users.fields import Bio, Email, Name, Username

NEVER_EMPTY: Final = frozenset({"username", "email", "role", "is_active", "current_password"})
Role = Literal["user", "admin"]
Lost = Literal["role"]


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
    password: NewPassword
    name: Name | None = None


class ProfilePatch(Input):
    """Partial update: fields that are not sent stay; null clears `name` and `bio`."""

    not_null: ClassVar[AbstractSet[str]] = NEVER_EMPTY

    username: Username | None = None
    name: Name | None = None
    bio: Bio | None = None
    email: Email | None = None


class NoticesPatch(Input):
    """Notices that can be switched off; the others are always sent."""

    new_login: bool = Field(description="Log-ins from a new device or network.")


class MePatch(ProfilePatch):
    """Partial update of the caller's account; a new `email` needs `current_password`."""

    not_null: ClassVar[AbstractSet[str]] = NEVER_EMPTY | {"notices"}

    notices: NoticesPatch | None = Field(
        default=None, description="Emails about the account that can be switched off."
    )
    current_password: CurrentPassword | None = Field(
        default=None, description="The password that the account has; needed for a new `email`."
    )

    @model_validator(mode="after")
    def require_password_for_email(self) -> Self:
        """Require the password, so that an open browser is not enough to take the account over."""
        if self.email is not None and self.current_password is None:
            raise fault_in(self, "current_password", msg="is needed for a new email")
        return self


class UserPatch(ProfilePatch):
    """Fields that administrators may change."""

    role: Role | None = Field(
        default=None, description="The last active administrator keeps its role (409)."
    )
    is_active: bool | None = Field(
        default=None, description="`false`: the account cannot log in; its posts stay."
    )


class PasswordChangeIn(Input):
    current_password: CurrentPassword
    new_password: NewPassword


class RestoreUserIn(Input):
    """Other names for an account whose own were taken since."""

    email: Email | None = Field(
        default=None, description="Another address, if the former one was taken since."
    )
    username: Username | None = Field(
        default=None, description="Another user name, if the former one was taken since."
    )
    role: Role = Field(
        default="user", description="Role after the restore, regardless of the former one."
    )
    on_conflict: OnConflict = Field(default="fail", description=ON_CONFLICT)


class Storage(Output):
    """Bytes of an account's posts, comments, their former versions, working copies, and images.

    Those in the trash count too.
    """

    used: int
    quota: int | None = Field(description="Null where there is no limit.")


class Notices(Output):
    new_login: bool


class PrivateProfile(Output):
    """Profile for the owner and administrators."""

    id: int
    email: str
    email_verified: bool
    username: str
    name: str | None
    bio: str | None
    avatar_url: str | None
    role: Role
    is_active: bool
    notices: Notices
    storage: Storage
    created_at: datetime
    updated_at: datetime


class RestoredProfile(PrivateProfile):
    """Restored account; `not_restored` names the items that stayed in the trash."""

    not_restored: list[Lost]
    not_given_back: list[int] | None = Field(
        default=None,
        exclude_if=is_absent,
        description="Posts that were handed over with the deletion and were handed on since.",
    )


class PostCounts(Output):
    """Live posts by status."""

    published: int
    draft: int
    scheduled: int
    archived: int


class DeletionPreview(Output):
    """Counts of the things that deleting an account would take."""

    posts: PostCounts
    comments: int
    images: int
    open_transfers: int = Field(description="Open offers of posts, to and from the account.")


class AccountDeletion(BaseModel):
    """Query parameters of deleting an account."""

    model_config = ConfigDict(frozen=True)

    hard_delete: Flag = Field(default=False, description="For good; administrators only.")
    posts: Literal["trash", "refuse", "transfer"] = Field(
        default="trash",
        description="`trash` takes the posts along, `refuse` answers 409 if there are any, "
        "`transfer` hands them over to `to`; administrators only.",
    )
    to: AccountName | None = Field(default=None, description="The new author, for a transfer.")

    @model_validator(mode="after")
    def require_receiver(self) -> Self:
        if self.posts == "transfer" and self.to is None:
            raise fault_in(self, "to", msg="is needed for posts=transfer")
        return self


class PublicProfile(Output):
    """Profile for everyone, without the email."""

    id: int
    username: str
    name: str | None
    bio: str | None
    avatar_url: str | None
    post_count: int = Field(description="Published posts.")
    created_at: datetime


class UserFilters(CursorPaging):
    """Query parameters of the list of accounts."""

    role: Role | None = Field(default=None, description="Only accounts with this role.")
    is_active: Flag | None = Field(
        default=None, description="`false`: only deactivated accounts; `true`: only the others."
    )
    search: Annotated[Text, Field(max_length=100)] | None = Field(
        default=None, description="Part of the user name, name or email address."
    )
