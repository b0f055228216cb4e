"""Errors of requests, accounts, posts, images and the server."""

from collections.abc import Mapping
from typing import ClassVar

from blog_api.errors.base import AppError, UnprocessableError


class BadRequestError(AppError, status=400, code="bad_request"):
    detail = "The request cannot be read."


class UnauthenticatedError(AppError, status=401, code="unauthenticated"):
    detail = "Log in first: this needs a bearer token."
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Bearer realm="blog"'}


class InvalidTokenError(AppError, status=401, code="invalid_token"):
    """One text for every cause: a forger learns nothing from it (RFC 6750 §3.1)."""

    detail = "The token is invalid, expired or revoked."
    headers: ClassVar[Mapping[str, str]] = {
        "WWW-Authenticate": 'Bearer realm="blog", error="invalid_token", '
        'error_description="The token is invalid, expired or revoked."'
    }


class ForbiddenError(AppError, status=403, code="forbidden"):
    detail = "This is not yours to change."


class AdminOnlyError(AppError, status=403, code="admin_only"):
    detail = "Only an administrator may do this."


class CrossSiteError(AppError, status=403, code="cross_site"):
    """Of the studio's forms, whose requests carry a cookie."""

    detail = "The request came from another site, or did not say where it came from."


class WrongPasswordError(AppError, status=403, code="wrong_password"):
    detail = "The current password is wrong."


class EmailNotVerifiedError(AppError, status=403, code="email_not_verified"):
    detail = "Verify your email address before you publish or offer a post; drafts are fine."


class RegistrationClosedError(AppError, status=403, code="registration_closed"):
    detail = "Registration is closed: only an administrator opens accounts."


class NotFoundError(AppError, status=404, code="not_found"):
    detail = "Not found, or not visible to you."


class MethodNotAllowedError(AppError, status=405, code="method_not_allowed"):
    detail = "This path does not answer that method; Allow lists those it does."


class EmailTakenError(AppError, status=409, code="email_taken"):
    detail = "Another account has this email address; give another one."


class UsernameTakenError(AppError, status=409, code="username_taken"):
    detail = "Another account has this user name; give another one."


class SlugTakenError(AppError, status=409, code="slug_taken"):
    """Error with `suggested_slug`, and with `holder_id` if the caller may see the holder."""

    detail = "Another post has this slug; suggested_slug is free."


class NotDeletedError(AppError, status=409, code="not_deleted"):
    detail = "It is not in the trash, so there is nothing to restore or purge."


class AuthorDeletedError(AppError, status=409, code="author_deleted"):
    detail = "Its author's account is in the trash; restore the account first."


class PostDeletedError(AppError, status=409, code="post_deleted"):
    """Error with `post_id`."""

    detail = "Its post is in the trash; restore the post first."


class RestoreConflictsError(AppError, status=409, code="restore_conflicts"):
    """Error with `conflicts`: the reason for each item."""

    detail = 'Nothing was restored; resolve the conflicts, or send on_conflict "rename" or "skip".'


class QuotaExceededError(AppError, status=409, code="quota_exceeded"):
    """Error with `used` and `quota`, in bytes."""

    detail = "The account's storage is full; only what is removed for good frees space."


class ExportRunningError(AppError, status=409, code="export_running"):
    detail = "An export of this account is being sent already; wait until it has ended."


class LastAdminError(AppError, status=409, code="last_admin"):
    detail = "This is the last active administrator; make another one first."


class StaleError(AppError, status=412, code="stale"):
    """Error with `current_etag`, `base_version`, `changed_fields` and `conflicting_fields`.

    Of a post; `base_version` is null if the tag names no version of it, the fields are null if
    that version is no longer kept.
    """

    detail = "It was changed since; read it again and send the new ETag in If-Match."


class BodyTooLargeError(AppError, status=413, code="body_too_large"):
    detail = "The body is larger than this path accepts."


class UnsupportedMediaTypeError(AppError, status=415, code="unsupported_media_type"):
    detail = "This path takes no body of this Content-Type; /docs says which it takes."


class InvalidInputError(UnprocessableError, code="invalid_input"):
    detail = "The input is invalid; `errors` says where and why."

    @classmethod
    def at(cls, *loc: str, msg: str, kind: str = "value_error") -> "InvalidInputError":
        """Return an error of one field, found by the domain rather than the schema."""
        return cls(errors=[{"loc": list(loc), "msg": msg, "type": kind}])


class WeakPasswordError(UnprocessableError, code="weak_password"):
    """Error with the reason as its detail."""

    loc = ("body", "password")

    detail = "Choose another password: this one is too easy to guess."


class PictureNotReadableError(UnprocessableError, code="picture_not_readable"):
    loc = ("body", "file")
    detail = "The file is no PNG, JPEG, WebP or AVIF image, whatever its name, or it is damaged."


class PictureTooLargeError(UnprocessableError, code="picture_too_large"):
    loc = ("body", "file")
    detail = (
        "The image has more than 24 megapixels (JPEG: 100, progressive 40), or more scans or "
        "parts than any needs."
    )


class PictureAnimatedError(UnprocessableError, code="picture_animated"):
    loc = ("body", "file")
    detail = "The picture moves; send a still one."


class OneTimeTokenRefusedError(UnprocessableError, code="one_time_token_refused"):
    """One text for every cause: used, expired, of another purpose, or never issued."""

    loc = ("body", "token")

    detail = "The token was used, has expired or never was one; ask for a new mail."


class IdempotencyKeyReusedError(UnprocessableError, code="idempotency_key_reused"):
    loc = ("header", "Idempotency-Key")
    detail = "This Idempotency-Key was used with another body; choose a new one."


class IdempotencyInProgressError(AppError, status=409, code="idempotency_in_progress"):
    detail = "A request with this Idempotency-Key is still running; ask again in a moment."


class IdempotencyTargetGoneError(AppError, status=409, code="idempotency_target_gone"):
    detail = "What this Idempotency-Key created is in the trash or gone; nothing new was made."


class PreconditionRequiredError(AppError, status=428, code="precondition_required"):
    """RFC 6585 §3."""

    detail = "Send If-Match with the ETag of the version that you change."


class ThrottledError(AppError, status=429, code="too_many_requests"):
    """Error with `Retry-After` and the `RateLimit-*` headers of the exhausted limit."""

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


class HeadersTooLargeError(AppError, status=431, code="headers_too_large"):
    detail = "The request line and headers have more than 32,768 bytes or 100 lines."


class InternalError(AppError, status=500, code="internal_error"):
    """Unexpected error; the log has the cause under the same request id."""

    detail = "Something broke on our side; quote request_id when you report it."


class BusyError(AppError, status=503, code="busy"):
    detail = "The database is busy; try again in a moment."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "1"}


class PasswordsBusyError(AppError, status=503, code="passwords_busy"):
    detail = "Too many passwords are being checked; try again in a moment."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "2"}


class DatabaseUnavailableError(AppError, status=503, code="database_unavailable"):
    detail = "The database cannot be reached; try again in a moment."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "2"}


class MediaUnavailableError(AppError, status=503, code="media_unavailable"):
    detail = "The store of pictures cannot be reached; try again in a moment."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "2"}


class DatabaseReadOnlyError(AppError, status=503, code="database_read_only"):
    detail = "The database accepts no writes now; try again in a moment."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "2"}


class StoppingError(AppError, status=503, code="stopping"):
    detail = "This server is about to stop; try another one, or again in a moment."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "1"}


class NotMigratedError(AppError, status=503, code="not_migrated"):
    detail = "The database is not at this release's schema; run blog-api migrate."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "5"}
