"""Every refusal in one list: its status, its code, its sentence."""

from collections.abc import Mapping
from typing import Any, ClassVar

from typing_extensions import override


class AppError(Exception):
    """A refusal the client can act on; `extra` joins the body of the answer."""

    status: ClassVar[int]
    code: ClassVar[str]
    detail: ClassVar[str]
    headers: ClassVar[Mapping[str, str]] = {}

    @override
    def __init_subclass__(cls, *, status: int | None = None, code: str | None = None) -> None:
        if status is not None:
            cls.status = status
        if code is not None:
            cls.code = code

    def __init__(self, detail: str | None = None, **extra: Any) -> None:
        super().__init__(detail or self.detail)
        self.extra = extra
        self.own_headers: Mapping[str, str] = self.headers


class BadRequestError(AppError, status=400, code="bad_request"):
    detail = "The request cannot be read."


class UnauthenticatedError(AppError, status=401, code="unauthenticated"):
    detail = "Log in first: this needs a bearer token."
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Bearer realm="blog"'}


class InvalidTokenError(AppError, status=401, code="invalid_token"):
    """One text whatever the cause: a forger learns nothing from it (RFC 6750 §3.1)."""

    detail = "The token is invalid, expired or revoked."
    headers: ClassVar[Mapping[str, str]] = {
        "WWW-Authenticate": 'Bearer realm="blog", error="invalid_token", '
        'error_description="The token is invalid, expired or revoked."'
    }


class ForbiddenError(AppError, status=403, code="forbidden"):
    detail = "This is not yours to change."


class AdminOnlyError(AppError, status=403, code="admin_only"):
    detail = "Only an administrator may do this."


class WrongPasswordError(AppError, status=403, code="wrong_password"):
    detail = "The current password is wrong."


class EmailNotVerifiedError(AppError, status=403, code="email_not_verified"):
    detail = "Verify your email address before you publish; drafts are fine."


class NotFoundError(AppError, status=404, code="not_found"):
    detail = "There is no such thing, or it is not for you to see."


class MethodNotAllowedError(AppError, status=405, code="method_not_allowed"):
    detail = "This path does not answer that method; Allow lists those it does."


class EmailTakenError(AppError, status=409, code="email_taken"):
    detail = "Another account has this email address; give another one."


class UsernameTakenError(AppError, status=409, code="username_taken"):
    detail = "Another account has this user name; give another one."


class SlugTakenError(AppError, status=409, code="slug_taken"):
    """Carries `suggested_slug`, and `holder_id` where the caller may see the holder."""

    detail = "Another post has this slug; suggested_slug is free."


class NotDeletedError(AppError, status=409, code="not_deleted"):
    detail = "It is not in the trash, so there is nothing to restore or purge."


class AuthorDeletedError(AppError, status=409, code="author_deleted"):
    detail = "Its author's account is in the trash; restore the account first."


class PostDeletedError(AppError, status=409, code="post_deleted"):
    """Carries `post_id`."""

    detail = "Its post is in the trash; restore the post first."


class RestoreConflictsError(AppError, status=409, code="restore_conflicts"):
    """Carries `conflicts`: what stands in the way of each item."""

    detail = 'Nothing was restored; resolve the conflicts, or send on_conflict "rename" or "skip".'


class LastAdminError(AppError, status=409, code="last_admin"):
    detail = "This is the last active administrator; make another one first."


class StaleError(AppError, status=412, code="stale"):
    detail = "It was changed since; read it again and send the new ETag in If-Match."


class BodyTooLargeError(AppError, status=413, code="body_too_large"):
    detail = "The body is larger than this path accepts."


class UnsupportedMediaTypeError(AppError, status=415, code="unsupported_media_type"):
    detail = "Send the body as application/json, or a picture as multipart/form-data."


class InvalidInputError(AppError, status=422, code="invalid_input"):
    """Carries `errors: [{loc, msg, type}]`, never the offending input: it may be a password."""

    detail = "The input is malformed; errors says where."

    @classmethod
    def at(cls, *loc: str, msg: str, kind: str = "value_error") -> "InvalidInputError":
        """One error at one place, for what only the domain can judge."""
        return cls(errors=[{"loc": list(loc), "msg": msg, "type": kind}])


class WeakPasswordError(AppError, status=422, code="weak_password"):
    """Raised with the sentence that says why."""

    detail = "Choose another password: this one is too easy to guess."


class PictureNotReadableError(AppError, status=422, code="picture_not_readable"):
    detail = "The file is no PNG, JPEG or WebP picture, whatever it is called, or it is damaged."


class PictureTooLargeError(AppError, status=422, code="picture_too_large"):
    detail = "The picture has more than 40 megapixels, or is made of more parts than any needs."


class PictureAnimatedError(AppError, status=422, code="picture_animated"):
    detail = "The picture moves; send a still one."


class OneTimeTokenRefusedError(AppError, status=422, code="one_time_token_refused"):
    """One text whatever the cause: used, expired, of another purpose, or never issued."""

    detail = "The token was used, has expired or never was one; ask for a new mail."


class IdempotencyKeyReusedError(AppError, status=422, code="idempotency_key_reused"):
    detail = "This Idempotency-Key was used with another body; choose a new one."


class IdempotencyInProgressError(AppError, status=409, code="idempotency_in_progress"):
    detail = "A request with this Idempotency-Key is still running; ask again in a moment."


class ThrottledError(AppError, status=429, code="too_many_requests"):
    """Carries `Retry-After` and the `RateLimit-*` headers of the limit that was used up."""

    detail = "Too many requests; Retry-After says how many seconds to wait."
    headers: ClassVar[Mapping[str, str]] = {
        "RateLimit-Limit": "5",
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": "60",
        "Retry-After": "12",
    }

    def __init__(self, headers: Mapping[str, str] = headers) -> None:
        super().__init__()
        self.own_headers = headers


class InternalError(AppError, status=500, code="internal_error"):
    """A defect of ours; the log has the cause under the same request id."""

    detail = "Something broke on our side; quote request_id when you report it."


class BusyError(AppError, status=503, code="busy"):
    detail = "The database is busy; try again in a moment."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "1"}


class DatabaseUnavailableError(AppError, status=503, code="database_unavailable"):
    detail = "The database cannot be reached; try again in a moment."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "2"}


class MediaUnavailableError(AppError, status=503, code="media_unavailable"):
    detail = "The store of pictures cannot be reached; try again in a moment."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "2"}


class NotMigratedError(AppError, status=503, code="not_migrated"):
    detail = "The database is not at this release's schema; run blog-api migrate."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "5"}


class GrantError(AppError, status=400):
    """A refusal of the token endpoints, answered in the form of RFC 6749 §5.2."""


class InvalidRequestError(GrantError, code="invalid_request"):
    detail = "A parameter is missing, empty or repeated, or the body is no form."


class InvalidGrantError(GrantError, code="invalid_grant"):
    detail = "The credentials are wrong, expired or revoked."


class UnsupportedGrantTypeError(GrantError, code="unsupported_grant_type"):
    detail = "Send grant_type=password or grant_type=refresh_token."
